"""Findings for a person at a terminal: by commit, each with the command that fixes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from ai_provenance.export.findings.interface import Run, verdict_line
from ai_provenance.model import Finding
from ai_provenance.text import log_line


def write(run: Run, out: TextIO) -> None:
    """Write RUN; control characters of the repository's text do not reach the terminal."""
    out.writelines(log_line(line) + "\n" for line in lines(run))


def lines(run: Run) -> Iterator[str]:
    """The run, line by line."""
    for place, findings in groupby(sorted(run.standing, key=_place), key=_place):
        yield place or "the range"
        yield from (line for finding in findings for line in _standing(finding, run))
    for finding in run.waived:
        yield f"waived {finding.rule} on {_place(finding) or 'the range'}: {finding.waived_by}"
    for waiver in run.waivers:
        state = "expired" if waiver.expired else f"covers {waiver.covered:,}"
        yield f"waiver {waiver.rule} by {waiver.owner} until {waiver.expires} ({state}): {waiver.reason}"
    for notice in run.notices:
        yield f"{notice.code}: {notice.message}" + (f"; {notice.hint}" if notice.hint else "")
    for rule in dict.fromkeys(finding.rule for finding in run.standing if run.url_of(finding.rule)):
        yield f"{run.name_of(rule)}: ai-provenance rule {rule}, {run.url_of(rule)}"
    yield verdict_line(run)


def _standing(finding: Finding, run: Run) -> Iterator[str]:
    yield f"  {finding.severity.value} {run.name_of(finding.rule)}: {finding.message}"
    if finding.hint:
        yield f"    fix: {finding.hint}"


def _place(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    path = f"{finding.path}{line}" if finding.path else ""
    commit = f"commit {finding.commit}" if finding.commit else ""
    return " ".join(part for part in (commit, path) if part)
