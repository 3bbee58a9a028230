"""The findings of a secret scan for a person at a terminal: one line for each place, as compilers have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from ai_provenance.export.findings.interface import Run
from ai_provenance.model import Finding
from ai_provenance.secretscan.gate import described, passed, passed_lines
from ai_provenance.text import log_line


def write(run: Run, out: TextIO) -> None:
    """Write RUN, one line a finding; control characters of file names reach neither a terminal nor the log of a CI."""
    findings = run.standing
    lines = [*described(findings), *passed_lines(run.waived)]
    lines.append((f"{len(findings)} found" if findings else "no secrets found") + _let_pass(run.waived))
    out.writelines(log_line(line) + "\n" for line in lines)


def _let_pass(waived: Sequence[Finding]) -> str:
    return f", {passed(waived)}" if waived else ""
