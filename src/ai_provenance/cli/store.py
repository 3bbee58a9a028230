"""`ai-provenance store`: the metrics store itself, made, changed, checked, thinned and exported."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta

import click

from ai_provenance.cli.options import output_option
from ai_provenance.cli.output import open_output, print_lines
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.errors import ExitCode
from ai_provenance.store import StoreAddressError, open_fleet
from ai_provenance.store.opening import is_postgresql

_EPOCH = date(1970, 1, 1)
_COLUMNS = (
    *("day", "repository", "team", "metric", "label", "numerator", "denominator", "value", "definition", "head"),
)
_store_option = click.option(
    "--store", metavar="URL", required=True, help="FILE, sqlite:FILE or postgresql://HOST/DATABASE."
)


@click.group(
    "store", cls=SuggestingGroup, short_help="The metrics store of many repositories: make, check, prune or export it"
)
def command() -> None:
    """The metrics store of many repositories: make, check, prune or export it."""


@command.command("init")
@click.option("--store", metavar="URL", help="FILE, sqlite:FILE or postgresql://HOST/DATABASE.")
@click.option("--roles", is_flag=True, help="Print the SQL that makes the roles of PostgreSQL, and run nothing.")
def init(*, store: str | None, roles: bool) -> None:
    """Make the tables of a store."""
    if roles:
        from ai_provenance.store.postgresql import script

        print_lines(script("roles").splitlines(), verbatim=True)
    elif store is None:
        raise StoreAddressError("no store was named", "ai-provenance store init --store metrics.sqlite3")
    else:
        _migrate(store)


@command.command("migrate")
@_store_option
def migrate_(*, store: str) -> None:
    """Bring the tables up to date, and make the partitions of the next two years."""
    _migrate(store)


def _migrate(store: str) -> None:
    if is_postgresql(store):
        from ai_provenance.store.postgresql import migrate

        done = migrate(store)
    else:
        with open_fleet(store):
            done = []
    print_lines([*done, "the store is up to date"])


@command.command("check")
@_store_option
def check(*, store: str) -> int:
    """Say whether the store can be used: its schema, its newest run, the months that it has room for."""
    with open_fleet(store) as opened:
        runs = opened.runs()
    print_lines([f"the schema is the one of this version; {len(runs)} run(s) of a fleet"])
    if runs:
        newest = datetime.fromtimestamp(runs[0].started, UTC)
        print_lines([f"the newest is of {newest:%Y-%m-%d %H:%M} UTC, of {runs[0].organisation}"])
    if is_postgresql(store):
        from ai_provenance.store.postgresql import LEAST_MONTHS_AHEAD, months_ahead

        ahead = months_ahead(store)
        print_lines([f"partitions for {ahead} months ahead"])
        if ahead < LEAST_MONTHS_AHEAD:
            print_lines(
                ["warning: there is little room", f"hint: ai-provenance store migrate --store {store}"], err=True
            )
    return ExitCode.OK


@command.command("prune")
@_store_option
@click.option(
    "--keep", type=click.IntRange(1), required=True, metavar="MONTHS", help="Whole months to keep beside this."
)
def prune(*, store: str, keep: int) -> None:
    """Forget the values of whole months; the last day of every quarter, events and runs stay."""
    today = datetime.now(UTC).date()
    number = today.year * 12 + today.month - 1 - keep
    first = date(number // 12, number % 12 + 1, 1)
    day = (first - _EPOCH).days
    with open_fleet(store) as opened:
        opened.prune(day)
    if is_postgresql(store):
        from ai_provenance.store.postgresql import drop_before

        drop_before(store, day)
    print_lines([f"values before {first} are forgotten, but for the last day of each quarter"])


@command.command("export")
@_store_option
@output_option
def export(*, store: str, output: str | None) -> None:
    """Print every value as CSV, which DuckDB, pandas and spreadsheets read."""
    from ai_provenance.export.metrics.csv import inert

    with open_fleet(store) as opened, open_output(output) as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(_COLUMNS)
        for day, *cells in opened.export():
            assert isinstance(day, int)  # noqa: S101 - of an integer column
            written = [inert(cell) if isinstance(cell, str) else cell for cell in cells]
            table.writerow([(_EPOCH + timedelta(days=day)).isoformat(), *written])
