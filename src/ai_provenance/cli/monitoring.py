"""`ai-provenance monitoring`: what a Prometheus and a Grafana need to show our metrics."""

from __future__ import annotations

import json
from importlib import resources

import click

from ai_provenance.cli.options import output_option
from ai_provenance.cli.output import print_document


@click.command(short_help="Print a Grafana dashboard, Prometheus alert rules, or the views of a store")
@click.argument("what", type=click.Choice(["dashboard", "rules", "sql"]))
@click.option("--fleet", "about", flag_value="fleet", help="Of `fleet report`: an organisation's repositories.")
@click.option("--delivery", "about", flag_value="delivery", help="Of `delivery`: DORA's metrics and AI impact.")
@click.option(
    "--over",
    type=click.Choice(["prometheus", "postgresql"]),
    default="prometheus",
    show_default=True,
    help="Where the fleet's dashboard reads from.",
)
@output_option
def command(*, what: str, about: str | None, over: str, output: str | None) -> None:
    """Print a Grafana dashboard, Prometheus alert rules, or the views of a store.

    `dashboard` and `rules` are for the metrics of `report` and `score`, with --fleet for those of `fleet report`, with
    --delivery for those of `delivery`; `sql` prints the views that a reader of the PostgreSQL store sees.
    """
    if what == "sql":
        from ai_provenance.store.postgresql import script

        text = script("views")
    elif what == "rules":
        name = f"prometheus-{about}-rules.yml" if about else "prometheus-rules.yml"
        text = (resources.files("ai_provenance.export") / "templates" / name).read_text("utf-8")
    elif about == "delivery":
        from ai_provenance.export.delivery.grafana import dashboard as delivery_dashboard

        text = json.dumps(delivery_dashboard(), indent=2)
    elif about == "fleet":
        from ai_provenance.export.fleet.grafana import dashboard as fleet_dashboard

        text = json.dumps(fleet_dashboard(over), indent=2)
    else:
        from ai_provenance.export.metrics.grafana import dashboard  # the rules need none of it

        text = json.dumps(dashboard(), indent=2)
    print_document(text.removesuffix("\n") + "\n", output)
