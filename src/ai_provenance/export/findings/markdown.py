"""Findings as Markdown, for a pull request comment or a step summary: worst first, within a comment's size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ai_provenance.export.findings.interface import Run, verdict_line
from ai_provenance.export.report.markdown import escape
from ai_provenance.model import Finding, Severity
from ai_provenance.text import printable

MARKER = "<!-- ai-provenance check -->"
"""First line: lets a job find its comment again and update it instead of adding one."""
_TITLES = {"conform": "Conformity", "governance": "Governance repository"}
_MARKERS = {command: f"<!-- ai-provenance {command} -->" for command in _TITLES}
SHOWN = 100
"""Rows: a comment on GitHub holds 65,536 characters."""
_SIGNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def write(run: Run, out: TextIO) -> None:
    """Write RUN; whatever came from the repository is escaped and renders as text."""
    for line in lines(run):
        out.write(line + "\n")


def lines(run: Run) -> Iterator[str]:
    """The comment, line by line."""
    yield _MARKERS.get(run.command, MARKER)
    yield f"## {_TITLES.get(run.command, 'AI provenance policy')}"
    yield ""
    yield f"{escape(verdict_line(run))}."
    for notice in run.notices:
        yield ""
        yield f"> **{escape(notice.code)}**: {escape(notice.message)} {_code(notice.hint)}"
    yield from _table(run)
    yield from _waivers(run)


def _table(run: Run) -> Iterator[str]:
    if not run.findings:
        return
    yield ""
    yield "| | rule | where | what | to fix it |"
    yield "| --- | --- | --- | --- | --- |"
    for finding in run.findings[:SHOWN]:
        yield _row(finding)
    hidden = len(run.findings) - SHOWN + run.hidden if len(run.findings) > SHOWN else run.hidden
    if hidden > 0:
        yield ""
        yield f"{hidden:,} more findings are not shown."


def _row(finding: Finding) -> str:
    sign = "waived" if finding.waived_by else _SIGNS[finding.severity]
    where = " ".join(_code(part) for part in (finding.commit and finding.commit[:12], finding.path) if part)
    fix = escape(finding.waived_by) if finding.waived_by else _code(finding.hint)
    return f"| {sign} | {escape(finding.rule)} | {where} | {escape(finding.message)} | {fix} |"


def _waivers(run: Run) -> Iterator[str]:
    if not run.waivers:
        return
    yield ""
    yield "| waiver | owner | until | covers | reason |"
    yield "| --- | --- | --- | ---: | --- |"
    for item in run.waivers:
        covers = "expired" if item.expired else f"{item.covered:,}"
        yield f"| {item.rule} | {escape(item.owner)} | {item.expires} | {covers} | {escape(item.reason)} |"


def _code(text: str) -> str:
    """TEXT as a code span that nothing in it can close, also inside a table."""
    if not text:
        return ""
    plain = printable(text, instead=" ")
    return f"`{plain.replace('`', chr(0x2019)).replace('|', chr(0xFF5C))}`"
