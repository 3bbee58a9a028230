"""The findings of a secret scan for a person at a terminal: one line for each place, as compilers have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from ai_provenance.export.findings.interface import Run
from ai_provenance.export.findings.text import plain
from ai_provenance.model import Finding


def write(run: Run, out: TextIO) -> None:
    """Write RUN, one line a finding; control characters of file names reach neither a terminal nor the log of a CI."""
    findings = run.standing
    lines = [_line(finding) for finding in findings]
    lines += [f"  {hint}" for hint in sorted({finding.hint for finding in findings if "revoke" in finding.hint})]
    lines += [f"let pass by {finding.waived_by}: {_line(finding)}" for finding in run.waived]
    lines.append((f"{len(findings)} found" if findings else "no secrets found") + _let_pass(run.waived))
    out.writelines(plain(line) + "\n" for line in lines)


def _let_pass(waived: Iterable[Finding]) -> str:
    counts = Counter(finding.waived_by for finding in waived)
    by = ", ".join(f"{number:,} by {reason}" for reason, number in sorted(counts.items(), key=str))
    return f", {counts.total():,} let pass: {by}" if counts else ""


def _line(finding: Finding) -> str:
    return f"{_place(finding)}: {finding.message} [{finding.rule}]"


def _place(finding: Finding) -> str:
    return f"{finding.commit[:12] + ' ' if finding.commit else ''}{finding.path}:{finding.line}"
