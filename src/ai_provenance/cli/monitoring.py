"""`ai-provenance monitoring`: what a Prometheus and a Grafana need to show our metrics."""

from __future__ import annotations

import json
from importlib import resources

import click

from ai_provenance.cli.options import output_option
from ai_provenance.cli.output import print_lines


@click.command(short_help="Print a Grafana dashboard, Prometheus alert rules, or the views of a store")
@click.argument("what", type=click.Choice(["dashboard", "rules", "sql"]))
@click.option("--fleet", is_flag=True, help="Of `fleet report`: an organisation's repositories.")
@click.option(
    "--over",
    type=click.Choice(["prometheus", "postgresql"]),
    default="prometheus",
    show_default=True,
    help="Where the fleet's dashboard reads from.",
)
@output_option
def command(*, what: str, fleet: bool, over: str, output: str | None) -> None:
    """Print a Grafana dashboard, Prometheus alert rules, or the views of a store.

    `dashboard` and `rules` are for the metrics of `report` and `score`, with --fleet for those of `fleet report`; `sql`
    prints the views that a reader of the PostgreSQL store sees.
    """
    if what == "sql":
        from ai_provenance.store.postgresql import script

        text = script("views")
    elif what == "rules":
        name = "prometheus-fleet-rules.yml" if fleet else "prometheus-rules.yml"
        text = (resources.files("ai_provenance.export") / "templates" / name).read_text("utf-8")
    elif fleet:
        from ai_provenance.export.fleet.grafana import dashboard as fleet_dashboard

        text = json.dumps(fleet_dashboard(over), indent=2)
    else:
        from ai_provenance.export.metrics.grafana import dashboard  # the rules need none of it

        text = json.dumps(dashboard(), indent=2)
    print_lines([text.removesuffix("\n")], output)
