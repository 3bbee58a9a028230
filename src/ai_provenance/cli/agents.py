"""`ai-provenance agents`: the agents that the reader knows here, each with its signals and their sources."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ai_provenance.agents import registry_of
from ai_provenance.agents.schema import AgentData
from ai_provenance.agents.sources import sources_of
from ai_provenance.cli.options import repo_option
from ai_provenance.cli.output import print_document, print_lines
from ai_provenance.cli.suggestions import nearest
from ai_provenance.environment._table import NAMES
from ai_provenance.errors import ProvenanceError
from ai_provenance.export.encoding import json_text
from ai_provenance.project import config_in

_KINDS = {
    "agent": "writes code",
    "review": "reviews or fixes",
    "tool": "records what agents did",
    "bot": "a bot, no AI",
}
_SIGNALS = ("emails", "github", "slugs", "names", "words", "common", "first_names", "suffixes", "name_patterns")
_TEXTS = ("keys", "footers", "message_footers", "links", "release_subjects")


@click.command(short_help="The agents that are known here, with their signals and sources.")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@click.option("--kind", type=click.Choice(list(_KINDS)), help="Only this kind.")
@repo_option
def command(*, ids: tuple[str, ...], format_: str, kind: str | None, directory: str) -> None:
    """The agents that are known here, those of the configuration (`[agents.ID]`) included.

    With an ID: all its signals, each fact with its source and status.
    """
    agents = dict(registry_of(config_in(directory).agents).agents)
    unknown = [name for name in ids if name not in agents]
    if unknown:
        ids_of = {name: id_ for name, id_ in NAMES.items() if id_ in agents} | {id_: id_ for id_ in agents}
        near = ids_of.get(nearest(unknown[0], ids_of) or "")
        meant = f"; did you mean '{near}'?" if near else ""
        raise ProvenanceError(
            f"no agent has the id '{unknown[0]}'{meant}", f"ai-provenance agents {near or ''}".rstrip()
        )
    chosen = [agents[name] for name in ids or agents if kind is None or agents[name]["kind"] == kind]
    if format_ == "json":
        print_document(json_text([_document(entry) for entry in chosen]) + "\n")
    else:
        print_lines(_details(chosen) if ids else _table(chosen))


def _document(entry: AgentData) -> dict[str, object]:
    return {**entry, "sources": sources_of(entry["id"])}


def _table(entries: list[AgentData]) -> Iterator[str]:
    width = max((len(entry["id"]) for entry in entries), default=0)
    for entry in entries:
        counted = sum(len(_values(entry, field)) for field in (*_SIGNALS, *_TEXTS))
        kind = _KINDS[entry["kind"]]
        yield f"{entry['id']:<{width}}  {kind:<23}  {entry['name']} ({entry['vendor']}), {counted} signals"


def _details(entries: list[AgentData]) -> Iterator[str]:
    for entry in entries:
        yield f"{entry['id']}: {entry['name']} ({entry['vendor']}), {_KINDS[entry['kind']]}"
        for field in (*_SIGNALS, *_TEXTS, "environment", "processes"):
            yield from (f"  {field.replace('_', ' '):<16} {_shown(value)}" for value in _values(entry, field))
        yield from (
            f"  {'source':<16} {item['fact']}: {item['url']} ({item['status']})" for item in sources_of(entry["id"])
        )


def _values(entry: AgentData, field: str) -> tuple[object, ...]:
    value = entry.get(field, ())
    return value if isinstance(value, tuple) else ()


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return " ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
