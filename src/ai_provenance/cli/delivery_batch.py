"""`ai-provenance delivery batch`: whether what was deployed together passed its tests, analysis and coverage."""

from __future__ import annotations

import click

from ai_provenance.cli.delivery_selection import Selection, selection_options
from ai_provenance.cli.options import file_option, output_option, store_option
from ai_provenance.cli.output import print_document, print_lines, read_input
from ai_provenance.delivery.batches import Batch, Demands, deployed, of_range, pass_rate
from ai_provenance.delivery.validations import KINDS, Result, ResultFileError, read_result
from ai_provenance.errors import ExitCode
from ai_provenance.export.encoding import json_text
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Repository
from ai_provenance.repo.revisions import peel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any


@click.command(short_help="Whether batches passed their tests, analysis and coverage")
@selection_options
@file_option(
    "--results",
    "files",
    multiple=True,
    help="SARIF, JUnit, Cobertura, LCOV or JSON of coverage.py; may be repeated.",
)
@click.option("--commit", metavar="REV", help="The commit that FILEs are about which name none themselves.")
@click.option("--range", "range_", metavar="A..B", help="Judge the commits of A..B as one batch, by all FILEs.")
@click.option(
    "--require",
    multiple=True,
    type=click.Choice(KINDS),
    help="A kind of result without which a batch is unknown. Default: `[delivery] validations`.",
)
@click.option(
    "--least-coverage",
    type=click.FloatRange(0, 100),
    metavar="PCT",
    help="Lines that must be covered. Default: `[delivery] least-coverage`.",
)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--record", is_flag=True, help="Keep the verdicts in the metrics store (I4.4, T4.4).")
@store_option
@output_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    selection: Selection,
    files: tuple[str, ...],
    commit: str | None,
    range_: str | None,
    require: tuple[str, ...],
    least_coverage: float | None,
    format_: str,
    record: bool,
    store: str | None,
    output: str | None,
) -> int:
    """Whether each deployment, or a range, passed what tools say about it: pass, fail or unknown.

    A required kind of result that is missing makes a batch unknown, never passed. Exits 0; 1 where a batch failed; 3
    where none can be judged.
    """
    project = open_project(selection.directory)
    config = project.config.delivery
    demands = Demands(
        require or config.validations, (config.least_coverage if least_coverage is None else least_coverage) / 100
    )
    results = _results(project.repository, files, commit, is_range=range_ is not None)
    found = _batches(project, selection, results, demands, range_)
    if record:
        from ai_provenance.store.recording import record_batches

        record_batches(project.repository, found, address=store)
    rate = pass_rate(found)
    if format_ == "json":
        ai = {"numerator": rate.numerator, "denominator": rate.denominator, "ratio": rate.ratio}
        document = {"schema_version": "1.0", "required": list(demands.required), "ai_passed": ai}
        print_document(json_text({**document, "batches": [*map(_row, found)]}) + "\n", output)
    else:
        print_lines(
            [*_lines(found), f"AI batches passed: {rate.numerator} of {rate.denominator} judged (I4.4)"], output
        )
    verdicts = {one.verdict for one in found}
    if "fail" in verdicts:
        return ExitCode.VIOLATION_FOUND
    return ExitCode.OK if "pass" in verdicts else ExitCode.INCONCLUSIVE


def _batches(
    project: Project, selection: Selection, results: Sequence[Result], demands: Demands, range_: str | None
) -> list[Batch]:
    if range_ is None:
        _, assessment = selection.assess()
        return [*deployed(assessment, results, demands)]
    from ai_provenance.report.settings import ClassifierSettings

    right = range_.rpartition("..")[2] or "HEAD"
    tip = peel(project.repository, right)
    settings = ClassifierSettings(project.config)
    return [of_range(project.repository, range_, tip, results, demands=demands, settings=settings)]


def _results(repository: Repository, files: tuple[str, ...], commit: str | None, *, is_range: bool) -> list[Result]:
    from dataclasses import replace

    named = peel(repository, commit) if commit else None
    found = []
    for file in files:
        result = read_result(file, read_input(file, "--results"))
        if result.commit is None and named is None and not is_range:
            raise ResultFileError(f"{file} names no commit that it is about, expected --commit", hint="--commit HEAD")
        found.append(result if result.commit or is_range else replace(result, commit=named))
    return found


def _row(one: Batch) -> dict[str, Any]:
    return {
        "id": one.id,
        "commit": one.commit,
        "time": one.time,
        "changes": one.changes,
        "ai_changes": one.ai_changes,
        "verdict": one.verdict,
        "reason": one.reason,
        "results": list(one.results),
    }


def _lines(found: Sequence[Batch]) -> Iterator[str]:
    for one in found:
        yield f"{one.verdict:<8}{one.id}  {one.changes} changes, {one.ai_changes} by AI: {one.reason}"
    if not found:
        yield "no deployment in this window"
