"""`ai-provenance audit`: freeze a quarter as signed evidence, check it, and say what is due."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from ai_provenance import __version__
from ai_provenance.audits.bundle import STATEMENT, Head, bundle, identity_of, read_bundle
from ai_provenance.audits.due import Calendar, Entry, due_audits
from ai_provenance.audits.evidence import Record, failed, lost_gate, record_of
from ai_provenance.audits.pack import as_csv, as_html, rows_of
from ai_provenance.audits.quarters import quarter_named
from ai_provenance.audits.tags import Audit, audits, named, place_of, read_audit, sign, tagged_files
from ai_provenance.cli.governance import governance_of, listed, subjects_in
from ai_provenance.cli.options import at_option, day_of
from ai_provenance.cli.output import open_output, print_lines
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.conform import Options, Subject, subject_of
from ai_provenance.conformity.governance import Source
from ai_provenance.errors import ConfigError, ExitCode, ProvenanceError
from ai_provenance.export.governance.audits import FORMATS, DueAudits, write
from ai_provenance.install.steps import Write, apply
from ai_provenance.repo import Repository, open_repository
from ai_provenance.store.recording import onboarded_at

Command = Callable[..., Any]


def _shared(command_: Command) -> Command:
    """The options that say what is in scope, by whose rules, and where the evidence is."""
    for option in reversed(
        (
            click.option(
                "--governance",
                "place",
                metavar="DIR|URL@REV",
                help="The governance repository. Default: the current one.",
            ),
            click.option("--config", metavar="FILE", help="The fleet.toml whose repositories are in scope."),
            click.option("--scope", multiple=True, metavar="DIR", help="A repository in scope; may be repeated."),
            click.option(
                "-o",
                "--evidence",
                "directory",
                default=".",
                metavar="DIR",
                help="The evidence repository. Default: here.",
            ),
            at_option,
        )
    ):
        command_ = option(command_)
    return command_


@click.group(cls=SuggestingGroup)
def command() -> None:
    """Freeze a quarter as signed evidence, check it, and say which audits are due."""


@command.command("take")
@click.option("--quarter", required=True, metavar="YYYYQN", help="The quarter to freeze.")
@click.option("--sign", "method", type=click.Choice(["ssh", "gpg", "none"]), default="ssh", show_default=True)
@click.option(
    "--secrets/--no-secrets", default=True, help="Whether files are scanned for secrets, where they are here."
)
@_shared
def take(  # noqa: PLR0913 - one parameter an option
    *,
    quarter: str,
    method: str,
    secrets: bool,
    place: str | None,
    config: str | None,
    scope: tuple[str, ...],
    directory: str,
    at: dt.datetime | None,
) -> int:
    """Write the record of each repository in scope, and sign them as a tag by your own git.

    Exits 0, or 1 where an audit is below the coverage that counts or has a critical finding.
    """
    source = governance_of(GovernanceConfig(), place or ".", top=None)
    tree, evidence = source.tree(), open_repository(directory)
    frozen = str(quarter_named(quarter, tree.manifest.fiscal_start))
    day = day_of(at)
    before = _last_records([*audits(evidence, tree.files.get(tree.manifest.signers))], frozen)
    records = [
        lost_gate(_record(mirror, subject, source, day, secrets=secrets), before.get(subject.identity))
        for subject, mirror in _scope(source, config, scope)
    ]
    head = Head(tree.manifest.organisation, frozen, day.isoformat(), tree.digest, f"ai-provenance {__version__}")
    files = bundle(head, records)
    folder = place_of(evidence, frozen)
    top = evidence.work_tree or Path(directory)
    apply(Write(top / folder / name, content) for name, content in files.items())
    print_lines([f"write {folder.as_posix()}: {len(records)} repositories"])
    if method != "none":
        print_lines([f"tag {sign(evidence, folder, files, method=method)}"])
    found = [f"{identity_of(one)}: {code}" for one in records for code in (*one["critical"], *one["errors"])]
    print_lines(found)
    return ExitCode.VIOLATION_FOUND if found else ExitCode.OK


def _record(mirror: str, subject: Subject, source: Source, day: dt.date, *, secrets: bool) -> Record:
    try:
        return record_of(open_repository(mirror), source, subject, Options(day), secrets=secrets)
    except ProvenanceError as error:
        # the folder of a clone may hold the name of a person
        return failed(subject, str(error).replace(mirror, subject.identity))


def _scope(source: Source, config: str | None, scope: tuple[str, ...]) -> list[tuple[Subject, str]]:
    """The repositories in scope, each with the directory to read."""
    if not config and not scope:
        raise ConfigError("nothing is in scope, expected --config FILE or --scope DIR", "--config fleet.toml")
    entries = subjects_in(config) if config else []
    known = [subject for subject, _ in entries] or listed(source)
    return [*((one, mirror) for one, mirror in entries if not one.archived), *_named(known, scope)]


def _named(known: list[Subject], scope: tuple[str, ...]) -> Iterator[tuple[Subject, str]]:
    for directory in scope:
        yield subject_of(open_repository(directory), known), directory


def _last_records(taken: list[Audit], quarter: str) -> dict[str, Record]:
    """The records of the last audit before QUARTER that counts, by identity."""
    earlier = [audit for audit in taken if audit.quarter < quarter and not audit.problem]
    return {identity_of(record): record for record in earlier[-1].records} if earlier else {}


@command.command("verify")
@click.argument("audit", metavar="DIR|TAG")
@click.option(
    "--replay", multiple=True, metavar="DIR", help="Judge this clone at the recorded commit again; may be repeated."
)
@click.option(
    "--governance", "place", metavar="DIR|URL@REV", help="The governance repository. Default: the current one."
)
@click.option(
    "-o", "--evidence", "directory", default=".", metavar="DIR", help="The evidence repository. Default: here."
)
def verify(*, audit: str, replay: tuple[str, ...], place: str | None, directory: str) -> int:
    """Compute every digest again and check the signature of the tag: exit 0, 1 (not as written) or 3."""
    source = governance_of(GovernanceConfig(), place or ".", top=None)
    tree = source.tree()
    evidence = open_repository(audit if Path(audit).is_dir() else directory)
    tag = _tag_of(evidence, audit)
    quarter, number = named(tag) or ("", 0)
    found = read_audit(evidence, tag, tree.files.get(tree.manifest.signers), quarter=quarter, number=number)
    problems = [found.problem] if found.problem else []
    if Path(audit).is_dir():
        problems += _differences(evidence, Path(audit), tag)
    problems += [problem for clone in replay for problem in _replayed(found, source, clone)]
    print_lines(problems or [f"{tag}: {len(found.records)} repositories, every digest and the signature are good"])
    return ExitCode.VIOLATION_FOUND if problems else ExitCode.OK


def _tag_of(evidence: Repository, audit: str) -> str:
    name = audit.removeprefix("refs/tags/")
    if Path(audit).is_dir():
        name = f"audit/{Path(audit).resolve().relative_to((evidence.work_tree or Path()).resolve()).as_posix()}"
    if named(name) is None:
        raise ConfigError(
            f"{audit} is no audit, expected a folder QUARTER/NUMBER or a tag audit/QUARTER/NUMBER", "git tag"
        )
    return name


def _differences(evidence: Repository, folder: Path, tag: str) -> Iterator[str]:
    """What is wrong with the files of FOLDER themselves, and with them beside those under TAG."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    try:
        read_bundle(files)
        (quarter, number) = named(tag) or ("", 0)
        if files != tagged_files(evidence, tag, f"{quarter}/{number}/"):
            yield f"{folder} is not what {tag} holds"
    except ProvenanceError as error:
        yield str(error)


def _replayed(found: Audit, source: Source, clone: str) -> Iterator[str]:
    repository = open_repository(clone)
    record = next((one for one in found.records if identity_of(one) == subject_of(repository, ()).identity), None)
    if record is None or found.head is None:
        yield f"{clone}: the audit has no record of it"
        return
    subject = subject_of(repository, listed(source), team=record["repository"]["team"])
    day = dt.date.fromisoformat(found.head.at)
    secrets = record.get("secrets") is not None
    options = Options(day, revision=record["repository"]["head"] or "HEAD")
    again = record_of(repository, source, subject, options, secrets=secrets)
    for key in sorted({*again, *record} - {"critical", "passed"}):
        if json.loads(bundle(found.head, [again])[_path(found, again)]).get(key) != record.get(key):
            yield f"{clone}: {key} is not what was recorded"


def _path(found: Audit, record: Record) -> str:
    assert found.head is not None  # noqa: S101 - only called for an audit that was read
    return next(path for path in bundle(found.head, [record]) if path.startswith("repositories/"))


@command.command("due")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--store", metavar="URL", help="Metrics store with the dates of onboarding. Default: each clone's own.")
@_shared
def due(  # noqa: PLR0913 - one parameter an option
    *,
    format_: str,
    place: str | None,
    config: str | None,
    store: str | None,
    scope: tuple[str, ...],
    directory: str,
    at: dt.datetime | None,
) -> int:
    """Print which audits are due, and I2.5 and I6.5: exit 0, or 1 where one is missing."""
    source = governance_of(GovernanceConfig(), place or ".", top=None)
    tree, day = source.tree(), day_of(at)
    entries = [
        Entry(subject.identity, dt.datetime.fromtimestamp(seconds, dt.UTC).date())
        for subject, mirror in _scope(source, config, scope)
        if (seconds := onboarded_at(mirror, subject.identity, store)) is not None
    ]
    calendar = Calendar(tree.manifest.fiscal_start, tree.manifest.grace_days)
    taken = [*audits(open_repository(directory), tree.files.get(tree.manifest.signers))]
    rows = [*due_audits(entries, taken, at=day, calendar=calendar)]
    with open_output(None, document=format_ != "text") as out:
        write(DueAudits(tree.manifest.organisation, day, rows, taken), format_, out)
    return ExitCode.VIOLATION_FOUND if any(row.is_missing for row in rows) else ExitCode.OK


@command.command("pack")
@click.option("--framework", required=True, metavar="ID", help="A crosswalk of the governance repository.")
@click.option("-o", "output", required=True, metavar="DIR", help="The folder to write.")
@click.option("--evidence", "directory", default=".", metavar="DIR", help="The evidence repository. Default: here.")
@click.option(
    "--governance", "place", metavar="DIR|URL@REV", help="The governance repository. Default: the current one."
)
@at_option
def pack(*, framework: str, output: str, directory: str, place: str | None, at: dt.datetime | None) -> None:
    """Write the evidence for the controls of a framework, gaps first: a page and a table."""
    source = governance_of(GovernanceConfig(), place or ".", top=None)
    tree, evidence = source.tree(), open_repository(directory)
    known = tree.crosswalks()
    if framework not in known:
        raise ConfigError(
            f"there is no crosswalk {framework!r}, expected one of {', '.join(known) or 'none'}", "crosswalk/"
        )
    good = [audit for audit in audits(evidence, tree.files.get(tree.manifest.signers)) if not audit.problem]
    last = good[-1] if good else None
    statement = tagged_files(evidence, last.tag, f"{last.quarter}/{last.number}/")[STATEMENT] if last else b""
    rows = rows_of(known[framework], last, statement)
    page = as_html(known[framework], rows, last, at=day_of(at))
    steps = [
        Write(Path(output) / "index.html", page.encode()),
        Write(Path(output) / "controls.csv", as_csv(rows).encode()),
    ]
    apply(steps)
    gaps = len({row.control for row in rows if row.claim == "none"})
    print_lines([*map(str, steps), f"{len({row.control for row in rows})} controls, {gaps} gaps"])
