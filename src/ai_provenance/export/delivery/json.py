"""The assessment as JSON: the document that `schemas/delivery-1.0.json` describes."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance import __version__
from ai_provenance.delivery.metrics import date_of
from ai_provenance.delivery.records import CONFIDENCE, NEVER
from ai_provenance.export.delivery.shown import NOTHING, Shown
from ai_provenance.export.encoding import json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from ai_provenance.delivery.assess import Assessment
    from ai_provenance.delivery.code_rework import CodeRework
    from ai_provenance.delivery.improvement import Improvement
    from ai_provenance.delivery.metrics import Outcome, Quantity
    from ai_provenance.delivery.stages import Stages
    from ai_provenance.repo.identity import RepositoryIdentity

SCHEMA_VERSION = "1.0"
"""Within 1.x fields are only ever added."""


def write(assessment: Assessment, called: RepositoryIdentity, out: TextIO, shown: Shown = NOTHING) -> None:
    """Write the document, indented, with a final newline."""
    out.write(json_text(document(assessment, called, shown)) + "\n")


def document(assessment: Assessment, called: RepositoryIdentity, shown: Shown = NOTHING) -> dict[str, Any]:
    """ASSESSMENT of the repository that is CALLED so as the published document, with what is SHOWN beside it."""
    measured, ledger, found = assessment.measured, assessment.ledger, assessment.found
    window, outcomes = measured.window, measured.outcomes
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ai-provenance", "version": __version__},
        "repository": {"identity": called.identity, "name": called.name, "head": assessment.tip},
        "complete": assessment.complete,
        "window": {"since": date_of(window.since), "until": date_of(window.until), "weeks": round(window.weeks, 6)},
        "source": {
            "kind": found.kind.value if found.kind else None,
            "confidence": CONFIDENCE[found.kind] if found.kind else None,
            "files": [
                {
                    "name": file.name,
                    "kinds": file.kinds,
                    "rows": file.rows,
                    "used": file.used,
                    "rejected": len(file.rejected),
                }
                for file in (assessment.exported.files if assessment.exported else ())
            ],
        },
        "definition": assessment.definition,
        "deployments": {
            "all": len(found.deployments),
            "window": len(outcomes),
            "judged": sum(one.is_judged for one in outcomes),
            "failed": sum(bool(one.signals) for one in outcomes),
            "pending": sum(not one.is_judged for one in outcomes),
            "open": sum(bool(one.signals) and one.ended is None for one in outcomes),
            "attempts_failed": found.attempts_failed,
            "unknown_commit": found.unknown_commit,
            "without_predecessor": measured.without_predecessor,
            "components": list(found.components),
        },
        "metrics": {
            "deployment_frequency": quantity(measured.frequency),
            "change_lead_time": {**quantity(measured.lead_time), "negative": measured.negative},
            "change_fail_rate": quantity(measured.fail_rate),
            "recovery_time": quantity(measured.recovery),
            "rework_rate": quantity(measured.rework),
        },
        "batches": {
            "changes_per_deployment": {**measured.batch, "bands": measured.batch_bands},
            "lines_per_change": shown.sizes[0]._asdict() if shown.sizes else None,
            "files_per_change": shown.sizes[1]._asdict() if shown.sizes else None,
        },
        "code_rework": shown.code_rework and _code_rework(shown.code_rework),
        "stages": shown.stages and _stages(shown.stages),
        "by": None if shown.by is None else _slices(assessment, shown.by),
        **({"bands": None, "score": None} if shown.bands is None else _bands(assessment, shown.bands)),
        "excluded": {
            "merges": ledger.merges,
            "automation": ledger.automation,
            "copies": ledger.copies,
            "negative": measured.negative,
            "no_predecessor": measured.without_lead,
            **found.excluded,
        },
        "signals": {
            **{f"reverts_by_{way}": ledger.reverts_by.get(way, 0) for way in ("id", "number", "subject")},
            "unresolved": ledger.unresolved,
            "relandings": ledger.relandings,
        },
        "improvement": None if shown.improvement is None else _improvement(shown.improvement),
        "warnings": [notice._asdict() | {"details": list(notice.details)} for notice in assessment.warnings],
        "list": list(_listed(assessment, shown.code_rework)) if shown.with_list else None,
    }


def _improvement(one: Improvement) -> dict[str, Any]:
    return {
        "experiments": [
            {"name": name, "ended": date_of(ended), "difference": differs} for name, ended, differs in one.experiments
        ],
        "cycles": [{key: entry.get(key) for key in ("id", "at", "verdict", "act")} for entry in one.cycles],
        "ledger_fault": one.broken or None,
        "batches": [
            {"origin": origin, "passed": ratio.numerator, "judged": ratio.denominator}
            for origin, ratio in one.batches.items()
        ],
        "surveys": [{"wave": wave, "satisfaction": mean} for wave, mean in one.surveys],
    }


def _code_rework(found: CodeRework) -> dict[str, Any]:
    return {
        "days": found.days,
        "value": found.lines.ratio,
        "unit": "ratio",
        "numerator": found.lines.numerator,
        "denominator": found.lines.denominator,
        "interval": None if found.interval is None else list(found.interval),
        "reason": found.reason,
        "changes": found.changes,
        "pending": found.pending,
        "lost": found.lost,
        "by_origin": [
            {"origin": origin, "reason": "suppressed", "changes": None, "numerator": None, "denominator": None}
            if one is None
            else {
                "origin": origin,
                "reason": None,
                "changes": one[0],
                "numerator": one[1].numerator,
                "denominator": one[1].denominator,
            }
            for origin, one in found.by_origin.items()
        ],
    }


def _stages(found: Stages) -> dict[str, Any]:
    return {
        "requests": found.requests,
        "coding": found.coding and found.coding._asdict(),
        "review": found.review and found.review._asdict(),
        "waiting": found.waiting and found.waiting._asdict(),
    }


def _slices(assessment: Assessment, dimension: str) -> list[dict[str, Any]]:
    from ai_provenance.delivery.slices import slices

    return [{"dimension": dimension, **one._asdict()} for one in slices(assessment, dimension)]


def _bands(assessment: Assessment, year: str) -> dict[str, Any]:
    from ai_provenance.delivery.bands import place, quick_check

    found = place(assessment.measured, year)
    rows = [one._asdict() | {"interval": list(one.interval) if one.interval else None} for one in found.rows]
    return {
        "bands": {"year": found.year, "source": found.source, "rows": rows},
        "score": quick_check(assessment.measured)._asdict(),
    }


def quantity(one: Quantity) -> dict[str, Any]:
    """One metric with what it was computed from."""
    found: dict[str, Any] = {
        "value": one.value,
        "reason": one.reason,
        "interval": list(one.interval) if one.interval else None,
        "interval_reason": one.interval_reason if one.value is not None else None,
    }
    if one.denominator is not None:
        found |= {"numerator": one.numerator, "denominator": one.denominator}
    if one.bound is not None:
        found["bound"] = one.bound
    return found | dict(one.more)


def _listed(assessment: Assessment, rework: CodeRework | None) -> Iterator[dict[str, Any]]:
    """The deployments of the window, oldest first, with the commits that explain their numbers."""
    leads = dict(assessment.measured.leads)
    for one in assessment.measured.outcomes:
        lines = rework.by_deployment.get(one.position) if rework else None
        yield {
            **_row(assessment, one, leads.get(one.position, ())),
            "code_rework": lines and {"numerator": lines.numerator, "denominator": lines.denominator},
        }


def _row(assessment: Assessment, one: Outcome, leads: tuple[int, ...]) -> dict[str, Any]:
    deployment = assessment.ledger.deployments[one.position]
    previous = assessment.ledger.previous[one.position]
    return {
        "id": deployment.id,
        "time": date_of(deployment.time),
        "commit": deployment.commit,
        "names": list(deployment.names),
        "previous": assessment.ledger.deployments[previous].id if previous != NEVER else None,
        "changes": assessment.ledger.brought[one.position].changes,
        "lead_times": sorted(leads),
        "signals": list(one.signals),
        "commits": list(one.commits),
        "opened": date_of(one.opened) if one.signals else None,
        "ended": date_of(one.ended) if one.ended is not None else None,
        "judged": one.is_judged,
        "rework": one.is_rework,
    }
