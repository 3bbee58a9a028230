"""Charts as inline SVG, drawn by pygal: no script, no font and no address outside the page; colours are the page's.

Every chart has its figures in a table beside it, so that no fact is in a picture alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from markupsafe import Markup
from pygal.style import Style

_UNWANTED = re.compile(r"<!--.*?-->|<script\b.*?</script>", re.DOTALL)
"""Comments about pygal, and the settings of a script that we leave out. No label holds these: pygal escapes them."""
_COLOURS = ("var(--chart-1)", "var(--chart-2)", "var(--chart-3)")
_LINE_WIDTH, _BAR_WIDTH = 600, 460
"""Drawing units; the page scales a chart down to a telephone, so that letters must be large here."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, with the interval that its value lies in."""

    name: str
    """The label beside the bar, its figure included."""
    value: float | None
    low: float | None = None
    high: float | None = None


def lines(name: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], *, title: str) -> Markup:
    """Curves over LABELS; TITLE is the text for a screen reader."""
    top = _round_up(max((value for _, values in series for value in values), default=1))
    chart = pygal.Line(
        **_options(name, _LINE_WIDTH, 300),
        show_dots=len(labels) < 25,
        dots_size=3,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(series),
        x_labels_major_count=min(4, len(labels)),
        show_minor_x_labels=False,
        range=(0, top),
        margin_right=34,  # half of the last label
    )
    chart.x_labels = list(labels)
    chart.y_labels = [0, top / 2, top]
    for label, values in series:
        chart.add(label, list(values))
    return _svg(chart, name, title)


def bars(name: str, rows: Sequence[Bar], *, title: str, most: float | None = None) -> Markup:
    """One horizontal bar a row, first row at the top; an interval is drawn as a whisker."""
    top = most or _round_up(max((row.value or 0 for row in rows), default=1))
    chart = pygal.HorizontalBar(
        **_options(name, _BAR_WIDTH, 46 + 34 * len(rows)), show_legend=False, range=(0, top), margin_right=24
    )
    chart.y_labels = [0, top / 2, top]
    chart.x_labels = [row.name for row in reversed(rows)]  # pygal draws from the bottom
    chart.add("", [_value(row) for row in reversed(rows)])
    return _svg(chart, name, title)


def _value(row: Bar) -> Any:
    if row.low is None or row.high is None or row.value is None:
        return row.value
    return {"value": row.value, "ci": {"low": row.low, "high": row.high}}


def _round_up(value: float) -> float:
    """The next number that an axis can end on and be halved: 2, 4, 6, 8, 10, 20, ..."""
    size = float("1" + "0" * (len(str(int(value))) - 1))
    return next(step * size for step in (2, 4, 6, 8, 10, 20) if step * size >= value)


def _style(size: int) -> Style:
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--ink)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--faint)",
        opacity="1",
        opacity_hover="1",
        transition="0s",
        colors=_COLOURS,
        font_family="inherit",
        label_font_size=size,
        major_label_font_size=size,
        legend_font_size=size,
        value_font_size=size,
    )


def _options(name: str, width: int, height: int) -> dict[str, Any]:
    return {
        "style": _style(15),
        "js": [],
        "disable_xml_declaration": True,
        "width": width,
        "height": height,
        "margin": 6,
        "rounded_bars": 2,
        "truncate_label": 32,
        "truncate_legend": 32,
        "value_formatter": lambda value: f"{value or 0:,.0f}",
        "formatter": lambda value: f"{value or 0:,.0f}",
        "no_data_text": "-",
        "classes": (..., name),
    }


def _svg(chart: Any, name: str, title: str) -> Markup:
    """The chart's text, which pygal has escaped, without its comments and script."""
    chart.uuid = name  # pygal's own is random; two runs would give two pages
    text = _UNWANTED.sub("", chart.render(is_unicode=True))
    attributes = Markup('<svg role="img" aria-label="{}" focusable="false" ').format(title)
    return Markup(text.replace("<svg ", attributes, 1))  # noqa: S704 - pygal escapes every text that it is given
