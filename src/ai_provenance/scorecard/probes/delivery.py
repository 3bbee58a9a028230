"""Probes of what was measured of delivery: deployments, their size and outcome, and the records of earlier runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ai_provenance.scorecard.delivered import Delivered
from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.probes.answer import Answer, Probe, answer, unseen
from ai_provenance.scorecard.probes.ci import rolls_back
from ai_provenance.scorecard.states import Outcome

_ENOUGH, _SOME = 4, 2
"""Metrics of the five with which delivery counts as measured, and in part."""
_SMALL, _MIDDLING = 10, 50
"""Changes a deployment: upper ends of the second and third of DORA's bands (1, 2-10, 11-50, 51-100, more)."""
_RELEASES, _RELEASE_SIZE = 10, 50
"""Successful releases that gate 4 requires, and the median of changes up to which they are incremental."""
_MONTHS = 2
YEARS = ("2019", "2021", "2023", "2024")
"""The reports with bands. Elite means nothing without its year: a criterion names the year that it requires."""
_FEWEST = 5
"""Deployments below which a median of their sizes says nothing."""


def delivery_measured(facts: Facts) -> Answer:
    """Are DORA's metrics measured? Files about them alone count in part."""
    delivered = facts.delivered
    files = facts.found["dora"]
    known = delivered.known if delivered is not None and delivered.complete else 0
    if files and known < _SOME:
        return answer(Outcome.PARTIAL, "files-found", files, kind="dora", count=len(files))
    if delivered is None or not delivered.complete:
        return _unseen(delivered)
    if delivered.known < _SOME:
        return answer(False, "delivery-unknown", known=delivered.known)
    outcome = Outcome.TRUE if delivered.known >= _ENOUGH else Outcome.PARTIAL
    reason = "delivery-measured-at-least" if delivered.is_lower_bound else "delivery-measured"
    return answer(
        outcome, reason, files, known=delivered.known, count=delivered.deployments, source=delivered.source or ""
    )


def ci_runs(facts: Facts) -> Answer:
    """Do the runs of the pipelines succeed? The question does not arise where no export of runs was given."""
    delivered = facts.delivered
    if delivered is None or not delivered.runs:
        return answer(Outcome.NOT_APPLICABLE, "runs-not-given")
    return answer(
        bool(delivered.runs_passed), "runs", passed=delivered.runs_passed, count=delivered.runs, flaky=delivered.flaky
    )


def small_batches(facts: Facts) -> Answer:
    """Does the median deployment bring few changes?"""
    delivered = facts.delivered
    if delivered is None or not delivered.complete:
        return _unseen(delivered)
    if delivered.changes_p50 is None or delivered.deployments < _FEWEST:
        return answer(Outcome.NOT_AVAILABLE, "batches-few", count=delivered.deployments, fewest=_FEWEST)
    size = delivered.changes_p50
    outcome = Outcome.TRUE if size <= _SMALL else Outcome.PARTIAL if size <= _MIDDLING else Outcome.FALSE
    return answer(outcome, "batches", median=f"{size:g}", count=delivered.deployments, small=_SMALL)


def rollback_works(facts: Facts) -> Answer:
    """Has a rollback worked? A job that rolls back counts where none was needed yet."""
    delivered = facts.delivered
    if delivered is None or not delivered.rollbacks:
        return rolls_back(facts)
    healthy = delivered.rollbacks - delivered.rollbacks_failed
    outcome = Outcome.FALSE if not healthy else Outcome.PARTIAL if delivered.rollbacks_failed else Outcome.TRUE
    return answer(outcome, "rollbacks", healthy=healthy, count=delivered.rollbacks)


def delivery_recorded(facts: Facts) -> Answer:
    """Do the records hold delivery metrics of at least two months?"""
    months = facts.records.delivery_months
    if months is None:
        return answer(Outcome.NOT_AVAILABLE, "records-unseen")
    outcome = Outcome.TRUE if months >= _MONTHS else Outcome.PARTIAL if months else Outcome.FALSE
    return answer(outcome, "delivery-recorded", count=months)


def impact_dashboard(facts: Facts) -> Answer:
    """Is there a dashboard as a file, and are there recorded values that it can show?"""
    return _file_and_records(facts, "dashboard", facts.records.delivery_months, "impact-dashboard")


def regression_alerts(facts: Facts) -> Answer:
    """Are there alert rules as files, and was it judged whether delivery got worse?"""
    return _file_and_records(facts, "alert-rules", facts.records.regressions_judged, "regression-alerts")


def _file_and_records(facts: Facts, kind: str, records: int | None, reason: str) -> Answer:
    """A file shows that something was written, records that it has something to work on: both together are the task."""
    paths = facts.found[kind]
    if not paths and facts.unlisted:
        return unseen()
    outcome = (Outcome.FALSE, Outcome.PARTIAL, Outcome.TRUE)[bool(paths) + bool(records)]
    return answer(outcome, reason, paths, files=len(paths), count=records or 0)


def ten_releases(facts: Facts) -> Answer:
    """Were there ten successful releases of at most fifty changes?"""
    delivered = facts.delivered
    if delivered is None or not delivered.complete or delivered.source is None:
        return _unseen(delivered)
    succeeded, size = delivered.judged - delivered.failed, delivered.changes_p50
    is_enough = succeeded >= _RELEASES and size is not None and size <= _RELEASE_SIZE
    reason = "releases-at-most" if delivered.is_lower_bound else "releases-succeeded"
    return answer(is_enough, reason, succeeded=succeeded, needed=_RELEASES, median="-" if size is None else f"{size:g}")


def elite_tier(facts: Facts, year: str) -> Answer:
    """Are all metrics in the band that DORA's report of YEAR calls elite?"""
    delivered = facts.delivered
    if delivered is None or not delivered.complete or delivered.source is None:
        return _unseen(delivered)
    tiers = delivered.tiers[year]
    worse = [metric for metric, band in tiers.items() if band not in (None, "elite")]
    unknown = [metric for metric, band in tiers.items() if band is None]
    if worse:
        return answer(False, "tier-lower", year=year, metrics=", ".join(worse).replace("_", " "))
    if unknown:
        return answer(Outcome.NOT_AVAILABLE, "tier-unknown", metrics=", ".join(unknown).replace("_", " "))
    return answer(True, "tier-elite-at-best" if delivered.is_lower_bound else "tier-elite", year=year)


def _unseen(delivered: Delivered | None) -> Answer:
    if delivered is None:
        return answer(Outcome.NOT_AVAILABLE, "delivery-unseen")
    return answer(Outcome.NOT_AVAILABLE, "delivery-no-source" if delivered.complete else "delivery-shallow")


PROBES: Mapping[str, Probe] = {
    "delivery-measured": delivery_measured,
    "ci-runs": ci_runs,
    "small-batches": small_batches,
    "rollback-works": rollback_works,
    "delivery-recorded": delivery_recorded,
    "impact-dashboard": impact_dashboard,
    "regression-alerts": regression_alerts,
    "ten-releases": ten_releases,
    **{f"elite-tier-{year}": partial(elite_tier, year=year) for year in YEARS},
}
