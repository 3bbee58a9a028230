"""What a scorecard takes from a measurement of delivery: the two rooms are beside each other and meet here."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.delivery.assess import Assessment, over
from ai_provenance.delivery.bands import place
from ai_provenance.delivery.chain import BrokenChainError, verified_at
from ai_provenance.delivery.changes import changes, window_since
from ai_provenance.delivery.metrics import Window
from ai_provenance.delivery.runs import all_runs, feedback
from ai_provenance.repo import Repository
from ai_provenance.scorecard.delivered import Delivered
from ai_provenance.scorecard.facts import CycleLedger
from ai_provenance.scorecard.probes.delivery import YEARS


def delivered(found: Assessment, *, baseline: Window | None = None) -> Delivered:
    """What FOUND says, in the terms of the scorecard; with a BASELINE also how what came after it differs from it."""
    measured, deployments = found.measured, found.ledger.deployments
    runs = found.exported.runs if found.exported else []
    counted, first_verdict = all_runs(runs), feedback(runs)
    judged = [one for one in measured.outcomes if one.is_judged]
    rollbacks = [
        one
        for one in judged
        # with a change of its own it was a person's new commit that helped
        if deployments[one.position].rollback and not found.ledger.brought[one.position].changes
    ]
    return Delivered(
        source=found.found.kind.value if found.found.kind else None,
        complete=found.complete,
        metrics={
            "deployment_frequency": measured.frequency.value,
            "change_lead_time": measured.lead_time.value,
            "change_fail_rate": measured.fail_rate.value,
            "recovery_time": measured.recovery.value,
            "rework_rate": measured.rework.value,
        },
        is_lower_bound=measured.fail_rate.bound != "exact",
        deployments=len(measured.outcomes),
        judged=len(judged),
        failed=sum(bool(one.signals) for one in judged),
        changes_p50=measured.batch["p50"],
        rollbacks=len(rollbacks),
        rollbacks_failed=sum(bool(one.signals) for one in rollbacks),
        runs=counted.passed + counted.failed if counted else 0,
        runs_passed=counted.passed if counted else 0,
        flaky=counted.flaky if counted else 0,
        feedback_p50=first_verdict.p50 if first_verdict else None,
        changed=dict(_changed(found, baseline)) if baseline else {},
        tiers={year: {one.metric: one.band for one in place(measured, year).rows} for year in YEARS},
    )


def _changed(found: Assessment, baseline: Window) -> Iterator[tuple[str, tuple[float, float, float]]]:
    later = window_since(baseline, found.measured.window.until)
    if later is not None:
        before, after = over(found, (baseline, later))
        for one in changes(before.measured, after.measured):
            yield one.metric, (one.value, one.low, one.high)


def ledger_of(repository: Repository, commit: str) -> CycleLedger | None:
    """The ledger of PDCA cycles of COMMIT, verified; None where this clone lacks it."""
    try:
        entries = verified_at(repository, commit)
    except BrokenChainError as error:
        return CycleLedger(fault=str(error))
    if entries is None:
        return None
    return CycleLedger(len(entries), sum(entry.get("act") != "extend" for entry in entries))
