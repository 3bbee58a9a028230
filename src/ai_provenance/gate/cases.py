"""From a stream of commits to the cases that a judge is given, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice

from ai_provenance.config.model import Config
from ai_provenance.config.policy import PolicyConfig
from ai_provenance.detect import classify
from ai_provenance.detect.declaring import declaration_line, names_agent
from ai_provenance.gate.adoption import Start
from ai_provenance.gate.ledger import Ledger
from ai_provenance.model import Commit, Finding, NoteRecord, Notice, Verdict
from ai_provenance.policy import Case
from ai_provenance.policy.demands import needs_lines, needs_paths
from ai_provenance.repo import Repository
from ai_provenance.repo.changes import changes

_BATCH = 512

Labelled = tuple[Commit, str | None]
"""A commit, and the branch that it is judged for."""


@dataclass(frozen=True)
class Question:
    """What is asked of the gate."""

    repository: Repository
    config: Config
    start: Start = field(default_factory=Start)
    branch: str | None = None
    """Short name of the branch that the commits are judged for."""
    notes: dict[str, tuple[NoteRecord, ...]] = field(default_factory=dict)
    """Git notes by commit."""
    on_the_range: tuple[Finding, ...] = ()
    """Findings that are about the range as a whole, made elsewhere."""
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    """The day on which waivers are read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must be known of the commits."""

    everyone: bool = True
    """Commits without any evidence too."""
    merges: bool = False
    paths: bool = True
    lines: bool = False

    @classmethod
    def by(cls, policy: PolicyConfig) -> Wanted:
        """As much as POLICY asks about, and no more."""
        return cls(
            everyone=any(demands.require_human_declaration for demands in (policy, *policy.overrides)),
            merges=policy.include_merges,
            paths=needs_paths(policy),
            lines=needs_lines(policy),
        )


def cases(question: Question, commits: Iterable[Labelled], wanted: Wanted, ledger: Ledger) -> Iterator[Case]:
    """The commits that are judged, each with its verdict and changes; LEDGER counts them all.

    Memory does not grow with the stream. What cannot be seen is told to LEDGER.
    """
    stream = iter(commits)
    while batch := list(islice(stream, _BATCH)):
        yield from _with_changes(question, _judged(question, batch, wanted, ledger), wanted, ledger)


def _judged(question: Question, batch: list[Labelled], wanted: Wanted, ledger: Ledger) -> list[Case]:
    found = []
    for commit, branch in batch:
        if (commit.is_merge and not wanted.merges) or not question.start.holds_for(commit):
            continue
        ledger.commits += 1
        verdict = classify(commit, question.notes.get(commit.oid, ()))
        if wanted.everyone or verdict.evidence:
            found.append(_case(question, commit, branch, verdict))
    return found


def _case(question: Question, commit: Commit, branch: str | None, verdict: Verdict) -> Case:
    return Case(
        commit,
        verdict,
        branch=branch,
        names_agent=names_agent,
        declares=lambda use: declaration_line(use, question.config.profile),
    )


def _with_changes(question: Question, found: list[Case], wanted: Wanted, ledger: Ledger) -> list[Case]:
    if not found or not wanted.paths:
        return found
    known = changes(question.repository, [case.commit.oid for case in found], lines=wanted.lines)
    if len(known) < len(found):
        ledger.cannot_see(_not_here(len(found) - len(known)))
    return [replace(case, changes=known.get(case.commit.oid)) for case in found]


def _not_here(missing: int) -> Notice:
    return Notice(
        "changes-not-here",
        f"a partial clone lacks the trees or blobs of {missing} commits that are asked about",
        "git fetch --refetch --no-filter",
    )
