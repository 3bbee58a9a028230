"""`ai-provenance config`: the configuration's schema, and the configuration that holds here."""

from __future__ import annotations

import json

import click

from ai_provenance.cli.options import output_option, repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.config.records import document
from ai_provenance.project import config_in


@click.group("config", cls=SuggestingGroup)
def command() -> None:
    """Print the configuration's JSON Schema, or the configuration that holds here."""


@command.command("schema")
@click.option("--fleet", is_flag=True, help="Of fleet.toml, the definition of an organisation's repositories.")
@output_option
def schema(*, fleet: bool, output: str | None) -> None:
    """Print the JSON Schema of `.ai-provenance.toml`, for editors and for other programs."""
    if fleet:
        from ai_provenance.fleet.definition import fleet_schema as schema_of  # pydantic, which `show` does not need
    else:
        from ai_provenance.config.schema import config_schema as schema_of  # likewise

    print_lines([json.dumps(schema_of(), indent=2)], output)


@command.command("show")
@repo_option
@output_option
def show(directory: str, output: str | None) -> None:
    """Print the configuration that holds in a directory, defaults filled in, as JSON."""
    print_lines([json.dumps(document(config_in(directory)), indent=2)], output)
