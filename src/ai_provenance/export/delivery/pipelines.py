"""The readiness of pipelines, with what exports of their runs say: as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from ai_provenance import __version__
from ai_provenance.delivery.runs import Feedback, RunStatistics
from ai_provenance.export.delivery.text import duration, escaped
from ai_provenance.export.encoding import json_text
from ai_provenance.repo.identity import RepositoryIdentity
from ai_provenance.scorecard.readiness import STAGES, Readiness
from ai_provenance.scorecard.score_wording import kinds
from ai_provenance.text import printable


@dataclass(frozen=True, slots=True)
class PipelineReport:
    """All that is shown."""

    called: RepositoryIdentity
    head: str | None
    pipelines: tuple[Readiness, ...]
    unread: Sequence[tuple[str, str]]
    """Path of a definition that was not read -> why."""
    runs: tuple[RunStatistics, ...] | None
    """None where no runs were given."""
    feedback: Feedback | None


def write_json(report: PipelineReport, out: TextIO) -> None:
    """Write the document that `schemas/pipelines-1.0.json` describes."""
    document: dict[str, Any] = {
        "schema_version": "1.0",
        "tool": {"name": "ai-provenance", "version": __version__},
        "repository": {"identity": report.called.identity, "name": report.called.name, "head": report.head},
        "pipelines": [
            one._asdict() | {"triggers": list(one.triggers), "environments": list(one.environments)}
            for one in report.pipelines
        ],
        "missing": missing(report),
        "unread": [{"path": path, "reason": why} for path, why in report.unread],
        "runs": None if report.runs is None else [_run(one) for one in report.runs],
        "feedback": None if report.feedback is None else report.feedback._asdict(),
    }
    out.write(json_text(document) + "\n")


def missing(report: PipelineReport) -> list[str]:
    """The stages that no definition runs."""
    return [stage for stage in STAGES if not any(one.stages[stage] == "runs" for one in report.pipelines)]


def _run(one: RunStatistics) -> dict[str, Any]:
    return one._asdict() | {"success": list(one.success) if one.success else None}


def write_text(report: PipelineReport, out: TextIO) -> None:
    """Write a line for each definition, what is missing, and the runs."""
    out.writelines(printable(line) + "\n" for line in _lines(report))


def _lines(report: PipelineReport) -> Iterator[str]:
    yield f"Pipelines of {report.called.name} ({(report.head or '-')[:10]})"
    for one in report.pipelines:
        yield f"  {one.path} ({one.provider}), started by {', '.join(one.triggers) or 'nothing'}"
        yield f"      {_stages(one)}"
        yield f"      {_safeguards(one)}"
    for path, why in report.unread:
        yield f"  {path}: not read: {why}"
    if not report.pipelines and not report.unread:
        yield "  no CI definition"
    yield f"No stage for: {', '.join(missing(report)) or 'none, every stage runs'}"
    if report.runs is None:
        yield "Runs: unknown, give --events FILE (gh api --paginate repos/OWNER/REPO/actions/runs)"
        return
    yield "Runs"
    for name, *cells in _run_rows(report):
        yield f"  {name:<30} {', '.join(cells)}"
    if report.feedback:
        spans = f"median {duration(report.feedback.p50)}, 95 % within {duration(report.feedback.p95)}"
        yield f"  first verdict after a push: {spans}, {report.feedback.pushes:,} pushes"


def write_markdown(report: PipelineReport, out: TextIO) -> None:
    """Write the stages of the definitions, and the runs, as tables."""
    out.write(f"## Pipelines of {escaped(report.called.name)}\n\n")
    out.write(f"| definition | started by | {' | '.join(STAGES)} | safeguards |\n")
    out.write(f"| --- | --- | {' | '.join('---' for _ in STAGES)} | --- |\n")
    for one in report.pipelines:
        states = " | ".join(escaped(_state(one, stage)) for stage in STAGES)
        row = f"| {escaped(one.path)} | {escaped(', '.join(one.triggers))} | {states} | {escaped(_safeguards(one))} |"
        out.write(row + "\n")
    if report.runs:
        out.write("\n| runs of | succeeded | took | waited | flaky commits |\n| --- | --- | --- | --- | --- |\n")
        out.writelines(f"| {' | '.join(map(escaped, cells))} |\n" for cells in _run_rows(report))
    if report.feedback:
        out.write(f"\nFirst verdict after a push: median {duration(report.feedback.p50)}.\n")


def _stages(one: Readiness) -> str:
    runs = [stage for stage in STAGES if one.stages[stage] == "runs"]
    idle = [f"{stage} ({_state(one, stage)})" for stage in STAGES if one.stages[stage] not in ("", "runs")]
    said = f"runs {', '.join(runs) or 'none of the stages'}"
    return f"{said}; can stop nothing: {', '.join(idle)}" if idle else said


def _state(one: Readiness, stage: str) -> str:
    state = one.stages[stage]
    return kinds().get(state, {"en": state})["en"] or "-"


def _safeguards(one: Readiness) -> str:
    parts = [f"timeout in {one.jobs_with_timeout} of {one.jobs} jobs"]
    if one.actions:
        parts.append(f"{one.actions_pinned} of {one.actions} actions pinned")
    if one.least_permissions is not None:
        parts.append("permissions narrowed" if one.least_permissions else "permissions not narrowed")
    if one.environments:
        parts.append(f"environments {', '.join(one.environments)}")
    return "; ".join(parts)


def _run_rows(report: PipelineReport) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, share of success, duration, queue and flakiness of each kind of run."""
    for one in report.runs or ():
        judged = one.passed + one.failed
        share = "no verdict"
        if one.success:
            low, high = one.success
            share = f"{one.passed:,} of {judged:,} passed ({one.passed / judged:.0%}, {low:.0%} to {high:.0%})"
        took = "-" if one.duration_p50 is None else f"median {duration(one.duration_p50)}"
        if one.duration_p95 is not None:
            took += f", 95 % within {duration(one.duration_p95)}"
        queue = "-" if one.queue_p50 is None else f"waits {duration(one.queue_p50)}"
        yield one.name, share, took, queue, f"{one.flaky:,} of {one.commits:,} flaky"
