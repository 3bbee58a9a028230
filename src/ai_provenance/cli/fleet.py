"""`ai-provenance fleet`: an organisation's repositories, from their list to one number."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ai_provenance.cli.fleet_conform import command as conform
from ai_provenance.cli.options import file_option, output_option
from ai_provenance.cli.output import open_output, print_document, print_lines, read_input
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.cli.terminal import working
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.encoding import json_text
from ai_provenance.export.fleet import FORMATS
from ai_provenance.fleet.importers import FORMATS as IMPORTED
from ai_provenance.report import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from ai_provenance.cli.options import Decorated
    from ai_provenance.fleet.definition import Entry, Fleet
    from ai_provenance.fleet.executors.interface import Executor, Row
    from ai_provenance.fleet.importers.interface import Listed
    from ai_provenance.fleet.mirror import Synced
    from ai_provenance.fleet.results import Line, Run
    from ai_provenance.fleet.scan import Shard
    from ai_provenance.snapshot.fleet import FleetSnapshot

_DIRECTORY = "fleet-results"
_LEAST_COVERAGE = 99.0

_STORE_HELP = "Metrics store. Default: `store` of fleet.toml, or a file beside the result."

_config_option = file_option("--config", default="fleet.toml", show_default=True, help="The fleet's definition.")
_format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
_jobs_option = click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="At once. Default: 4 at most.")
_coverage_option = click.option(
    "--min-coverage",
    type=click.FloatRange(0, 100),
    default=_LEAST_COVERAGE,
    show_default=True,
    metavar="PCT",
    help="Exit 3 when fewer than PCT percent of the repositories were judged.",
)


def _directory_option(help_: str) -> Callable[[Decorated], Decorated]:
    return click.option("-o", "directory", type=click.Path(), metavar="DIR", help=help_)


@click.group(
    "fleet",
    cls=SuggestingGroup,
    short_help="Many repositories: list, mirror, count and pool them into one honest number",
)
def command() -> None:
    """Many repositories: list, mirror, count and pool them into one honest number.

    `fleet.toml` names the repositories; `config schema --fleet` prints what it may hold.
    """


command.add_command(conform)


@command.command("list")
@_config_option
@_format_option
def list_(*, config: str, format_: str) -> None:
    """Print which repositories are in, and which are left out and why. Uses no network."""
    from ai_provenance.fleet.definition import read_fleet

    fleet = read_fleet(config)
    entries = fleet.entries()
    if format_ == "json":
        listed = [
            {
                "identity": entry.identity,
                "host": entry.host,
                "team": entry.team,
                "labels": dict(entry.labels),
                "included": not entry.left_out,
                "reason": entry.left_out,
            }
            for entry in entries
        ]
        document = {"organisation": fleet.file.organisation, "repositories": listed}
        print_document(json_text(document) + "\n")
    else:
        print_lines(_listed(entries))


def _listed(entries: Sequence[Entry]) -> Iterator[str]:
    width = max((len(entry.identity) for entry in entries), default=0)
    for entry in entries:
        says = f"left out: {entry.left_out}" if entry.left_out else entry.team or ""
        yield f"{entry.identity:<{width}}  {says}".rstrip()
    left_out = Counter(entry.left_out for entry in entries if entry.left_out)
    why = ", ".join(f"{number} {reason}" for reason, number in sorted(left_out.items()))
    yield f"{len(entries) - left_out.total()} repositories, {left_out.total()} left out{f' ({why})' if why else ''}"


@command.command("import")
@click.argument("kind", type=click.Choice(IMPORTED), metavar="gh|gitlab|catalog|csv")
@click.argument("file", default="-", metavar="[FILE|-]")
@output_option
def import_(*, kind: str, file: str, output: str | None) -> None:
    """Turn a listing that another program printed into a fleet.toml. Reads a file or standard input, nothing else."""
    from ai_provenance.fleet.importers import importer

    print_lines(_definition([*importer(kind)(read_input(file, "FILE"))]), output, verbatim=True)


def _definition(listed: Sequence[Listed]) -> Iterator[str]:
    """A definition of LISTED; archived repositories and forks are left out, as a listing's are by default."""
    from ai_provenance.repo.identity import identity_of_address

    identities = [identity_of_address(one.url) or "local/" for one in listed]
    owners = Counter(owner for identity in identities if (owner := identity.split("/")[1]))
    yield f"organisation = {json.dumps(owners.most_common(1)[0][0] if owners else 'example')}"
    yield 'mirrors = "mirrors"'
    for one, identity in sorted(zip(listed, identities, strict=True), key=lambda pair: pair[1]):
        yield ""
        if one.archived or one.fork:
            yield f"# left out, {'archived' if one.archived else 'a fork'}: {identity}"
            continue
        yield "[[repository]]"
        yield f"url = {json.dumps(one.url)}"
        if one.team:
            yield f"team = {json.dumps(one.team)}"
        if one.labels:
            pairs = ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in sorted(one.labels.items()))
            yield f"labels = {{ {pairs} }}"


@command.command("sync")
@_config_option
@_jobs_option
@click.option("--dry-run", is_flag=True, help="Print what would be done, and ask no one.")
def sync_(*, config: str, jobs: int | None, dry_run: bool) -> int:
    """Clone or fetch the mirrors: bare, without the contents of files but those that are evidence."""
    from ai_provenance.fleet.definition import counted, read_fleet
    from ai_provenance.fleet.mirror import planned_action

    fleet = read_fleet(config)
    entries = counted(fleet.entries())
    if dry_run:
        print_lines(f"{planned_action(entry):<8}  {entry.identity}" for entry in entries)
        return ExitCode.OK
    synced = _synced(config, entries, jobs)
    _print_failed(synced)
    done = Counter(one.action or "failed" for one in synced)
    print_lines([f"{len(synced)} mirrors: {', '.join(f'{number} {what}' for what, number in sorted(done.items()))}"])
    return ExitCode.INCONCLUSIVE if synced and done["failed"] == len(synced) else ExitCode.OK


def _synced(config: str, entries: Sequence[Entry], jobs: int | None) -> list[Synced]:
    from ai_provenance.fleet.definition import read_fleet
    from ai_provenance.fleet.executors.threads import usual_number
    from ai_provenance.fleet.mirror import sync

    _need_process_groups()
    with working(f"bringing {len(entries)} mirrors up to date"):
        return sync(read_fleet(config), entries, jobs=jobs or usual_number())


def _need_process_groups() -> None:
    from ai_provenance.fleet.definition import UsageError

    if not hasattr(os, "killpg"):
        raise UsageError(
            "a fleet needs process groups, which Windows does not have", "run it in WSL, or in a container"
        )


@command.command("scan")
@_config_option
@_jobs_option
@click.option("--dask", metavar="ADDRESS", help="Run the jobs on the Dask cluster of this scheduler.")
@file_option("--tls-ca", help="Certificate of the authority that signed the cluster's.")
@file_option("--tls-cert", help="Our certificate.")
@file_option("--tls-key", help="The key of our certificate.")
@click.option("--insecure", is_flag=True, help="Allow a scheduler on another machine without TLS.")
@click.option("--shard", metavar="I/N", help="Only the I-th of N parts; `fleet merge` puts them together.")
@click.option("--score", is_flag=True, help="Score the phases of AI adoption too.")
@click.option("--timeout", type=click.FloatRange(min=0.1), metavar="S", help="Seconds for a repository.")
@click.option("--store", metavar="URL", help=f"{_STORE_HELP} A shard is not recorded without it.")
@_directory_option(f"Directory of journal and result. Default: {_DIRECTORY} beside fleet.toml.")
@click.option("--retry-failed", is_flag=True, help="Judge again what failed at the same commit.")
@click.option("--no-sync", is_flag=True, help="Read the mirrors as they are.")
@_coverage_option
@_format_option
def scan_(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    config: str,
    jobs: int | None,
    dask: str | None,
    tls_ca: str | None,
    tls_cert: str | None,
    tls_key: str | None,
    insecure: bool,
    shard: str | None,
    score: bool,
    timeout: float | None,
    store: str | None,
    directory: str | None,
    retry_failed: bool,
    no_sync: bool,
    min_coverage: float,
    format_: str,
) -> int:
    """Count what changed in every repository, and keep each result at once.

    A scan that was interrupted goes on where it ended. Threads of this machine run the jobs, or a Dask cluster, or the
    parts of a CI matrix (--shard): the result is the same to the byte.
    """
    from ai_provenance.fleet.definition import counted, read_fleet
    from ai_provenance.fleet.results import read_rows
    from ai_provenance.fleet.scan import ScanOptions, plan, scan

    _need_process_groups()
    fleet = read_fleet(config)
    part = _shard(shard)
    executor: Executor
    if dask is None:
        from ai_provenance.fleet.executors.threads import Threads, usual_number

        executor = Threads(jobs or usual_number())
    else:
        executor = _dask(dask, (tls_ca, tls_cert, tls_key), insecure=insecure)
    options = ScanOptions(
        directory=Path(directory) if directory else fleet.folder / _DIRECTORY,
        shard=part,
        score=score,
        timeout=timeout,
        retry_failed=retry_failed,
        engine="dask" if dask else "threads",
    )
    entries = [entry for entry in counted(fleet.entries()) if part.takes(entry.identity)]
    synced = {} if no_sync else {one.identity: one for one in _synced(config, entries, jobs)}
    planned = list(plan(fleet, entries, synced, options))
    run = scan(fleet, planned, options, executor=executor, on_row=_tell)
    if store or part.total == 1:
        from ai_provenance.fleet.publish import publish

        publish(store or _address(fleet, options.directory), run, read_rows(options.directory))
    _print_failed(read_rows(options.directory))
    _print(run, options.directory, format_)
    return _judged(run, min_coverage)


def _tell(row: Row, left: int) -> None:
    """Print a row that came, and how many are still to come, on standard error where that is a terminal."""
    if sys.stderr.isatty():
        print_lines([f"{row.identity}: {row.state} ({left} left)"], err=True)


def _shard(text: str | None) -> Shard:
    from ai_provenance.fleet.definition import UsageError
    from ai_provenance.fleet.scan import Shard

    if text is None:
        return Shard()
    number, _, total = text.partition("/")
    if not (number.isdecimal() and total.isdecimal() and 1 <= int(number) <= int(total)):
        raise UsageError(
            f"--shard is {text!r}, expected I/N with I from 1 to N", "ai-provenance fleet scan --shard 2/5"
        )
    return Shard(int(number), int(total))


def _dask(address: str, files: Sequence[str | None], *, insecure: bool) -> Executor:
    from ai_provenance.fleet.definition import UsageError
    from ai_provenance.fleet.executors.dask import Certificates, cluster

    given = [one for one in files if one]
    if len(given) not in (0, 3):
        raise UsageError("TLS needs three files", "--tls-ca F --tls-cert F --tls-key F")
    return cluster(address, Certificates(*given) if given else None, insecure=insecure)


@command.command("merge")
@click.argument("directories", nargs=-1, required=True, metavar="DIR...")
@click.option("--store", metavar="URL", help="Metrics store. Default: a file beside the merged result.")
@_directory_option(f"Directory of the merged result. Default: {_DIRECTORY} here.")
@click.option("--allow-mixed", is_flag=True, help="Merge results of several definitions; they are never pooled.")
@_coverage_option
@_format_option
def merge_(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    directories: tuple[str, ...],
    store: str | None,
    directory: str | None,
    allow_mixed: bool,
    min_coverage: float,
    format_: str,
) -> int:
    """Put the results of shards together, in any order: the same to the byte as one scan."""
    from ai_provenance.fleet.publish import publish
    from ai_provenance.fleet.results import merge, missing_shards, read_rows

    place = Path(directory or _DIRECTORY)
    with _writing(place):
        run = merge([Path(one) for one in directories], place, allow_mixed=allow_mixed)
    publish(store or _address(None, place), run, read_rows(place))
    if missing := missing_shards(run):
        print_lines([f"warning: the shards {', '.join(missing)} are not among these results"], err=True)
    _print_failed(read_rows(place))
    _print(run, place, format_)
    return _judged(run, min_coverage)


@contextmanager
def _writing(place: Path) -> Generator[None]:
    """Make the directory PLACE. Raises ProvenanceError where it cannot be made or written."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ProvenanceError(f"cannot write {place}: {error.strerror}", "name another directory with -o") from error


def _print_failed(lines: Iterable[Line | Synced]) -> None:
    from ai_provenance.fleet.executors.interface import State

    print_lines((f"{one.identity}: {one.state}: {one.reason}" for one in lines if one.state is not State.OK), err=True)


def _print(run: Run, directory: Path, format_: str) -> None:
    is_text = format_ == "text"
    print_lines(_result(run, directory) if is_text else [_json(run)], verbatim=not is_text)


def _result(run: Run, directory: Path) -> Iterator[str]:
    states = ", ".join(f"{number} {state}" for state, number in run.states.items() if number)
    yield f"{sum(run.states.values())} repositories: {states or 'none'}; {run.ran} judged now"
    yield f"{directory}/rows.jsonl  sha256:{run.digest}"


def _json(run: Run) -> str:
    from dataclasses import asdict

    return json.dumps({**asdict(run), "coverage": run.coverage}, indent=2)


def _judged(run: Run, min_coverage: float) -> int:
    if run.coverage is None or run.coverage * 100 >= min_coverage:
        return ExitCode.OK
    judged, total = run.states.get("ok", 0), sum(run.states.values())
    print_lines([f"{judged} of {total} repositories were judged, expected at least {min_coverage:g} %"], err=True)
    return ExitCode.INCONCLUSIVE


@command.command("report")
@_config_option
@click.option("--store", metavar="URL", help=_STORE_HELP)
@click.option(
    "--by", type=click.Choice(["team", "label", "agent", "host"]), default="team", show_default=True, help="Group."
)
@click.option("--since", metavar="DATE", help="Only runs from DATE (YYYY-MM-DD) on.")
@click.option("--until", metavar="DATE", help="As of the last run on or before DATE.")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@output_option
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="PCT", help="Exit 1 below PCT percent.")
@click.option(
    "--of", type=click.Choice(NUMBERS), default="trace_ai", show_default=True, help="What --fail-under judges."
)
@_coverage_option
def report_(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    config: str,
    store: str | None,
    by: str,
    since: str | None,
    until: str | None,
    format_: str,
    output: str | None,
    fail_under: float | None,
    of: str,
    min_coverage: float,
) -> int:
    """The pooled numbers of the fleet: numerators and denominators added, never a mean of percentages.

    They are those of the newest run that judged --min-coverage of the repositories; exit code 3 says that it is not the
    newest one, or that there is none.
    """
    from ai_provenance.export.fleet import NEED_ALL, writer
    from ai_provenance.fleet.rollup import Wanted, summarise
    from ai_provenance.store import open_fleet

    address, organisation = _store(config, store)
    wanted = Wanted(
        organisation=organisation,
        by=by,
        since=_date(since, "--since"),
        until=_date(until, "--until"),
        min_coverage=min_coverage,
        members=None if format_ in NEED_ALL else 20,
        trend=format_ in ("json", "html"),
    )
    with open_fleet(address) as opened:
        snapshot = summarise(opened, wanted)
    with open_output(output) as out:
        writer(format_)(snapshot, out)
    if not snapshot.is_published:
        from ai_provenance.fleet.rollup import percent_of

        seen = percent_of(snapshot.newest_coverage)
        print_lines([f"the newest run judged {seen} of the repositories, expected {min_coverage:g} %"], err=True)
        return ExitCode.INCONCLUSIVE
    return ExitCode.OK if fail_under is None else _judge(snapshot, of, fail_under)


def _judge(snapshot: FleetSnapshot, name: str, threshold: float) -> int:
    """The exit code for a threshold in percent; the reason is printed."""
    from ai_provenance.export.wording import NUMBER_NAMES, fraction

    number = snapshot.total.number(name)
    if number.ratio is None:
        print_lines([f"cannot judge --fail-under: no repository has data for {name}"], err=True)
        return ExitCode.INCONCLUSIVE
    if number.numerator * 100 >= threshold * number.denominator:
        return ExitCode.OK
    print_lines([f"{NUMBER_NAMES[name]}: {fraction(number)}, expected at least {threshold:g} % ({name})"], err=True)
    return ExitCode.VIOLATION_FOUND


@command.command("errors")
@_config_option
@click.option("--store", metavar="URL", help=_STORE_HELP)
@_format_option
def errors_(*, config: str, store: str | None, format_: str) -> None:
    """Repositories that the newest run could not judge: why, since when, and the command that shows it."""
    from ai_provenance.export.fleet.json import member
    from ai_provenance.fleet.rollup import Wanted, summarise
    from ai_provenance.store import open_fleet

    address, organisation = _store(config, store)
    with open_fleet(address) as opened:
        failed = summarise(opened, Wanted(organisation=organisation, members=0, trend=False)).errors
    if format_ == "json":
        found = [{**member(one), "command": _shows(one.state)} for one in failed]
        print_lines([json.dumps({"errors": found}, indent=2, ensure_ascii=False)], verbatim=True)
        return
    for one in failed:
        since = f" since {one.since}" if one.since else ""
        print_lines([f"{one.identity}: {one.state}{since}: {one.reason}", f"  {_shows(one.state)}"])
    print_lines([f"not judged: {len(failed)}" if failed else "every repository was judged"])


def _shows(state: str) -> str:
    """The command that shows why a repository is in STATE, or takes it out of it."""
    again = "ai-provenance fleet scan --retry-failed"
    return {
        "gone": "ai-provenance fleet list",
        "refused": "ai-provenance fleet sync",
        "partial": "ai-provenance fleet sync",
        "timeout": f"{again} --timeout 3600",
    }.get(state, again)


def _store(config: str, store: str | None) -> tuple[str, str | None]:
    """The address of the store, and the organisation that the definition names, where there is one."""
    from ai_provenance.fleet.definition import read_fleet
    from ai_provenance.store import exists

    fleet = read_fleet(config) if os.path.exists(config) or store is None else None
    address = store or (_address(fleet, fleet.folder / _DIRECTORY) if fleet else "")
    if not exists(address):
        raise ProvenanceError(f"there is no store at {address}", "ai-provenance fleet scan")
    return address, fleet.file.organisation if fleet else None


def _address(fleet: Fleet | None, directory: Path) -> str:
    """The store that the definition names, or a file beside the result."""
    named = fleet.file.store if fleet else None
    if fleet and named and "://" not in named and not named.startswith("sqlite:"):
        return str(fleet.folder / named)
    return named or str(directory / "store.sqlite3")


def _date(text: str | None, option: str) -> date | None:
    from ai_provenance.fleet.definition import UsageError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"{option} is {text!r}, expected YYYY-MM-DD", f"ai-provenance fleet report {option} 2026-01-31"
        ) from None
