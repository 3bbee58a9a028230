"""`ai-provenance survey`: ask developers, keep the answers without identity, and sum them up."""

from __future__ import annotations

from pathlib import Path

import click

from ai_provenance.cli.options import NamedNumber, output_option, repo_option, store_option
from ai_provenance.cli.output import print_document, print_lines, read_input
from ai_provenance.cli.plans import carry_out, work_tree_of
from ai_provenance.config.read import read_regular
from ai_provenance.delivery.statistics import Interval
from ai_provenance.delivery.surveys import (
    DIRECTORY,
    FEWEST,
    LANGUAGES,
    Answer,
    Item,
    ItemSummary,
    SurveyError,
    WaveSummary,
    as_file,
    default_questionnaire,
    duplicated,
    from_file,
    questionnaire,
    read_answers,
    summarise,
    wave_start,
)
from ai_provenance.environment.experiment import is_name
from ai_provenance.export.encoding import json_text
from ai_provenance.install.install_plan import Plan as Steps
from ai_provenance.install.steps import Write
from ai_provenance.repo import Repository, open_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

_name_argument = click.argument("name", metavar="NAME")
_REASONS = {
    "suppressed": f"not given: fewer than {FEWEST} answers, or a difference of fewer",
    "first-wave": "the first wave",
}


@click.group()
def command() -> None:
    """Ask developers, keep the answers without identity, and sum them up."""


@command.command("init")
@_name_argument
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the form.")
@repo_option
def init(*, name: str, lang: str, directory: str) -> None:
    """Write the questionnaire, which can be edited, and print it as a form."""
    path = _place(open_repository(directory), name, ".toml")
    if not path.exists():
        carry_out(Steps((Write(path, default_questionnaire().encode()),)), dry_run=False, nothing="")
    for item in questionnaire(path.read_text("utf-8", "replace"), path.name):
        text = item.texts.get(lang) or next(iter(item.texts.values()))
        print_lines([f"{item.id} ({item.low} to {item.high}): {text}"])


@command.command("add")
@_name_argument
@click.argument("files", nargs=-1, type=click.Path(), metavar="[FILE]...")
@click.option("--wave", required=True, metavar="YYYYQN", help="The wave: YYYY, YYYYQN or YYYY-MM.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    type=NamedNumber(whole=True),
    metavar="ITEM=N",
    help="One person's answer to ITEM.",
)
@repo_option
def add(*, name: str, files: tuple[str, ...], wave: str, answers: tuple[tuple[str, int], ...], directory: str) -> None:
    """Add answers: of FILEs (JSON lines, or a table with the ids of items as its head), or one by --answer.

    A column that is no item is refused: a name or an address must not get into the file. The file is shuffled whenever
    it is written; commit it when a wave is over, so that the history of the file shows no order either.
    """
    if bool(files) is bool(answers):
        raise click.UsageError("give FILEs or --answer, and not both")
    repository = open_repository(directory)
    wave_start(wave)
    items, known = _items(repository, name), _answers(repository, name)
    for file in files:
        known += read_answers(read_input(file, "FILE"), file, items, wave=wave)
    if answers:
        row = json_text({"answers": dict(answers)}, indent=None).encode()
        known += read_answers(row, "--answer", items, wave=wave)
    path = _place(repository, name, ".jsonl")
    twice = duplicated(known)
    note = (f"{twice} answer(s) are there more than once in their wave: was a file added twice?",) if twice else ()
    carry_out(Steps((Write(path, as_file(name, known)),), note), dry_run=False, nothing="")


@command.command("summary")
@_name_argument
@click.option(
    "--invited", multiple=True, type=NamedNumber(whole=True), metavar="WAVE=N", help="How many were invited in WAVE."
)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--record", is_flag=True, help="Keep the satisfaction of the newest wave in the metrics store (I5.5).")
@store_option
@output_option
@repo_option
def summary(  # noqa: PLR0913 - one parameter an option
    *,
    name: str,
    invited: tuple[tuple[str, int], ...],
    format_: str,
    record: bool,
    store: str | None,
    output: str | None,
    directory: str,
) -> None:
    """Satisfaction and recommendation by wave, kept apart, and how each item was answered.

    Below five answers nothing is given, and no difference between waves that fewer than five answers make.
    """
    repository = open_repository(directory)
    waves = summarise(_items(repository, name), _answers(repository, name), dict(invited))
    if record:
        _record(repository, waves, store)
    if format_ == "json":
        print_document(json_text({"schema_version": "1.0", "survey": name, "waves": _document(waves)}) + "\n", output)
        return
    print_lines([line for wave in waves for line in _lines(wave)] or ["no answers"], output)


def _record(repository: Repository, waves: Sequence[WaveSummary], store: str | None) -> None:
    from ai_provenance.store.recording import record_survey

    given = [
        (wave.wave, one.mean)
        for wave in waves
        for one in wave.items
        if one.item.kind == "csat" and one.mean is not None
    ]
    if given:
        wave, mean = given[-1]
        record_survey(repository, wave, wave_start(wave), mean, address=store)


def _document(waves: Sequence[WaveSummary]) -> list[dict[str, Any]]:
    return [
        {
            "wave": wave.wave,
            "n": wave.n,
            "invited": wave.invited,
            "response_rate": _rate(wave),
            "reason": wave.reason,
            "items": [_item(one) for one in wave.items],
            "changes": dict(wave.changes) if wave.changes is not None else None,
            "changes_reason": wave.changes_reason,
        }
        for wave in waves
    ]


def _item(one: ItemSummary) -> dict[str, Any]:
    return {
        "id": one.item.id,
        "kind": one.item.kind,
        "n": one.n,
        "value": one.mean,
        "interval": list(one.interval) if one.interval else None,
        "distribution": {str(value): count for value, count in one.distribution.items()} if one.distribution else None,
        "reason": one.reason,
    }


def _rate(wave: WaveSummary) -> float | None:
    return wave.n / wave.invited if wave.n is not None and wave.invited else None


def _lines(wave: WaveSummary) -> Iterator[str]:
    if wave.reason:
        yield f"{wave.wave}: {_REASONS[wave.reason]}"
        return
    rate = _rate(wave)
    yield f"{wave.wave}: {wave.n} answers" + (f" of {wave.invited} ({rate:.0%})" if rate is not None else "")
    for one in wave.items:
        yield f"  {one.item.id:<20} {_shown(one.mean, one.interval)}{_changed(wave, one)}"
    if wave.changes is None:
        yield f"  no difference to the wave before: {_REASONS[wave.changes_reason or 'suppressed']}"


def _changed(wave: WaveSummary, one: ItemSummary) -> str:
    change = (wave.changes or {}).get(one.item.id)
    return "" if change is None else f", {change:+.1f} to the wave before"


def _shown(mean: float | None, interval: Interval | None) -> str:
    if mean is None:
        return _REASONS["suppressed"]
    return f"{mean:.1f} [{interval[0]:.1f}, {interval[1]:.1f}]" if interval else f"{mean:.1f}"


def _items(repository: Repository, name: str) -> tuple[Item, ...]:
    path = _place(repository, name, ".toml")
    content = read_regular(str(path), top=str(repository.work_tree))
    if content is None:
        raise SurveyError(f"{DIRECTORY}/{name}.toml is not here", hint=f"ai-provenance survey init {name}")
    return questionnaire(content.decode("utf-8", "replace"), path.name)


def _answers(repository: Repository, name: str) -> list[Answer]:
    path = _place(repository, name, ".jsonl")
    content = read_regular(str(path), top=str(repository.work_tree))
    return from_file(content, path.name, _items(repository, name)) if content is not None else []


def _place(repository: Repository, name: str, ending: str) -> Path:
    if not is_name(name):
        raise SurveyError(
            f"{name!r} names no survey, expected letters, digits, - and _", hint="ai-provenance survey init ai"
        )
    return work_tree_of(repository) / DIRECTORY / f"{name}{ending}"
