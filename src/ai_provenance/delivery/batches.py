"""Batches: what was deployed together, or a range, and whether the results of tools about it passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.records import ORIGINS
from ai_provenance.delivery.validations import Result, judged
from ai_provenance.model import Origin, Ratio
from ai_provenance.repo import Repository, Selection
from ai_provenance.repo.history import batches
from ai_provenance.report.classify import attached_to, classify_batches
from ai_provenance.report.settings import ClassifierSettings

_AI = ORIGINS.index("ai")


@dataclass(frozen=True, slots=True)
class Demands:
    """What a batch must have."""

    required: tuple[str, ...] = ()
    """Kinds of result without which it is unknown."""
    least_coverage: float = 0.0
    """Share of lines that must be covered, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch and its verdict: `pass`, `fail` or `unknown`."""

    id: str
    commit: str
    time: int | None
    """Seconds since the epoch; None for a range."""
    changes: int
    ai_changes: int
    verdict: str
    reason: str
    results: tuple[str, ...]
    """The files that are about it."""

    @property
    def is_ai(self) -> bool:
        """Whether an AI helped with any of its changes."""
        return self.ai_changes > 0


def deployed(assessment: Assessment, results: Sequence[Result], demands: Demands) -> Iterator[Batch]:
    """The deployments of the assessment's window, each with the RESULTS about its commit."""
    ledger = assessment.ledger
    changes = [0] * len(ledger.deployments)
    from_ai = [0] * len(ledger.deployments)
    for first, origin in zip(ledger.firsts, ledger.origins, strict=True):
        if first < len(changes):
            changes[first] += 1
            from_ai[first] += origin == _AI
    for outcome in assessment.measured.outcomes:
        position = outcome.position
        one = ledger.deployments[position]
        about = [result for result in results if result.commit and one.commit.startswith(result.commit)]
        verdict, reason = judged(about, demands.required, demands.least_coverage)
        yield Batch(
            one.id, one.commit, one.time, changes[position], from_ai[position], verdict, reason,
            tuple(result.name for result in about),
        )  # fmt: skip


def of_range(  # noqa: PLR0913 - what is judged, and by what
    repository: Repository,
    named: str,
    tip: str,
    results: Sequence[Result],
    *,
    demands: Demands,
    settings: ClassifierSettings,
) -> Batch:
    """The commits of the range NAMED as one batch, whose last commit is TIP, with all RESULTS.

    Raises:
        RevisionError, IncompleteRangeError, GitError: the range cannot be read whole.
    """
    selection = Selection(revisions=(named,), merges=False)
    changes = ai = 0
    for batch, classified in classify_batches(
        batches(repository, selection), settings, attached_to(repository, settings)
    ):
        changes += len(batch)
        ai += sum(verdict.origin is Origin.AI for _, verdict in classified)
    verdict, reason = judged(results, demands.required, demands.least_coverage)
    return Batch(named, tip, None, changes, ai, verdict, reason, tuple(result.name for result in results))


def pass_rate(found: Iterable[Batch]) -> Ratio:
    """I4.4: AI batches passed / AI batches judged. Those that are unknown are in neither."""
    rows = [one for one in found if one.is_ai and one.verdict != "unknown"]
    return Ratio(sum(one.verdict == "pass" for one in rows), len(rows))
