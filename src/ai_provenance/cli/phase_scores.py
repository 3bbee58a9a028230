"""Scores of phases 2 and 3 for the metrics file of a report, kept until something that they are made of changes.

The evidence is in the tree of the judged commit, so a score is kept by commit, criteria and day, with the state of the
few files beside the tree that count too (hooks, tags, the record of earlier runs) and the numbers of the report. A
report with nothing new reads one file, and imports nothing of the methodology.
"""

from __future__ import annotations

import json
import os

from ai_provenance import __version__
from ai_provenance.errors import ProvenanceError
from ai_provenance.export.metrics.file import PhaseScores, figures
from ai_provenance.model import Notice
from ai_provenance.repo.cache import DATABASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ai_provenance.project import Project
    from ai_provenance.repo.cache import CacheDirectory
    from ai_provenance.snapshot import Snapshot

_KIND = "phases"
_PHASES = ("2", "3")
_BESIDE_THE_TREE = (
    "config",
    "hooks",
    "packed-refs",
    "refs/tags",
    "refs/remotes/origin/HEAD",
    DATABASE,
)
"""Files of the git directory that a score depends on."""
_ROOMS = ("", "/data", "/pipelines", "/probes")
"""Directories of the methodology: another version of it gives other scores."""


def phase_scores(project: Project, snapshot: Snapshot, cache: CacheDirectory | None) -> PhaseScores | None:
    """The scores of phases 2 and 3 as of this run; None where the run is about a part of a history.

    Part of a history are a range, some paths and some dates. What cannot be judged comes as a notice.
    """
    whole = snapshot.range
    if ".." in whole.revisions or " " in whole.revisions or whole.since or whole.until or whole.paths:
        return None
    key = _key(project, snapshot)
    saved = cache.load_for(_KIND, key) if cache else None
    found = _loaded(saved) if saved else None
    if found is None:
        try:
            found = _judged(project, snapshot)
        except ProvenanceError as error:
            return PhaseScores({}, {}, (Notice("phases-not-judged", f"no score: {error}", error.hint or ""),))
        if cache:
            cache.save_for(_KIND, key, json.dumps(found, separators=(",", ":")).encode())
    return found


def _judged(project: Project, snapshot: Snapshot) -> PhaseScores:
    from datetime import UTC, datetime

    from ai_provenance.export.metrics.phases import headline, judged_phases
    from ai_provenance.scorecard.facts import CRITERIA, collect
    from ai_provenance.scorecard.scoring import score
    from ai_provenance.store.recording import recall

    repository = project.repository
    known = recall(repository, None)
    # sizes of commits count in phase 4 alone, and git takes half a second for two hundred of them
    facts = collect(
        repository,
        revision=snapshot.range.revisions,
        summary=snapshot.judged,
        records=known.records,
        sizes=False,
    )
    card = score(
        facts,
        today=datetime.now(UTC).date(),
        criteria=None if facts.criteria_unseen else project.criteria(CRITERIA),
        recorded=known.indicators,
    )
    phases, scores = judged_phases(card, snapshot.generated_at), headline(card)
    return PhaseScores(
        {number: phases[number] for number in _PHASES if number in phases},
        {name: scores[name] for name in (f"phase_{number}_score" for number in _PHASES) if name in scores},
        tuple(facts.notices(own_criteria=False)),
    )


def _key(project: Project, snapshot: Snapshot) -> bytes:
    common, parts = project.repository.common, [__version__, *_sources()]
    parts += [_state(f"{common}/{name}") for name in _BESIDE_THE_TREE]
    parts += [project.repository.head, snapshot.range.revisions, project.commit, snapshot.range.complete]
    parts += [snapshot.generated_at[:10], project.config.report, sorted(figures(snapshot).items())]
    if snapshot.range.revisions != "HEAD":
        from ai_provenance.repo.revisions import peel

        parts.append(peel(project.repository, snapshot.range.revisions))
    return repr(parts).encode("utf-8", "backslashreplace")


def _sources() -> Iterator[object]:
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for room in _ROOMS:
        yield sorted((entry.name, entry.stat().st_mtime_ns) for entry in os.scandir(f"{top}/scorecard{room}"))


def _state(path: str) -> object:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size)


def _loaded(saved: bytes) -> PhaseScores | None:
    try:
        phases, metrics, notices = json.loads(saved)
        return PhaseScores(phases, metrics, tuple(Notice(*notice) for notice in notices))
    except (ValueError, TypeError):
        return None
