"""The findings of a secret scan as JSON: `secrets scan --format json`. The value of a secret is in none of them."""

from __future__ import annotations

from typing import TextIO

from ai_provenance import __version__
from ai_provenance.export.encoding import json_text
from ai_provenance.export.findings.interface import Run
from ai_provenance.model import Finding

SCHEMA_VERSION = "1.0"
"""Changes within 1.x only add."""


def write(run: Run, out: TextIO) -> None:
    """Write RUN as one JSON document."""
    tool = {"name": "ai-provenance", "version": __version__}
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": tool,
        "complete": run.complete,
        "findings": [_entry(finding) for finding in run.standing],
        "suppressed": [{**_entry(finding), "by": finding.waived_by} for finding in run.waived],
        "notices": [{"code": one.code, "message": one.message, "hint": one.hint} for one in run.notices],
    }
    out.write(json_text(document) + "\n")


def _entry(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "type": finding.message,
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "commit": finding.commit,
    }
