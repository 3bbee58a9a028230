"""A fleet's page: one file, without a script, that loads nothing; drawn from the JSON document and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, TextIO

from ai_provenance.export.fleet.json import document
from ai_provenance.export.report.geometry import percent as place
from ai_provenance.export.report.html import render
from ai_provenance.export.report.words import Words
from ai_provenance.export.wording import NUMBER_NAMES, fraction, percent
from ai_provenance.model import Ratio
from ai_provenance.report import NUMBERS
from ai_provenance.snapshot.fleet import FleetSnapshot

MOST = 4_000
"""Repositories that are listed; of more, those with most undeclared AI commits."""
WORST = 500
_HEIGHT = 150.0
_LOW = 22.0
"""Height of a team's line in its row."""
_NUMBER = {
    "trace_ai": ("AI commits that say so in a form that can be checked", "warn"),
    "trace_all": ("commits that count with evidence of how they were made", "none"),
    "attribution_coverage": ("commits read whose origin is known", "none"),
}


def write(snapshot: FleetSnapshot, out: TextIO) -> None:
    """Write the page."""
    out.write(page(document(snapshot), few={one.identity for one in snapshot.members if one.few_authors}))


def page(held: Mapping[str, Any], *, few: set[str]) -> str:
    """The page of a document. FEW are repositories that are not named among the worst: few people work there."""
    rows = [_row(one) for one in held["repositories"]]
    worst = sorted((one for one in rows if one["undeclared"] and one["name"] not in few), key=_worst)
    too_many = len(rows) > MOST
    groups = [_pool(one, held["trend"]) for one in held["groups"]]
    return render(
        "fleet.html",
        words=Words("en"),
        held=held,
        numbers=[_number(held, name) for name in NUMBERS],
        trend=_trend(held["trend"]),
        groups=groups,
        pasts=any(one["past"] for one in groups),
        small=any(one["past"] and one["past"]["hidden"] for one in groups),
        gates=held["gates"],
        rows=worst[:WORST] if too_many else rows,
        too_many=too_many,
        worst=worst[:20],
        unnamed=sum(bool(one["undeclared"]) for one in rows) - len(worst),
        coverage=_coverage(held),
    )


def _number(held: Mapping[str, Any], name: str) -> dict[str, Any]:
    total = held["total"]
    ratio = _ratio(total["traceability"], name)
    full = ratio.ratio == 1.0
    return {
        "id": name,
        "title": NUMBER_NAMES[name],
        "figure": percent(ratio),
        "fraction": f"{ratio.numerator:,} of {ratio.denominator:,} {_NUMBER[name][0]}",
        "colour": "none" if ratio.ratio is None else "good" if full else _NUMBER[name][1],
        "meter": place(*ratio[:2]) if ratio.denominator else None,
        "counted": total["counted"] - total["without_data"][name],
        "without": total["without_data"][name],
    }


def _coverage(held: Mapping[str, Any]) -> dict[str, Any]:
    total, newest = held["total"], held["newest"]
    published = held["day"] == newest["day"]
    judged = held["coverage"]
    colour = "bad" if not published else "good" if judged == 1 else "warn"
    return {
        "colour": colour,
        "published": published,
        "newest": "none" if newest["coverage"] is None else f"{newest['coverage'] * 100:.1f} %",
        "word": {"good": "All judged", "warn": "Not all judged", "bad": "Not the newest"}[colour],
        **total,
    }


def _trend(points: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Lines through the points of each number, broken where the definition changes."""
    if len(points) < 2:
        return None
    lines, dots = [], []
    for name in ("trace_ai", "trace_all"):
        marks = [(at, _ratio(one["traceability"], name), one["definition"]) for at, one in enumerate(points)]
        known = [(at, ratio, meaning) for at, ratio, meaning in marks if ratio.ratio is not None]
        placed = [
            (place(at, len(points) - 1), round(_HEIGHT * (1 - (ratio.ratio or 0)), 1), meaning, at, ratio)
            for at, ratio, meaning in known
        ]
        kind = "ln" if name == "trace_ai" else "gap"
        lines += [(kind, one[0], one[1], other[0], other[1]) for one, other in pairwise(placed) if one[2] == other[2]]
        dots += [(x, y, _said(points[at]["day"], name, ratio)) for x, y, _, at, ratio in placed]
    broken = len({one["definition"] for one in points}) > 1
    return {"lines": lines, "dots": dots, "first": points[0]["day"], "last": points[-1]["day"], "broken": broken}


def _said(day: str, name: str, ratio: Ratio) -> str:
    return f"{day}: {NUMBER_NAMES[name]} {fraction(ratio)}"


def _pool(pool: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    cells = [(percent(ratio := _ratio(pool["traceability"], name)), _of(ratio)) for name in NUMBERS]
    return {**pool, "cells": cells, "past": _past(pool["trend"], points)}


def _past(trend: Sequence[Mapping[str, Any] | None], points: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """A team's line of `trace_ai` over POINTS, as paths: one unit across for each point, pixels from the top.

    It is broken where the team was too small to be shown, had no AI commits, or the meaning of the number changed.
    """
    if len(trend) < 2:
        return None
    last = len(points) - 1
    ratios = [None if numbers is None else _ratio(numbers, "trace_ai") for numbers in trend]
    line, before = "", None
    for at, ratio in enumerate(ratios):
        if ratio is None or ratio.ratio is None:
            before = None
            continue
        # a point between two gaps is a line of no length, of which the round ends are seen
        follows = before == points[at]["definition"]
        line += f"{'L' if follows else 'M'}{at} {_LOW * (1 - ratio.ratio):.1f}{'' if follows else 'h0'}"
        before = points[at]["definition"]
    # half of the way to its neighbours is a point's
    hidden = "".join(
        f"M{max(at - 0.5, 0):g} {_LOW:g}H{min(at + 0.5, last):g}" for at, ratio in enumerate(ratios) if ratio is None
    )
    return {"last": last, "line": line, "hidden": hidden, "text": _past_in_words(points, ratios)}


def _past_in_words(points: Sequence[Mapping[str, Any]], ratios: Sequence[Ratio | None]) -> str:
    known = [n for n, one in enumerate(ratios) if one and one.ratio is not None]
    said = "no AI commits"
    if known:
        first, last = known[0], known[-1]
        said = "; ".join(
            _said(points[n]["day"], "trace_ai", one) for n in sorted({first, last}) if (one := ratios[n]) is not None
        )
    hidden = ratios.count(None)
    return f"{said}; too small to be shown on {hidden} of {len(points)} days" if hidden else said


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    ratios = [_ratio(one["traceability"], name) for name in ("trace_ai", "trace_all")]
    return {
        "name": one["repository"],
        "team": one["team"],
        "state": "" if one["state"] == "ok" else one["state"],
        "cells": [(percent(ratio) if ratio.denominator else "", _of(ratio)) for ratio in ratios],
        "undeclared": ratios[0].denominator - ratios[0].numerator,
    }


def _worst(row: Mapping[str, Any]) -> tuple[int, str]:
    return (-row["undeclared"], row["name"])


def _of(ratio: Ratio) -> str:
    return f"{ratio.numerator:,}/{ratio.denominator:,}" if ratio.denominator else ""


def _ratio(numbers: Mapping[str, Any], name: str) -> Ratio:
    one = numbers.get(name)
    return Ratio(one["numerator"], one["denominator"]) if one else Ratio(0, 0)
