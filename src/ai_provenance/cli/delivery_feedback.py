"""`ai-provenance delivery feedback export`: what became of changes, as a dataset without people."""

from __future__ import annotations

import os
from datetime import datetime

import click

from ai_provenance.cli.delivery_selection import Selection, selection_options
from ai_provenance.cli.options import file_option, store_option
from ai_provenance.cli.output import open_output, print_lines, read_input
from ai_provenance.delivery.feedback import Row, additions, at, of_delivery
from ai_provenance.store import EventKind, exists
from ai_provenance.store.recording import locate, open_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ai_provenance.repo import Repository


@click.group(short_help="What became of changes, as a dataset without people")
def command() -> None:
    """What became of changes, as a dataset without people."""


@command.command("export")
@selection_options
@file_option("-o", "--output", help="Append to FILE what it does not have. Default: all rows on standard output.")
@click.option("--record", is_flag=True, help="Keep in the metrics store that it was exported (T4.6).")
@store_option
def export(*, selection: Selection, output: str | None, record: bool, store: str | None) -> None:
    """Deployments, reverts, rework and incidents of the window, and recorded validations and surveys, as JSON lines.

    Exported again, the same input gives the same bytes: a row is there once, and none is changed or removed.
    """
    project, assessment = selection.assess()
    place = locate(project.repository, store)
    rows = [*of_delivery(assessment), *_recorded(project.repository, store)]
    before = read_input(output, "-o") if output and os.path.isfile(output) else b""
    added, count = additions(before, rows, output or "-")
    with open_output(output, document=True, append=True) as out:
        out.write(added)
    if output:
        print_lines([f"{output}: {added.count(chr(10))} rows added, {count} in all"], err=True)
    if record and rows:
        from ai_provenance.store.recording import record_feedback

        newest = datetime.fromisoformat(max(row.at for row in rows))
        record_feedback(place, int(newest.timestamp()), count)


def _recorded(repository: Repository, store: str | None) -> Iterator[Row]:
    """The validations and surveys that the store has."""
    place = locate(repository, store)
    if not exists(place.address):
        return
    with open_place(place) as opened:
        for one in opened.events(EventKind.VALIDATION):
            commit, _, origin = one.subject.partition(" ")
            yield Row(
                at=at(one.occurred_at), kind="validation", commit=commit, origin=origin or None, value=one.value,
                unit="passed", source="store",
            )  # fmt: skip
        for one in opened.events(EventKind.SURVEY):
            yield Row(
                at=at(one.occurred_at), kind="survey", commit=None, value=one.value, unit="of 10", source=one.subject
            )
