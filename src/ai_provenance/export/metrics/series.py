"""A run as plain samples: what every format for machines that draw curves is written from.

Names follow Prometheus' conventions (https://prometheus.io/docs/practices/naming/). A report and a scorecard have no
family in common, and every exported sample names its repository, so that the texts of both, of many repositories, can
be scraped together. Other labels are closed words of ours: no commit id, no name of a person, nothing that a commit
message could choose.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import datetime

from ai_provenance import __version__
from ai_provenance.model import Origin, Ratio
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:  # a report without a scorecard must not pay for the methodology, nor delivery for a report
    from ai_provenance.report import Counts, Summary
    from ai_provenance.scorecard.scoring import Scorecard
    from ai_provenance.snapshot import Snapshot

PREFIX = "ai_provenance_"

HELP = {
    "info": "What wrote the samples of a report; always 1.",
    "run_timestamp_seconds": "When the report was made.",
    "trace_all_ratio": "In-scope commits at level 1 or higher / in-scope commits.",
    "trace_ai_ratio": "AI commits at level 2 or higher with valid metadata / AI commits but for the review-only ones.",
    "attribution_coverage_ratio": "Commits with a known origin / commits walked.",
    "traceable_commits": "Numerator of trace_all_ratio: in-scope commits at level 1 or higher.",
    "judged_commits_in_scope": "Denominator of trace_all_ratio: in-scope commits since adoption.",
    "declared_commits": "Numerator of trace_ai_ratio: AI commits at level 2 or higher with valid metadata.",
    "ai_commits": "Denominator of trace_ai_ratio: AI commits but for the review-only ones.",
    "known_origin_commits": "Numerator of attribution_coverage_ratio: commits with a known origin.",
    "judged_commits_walked": "Denominator of attribution_coverage_ratio: commits walked since adoption.",
    "commits_walked": "Commits walked.",
    "commits_in_scope": "Commits that the percentage is about.",
    "commits_excluded": "Commits walked and left out of scope, by the rule that left them out.",
    "commits": "Commits walked, by origin.",
    "commits_examined": "Commits that a hook examined without observing an agent.",
    "commits_unlisted": "Commits by an automation that is in no list.",
    "commits_review_only": "AI commits that agents only reviewed.",
    "undeclared_commits": "AI commits that trace_ai does not count as declared.",
    "level_commits": "In-scope commits, by level of traceability.",
    "untraceable_commits": "In-scope commits without evidence of their origin.",
    "agent_commits": "AI commits walked, by agent.",
    "findings": "Findings of this run, by what judged; absent where it did not run.",
    "range_complete": "1 where the range is complete, 0 where a shallow clone cut it off.",
    "score_info": "What wrote the samples of a scorecard; always 1.",
    "score_run_timestamp_seconds": "When the scorecard was made.",
    "phase_score": "Score of a phase from 0 to 100; absent where nothing is known.",
    "phase_claimed_score": "Score of a phase if every claim held, from 0 to 100.",
    "phase_score_low": "Score of a phase if everything unknown were worth nothing.",
    "phase_score_high": "Score of a phase if everything unknown were done.",
    "phase_coverage_ratio": "Known weight / applicable weight of a phase.",
    "overall_score": "Unweighted mean of the phases that have a score, from 0 to 100.",
    "gate_state": "1 for the state that a gate is in, 0 for the others.",
    "indicator_value": "Value of an indicator in its unit; absent where it was not measured.",
    "indicator_credit": "1 met, 0.5 within tolerance, 0 missed; absent where it was not measured.",
}
"""Metric family of a report or scorecard, without prefix -> what it means. Every family is a gauge."""
DELIVERY_HELP = {
    "delivery_deployments": "Deployments of the window, by what became of them.",
    "delivery_frequency_per_week": "Deployments a week.",
    "delivery_change_lead_time_seconds": "Time from a change to its first deployment.",
    "delivery_change_fail_ratio": "Failed deployments / judged ones; a lower bound unless events were given.",
    "delivery_change_fail_ratio_low": "Lower end of the 95 % interval of delivery_change_fail_ratio.",
    "delivery_change_fail_ratio_high": "Upper end of the 95 % interval of delivery_change_fail_ratio.",
    "delivery_recovery_time_seconds": "Time from a failure to what ended it.",
    "delivery_code_rework_ratio": "Lines that another commit replaced within 21 days / lines added, also by origin.",
    "delivery_code_rework_ratio_low": "Lower end of the 95 % interval of delivery_code_rework_ratio.",
    "delivery_code_rework_ratio_high": "Upper end of the 95 % interval of delivery_code_rework_ratio.",
    "delivery_rework_ratio": "Deployments that only fix what was deployed before / all.",
    "delivery_changes": "Changes that were first deployed in the window, by origin; none of fewer than five authors.",
    "delivery_reverted_changes": "Those of delivery_changes that were taken back within the days of intervention.",
    "delivery_gap_seconds": "Median time between two deployments of the window.",
    "delivery_last_deployment_timestamp_seconds": "When something was deployed last.",
    "delivery_failures_open": "Failed deployments that nothing has ended yet.",
    "delivery_oldest_open_failure_timestamp_seconds": "When the oldest of these began; absent where there is none.",
    "delivery_regression_state": "1 for the state of a metric against its baseline, 0 for the others.",
    "delivery_experiments": "Experiments with a recorded result, by it.",
    "delivery_cycle_ledger_broken": "1 where the ledger of PDCA cycles is not what was recorded, else 0.",
    "delivery_cycles": "Lines of the ledger of PDCA cycles, by verdict.",
    "delivery_batches": "Recorded batches with a verdict, by whether an AI helped with any change.",
    "delivery_satisfaction": "Mean satisfaction of the newest wave of a survey, from 0 to 10.",
    "delivery_source_info": "Where deployments are known from; always 1.",
    "delivery_run_timestamp_seconds": "When delivery was assessed.",
}
"""The same for an assessment of delivery."""
MEANINGS = {**HELP, **DELIVERY_HELP}


class Sample(NamedTuple):
    """One value of one family."""

    family: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()
    numerator: float | None = None
    """Of a ratio, as the denominator; None for what is no ratio."""
    denominator: float | None = None


def samples(snapshot: Snapshot) -> Iterator[Sample]:
    """All samples of a run, families together; what has no data has no sample."""
    yield from report_samples(snapshot)
    yield from score_samples(snapshot)


def report_samples(snapshot: Snapshot) -> Iterator[Sample]:
    """The samples of a report."""
    yield Sample("info", 1.0, (("version", __version__),))
    yield Sample("run_timestamp_seconds", seconds(snapshot))
    yield Sample("range_complete", float(snapshot.range.complete))
    yield from ratios(snapshot.judged)
    yield from counted(snapshot.summary, ((agent.id, agent.commits) for agent in snapshot.summary.agents))
    for judge, found in (("policy", snapshot.violations), ("secrets", snapshot.secrets)):
        if found is not None:
            yield Sample("findings", len(found), (("judge", judge),))


def score_samples(snapshot: Snapshot) -> Iterator[Sample]:
    """The samples of a scorecard; none where the run has none."""
    if snapshot.card:
        yield Sample("score_info", 1.0, (("version", __version__),))
        yield Sample("score_run_timestamp_seconds", seconds(snapshot))
        yield from _scores(snapshot.card)


def of_repository(found: Iterable[Sample], identity: str | None) -> Iterator[Sample]:
    """FOUND with the label by which a store of many repositories distinguishes them."""
    for sample in found:
        yield sample._replace(labels=(("repository", identity), *sample.labels)) if identity else sample


def seconds(snapshot: Snapshot) -> float:
    """When the run was made, in seconds since the epoch."""
    return datetime.fromisoformat(snapshot.generated_at).timestamp()


def number(value: float) -> str:
    """A value as every text format writes it: whole numbers without a point, others with all their digits."""
    return str(int(value)) if math.isfinite(value) and value == int(value) else repr(float(value))


def ratios(counts: Counts | Summary) -> Iterator[Sample]:
    """The three numbers with their numerators and denominators; a number without data has no sample."""
    named: tuple[tuple[str, Ratio, str, str], ...] = (
        ("trace_all_ratio", counts.trace_all, "traceable_commits", "judged_commits_in_scope"),
        ("trace_ai_ratio", counts.trace_ai, "declared_commits", "ai_commits"),
        ("attribution_coverage_ratio", counts.attribution_coverage, "known_origin_commits", "judged_commits_walked"),
    )
    for family, ratio, numerator, denominator in named:
        if ratio.ratio is not None:
            yield Sample(family, ratio.ratio, (), ratio.numerator, ratio.denominator)
        if ratio.complete:  # parts of a history that is cut off would be divided by whoever reads them
            yield Sample(numerator, ratio.numerator)
            yield Sample(denominator, ratio.denominator)


def counted(counts: Counts | Summary, agents: Iterable[tuple[str, int]]) -> Iterator[Sample]:
    """The counts of one walk; AGENTS are ids and the AI commits that name them."""
    yield Sample("commits_walked", counts.walked)
    yield Sample("commits_in_scope", counts.in_scope)
    yield Sample("commits_excluded", counts.excluded_merges, (("rule", "merges"),))
    yield Sample("commits_excluded", counts.excluded_automation, (("rule", "automation"),))
    for origin in Origin:
        yield Sample("commits", counts.origins[origin], (("origin", origin.value),))
    yield Sample("commits_examined", counts.examined)
    yield Sample("commits_unlisted", counts.unlisted)
    yield Sample("commits_review_only", counts.review_only)
    yield Sample("undeclared_commits", counts.trace_ai.denominator - counts.trace_ai.numerator)
    for level, commits in enumerate(counts.levels):
        yield Sample("level_commits", commits, (("level", str(level)),))
    yield Sample("untraceable_commits", counts.levels[0])
    for agent, commits in agents:
        yield Sample("agent_commits", commits, (("agent", agent),))


def label_of(sample: Sample) -> str:
    """The labels as one text, `gate=G2 state=fail`: how the store and tables keep them."""
    return " ".join(f"{name}={value}" for name, value in sample.labels)


def rows(found: Iterable[Sample]) -> Iterator[tuple[str, str, float, float | None, float | None]]:
    """Samples as rows of a table: family, label, value, and a ratio's numerator and denominator."""
    return ((one.family, label_of(one), one.value, one.numerator, one.denominator) for one in found)


def labels_of(text: str) -> tuple[tuple[str, str], ...]:
    """The labels that `label_of` put into words."""
    return tuple((name, value) for name, _, value in (part.partition("=") for part in text.split(" ") if part))


def _scores(card: Scorecard) -> Iterator[Sample]:
    columns = (
        ("phase_score", "score"),
        ("phase_claimed_score", "claimed"),
        ("phase_score_low", "low"),
        ("phase_score_high", "high"),
    )
    for family, field in columns:
        for phase in card.phases:
            value = getattr(phase, field)
            if value is not None:
                yield Sample(family, value, (("phase", str(phase.phase)),))
    for phase in card.phases:
        known, applicable = phase.known_weight, phase.applicable_weight
        if applicable:
            labels = (("phase", str(phase.phase)),)
            yield Sample("phase_coverage_ratio", phase.coverage, labels, known, applicable)
    if card.overall.score is not None:
        yield Sample("overall_score", card.overall.score)
    from ai_provenance.scorecard.indicators import IndicatorVerdict
    from ai_provenance.scorecard.states import GateVerdict

    for gate in card.gates:
        for state in GateVerdict:
            yield Sample("gate_state", float(gate.verdict is state), (("gate", gate.gate), ("state", state.value)))
    measured = [one for one in card.indicators if one.value is not None]
    yield from (Sample("indicator_value", one.value or 0.0, (("indicator", one.id),)) for one in measured)
    credit = {IndicatorVerdict.MET: 1.0, IndicatorVerdict.TOLERATED: 0.5, IndicatorVerdict.MISSED: 0.0}
    yield from (Sample("indicator_credit", credit[one.verdict], (("indicator", one.id),)) for one in measured)
