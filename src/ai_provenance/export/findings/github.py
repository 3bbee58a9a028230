"""Findings as GitHub workflow commands (annotations), worst first.

GitHub shows 10 errors, 10 warnings and 10 notices of a step; the rest is counted in one last notice, and is
whole in the step summary. Commands and escapes: actions/toolkit, `packages/core/src/command.ts`.
"""

from __future__ import annotations

from typing import TextIO

from ai_provenance.export.findings.interface import Run, verdict_line, waiver_line
from ai_provenance.model import Finding, Severity
from ai_provenance.text import printable

SHOWN = 10
"""Annotations of one kind that GitHub shows of a step."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(run: Run, out: TextIO) -> None:
    """Write RUN as workflow commands; text of the repository cannot form a command of its own."""
    hidden = run.hidden
    for severity in Severity:
        findings = [finding for finding in run.standing if finding.severity is severity]
        room = SHOWN - 1 if severity is Severity.NOTE else SHOWN  # the last notice is the summary
        hidden += len(findings[room:])
        for finding in findings[:room]:
            out.write(_annotation(finding) + "\n")
    for notice in run.notices:
        out.write(f"::warning title={_property(notice.code)}::{_data(f'{notice.message}. {notice.hint}'.strip())}\n")
    for waiver in run.waivers:
        out.write(_data(waiver_line(waiver)) + "\n")
    for finding in run.waived:
        out.write(_data(_waived(finding)) + "\n")
    rest = f"; {hidden:,} findings are not annotated, the step summary has them" if hidden else ""
    out.write(f"::notice title=ai-provenance::{_data(verdict_line(run) + rest)}\n")


def _waived(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line or 1}" if finding.path else ""
    where = " ".join(part for part in (finding.commit and finding.commit[:12], place) if part)
    return f"{finding.rule} waived by {finding.waived_by}: {finding.message}, {where or 'the range'}"


def _annotation(finding: Finding) -> str:
    place = f"file={_property(finding.path)},line={finding.line or 1}," if finding.path else ""
    at = f" (commit {finding.commit[:12]})" if finding.commit else ""
    fix = f"\nfix: {finding.hint}" if finding.hint else ""
    title = _property(f"{finding.rule}")
    return f"::{_COMMANDS[finding.severity]} {place}title={title}::{_data(f'{finding.message}{at}{fix}')}"


def _data(text: str) -> str:
    """TEXT for the message of a command. A line of plain output is escaped alike, so that none begins with `::`."""
    clean = printable(text, keep="\r\n")
    return clean.replace("##[", "## [").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """TEXT for a property of a command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
