"""Findings as JSON: the document of `check --format json`, which `schemas/check-1.0.json` describes."""

from __future__ import annotations

from ai_provenance import __version__
from ai_provenance.export.encoding import json_text
from ai_provenance.export.findings.interface import Run, WaiverText
from ai_provenance.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

SCHEMA_VERSION = "1.0"
"""Within 1.x fields are only ever added."""


def write(run: Run, out: TextIO) -> None:
    """Write RUN as one JSON document."""
    out.write(json_text(document(run) if run.document is None else run.document) + "\n")


def document(run: Run) -> dict[str, object]:
    """Return RUN as the published document. The order of the keys is the order in which they are written."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ai-provenance", "version": __version__},
        "command": run.command,
        "range": run.range,
        "head": run.head,
        "commits": run.commits,
        "complete": run.complete,
        "findings": [_finding(finding) for finding in run.findings],
        "hidden": run.hidden,
        "waivers": [_waiver(waiver) for waiver in run.waivers],
        "notices": [{"code": one.code, "message": one.message, "hint": one.hint} for one in run.notices],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "commit": finding.commit,
        "path": finding.path,
        "line": finding.line,
        "message": finding.message,
        "hint": finding.hint,
        "fingerprint": finding.fingerprint,
        "waived_by": finding.waived_by,
    }


def _waiver(waiver: WaiverText) -> dict[str, object]:
    return {
        "rule": waiver.rule,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires,
        "covered": waiver.covered,
        "expired": waiver.expired,
    }
