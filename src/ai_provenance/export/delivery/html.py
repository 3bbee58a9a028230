"""The page of delivery: one file, without a script, that loads nothing; drawn from the JSON document alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, TextIO

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.statistics import quantile
from ai_provenance.export.delivery.json import document
from ai_provenance.export.delivery.shown import Shown
from ai_provenance.export.delivery.text import REASONS, duration
from ai_provenance.export.report import geometry
from ai_provenance.export.report.html import render
from ai_provenance.export.report.words import Words
from ai_provenance.repo.identity import RepositoryIdentity

_HEIGHT = 120.0
_NAMES = {
    "deployment_frequency": "Deployment frequency",
    "change_lead_time": "Change lead time",
    "change_fail_rate": "Change fail rate",
    "recovery_time": "Recovery time",
    "rework_rate": "Rework rate",
}
_MONTHS = geometry.SHOWN


def write(assessment: Assessment, called: RepositoryIdentity, out: TextIO, shown: Shown) -> None:
    """Write the page."""
    wanted = Shown(with_list=True, by="origin", bands=shown.bands, improvement=shown.improvement)
    out.write(page(document(assessment, called, wanted)))


def page(held: Mapping[str, Any]) -> str:
    """The page of a document with its list, and its changes by origin."""
    months = _months(held["list"])
    return render(
        "delivery.html",
        words=Words("en"),
        held=held,
        verdict=_verdict(held),
        numbers=[_number(name, held["metrics"][name], held) for name in _NAMES],
        months=months,
        deployed=_bars(months),
        waited=_curve(months),
        origins=[_origin(one) for one in held["by"]],
        failed=[_failed(one) for one in reversed(held["list"]) if one["signals"]],
        tried=held.get("improvement"),
        bands=held["bands"] and [(_NAMES[one["metric"]], _band(one)) for one in held["bands"]["rows"]],
    )


def _verdict(held: Mapping[str, Any]) -> dict[str, str]:
    known = sum(held["metrics"][name]["value"] is not None for name in _NAMES)
    source = held["source"]
    if not held["complete"]:
        return {"colour": "bad", "word": "Incomplete", "text": "a shallow clone cuts the history off."}
    if source["kind"] is None:
        return {"colour": "none", "word": "Unknown", "text": "no deployment is known from any source."}
    text = (
        f"{known} of the five metrics are known, from {held['deployments']['window']:,} deployments "
        f"by {source['kind']} (confidence {source['confidence']})."
    )
    return {"colour": "good" if known == len(_NAMES) else "warn", "word": f"{known} of 5 known", "text": text}


def _number(name: str, one: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    unit, interval = one.get("unit", "per_week"), one["interval"]
    is_share = unit == "ratio"
    said = [] if interval is None else [f"95 % interval {_value(interval[0], unit)} to {_value(interval[1], unit)}"]
    if one["value"] is not None and one.get("bound") == "lower":
        said.append("at least: failures that git does not show are missing")
    if one["value"] is not None and interval is None:
        said.append(f"no interval: {REASONS[one['interval_reason']]}")
    low, high = (geometry.percent(end, 1) for end in interval) if interval and is_share else (None, None)
    return {
        "title": _NAMES[name],
        "figure": None if one["value"] is None else _value(one["value"], unit),
        "reason": REASONS[one["reason"]] if one["reason"] else "",
        "basis": _basis(name, one, held),
        "said": said,
        "low": low,
        "width": None if low is None or high is None else round(high - low, 2),
        "x": geometry.percent(one["value"], 1) if is_share and one["value"] is not None else None,
    }


def _value(value: float, unit: str) -> str:
    if unit == "seconds":
        return duration(value)
    return f"{value:.1%}".replace("%", " %") if unit == "ratio" else f"{value:.2f} a week"


def _basis(name: str, one: Mapping[str, Any], held: Mapping[str, Any]) -> str:
    if one["value"] is None:
        return ""
    if name == "deployment_frequency":
        return f"{one['numerator']:,} in {held['window']['weeks']:.1f} weeks"
    if name == "change_lead_time":
        return f"median of {one['n']:,} changes; 90 % within {duration(one['p90'])}"
    if name == "recovery_time":
        return f"median; {one['closed']:,} ended, {one['open']:,} open"
    what = "judged deployments failed" if name == "change_fail_rate" else "deployments only fix what came before"
    return f"{one['numerator']:,} of {one['denominator']:,} {what}"


def _months(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Deployments, failures and median lead time of the newest months, those without any among them."""
    found = {}
    for name in geometry.periods((row["time"][:7] for row in rows), "month")[-_MONTHS:]:
        own = [row for row in rows if row["time"].startswith(name)]
        leads = sorted(span for row in own for span in row["lead_times"])
        found[name] = {
            "name": name,
            "deployments": len(own),
            "failed": sum(bool(row["signals"]) for row in own),
            "lead": quantile(leads, 0.5) if leads else None,
            "changes": len(leads),
        }
    return [*found.values()]


def _bars(months: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The deployments of each month as a bar, with the failed ones at its foot."""
    most = max((one["deployments"] for one in months), default=0)
    made = []
    for one, slot in zip(months, geometry.slots(len(months)), strict=True):
        height = geometry.bar_height(one["deployments"], most, _HEIGHT)
        failed = geometry.bar_height(one["failed"], most, _HEIGHT)
        text = f"{one['name']}: {one['deployments']:,} deployments, {one['failed']:,} failed"
        made.append(
            {
                "x": slot.bar, "width": slot.bar_width, "y": round(_HEIGHT - height, 1), "height": height,
                "failed_y": round(_HEIGHT - failed, 1), "failed": failed, "text": text,
            }
        )  # fmt: skip
    return made


def _curve(months: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The median lead time of each month; months of few changes are hollow and not joined."""
    most = max((one["lead"] for one in months if one["lead"] is not None), default=0.0)
    dots = [
        {
            "x": slot.centre,
            "y": geometry.down(one["lead"], most, _HEIGHT),
            "few": one["changes"] < geometry.FEW,
            "text": f"{one['name']}: {duration(one['lead'])}, median of {one['changes']:,} changes",
        }
        for one, slot in zip(months, geometry.slots(len(months)), strict=True)
        if one["lead"] is not None
    ]
    firm = [dot for dot in dots if not dot["few"]]
    lines = [(one["x"], one["y"], other["x"], other["y"]) for one, other in pairwise(firm)]
    return {"dots": dots, "lines": lines, "most": duration(most)}


def _origin(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": {"ai": "AI", "human": "declared human"}.get(one["key"], one["key"]),
        "suppressed": one["reason"] is not None,
        "changes": one["changes"],
        "deployments": one["deployments"],
        "lead": "–" if one["lead_p50"] is None else duration(one["lead_p50"]),
        "slow": "–" if one["lead_p75"] is None else duration(one["lead_p75"]),
        "reverted": one["reverted"],
    }


def _failed(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": one["id"],
        "time": one["time"].replace("T", " ").removesuffix("Z"),
        "signals": ", ".join(one["signals"]),
        "commits": [commit[:10] for commit in one["commits"]],
        "ended": "still open" if one["ended"] is None else one["ended"].replace("T", " ").removesuffix("Z"),
    }


def _band(one: Mapping[str, Any]) -> str:
    if one["band"] is None:
        return "unknown"
    ends = one["interval"]
    reach = f", interval {ends[1]} to {ends[0]}" if ends and ends[0] != ends[1] else ""
    return f"{'at best ' if one['is_at_best'] else ''}{one['band']}{reach}"
