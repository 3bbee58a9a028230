"""Compares the evidence of squash merges with that of the commits they were made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ai_provenance.agents import Registry
from ai_provenance.detect import classify
from ai_provenance.model import AgentUse, Commit, Level, NoteRecord, Origin, Verdict
from ai_provenance.repo import Repository, commits_by_id
from ai_provenance.squash.pairs import Pair, Pairs


class Outcome(StrEnum):
    """What became of the AI evidence of a request's commits."""

    NONE = "none"  # there was none to lose
    KEPT = "kept"  # every agent is declared as well as it was
    PARTIAL = "partial"  # some agents are not named any more
    BURIED = "buried"  # still to be found, but no longer in a trailer that git parses
    LOST = "lost"  # the merged commit shows no AI help at all


@dataclass(frozen=True, slots=True)
class Case:
    """One squash merge and its outcome."""

    pair: Pair
    outcome: Outcome
    subject: str
    said: tuple[AgentUse, ...]
    """What the sources said, each agent and model once."""
    missing: tuple[AgentUse, ...]
    """What the merged commit no longer says in a valid trailer."""
    witnesses: tuple[str, ...]
    """Sources with AI evidence, newest first."""
    source_level: Level
    """The best that any source reached."""
    merged_level: Level


@dataclass(frozen=True, slots=True)
class Audit:
    """All squash merges of a range."""

    found: Pairs
    cases: tuple[Case, ...]
    """Those with evidence to lose, in the order of the walk."""
    outcomes: dict[Outcome, int]

    @property
    def with_evidence(self) -> int:
        """Squash merges that had something to lose."""
        return len(self.cases)


def audit(
    repository: Repository,
    found: Pairs,
    *,
    notes: Mapping[str, tuple[NoteRecord, ...]] | None = None,
    registry: Registry | None = None,
) -> Audit:
    """Compare each pair. NOTES count for the merged commit: what `repair` wrote is lost no more."""
    classifier = _Classifier(notes or {}, registry)
    outcomes: Counter[Outcome] = Counter()
    cases = []
    for case in _cases(repository, found.pairs, classifier):
        outcomes[case.outcome] += 1
        if case.outcome is not Outcome.NONE:
            cases.append(case)
    return Audit(found, tuple(cases), {outcome: outcomes[outcome] for outcome in Outcome})


@dataclass(frozen=True, slots=True)
class _Classifier:
    """Classifies commits with these notes and agents."""

    notes: Mapping[str, tuple[NoteRecord, ...]]
    registry: Registry | None

    def verdict(self, commit: Commit) -> Verdict:
        """The verdict on one commit."""
        return classify(commit, self.notes.get(commit.oid, ()), registry=self.registry)


def _cases(repository: Repository, pairs: Sequence[Pair], classifier: _Classifier) -> Iterator[Case]:
    """The outcome of each pair."""
    # one stream of all commits, in the order in which the pairs name them: one git, whatever their number
    wanted = (oid for pair in pairs for oid in (pair.merged, *pair.sources))
    stream = commits_by_id(repository, wanted)
    for pair in pairs:
        merged = next(stream)
        verdict = classifier.verdict(merged)
        sources = [classifier.verdict(next(stream)) for _ in pair.sources]
        yield _compared(pair, verdict, sources, subject=_subject(merged.message))


def _compared(pair: Pair, merged: Verdict, sources: Sequence[Verdict], *, subject: str) -> Case:
    declaring = [verdict for verdict in sources if verdict.origin is Origin.AI]
    said = union(use for verdict in declaring for use in verdict.agents)
    best = max((verdict.level for verdict in declaring), default=Level.UNKNOWN)
    missing = _missing(said, merged, best)
    return Case(
        pair=pair,
        outcome=_outcome(declaring, merged, missing, best),
        subject=subject,
        said=said,
        missing=missing,
        witnesses=tuple(verdict.oid for verdict in declaring),
        source_level=best,
        merged_level=merged.level if merged.origin is Origin.AI else Level.UNKNOWN,
    )


def _outcome(declaring: Sequence[Verdict], merged: Verdict, missing: tuple[AgentUse, ...], best: Level) -> Outcome:
    if not declaring:
        return Outcome.NONE
    if merged.origin is not Origin.AI:
        return Outcome.LOST
    if merged.level < min(best, Level.DECLARED):
        return Outcome.BURIED
    return Outcome.PARTIAL if missing else Outcome.KEPT


def _missing(said: tuple[AgentUse, ...], merged: Verdict, best: Level) -> tuple[AgentUse, ...]:
    """What SAID names and MERGED does not, or not as well."""
    if merged.origin is not Origin.AI or merged.level < min(best, Level.DECLARED):
        return said
    named = {use.id for use in merged.agents}
    return tuple(use for use in said if use.id not in named)


def union(uses: Iterator[AgentUse]) -> tuple[AgentUse, ...]:
    """Each agent once with each of its models; without a model only where none is known; `unspecified` only alone."""
    pairs = dict.fromkeys(uses)
    with_model = {use.id for use in pairs if use.model}
    kept = [use for use in pairs if use.model or use.id not in with_model]
    named = [use for use in kept if use.id != "unspecified"]
    return tuple(sorted(named or kept, key=lambda use: (use.id, use.model or "")))


def _subject(message: bytes) -> str:
    return message.lstrip().partition(b"\n")[0].decode("utf-8", "replace")[:200]
