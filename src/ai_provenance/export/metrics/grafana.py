"""A Grafana dashboard over our Prometheus metrics, built from one table of panels.

Format: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_WHERE = 'job=~"$job",repository=~"$repository"'


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its queries to Prometheus and how their results are drawn."""

    title: str
    description: str
    kind: str
    """Grafana's panel type."""
    queries: tuple[tuple[str, str], ...]
    """Expression and legend; `$where` is replaced by the dashboard's filter."""
    unit: str = "percentunit"
    width: int = 8
    height: int = 8
    most: float | None = 1.0


PANELS = (
    Panel(
        "Traceable commits", "In-scope commits with evidence of their origin (I2.3).", "stat",
        (("ai_provenance_trace_all_ratio{$where}", "{{repository}}"),), height=5,
    ),
    Panel(
        "AI commits declared", "AI commits named in a valid trailer (I3.4).", "stat",
        (("ai_provenance_trace_ai_ratio{$where}", "{{repository}}"),), height=5,
    ),
    Panel(
        "Origin known", "Commits walked whose origin is known.", "stat",
        (("ai_provenance_attribution_coverage_ratio{$where}", "{{repository}}"),), height=5,
    ),
    Panel(
        "Traceability over time", "The three numbers; gaps are runs without data.", "timeseries",
        (
            ("ai_provenance_trace_all_ratio{$where}", "traceable {{repository}}"),
            ("ai_provenance_trace_ai_ratio{$where}", "declared {{repository}}"),
            ("ai_provenance_attribution_coverage_ratio{$where}", "origin known {{repository}}"),
        ), width=16,
    ),
    Panel(
        "Untraceable commits", "In-scope commits at level 0.", "timeseries",
        (("ai_provenance_untraceable_commits{$where}", "untraceable {{repository}}"),), unit="short", most=None,
    ),
    Panel(
        "Commits by agent", "AI commits walked, by agent.", "barchart",
        (("sum by (agent) (ai_provenance_agent_commits{$where})", "{{agent}}"),), unit="short", width=12, most=None,
    ),
    Panel(
        "Commits by level", "0 unknown, 1 identified, 2 declared, 3 attested, 4 verified.", "barchart",
        (("sum by (level) (ai_provenance_level_commits{$where})", "level {{level}}"),),
        unit="short", width=12, most=None,
    ),
    Panel(
        "Phase scores", "Score of each phase; what is unknown is not counted.", "bargauge",
        (("ai_provenance_phase_score{$where}", "{{repository}} phase {{phase}}"),),
        unit="percent", width=12, most=100.0,
    ),
    Panel(
        "Phase intervals", "Between everything unknown failed and everything unknown done.", "timeseries",
        (
            ("ai_provenance_phase_score_low{$where}", "{{repository}} phase {{phase}} at least"),
            ("ai_provenance_phase_score_high{$where}", "{{repository}} phase {{phase}} at most"),
        ), unit="percent", width=12, most=100.0,
    ),
    Panel(
        "Gates", "The state that each gate is in.", "table",
        (("ai_provenance_gate_state{$where} == 1", "{{repository}} {{gate}} {{state}}"),),
        unit="short", width=12, most=None,
    ),
    Panel(
        "Indicators", "1 met, 0.5 within tolerance, 0 missed; not listed where not measured.", "table",
        (("ai_provenance_indicator_credit{$where}", "{{repository}} {{indicator}}"),),
        unit="short", width=12, most=None,
    ),
    Panel(
        "Findings", "Findings of the newest run, by what judged.", "timeseries",
        (("ai_provenance_findings{$where}", "{{repository}} {{judge}}"),), unit="short", width=12, most=None,
    ),
    Panel(
        "Age of the newest run", "Seconds since the metrics were written.", "stat",
        (("time() - ai_provenance_run_timestamp_seconds{$where}", "{{repository}}"),), unit="s", width=12, most=None,
    ),
)  # fmt: skip


def dashboard() -> dict[str, Any]:
    """The dashboard, as Grafana imports it."""
    return {**board("ai-provenance", "AI provenance", info="ai_provenance_info"), "panels": laid_out(PANELS, SOURCE)}


def board(uid: str, title: str, *, info: str) -> dict[str, Any]:
    """A dashboard without panels; INFO is the family whose labels its variables offer."""
    return {
        "uid": uid,
        "title": title,
        "tags": ["ai-provenance"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "timezone": "utc",
        "time": {"from": "now-90d", "to": "now"},
        "refresh": "5m",
        "templating": {
            "list": [
                _source_variable(),
                _variable("job", "Job", f"label_values({info}, job)"),
                _variable("repository", "Repository", f'label_values({info}{{job=~"$job"}}, repository)'),
            ]
        },
    }


def queries(panels: Iterable[Panel] = PANELS) -> tuple[str, ...]:
    """Every expression of PANELS, with the variables at their widest."""
    return tuple(
        expression.replace("$where", 'job=~".*",repository=~".*"')
        for panel in panels
        for expression, _ in panel.queries
    )


def laid_out(panels: Iterable[Panel], source: Mapping[str, str]) -> list[dict[str, Any]]:
    """PANELS over SOURCE, from left to right and from the top downwards."""
    return list(_laid_out(panels, source))


def _laid_out(panels: Iterable[Panel], source: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    column, row, tallest = 0, 0, 0
    for number, panel in enumerate(panels, 1):
        if column + panel.width > 24:
            column, row, tallest = 0, row + tallest, 0
        place = {"h": panel.height, "w": panel.width, "x": column, "y": row}
        yield _panel(number, panel, place, source=source)
        column, tallest = column + panel.width, max(tallest, panel.height)


def _panel(number: int, panel: Panel, place: dict[str, int], *, source: Mapping[str, str]) -> dict[str, Any]:
    instant = panel.kind != "timeseries"
    defaults = {"unit": panel.unit, "min": 0, **({"max": panel.most} if panel.most else {})}
    return {
        "id": number,
        "title": panel.title,
        "description": panel.description,
        "type": panel.kind,
        "datasource": dict(source),
        "gridPos": place,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": dict(source),
                "format": "table" if panel.kind == "table" else "time_series",
                **(
                    _sql_target(expression)
                    if source["type"] != "prometheus"
                    else {
                        "expr": expression.replace("$where", _WHERE),
                        "legendFormat": legend,
                        "instant": instant,
                        "range": not instant,
                    }
                ),
            }
            for index, (expression, legend) in enumerate(panel.queries)
        ],
    }


def _sql_target(query: str) -> dict[str, Any]:
    return {"rawSql": query, "rawQuery": True, "editorMode": "code"}


def _source_variable() -> dict[str, Any]:
    return {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"}


def _variable(name: str, label: str, query: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": name},
        "includeAll": True,
        "allValue": ".*",
        "multi": True,
        "current": {"text": "All", "value": "$__all"},
    }
