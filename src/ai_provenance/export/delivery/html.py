"""The page of delivery: one file, without a script, that loads nothing; drawn from the JSON document alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TextIO

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.statistics import quantile
from ai_provenance.export.delivery.json import document
from ai_provenance.export.delivery.shown import Shown
from ai_provenance.export.delivery.text import duration
from ai_provenance.export.report import geometry
from ai_provenance.export.report.html import render
from ai_provenance.export.report.words import Words
from ai_provenance.repo.identity import RepositoryIdentity

_HEIGHT = 120.0
_NAMES = ("deployment_frequency", "change_lead_time", "change_fail_rate", "recovery_time", "rework_rate")
_MONTHS = geometry.SHOWN


def write(
    assessment: Assessment, called: RepositoryIdentity, out: TextIO, shown: Shown, *, language: str = "en"
) -> None:
    """Write the page in LANGUAGE, `en` or `es`."""
    out.write(page(document(assessment, called, shown._replace(with_list=True, by="origin")), language))


def page(held: Mapping[str, Any], language: str = "en") -> str:
    """The page of a document with its list, and its changes by origin."""
    words, months = Words(language), _months(held["list"])
    return render(
        "delivery.html",
        words=words,
        held=held,
        verdict=_verdict(held, words),
        numbers=[*(_number(name, held["metrics"][name], held, words) for name in _NAMES), *_code_rework(held, words)],
        months=months,
        deployed=_bars(months, words),
        waited=_curve(months, words),
        origins=[_origin(one, words) for one in held["by"]],
        failed=[_failed(one, words) for one in reversed(held["list"]) if one["signals"]],
        tried=held.get("improvement"),
        bands=held["bands"] and [(words[f"dv-{one['metric']}"], _band(one, words)) for one in held["bands"]["rows"]],
    )


def _verdict(held: Mapping[str, Any], words: Words) -> dict[str, str]:
    known = sum(held["metrics"][name]["value"] is not None for name in _NAMES)
    source = held["source"]
    if not held["complete"]:
        return {"colour": "bad", "word": words["dv-incomplete"], "text": words["dv-say-shallow"]}
    if source["kind"] is None:
        return {"colour": "none", "word": words["dv-word-unknown"], "text": words["dv-say-no-source"]}
    deployed, confidence = words.count(held["deployments"]["window"]), words[f"dv-confidence-{source['confidence']}"]
    text = words.fill("dv-say-known", n=known, m=deployed, kind=source["kind"], confidence=confidence)
    colour = "good" if known == len(_NAMES) else "warn"
    return {"colour": colour, "word": words.fill("dv-word-known", n=known), "text": text}


def _number(name: str, one: Mapping[str, Any], held: Mapping[str, Any], words: Words) -> dict[str, Any]:
    unit, interval = one.get("unit", "per_week"), one["interval"]
    is_share = unit == "ratio"
    said = []
    if interval is not None:
        low_end, high_end = (_value(end, unit, words) for end in interval)
        said.append(words.fill("dv-interval", low=low_end, high=high_end))
    if one["value"] is not None and one.get("bound") == "lower":
        said.append(words["dv-at-least"])
    if one["value"] is not None and interval is None:
        # of a lead time it is the deployments that are too few
        short = one["interval_reason"] == "insufficient" and name == "change_lead_time"
        reason = "few-deployments" if short else one["interval_reason"]
        said.append(words.fill("dv-no-interval", reason=words[f"dv-reason-{reason}"]))
    low, high = (geometry.percent(end, 1) for end in interval) if interval and is_share else (None, None)
    return {
        "title": words[f"dv-{name}"],
        "figure": None if one["value"] is None else _value(one["value"], unit, words),
        "reason": words[f"dv-reason-{one['reason']}"] if one["reason"] else "",
        "basis": _basis(name, one, held, words),
        "said": said,
        "low": low,
        "width": None if low is None or high is None else round(high - low, 2),
        "x": geometry.percent(one["value"], 1) if is_share and one["value"] is not None else None,
    }


def _code_rework(held: Mapping[str, Any], words: Words) -> Iterator[dict[str, Any]]:
    """The code rework as a sixth number, and that of AI commits and the rest; nothing where it was not looked at."""
    one = held["code_rework"]
    if one is None:
        return
    why = "few-deployments" if one["value"] and one["value"] < 1 else "one-sided"
    number = _number("code_rework", {**one, "interval_reason": why}, held, words)
    for arm in one["by_origin"]:
        if arm["denominator"]:
            share = _value(arm["numerator"] / arm["denominator"], "ratio", words)
            number["said"].append(words.fill("dv-rework-arm", arm=words[f"dv-arm-{arm['origin']}"], share=share))
    yield number


def _value(value: float, unit: str, words: Words) -> str:
    if unit == "seconds":
        return words.point(duration(value))
    if unit == "ratio":
        return words.point(f"{value:.1%}".replace("%", " %"))
    return words.fill("dv-per-week", n=words.point(f"{value:.2f}"))


def _basis(name: str, one: Mapping[str, Any], held: Mapping[str, Any], words: Words) -> str:
    if one["value"] is None:
        return ""
    values = {"n": "numerator", "d": "denominator", "closed": "closed", "open": "open"}
    shown = {field: words.count(one[key]) for field, key in values.items() if isinstance(one.get(key), int)}
    if name == "change_lead_time":
        shown |= {"n": words.count(one["n"]), "p90": words.point(duration(one["p90"]))}
    elif name == "deployment_frequency":
        shown |= {"weeks": words.point(f"{held['window']['weeks']:.1f}")}
    return words.fill(f"dv-basis-{name}", **shown)


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


def _bars(months: Sequence[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    """The deployments of each month as a bar, with the failed ones at its foot."""
    most = max((one["deployments"] for one in months), default=0)
    made = []
    for one, slot in zip(months, geometry.slots(len(months)), strict=True):
        height = geometry.bar_height(one["deployments"], most, _HEIGHT)
        failed = geometry.bar_height(one["failed"], most, _HEIGHT)
        counted = {"n": words.count(one["deployments"]), "failed": words.count(one["failed"])}
        text = words.fill("dv-hit-deployments", month=one["name"], **counted)
        made.append(
            {
                "x": slot.bar, "width": slot.bar_width, "y": round(_HEIGHT - height, 1), "height": height,
                "failed_y": round(_HEIGHT - failed, 1), "failed": failed, "text": text,
            }
        )  # fmt: skip
    return made


def _curve(months: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    """The median lead time of each month; months of few changes are hollow and not joined."""
    most = max((one["lead"] for one in months if one["lead"] is not None), default=0.0)
    dots = [
        {
            "x": slot.centre,
            "y": geometry.down(one["lead"], most, _HEIGHT),
            "few": one["changes"] < geometry.FEW,
            "text": words.fill(
                "dv-hit-lead",
                month=one["name"],
                lead=words.point(duration(one["lead"])),
                n=words.count(one["changes"]),
            ),
        }
        for one, slot in zip(months, geometry.slots(len(months)), strict=True)
        if one["lead"] is not None
    ]
    firm = [dot for dot in dots if not dot["few"]]
    lines = [(one["x"], one["y"], other["x"], other["y"]) for one, other in pairwise(firm)]
    return {"dots": dots, "lines": lines, "most": words.point(duration(most))}


def _origin(one: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return {
        "name": words[f"dv-origin-{one['key']}"],
        "suppressed": one["reason"] is not None,
        "changes": one["changes"],
        "deployments": one["deployments"],
        "lead": "–" if one["lead_p50"] is None else words.point(duration(one["lead_p50"])),
        "slow": "–" if one["lead_p75"] is None else words.point(duration(one["lead_p75"])),
        "reverted": one["reverted"],
    }


def _failed(one: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return {
        "id": one["id"],
        "time": one["time"].replace("T", " ").removesuffix("Z"),
        "signals": ", ".join(words[f"dv-signal-{signal}"] for signal in one["signals"]),
        "commits": [commit[:10] for commit in one["commits"]],
        "ended": words["dv-open"] if one["ended"] is None else one["ended"].replace("T", " ").removesuffix("Z"),
    }


def _band(one: Mapping[str, Any], words: Words) -> str:
    if one["band"] is None:
        return words["dv-unknown"]
    text, ends = words[f"dv-band-{one['band']}"], one["interval"]
    if one["is_at_best"]:
        text = words.fill("dv-band-best", band=text)
    if ends and ends[0] != ends[1]:
        better, worse = (words[f"dv-band-{end}"] for end in ends)
        text = words.fill("dv-band-reach", band=text, low=worse, high=better)
    return text
