"""`ai-provenance score`: what the evidence says about the phases of AI adoption, and whether a gate is passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ai_provenance.cli.options import file_option, metrics_option, output_option, repo_option
from ai_provenance.cli.printing import printable
from ai_provenance.cli.progress import working
from ai_provenance.cli.recording import recall, remember
from ai_provenance.cli.writing import write_document
from ai_provenance.config import load_config
from ai_provenance.errors import ConfigError, ExitCode
from ai_provenance.export import SCORE_FORMATS, score_writer
from ai_provenance.repo import Repository, Selection, open_repository
from ai_provenance.repo.cache import Store
from ai_provenance.repo.revisions import peel
from ai_provenance.report import Scope
from ai_provenance.report.classify import settings_of
from ai_provenance.scorecard.facts import collect
from ai_provenance.scorecard.indicators import Measurement
from ai_provenance.scorecard.run import PROFILES, only_phase, score
from ai_provenance.scorecard.state import GateVerdict
from ai_provenance.snapshot import Snapshot
from ai_provenance.snapshot.take import Request, take

_GATE_EXIT = {
    GateVerdict.PASS: ExitCode.OK,
    GateVerdict.FAIL: ExitCode.OBJECTS,
    GateVerdict.INCONCLUSIVE: ExitCode.CANNOT,
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options that change what is judged."""

    revision: str
    profile: str
    criteria: Path | None
    store: Path | None
    junit: tuple[Path, ...]


_OPTIONS = (
    click.option("--rev", "revision", default="HEAD", metavar="REV", help="Commit to judge. Default: HEAD."),
    click.option(
        "--profile",
        type=click.Choice(PROFILES),
        default="strict",
        show_default=True,
        help="What pending work is worth.",
    ),
    file_option("--criteria", help="Changes to the methodology. Default: .ai-provenance/criteria.toml of the commit."),
    file_option(
        "--junit", multiple=True, help="Result of the AI test suite (JUnit XML), for indicator I3.3; may be repeated."
    ),
    file_option("--store", help="Store of earlier runs. Default: in the git directory."),
    click.option("--lang", "language", type=click.Choice(["en", "es"]), default="en", help="Language."),
    repo_option,
)


def _asking(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Gives COMMAND the options that `score` and its gates share; those that change what is judged come as `asked`."""

    @wraps(command)
    def asked(**told: Any) -> int | None:
        judged = {item.name: told.pop(item.name) for item in fields(_Asked)}
        return command(asked=_Asked(**judged), **told)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked


@click.group(
    invoke_without_command=True, short_help="Scores of the phases of AI adoption, by evidence, and their gates."
)
@click.option("--phase", type=click.IntRange(1, 6), metavar="N", help="Show one phase only.")
@click.option(
    "--format", "format_", type=click.Choice(SCORE_FORMATS), default="text", show_default=True, help="Output format."
)
@metrics_option
@click.option("--record", is_flag=True, help="Keep this run in the store, as a point of the trend and as an audit.")
@output_option
@_asking
@click.pass_context
def command(  # noqa: PLR0913 - one parameter for each option of its own
    context: click.Context,
    *,
    phase: int | None,
    format_: str,
    metrics: Path | None,
    record: bool,
    output: Path | None,
    asked: _Asked,
    language: str,
    directory: Path,
) -> int | None:
    """Scores of the phases of AI adoption, by evidence, and their gates.

    Files, CI definitions, git history and attestations are looked at; nothing of the repository is run. What cannot
    be known from here is said so and widens the interval.
    """
    if context.invoked_subcommand:
        return None
    repository = open_repository(directory)
    snapshot = _judged(repository, asked)
    if record:
        remember(repository, asked.store, snapshot)
    if metrics:
        _update_metrics(metrics, snapshot)
    if phase:
        snapshot = replace(snapshot, card=only_phase(snapshot.scored, phase))
    write_document(score_writer(format_), snapshot, output, language=language)
    return ExitCode.OK


@command.command("gate")
@click.argument("number", type=click.IntRange(1, 6), metavar="N")
@_asking
def gate(*, number: int, asked: _Asked, language: str, directory: Path) -> int:
    """Judge one gate: exit 0 when it passes, 1 when it fails, 3 when it cannot be told."""
    from ai_provenance.export.score_text import gate_lines  # noqa: PLC0415 - what `score` alone prints with

    snapshot = _judged(open_repository(directory), asked)
    card = only_phase(snapshot.scored, number)
    for line in [*gate_lines(card, language)][2:]:
        click.echo(printable(line.removeprefix("  ")))
    return _GATE_EXIT[card.gates[0].verdict]


def _judged(repository: Repository, asked: _Asked) -> Snapshot:
    config = load_config(repository.work_tree or repository.git_dir)
    selection = Selection(revisions=(asked.revision,), first_parent=config.report.first_parent)
    scope = Scope(include_merges=config.report.include_merges)
    store = Store(str(repository.common_dir))
    request = Request(selection, scope, settings_of(config), adopted=config.adopted, store=store)
    with working("walking the history"):
        snapshot = take(repository, request)
    for notice in snapshot.warnings:
        click.echo(f"warning: {printable(notice.message)}", err=True)
    known = recall(repository, asked.store)
    facts = collect(repository, revision=asked.revision, summary=snapshot.judged, records=known.records)
    card = score(
        facts,
        profile=asked.profile,
        today=_today(),
        criteria=_bytes_of(asked.criteria, "--criteria") if asked.criteria else None,
        recorded={**known.indicators, **_tested(asked.junit)},
    )
    judged = replace(snapshot.repository, head=peel(repository, asked.revision))
    return replace(snapshot, repository=judged, card=card)


def _today() -> date:
    return datetime.now(UTC).date()


def _tested(files: tuple[Path, ...]) -> dict[str, Measurement]:
    if not files:
        return {}
    from ai_provenance.scorecard.junit import measure  # noqa: PLC0415 - only for runs that are given a test result

    return {"I3.3": measure((str(path), _bytes_of(path, "--junit")) for path in files)}


def _bytes_of(path: Path, option: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", hint=f"name another file with {option}") from error


def _update_metrics(path: Path, snapshot: Snapshot) -> None:
    from ai_provenance.export.metrics_file import update  # noqa: PLC0415 - only runs that keep a metrics file pay for it

    update(path, snapshot)
