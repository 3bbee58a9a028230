"""An assessment as samples, for Prometheus, OpenMetrics, InfluxDB and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.records import CONFIDENCE
from ai_provenance.export.metrics import csv, influx, openmetrics, prometheus
from ai_provenance.export.metrics.series import Sample, of_repository
from ai_provenance.repo.identity import RepositoryIdentity

FORMATS = ("csv", "prometheus", "openmetrics", "influx")


def samples(assessment: Assessment, now: float) -> Iterator[Sample]:
    """The samples of an assessment that was made NOW; what is unknown has none."""
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
    frequency = measured.frequency
    if frequency.value is not None:
        parts = frequency.numerator, frequency.denominator
        yield Sample("delivery_frequency_per_week", frequency.value, (), *parts)
    yield from _lead_times(assessment)
    yield from _share("delivery_change_fail_ratio", assessment, is_fail=True)
    recovery = measured.recovery
    if recovery.value is not None:
        yield Sample("delivery_recovery_time_seconds", recovery.value, (("stat", "p50"),))
        mean = recovery.more["mean"]
        if isinstance(mean, float | int):
            yield Sample("delivery_recovery_time_seconds", mean, (("stat", "mean"),))
    yield from _share("delivery_rework_ratio", assessment, is_fail=False)
    still_open = [one.opened for one in failed if one.ended is None]
    if found.kind is not None and measured.fail_rate.reason is None:
        yield Sample("delivery_failures_open", len(still_open))
        if still_open:
            yield Sample("delivery_oldest_open_failure_timestamp_seconds", min(still_open))
    if found.kind is not None:
        bound = measured.fail_rate.bound or "lower"
        labels = (("kind", found.kind.value), ("confidence", CONFIDENCE[found.kind]), ("bound", bound))
        yield Sample("delivery_source_info", 1.0, labels)
    yield Sample("delivery_run_timestamp_seconds", now)


def _lead_times(assessment: Assessment) -> Iterator[Sample]:
    lead = assessment.measured.lead_time
    if lead.value is None:
        return
    stats = {name: lead.more[name] for name in ("p50", "p75", "p90", "mean")}
    if lead.interval:
        stats |= {"low": lead.interval[0], "high": lead.interval[1]}
    for name, value in stats.items():
        if isinstance(value, float | int):
            yield Sample("delivery_change_lead_time_seconds", value, (("stat", name),))


def _share(family: str, assessment: Assessment, *, is_fail: bool) -> Iterator[Sample]:
    share = assessment.measured.fail_rate if is_fail else assessment.measured.rework
    if share.value is None:
        return
    yield Sample(family, share.value, (), share.numerator, share.denominator)
    if is_fail and share.interval:
        yield Sample(f"{family}_low", share.interval[0])
        yield Sample(f"{family}_high", share.interval[1])


def write(assessment: Assessment, called: RepositoryIdentity, out: TextIO, *, format_: str, now: float) -> None:
    """Write the samples in one of FORMATS."""
    found = list(samples(assessment, now))
    named = of_repository(found, called.identity)
    if format_ == "csv":
        from ai_provenance.delivery.metrics import date_of

        csv.write_rows(((date_of(int(now)), sample) for sample in found), out)
    elif format_ == "prometheus":
        out.writelines(f"{line}\n" for line in prometheus.lines(named))
    elif format_ == "openmetrics":
        out.writelines(f"{line}\n" for line in openmetrics.lines((None, sample) for sample in named))
    else:
        out.writelines(f"{line}\n" for line in influx.lines((now, sample) for sample in named))
