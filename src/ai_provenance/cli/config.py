"""`ai-provenance config`: the configuration's schema, and the configuration that holds here."""

from __future__ import annotations

import click

from ai_provenance.cli.options import output_option, repo_option
from ai_provenance.cli.output import print_document
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.config.records import document
from ai_provenance.export.encoding import json_text
from ai_provenance.project import config_in


@click.group("config", cls=SuggestingGroup)
def command() -> None:
    """Print the configuration's JSON Schema, or the configuration that holds here."""


@command.command("schema")
@output_option
def schema(output: str | None) -> None:
    """Print the JSON Schema of `.ai-provenance.toml`, for editors and for other programs."""
    from ai_provenance.config.schema import config_schema  # pydantic, which `show` does not need

    print_document(json_text(config_schema()) + "\n", output)


@command.command("show")
@repo_option
@output_option
def show(directory: str, output: str | None) -> None:
    """Print the configuration that holds in a directory, defaults filled in, as JSON."""
    print_document(json_text(document(config_in(directory))) + "\n", output)
