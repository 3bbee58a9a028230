"""The Grafana dashboard of delivery over Prometheus: the five metrics, and what AI has to do with them."""

from __future__ import annotations

from typing import Any

from ai_provenance.export.metrics.grafana import SOURCE, Panel, board, laid_out

_P = "ai_provenance_delivery_"

PANELS = (
    Panel(
        "Deployments a week", "Of the window of the newest run.", "stat",
        ((f"{_P}frequency_per_week{{$where}}", "{{repository}}"),), unit="short", height=5, width=6, most=None,
    ),
    Panel(
        "Change lead time", "Median from a change to its first deployment.", "stat",
        ((f'{_P}change_lead_time_seconds{{$where,stat="p50",origin=""}}', "{{repository}}"),),
        unit="s", height=5, width=6, most=None,
    ),
    Panel(
        "Change fail rate", "Failed / judged deployments; from git alone a lower bound.", "stat",
        ((f"{_P}change_fail_ratio{{$where}}", "{{repository}}"),), height=5, width=6,
    ),
    Panel(
        "Recovery time", "Median from a failure to what ended it.", "stat",
        ((f'{_P}recovery_time_seconds{{$where,stat="p50"}}', "{{repository}}"),),
        unit="s", height=5, width=6, most=None,
    ),
    Panel(
        "Lead time over time", "Median with its 95 % interval, and the slowest tenth.", "timeseries",
        tuple(
            (f'{_P}change_lead_time_seconds{{$where,stat="{stat}",origin=""}}', f"{stat} {{{{repository}}}}")
            for stat in ("p50", "low", "high", "p90")
        ), unit="s", width=12, most=None,
    ),
    Panel(
        "Fail rate over time", "With its 95 % interval: where two intervals overlap widely, nothing has changed.",
        "timeseries",
        tuple(
            (f"{_P}change_fail_ratio{end}{{$where}}", f"{end.strip('_') or 'rate'} {{{{repository}}}}")
            for end in ("", "_low", "_high")
        ), width=12,
    ),
    Panel(
        "Deployments", "Of the window, by what became of them.", "timeseries",
        ((f"{_P}deployments{{$where}}", "{{status}} {{repository}}"),), unit="short", most=None,
    ),
    Panel(
        "Rework rate", "Deployments that only fix what was deployed before / all.", "timeseries",
        ((f"{_P}rework_ratio{{$where}}", "{{repository}}"),),
    ),
    Panel(
        "Code rework", "Lines replaced within 21 days / lines added, also by origin; of runs with `--lines`.",
        "timeseries",
        ((f"{_P}code_rework_ratio{{$where}}", "{{origin}} {{repository}}"),),
    ),
    Panel(
        "Open failures", "Failed deployments that nothing has ended yet.", "timeseries",
        ((f"{_P}failures_open{{$where}}", "{{repository}}"),), unit="short", most=None,
    ),
    Panel(
        "AI impact: lead time by origin", "Shown side by side, not compared: see `delivery compare`.",
        "timeseries",
        ((f'{_P}change_lead_time_seconds{{$where,stat="p50",origin!=""}}', "{{origin}} {{repository}}"),),
        unit="s", width=12, most=None,
    ),
    Panel(
        "AI impact: changes taken back, by origin",
        "Taken back within the days of intervention / changes; undeclared AI is in the rest.",
        "timeseries",
        ((f"{_P}reverted_changes{{$where}} / ({_P}changes{{$where}} > 0)", "{{origin}} {{repository}}"),), width=12,
    ),
    Panel(
        "AI impact: changes by origin", "First deployed in the window; not of fewer than five authors.",
        "barchart", ((f"sum by (origin) ({_P}changes{{$where}})", "{{origin}}"),), unit="short", width=12, most=None,
    ),
    Panel(
        "Worse than the baseline", "Metrics that `delivery regress` found to be worse.", "table",
        ((f'{_P}regression_state{{$where,state="regressed"}}', "{{repository}} {{metric}}"),),
        unit="short", width=6, most=None,
    ),
    Panel(
        "Known from", "Source of deployments, and whether failures are all known.", "table",
        ((f"{_P}source_info{{$where}}", "{{repository}} {{kind}} {{bound}}"),), unit="short", width=6, most=None,
    ),
)  # fmt: skip


def dashboard() -> dict[str, Any]:
    """The dashboard, as Grafana imports it."""
    return {
        **board("ai-provenance-delivery", "Delivery and AI impact", info=f"{_P}run_timestamp_seconds"),
        "panels": laid_out(PANELS, SOURCE),
    }
