"""`ai-provenance fleet`: an organisation's repositories, from their list to one number."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ai_provenance.cli.options import file_option, output_option
from ai_provenance.cli.output import print_lines, read_input
from ai_provenance.cli.terminal import working
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.fleet.importers import FORMATS as IMPORTED

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from ai_provenance.cli.options import Decorated
    from ai_provenance.fleet.definition import Entry
    from ai_provenance.fleet.executors.interface import Executor, Row
    from ai_provenance.fleet.importers.interface import Listed
    from ai_provenance.fleet.mirror import Synced
    from ai_provenance.fleet.results import Line, Run
    from ai_provenance.fleet.scan import Shard

_DIRECTORY = "fleet-results"
_LEAST_COVERAGE = 99.0

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


@click.group("fleet", short_help="Many repositories: list, mirror, count and pool them into one honest number")
def command() -> None:
    """Many repositories: list, mirror, count and pool them into one honest number.

    `fleet.toml` names the repositories; `config schema --fleet` prints what it may hold.
    """


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
        print_lines([json.dumps(document, indent=2, ensure_ascii=False)])
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

    print_lines(_definition([*importer(kind)(read_input(file, "FILE"))]), output)


def _definition(listed: Sequence[Listed]) -> Iterator[str]:
    """A definition of LISTED; archived repositories and forks are left out, as a listing's are by default."""
    from ai_provenance.repo.identity import identity_of_address

    identities = [identity_of_address(one.url) or "local/" for one in listed]
    owners = Counter(identity.split("/")[1] for identity in identities)
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
    run, lines = scan(fleet, planned, options, executor=executor, on_row=_tell)
    _print_failed(lines)
    print_lines(_result(run, options.directory) if format_ == "text" else [_json(run)])
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
@_directory_option(f"Directory of the merged result. Default: {_DIRECTORY} here.")
@click.option("--allow-mixed", is_flag=True, help="Merge results of several definitions; they are never pooled.")
@_coverage_option
@_format_option
def merge_(
    *,
    directories: tuple[str, ...],
    directory: str | None,
    allow_mixed: bool,
    min_coverage: float,
    format_: str,
) -> int:
    """Put the results of shards together, in any order: the same to the byte as one scan."""
    from dataclasses import replace

    from ai_provenance.fleet.results import merge, missing_shards, write_rows, write_run

    run, lines = merge([Path(one) for one in directories], allow_mixed=allow_mixed)
    place = Path(directory or _DIRECTORY)
    with _writing(place):
        run = replace(run, digest=write_rows(place, lines))
        write_run(place, run)
    if missing := missing_shards(run):
        print_lines([f"warning: the shards {', '.join(missing)} are not among these results"], err=True)
    _print_failed(lines)
    print_lines(_result(run, place) if format_ == "text" else [_json(run)])
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
