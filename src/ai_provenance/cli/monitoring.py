"""`ai-provenance monitoring`: what a Prometheus and a Grafana need to show our metrics."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import click

from ai_provenance.cli.options import output_option
from ai_provenance.errors import ExitCode, ProvenanceError


@click.command(short_help="Print the Grafana dashboard, or the Prometheus alert rules")
@click.argument("what", type=click.Choice(["dashboard", "rules"]))
@output_option
def command(*, what: str, output: Path | None) -> int:
    """Print the Grafana dashboard, or the Prometheus alert rules, for the metrics of `report` and `score`."""
    text = _dashboard() if what == "dashboard" else _rules()
    if output is None:
        click.echo(text, nl=False)
        return ExitCode.OK
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ProvenanceError(f"cannot write {output}: {error.strerror}", hint="name another place with -o") from error
    return ExitCode.OK


def _dashboard() -> str:
    from ai_provenance.export.metrics.grafana import dashboard  # only for this answer

    return json.dumps(dashboard(), indent=2) + "\n"


def _rules() -> str:
    place = resources.files("ai_provenance.export") / "templates" / "prometheus-rules.yml"
    return place.read_text("utf-8")
