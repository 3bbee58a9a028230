"""Alarms: whether the newest deployments are worse than a stretch before them, calibrated for few false ones.

The unit is the deployment: changes of one release share its date, and a test over changes would raise a false alarm in
most half years. A fixed rule such as "+20 %" is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ai_provenance.delivery.metrics import WEEK, Measured
from ai_provenance.delivery.records import Ledger
from ai_provenance.delivery.statistics import quantile

RECENT_WEEKS, BASELINE_WEEKS, FEWEST = 2, 12, 4


@dataclass(frozen=True, slots=True)
class Alarm:
    """The state of one metric: `steady`, `regressed`, `improved` or `insufficient`."""

    metric: str
    state: str
    recent: float | None
    """Median over the newest deployments, or their share."""
    baseline: float | None
    p: float | None
    effect: float | None
    """Cliff's delta for lead times; None for shares."""
    deployments: tuple[int, int]
    """Newest and baseline."""


def regressions(ledger: Ledger, measured: Measured, *, strict: bool) -> tuple[Alarm, ...]:
    """The alarms at the end of the window, which has the newest two weeks and the twelve before. Needs `stats`."""
    turn = measured.window.until - RECENT_WEEKS * WEEK
    times = {position: ledger.deployments[position].time for position, _ in measured.leads}
    medians = [(times[position], quantile(sorted(spans), 0.5)) for position, spans in measured.leads]
    recent = [value for time, value in medians if time >= turn]
    before = [value for time, value in medians if time < turn]
    judged = [(ledger.deployments[one.position].time, bool(one.signals)) for one in measured.outcomes if one.is_judged]
    failed = [bad for time, bad in judged if time >= turn], [bad for time, bad in judged if time < turn]
    return _durations(recent, before, strict=strict), _rates(*failed, strict=strict)


def _durations(recent: Sequence[float], before: Sequence[float], *, strict: bool) -> Alarm:
    sizes = (len(recent), len(before))
    middle = [quantile(sorted(values), 0.5) if values else None for values in (recent, before)]
    if len(recent) < FEWEST or len(before) < FEWEST:
        return Alarm("change_lead_time", "insufficient", *middle, None, None, sizes)
    from scipy.stats import mannwhitneyu  # noqa: PLC0415 - comes with the extra

    tested = mannwhitneyu(recent, before, alternative="two-sided")
    p, delta = float(tested.pvalue), 2 * float(tested.statistic) / (len(recent) * len(before)) - 1
    limit, effect = (0.005, 0.2) if strict else (0.01, 0.147)
    state = "steady" if p >= limit or abs(delta) < effect else "regressed" if delta > 0 else "improved"
    return Alarm("change_lead_time", state, *middle, p, delta, sizes)


def _rates(recent: Sequence[bool], before: Sequence[bool], *, strict: bool) -> Alarm:
    sizes = (len(recent), len(before))
    shares = [sum(values) / len(values) if values else None for values in (recent, before)]
    if len(recent) < FEWEST or len(before) < FEWEST or not any(before):
        return Alarm("change_fail_rate", "insufficient", *shares, None, None, sizes)
    from scipy.stats import binomtest  # noqa: PLC0415 - comes with the extra

    p = float(binomtest(sum(recent), len(recent), sum(before) / len(before), alternative="two-sided").pvalue)
    worse = (shares[0] or 0.0) > (shares[1] or 0.0)
    state = "steady" if p >= (0.005 if strict else 0.01) else "regressed" if worse else "improved"
    return Alarm("change_fail_rate", state, *shares, p, None, sizes)
