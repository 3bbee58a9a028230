"""Findings as a GitLab Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).

A list of issues; GitLab needs a path for each, so what is about a commit as a whole is shown on the policy file.
"""

from __future__ import annotations

from typing import Any, TextIO

from ai_provenance.export.encoding import json_text
from ai_provenance.export.findings.interface import Run, waiver_line
from ai_provenance.model import Finding, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(run: Run, out: TextIO) -> None:
    """Write RUN. Waived findings come as `info` with who waived them; an incomplete range as an issue of its own."""
    issues = [_issue(finding, run) for finding in run.findings]
    issues += [_unseen(notice.code, f"{notice.message}. {notice.hint}".strip(), run) for notice in run.notices]
    issues += [_unseen("waiver", waiver_line(waiver), run) for waiver in run.waivers]
    out.write(json_text(issues) + "\n")


def _issue(finding: Finding, run: Run) -> dict[str, Any]:
    at = f" (commit {finding.commit[:12]})" if finding.commit else ""
    waived = f"; waived by {finding.waived_by}" if finding.waived_by else ""
    fix = f"; to fix it: {finding.hint}" if finding.hint and not finding.waived_by else ""
    url = run.url_of(finding.rule)
    page = f"; {run.name_of(finding.rule)}: {url}" if url else ""
    return {
        "description": f"{finding.message}{at}{waived}{fix}{page}",
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint or f"{finding.rule}:{finding.path}:{finding.line}",
        "severity": "info" if finding.waived_by else _SEVERITIES[finding.severity],
        "location": {"path": finding.path or run.policy_path, "lines": {"begin": finding.line or 1}},
    }


def _unseen(code: str, text: str, run: Run) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": code,
        "fingerprint": f"{code}:{text}",
        "severity": "info" if code == "waiver" else "major",
        "location": {"path": run.policy_path, "lines": {"begin": 1}},
    }
