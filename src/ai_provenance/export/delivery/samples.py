"""An assessment as samples, for Prometheus, OpenMetrics, InfluxDB and CSV."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from ai_provenance.delivery.records import CONFIDENCE
from ai_provenance.delivery.slices import slices
from ai_provenance.export.delivery.shown import NOTHING, Shown
from ai_provenance.export.metrics.series import Sample, of_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.delivery.assess import Assessment
    from ai_provenance.delivery.code_rework import CodeRework
    from ai_provenance.delivery.improvement import Improvement
    from ai_provenance.repo.identity import RepositoryIdentity

FORMATS = ("csv", "prometheus", "openmetrics", "influx")


def samples(assessment: Assessment, now: float, shown: Shown = NOTHING) -> Iterator[Sample]:
    """The samples of an assessment that was made NOW, with what is SHOWN beside it; what is unknown has none."""
    measured, found = assessment.measured, assessment.found
    failed = [one for one in measured.outcomes if one.signals]
    if found.kind is not None:
        counts = {
            "judged": sum(one.is_judged for one in measured.outcomes),
            "failed": len(failed),
            "pending": sum(not one.is_judged for one in measured.outcomes),
            "attempt_failed": found.attempts_failed,
        }
        for status, count in counts.items():
            yield Sample("delivery_deployments", count, (("status", status),))
    yield from _frequency(assessment)
    yield from _changes(assessment)
    yield from _share("delivery_change_fail_ratio", assessment, is_fail=True)
    recovery = measured.recovery
    if recovery.value is not None:
        yield Sample("delivery_recovery_time_seconds", recovery.value, (("stat", "p50"),))
        mean = recovery.more["mean"]
        if isinstance(mean, float | int):
            yield Sample("delivery_recovery_time_seconds", mean, (("stat", "mean"),))
    yield from _share("delivery_rework_ratio", assessment, is_fail=False)
    yield from _code_rework(shown.code_rework) if shown.code_rework else ()
    still_open = [one.opened for one in failed if one.ended is None]
    if found.kind is not None and measured.fail_rate.reason is None:
        yield Sample("delivery_failures_open", len(still_open))
        if still_open:
            yield Sample("delivery_oldest_open_failure_timestamp_seconds", min(still_open))
    if found.kind is not None:
        bound = measured.fail_rate.bound or "lower"
        labels = (("kind", found.kind.value), ("confidence", CONFIDENCE[found.kind]), ("bound", bound))
        yield Sample("delivery_source_info", 1.0, labels)
    yield from _tried(shown.improvement) if shown.improvement else ()
    yield Sample("delivery_run_timestamp_seconds", now)


def _tried(found: Improvement) -> Iterator[Sample]:
    for name, is_wanted in (("difference", True), ("no-difference", False)) if found.experiments else ():
        number = sum(differs is is_wanted for _, _, differs in found.experiments)
        yield Sample("delivery_experiments", number, (("result", name),))
    if found.cycles or found.broken:
        yield Sample("delivery_cycle_ledger_broken", float(bool(found.broken)))
    for verdict, number in sorted(found.verdicts.items()):
        yield Sample("delivery_cycles", number, (("verdict", verdict),))
    for origin, ratio in found.batches.items():
        yield Sample("delivery_batches", ratio.numerator, (("origin", origin), ("verdict", "pass")))
        yield Sample("delivery_batches", ratio.denominator - ratio.numerator, (("origin", origin), ("verdict", "fail")))
    if found.surveys:
        yield Sample("delivery_satisfaction", found.surveys[-1][1])


def _frequency(assessment: Assessment) -> Iterator[Sample]:
    frequency, times = assessment.measured.frequency, assessment.ledger.times
    if frequency.value is None:
        return
    yield Sample("delivery_frequency_per_week", frequency.value, (), frequency.numerator, frequency.denominator)
    gap = frequency.more["gap_seconds_p50"]
    if isinstance(gap, float | int):
        yield Sample("delivery_gap_seconds", gap)
    exist = bisect_left(times, assessment.measured.window.until)
    if exist:
        yield Sample("delivery_last_deployment_timestamp_seconds", times[exist - 1])


def _changes(assessment: Assessment) -> Iterator[Sample]:
    """Lead times, and counts of changes by origin as far as they are of enough people; each family in one piece."""
    known = [(one, (("origin", one.key),)) for one in slices(assessment, "origin") if one.reason is None]
    lead = assessment.measured.lead_time
    if lead.value is not None:
        stats = {name: lead.more[name] for name in ("p50", "p75", "p90", "mean")}
        if lead.interval:
            stats |= {"low": lead.interval[0], "high": lead.interval[1]}
        for name, value in stats.items():
            if isinstance(value, float | int):
                yield Sample("delivery_change_lead_time_seconds", value, (("stat", name),))
    for one, labels in known:
        if one.lead_p50 is not None:
            yield Sample("delivery_change_lead_time_seconds", one.lead_p50, (*labels, ("stat", "p50")))
    yield from (Sample("delivery_changes", one.changes or 0, labels) for one, labels in known)
    yield from (Sample("delivery_reverted_changes", one.reverted or 0, labels) for one, labels in known)


def _share(family: str, assessment: Assessment, *, is_fail: bool) -> Iterator[Sample]:
    share = assessment.measured.fail_rate if is_fail else assessment.measured.rework
    if share.value is None:
        return
    yield Sample(family, share.value, (), share.numerator, share.denominator)
    if is_fail and share.interval:
        yield Sample(f"{family}_low", share.interval[0])
        yield Sample(f"{family}_high", share.interval[1])


def _code_rework(found: CodeRework) -> Iterator[Sample]:
    """All of it, and by origin where enough people made those of both."""
    family = "delivery_code_rework_ratio"
    known = [((), found.lines), *(((("origin", name),), one[1]) for name, one in found.by_origin.items() if one)]
    for labels, lines in known:
        if lines.ratio is not None:
            yield Sample(family, lines.ratio, labels, lines.numerator, lines.denominator)
    for end, value in zip(("low", "high"), found.interval or (), strict=False):
        yield Sample(f"{family}_{end}", value)


def kept(assessment: Assessment, shown: Shown = NOTHING) -> Iterator[Sample]:
    """The samples that a store keeps: those about a commit, and not about the run."""
    found = samples(assessment, 0, shown._replace(improvement=None))
    return (one for one in found if not one.family.endswith(("_timestamp_seconds", "_info")))


def figures(assessment: Assessment, shown: Shown = NOTHING) -> dict[str, float | None]:
    """The flat figures of the metrics file; what is unknown is null."""
    measured = assessment.measured
    found: dict[str, float | None] = {
        "delivery_deployments": len(measured.outcomes),
        "delivery_frequency_per_week": measured.frequency.value,
        "delivery_change_lead_time_seconds": measured.lead_time.value,
        "delivery_recovery_time_seconds": measured.recovery.value,
        "delivery_changes_per_deployment_p50": measured.batch["p50"],
    }
    for name, share in (("change_fail_rate", measured.fail_rate), ("rework_rate", measured.rework)):
        found[f"delivery_{name}"] = share.value
        found[f"delivery_{name}_numerator"] = share.numerator
        found[f"delivery_{name}_denominator"] = share.denominator
    if shown.code_rework is not None:
        lines = shown.code_rework.lines
        found["delivery_code_rework"] = lines.ratio
        found["delivery_code_rework_numerator"] = lines.numerator
        found["delivery_code_rework_denominator"] = lines.denominator
    return found


def write(  # noqa: PLR0913 - what is written, and how
    assessment: Assessment,
    called: RepositoryIdentity,
    out: TextIO,
    *,
    format_: str,
    now: float,
    shown: Shown = NOTHING,
) -> None:
    """Write the samples in one of FORMATS."""
    found = list(samples(assessment, now, shown))
    named = of_repository(found, called.identity)
    # each format is imported where it is written: with nothing new most of the time goes into imports
    if format_ == "csv":
        from ai_provenance.delivery.metrics import date_of
        from ai_provenance.export.metrics import csv

        csv.write_rows(((date_of(int(now)), sample) for sample in found), out)
    elif format_ == "prometheus":
        from ai_provenance.export.metrics import prometheus

        out.writelines(f"{line}\n" for line in prometheus.lines(named))
    elif format_ == "openmetrics":
        from ai_provenance.export.metrics import openmetrics

        out.writelines(f"{line}\n" for line in openmetrics.lines((None, sample) for sample in named))
    else:
        from ai_provenance.export.metrics import influx

        out.writelines(f"{line}\n" for line in influx.lines((now, sample) for sample in named))
