"""The findings of a secret scan for a person at a terminal: one line for each place, as compilers have it."""

from __future__ import annotations

from typing import TextIO

from ai_provenance.export.findings.interface import Run
from ai_provenance.model import Finding
from ai_provenance.text import printable


def write(run: Run, out: TextIO) -> None:
    """Write RUN; control characters of file names do not reach the terminal."""
    findings = run.findings
    lines = [f"{_place(finding)}: {finding.message} [{finding.rule}]" for finding in findings]
    lines += [f"  {hint}" for hint in sorted({finding.hint for finding in findings if "revoke" in finding.hint})]
    lines.append(f"{len(findings)} found" if findings else "no secrets found")
    out.writelines(printable(line) + "\n" for line in lines)


def _place(finding: Finding) -> str:
    return f"{finding.commit[:12] + ' ' if finding.commit else ''}{finding.path}:{finding.line}"
