"""`ai-provenance delivery watch`: a verdict for each deployment that is new since the last run."""

from __future__ import annotations

import json

import click

from ai_provenance.cli.delivery_regress import alarm_options, exit_code, judge
from ai_provenance.cli.delivery_selection import Selection
from ai_provenance.cli.options import store_option
from ai_provenance.cli.output import print_lines
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.records import Deployment
from ai_provenance.export.delivery.alarms import render
from ai_provenance.project import open_project
from ai_provenance.repo.cache import STATE, CacheDirectory

_NAME = "delivery-watch"


@click.command(short_help="The same for each deployment that is new since the last run")
@alarm_options
@click.option("--record", is_flag=True, help="Keep in the metrics store how long the verdicts took (I5.6).")
@store_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *, selection: Selection, strict: bool, format_: str, record: bool, store: str | None, output: str | None
) -> int:
    """Print a verdict, as `regress` has it, for each deployment that is new since the last run: exit 0, 1 or 3.

    Reads to the end and ends; a scheduler, or the job that deploys, makes it continuous. What was judged is kept in the
    git directory, where `cache clear` leaves it; the first run there, and any with --no-cache, judges the newest
    deployment only.
    """
    repository = open_project(selection.directory).repository
    kept = None if selection.no_cache else CacheDirectory(repository.common, suffix=STATE)
    known = _known(kept) if kept else None

    def new(assessed: Assessment) -> list[tuple[int, str | None]]:
        exist = _existing(assessed)
        waiting = exist[-1:] if known is None else [one for one in exist if one.id not in known]
        return [(one.time, one.id) for one in waiting if one.time >= assessed.measured.window.since]

    found = judge(selection, new, strict=strict)
    print_lines(render(found, format_), output, verbatim=format_ != "text")
    # the first run says how long no one watched, and not how long a verdict takes
    if record and known is not None:
        from ai_provenance.store.recording import record_verdicts

        record_verdicts(repository, found.verdicts, now=found.now, address=store)
    # kept once the verdicts are out: what a run that fails before did not say, the next one does
    if kept:
        kept.save(_NAME, json.dumps([one.id for one in _existing(found.assessment)]).encode())
    return exit_code(found)


def _existing(assessed: Assessment) -> list[Deployment]:
    return [one for one in assessed.ledger.deployments if one.time < assessed.measured.window.until]


def _known(store: CacheDirectory) -> set[str] | None:
    content = store.load(_NAME)
    try:
        return None if content is None else {str(one) for one in json.loads(content)}
    except (TypeError, ValueError):
        return None
