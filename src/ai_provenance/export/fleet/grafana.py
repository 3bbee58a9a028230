"""Grafana dashboards of a fleet: over Prometheus, and over the views of a PostgreSQL store.

Format: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

from __future__ import annotations

from typing import Any

from ai_provenance.export.metrics.grafana import Panel, laid_out

_OF = '{organisation=~"$organisation",team=~"$team"}'
_SUM = "sum by (team) (ai_provenance_{0}{1}) / (sum by (team) (ai_provenance_{2}{1}) > 0)"
_WHOLE = "sum(ai_provenance_{0}{1}) / (sum(ai_provenance_{2}{1}) > 0)"
_REPOSITORY = "sum by (repository) (ai_provenance_{0}{1}) / (sum by (repository) (ai_provenance_{2}{1}) > 0)"


def _promql(form: str, numerator: str, denominator: str) -> str:
    return form.format(numerator, _OF, denominator)


OVER_PROMETHEUS = (
    Panel(
        "Repositories judged", "Of the newest run; the others are named by `ai-provenance fleet errors`.", "stat",
        (('ai_provenance_fleet_coverage_ratio{organisation=~"$organisation"}', "{{organisation}}"),),
    ),
    Panel(
        "AI commits declared", "Pooled: declared / all AI commits.", "stat",
        ((_promql(_WHOLE, "declared_commits", "ai_commits"), "declared"),),
    ),
    Panel(
        "Traceable commits", "Pooled: with evidence / all that count.", "stat",
        ((_promql(_WHOLE, "traceable_commits", "judged_commits_in_scope"), "traceable"),),
    ),
    Panel(
        "AI commits declared, by team", "Numerators and denominators are added.", "timeseries",
        ((_promql(_SUM, "declared_commits", "ai_commits"), "{{team}}"),), width=12,
    ),
    Panel(
        "Traceable commits, by team", "Numerators and denominators are added.", "timeseries",
        ((_promql(_SUM, "traceable_commits", "judged_commits_in_scope"), "{{team}}"),), width=12,
    ),
    Panel(
        "AI commits declared, by repository", "The lowest twenty.", "table",
        ((f"bottomk(20, {_promql(_REPOSITORY, 'declared_commits', 'ai_commits')})", "{{repository}}"),), width=12,
    ),
    Panel(
        "Repositories counted", "Stale: the last number is too old. Failed: never judged.", "timeseries",
        (('ai_provenance_fleet_repositories{organisation=~"$organisation"}', "{{state}}"),),
        unit="short", width=12, most=None,
    ),
)  # fmt: skip

_WHERE = "organisation IN ($organisation) AND team IN ($team) AND $__timeFilter(day)"
_RATIO = "sum(numerator) / nullif(sum(denominator), 0)"


def _sql(metric: str, *, by: str) -> str:
    return (
        f"SELECT day AS time, {by} AS metric, {_RATIO} AS value FROM fleet_daily "  # noqa: S608 - of constants
        f"WHERE metric = '{metric}' AND {_WHERE} GROUP BY 1, 2 ORDER BY 1"
    )


OVER_POSTGRESQL = (
    Panel(
        "AI commits declared", "Pooled; each day the last number of each repository.", "timeseries",
        ((_sql("trace_ai_ratio", by="organisation"), ""),), width=12,
    ),
    Panel(
        "Traceable commits", "Pooled; each day the last number of each repository.", "timeseries",
        ((_sql("trace_all_ratio", by="organisation"), ""),), width=12,
    ),
    Panel(
        "AI commits declared, by team", "Numerators and denominators are added.", "timeseries",
        ((_sql("trace_ai_ratio", by="team"), ""),), width=12,
    ),
    Panel(
        "Repositories judged, by run", "Of all that are counted.", "timeseries",
        (("SELECT started AS time, organisation AS metric, coverage AS value FROM fleet_run "
          "WHERE organisation IN ($organisation) AND $__timeFilter(started) ORDER BY 1", ""),), width=12,
    ),
    Panel(
        "Most undeclared AI commits", "On the newest day.", "table",
        (("SELECT repository, team, denominator - numerator AS undeclared, numerator / denominator AS declared "
          "FROM fleet_daily WHERE metric = 'trace_ai_ratio' AND organisation IN ($organisation) AND team IN ($team) "
          "AND day = (SELECT max(day) FROM fleet_daily) ORDER BY undeclared DESC LIMIT 20", ""),),
        unit="short", width=12, most=None,
    ),
    Panel(
        "Not judged in the newest run", "State and reason.", "table",
        (("SELECT repository, team, state, reason FROM fleet_member WHERE organisation IN ($organisation) "
          "AND state <> 'ok' ORDER BY repository LIMIT 500", ""),), unit="short", width=12, most=None,
    ),
)  # fmt: skip


def dashboard(over: str) -> dict[str, Any]:
    """The dashboard OVER `prometheus` or `postgresql`, as Grafana imports it."""
    is_sql = over == "postgresql"
    kind = "grafana-postgresql-datasource" if is_sql else "prometheus"
    source = {"type": kind, "uid": "${datasource}"}
    return {
        "uid": f"ai-provenance-fleet-{over}",
        "title": f"AI provenance of an organisation ({over})",
        "tags": ["ai-provenance"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "timezone": "utc",
        "time": {"from": "now-90d", "to": "now"},
        "refresh": "",
        "templating": {
            "list": [
                {"name": "datasource", "label": "Data source", "type": "datasource", "query": kind},
                _variable("organisation", source, is_sql=is_sql),
                _variable("team", source, is_sql=is_sql),
            ]
        },
        "panels": laid_out(OVER_POSTGRESQL if is_sql else OVER_PROMETHEUS, source),
    }


def queries(over: str) -> tuple[str, ...]:
    """Every query of a dashboard, with the variables at their widest and a time range of everything."""
    panels = OVER_POSTGRESQL if over == "postgresql" else OVER_PROMETHEUS
    found = [expression for panel in panels for expression, _ in panel.queries]
    if over == "prometheus":
        return tuple(one.replace("$organisation", ".+").replace("$team", ".+") for one in found)
    widest = {
        "$organisation": "SELECT organisation FROM fleet_run",
        "$team": "SELECT team FROM fleet_member",
        "$__timeFilter(day)": "day > 'epoch'",
        "$__timeFilter(started)": "started > 'epoch'",
    }
    for name, value in widest.items():
        found = [one.replace(name, value) for one in found]
    return tuple(found)


def _variable(name: str, source: dict[str, str], *, is_sql: bool) -> dict[str, Any]:
    view = "fleet_run" if name == "organisation" else "fleet_member"
    query: object = f"SELECT DISTINCT {name} FROM {view} ORDER BY 1"  # noqa: S608 - of constants
    if not is_sql:
        query = {"query": f"label_values(ai_provenance_ai_commits, {name})", "refId": name}
    return {
        "name": name,
        "label": name.capitalize(),
        "type": "query",
        "datasource": source,
        "query": query,
        "includeAll": True,
        # `.+`: the series of single reports have no organisation, and are no part of a fleet
        **({} if is_sql else {"allValue": ".+"}),
        "multi": True,
        "current": {"text": "All", "value": "$__all"},
    }
