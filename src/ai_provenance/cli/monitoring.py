"""`ai-provenance monitoring`: what a Prometheus and a Grafana need to show our metrics."""

from __future__ import annotations

import json
from importlib import resources

import click

from ai_provenance.cli.options import output_option
from ai_provenance.cli.output import print_document


@click.command(short_help="Print the Grafana dashboard, or the Prometheus alert rules")
@click.argument("what", type=click.Choice(["dashboard", "rules"]))
@output_option
def command(*, what: str, output: str | None) -> None:
    """Print the Grafana dashboard, or the Prometheus alert rules, for the metrics of `report` and `score`."""
    if what == "dashboard":
        from ai_provenance.export.metrics.grafana import dashboard  # the rules need none of it

        text = json.dumps(dashboard(), indent=2)
    else:
        text = (resources.files("ai_provenance.export") / "templates" / "prometheus-rules.yml").read_text("utf-8")
    print_document(text, output)
