"""`ai-provenance config`: the configuration's schema, and the configuration that holds here."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ai_provenance.cli.options import output_option, repo_option
from ai_provenance.config import load_config
from ai_provenance.config.records import document


@click.group("config")
def command() -> None:
    """Print the configuration's JSON Schema, or the configuration that holds here."""


@command.command("schema")
@output_option
def schema(output: Path | None) -> None:
    """Print the JSON Schema of `.ai-provenance.toml`, for editors and for other programs."""
    from ai_provenance.config.schema import config_schema  # noqa: PLC0415 - pydantic, which `show` does not need

    _emit(config_schema(), output)


@command.command("show")
@repo_option
@output_option
def show(directory: Path, output: Path | None) -> None:
    """Print the configuration that holds in a directory, defaults filled in, as JSON."""
    _emit(document(load_config(directory)), output)


def _emit(document: object, output: Path | None) -> None:
    text = json.dumps(document, indent=2)
    if output:
        output.write_text(text + "\n", encoding="utf-8")
    else:
        click.echo(text)
