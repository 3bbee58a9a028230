"""Findings as Markdown, for a pull request comment or a step summary: worst first, within a comment's size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ai_provenance.export.findings.interface import Run, verdict_line
from ai_provenance.export.report.markdown import escape
from ai_provenance.model import Finding, Severity
from ai_provenance.text import log_line, printable

MARKER = "<!-- ai-provenance check -->"
"""First line: lets a job find its comment again and update it instead of adding one."""
_TITLES = {"conform": "Conformity", "governance": "Governance repository", "secrets": "Secrets"}
_MARKERS = {command: f"<!-- ai-provenance {command} -->" for command in _TITLES}
SHOWN = 100
"""Rows: a comment on GitHub holds 65,536 characters."""
_SIGNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def write(run: Run, out: TextIO) -> None:
    """Write RUN; whatever came from the repository is escaped and renders as text."""
    out.writelines(log_line(line) + "\n" for line in lines(run))


def lines(run: Run) -> Iterator[str]:
    """The comment, line by line."""
    yield _MARKERS.get(run.command, MARKER)
    yield f"## {_TITLES.get(run.command, 'AI provenance policy')}"
    yield ""
    yield f"{escape(verdict_line(run))}."
    for notice in run.notices:
        yield ""
        yield f"> **{escape(notice.code)}**: {escape(notice.message)} {_instruction(notice.hint)}"
    yield from _table(run)
    yield from _waivers(run)


def _table(run: Run) -> Iterator[str]:
    if not run.findings:
        return
    yield ""
    yield f"| | {'kind' if run.command == 'secrets' else 'rule'} | where | what | to fix it |"
    yield "| --- | --- | --- | --- | --- |"
    for finding in run.findings[:SHOWN]:
        yield _row(finding, run)
    hidden = len(run.findings) - SHOWN + run.hidden if len(run.findings) > SHOWN else run.hidden
    if hidden > 0:
        yield ""
        yield f"{hidden:,} more findings are not shown."


def _row(finding: Finding, run: Run) -> str:
    sign = "waived" if finding.waived_by else _SIGNS[finding.severity]
    place = f"{finding.path}:{finding.line}" if finding.path and finding.line else finding.path
    where = " ".join(_code(part) for part in (finding.commit and finding.commit[:12], place) if part)
    fix = _instruction(finding.hint) if run.command == "check" else escape(finding.hint)
    fix = escape(finding.waived_by) if finding.waived_by else fix
    rule, url = escape(run.name_of(finding.rule)), run.url_of(finding.rule)
    linked = f"[{rule}]({url})" if url else rule
    return f"| {sign} | {linked} | {where} | {escape(finding.message)} | {fix} |"


def _waivers(run: Run) -> Iterator[str]:
    if not run.waivers:
        return
    yield ""
    yield "| waiver | owner | until | covers | reason |"
    yield "| --- | --- | --- | ---: | --- |"
    for item in run.waivers:
        covers = "expired" if item.expired else f"{item.covered:,}"
        yield f"| {item.rule} | {escape(item.owner)} | {item.expires} | {covers} | {escape(item.reason)} |"


def _instruction(text: str) -> str:
    """TEXT as code, as most hints are a command; where it sets its commands in backticks itself, those alone are."""
    parts = text.split("`")
    if len(parts) % 2 == 0 or len(parts) == 1:
        return _code(text)
    return "".join(_code(part) if place % 2 else escape(part) for place, part in enumerate(parts))


def _code(text: str) -> str:
    """TEXT as a code span that nothing in it can close, also inside a table."""
    if not text:
        return ""
    plain = printable(text, instead=" ")
    return f"`{plain.replace('`', chr(0x2019)).replace('|', chr(0xFF5C))}`"
