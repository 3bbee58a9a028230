"""Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as far as GitHub accepts it.

GitHub accepts 25,000 results in a run and displays 5,000 (docs.github.com, "SARIF results exceed one or more
limits"); it needs a file for each result, so what is about a commit as a whole is shown on the policy file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, TextIO
from urllib.parse import quote

from ai_provenance import __version__
from ai_provenance.export.encoding import json_text
from ai_provenance.export.findings.interface import RuleText, Run, verdict_line, waiver_line
from ai_provenance.export.findings.pages import GOVERNANCE_PAGE, HOME, RULES_PAGE, SECRETS_PAGE
from ai_provenance.model import Finding, Severity
from ai_provenance.text import printable

MOST_RESULTS = 5000
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SEVERITY_OF_A_LEAK = "8.0"
"""What GitHub shows as `high`: from 7.0 (docs.github.com, SARIF support, `security-severity`)."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_LONGEST_TEXT = 1024
"""GitHub cuts descriptions of rules here."""

Object = dict[str, Any]


def write(run: Run, out: TextIO) -> None:
    """Write RUN as one SARIF log with one run."""
    out.write(json_text(log(run)) + "\n")


def log(run: Run) -> Object:
    """RUN as a SARIF log."""
    shown = run.findings[:MOST_RESULTS]
    rules = _rules(run, shown)
    index = {rule.id: number for number, rule in enumerate(rules)}
    driver = {
        "name": "ai-provenance",
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(rule, run) for rule in rules],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "automationDetails": {"id": f"ai-provenance/{run.command}/"},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(run, left_out=len(run.findings) - len(shown))],
                "results": list(_results(run, shown, index)),
            }
        ],
    }


def _rules(run: Run, shown: tuple[Finding, ...]) -> list[RuleText]:
    """The rules judged, and those that only a finding names."""
    known = dict(run.rules)
    for finding in shown:
        known.setdefault(finding.rule, RuleText(finding.rule, finding.rule, finding.severity, finding.rule))
    return list(known.values())


def _rule(rule: RuleText, run: Run) -> Object:
    text = (f"{rule.demand} {rule.reason}".strip())[:_LONGEST_TEXT]
    is_secret = run.command == "secrets"
    page = SECRETS_PAGE if is_secret else RULES_PAGE
    if run.command in ("conform", "governance"):
        page = GOVERNANCE_PAGE
    # GitHub shows `security-severity` instead of the level; a breach of a policy is no weakness of the program
    properties: Object = {"tags": ["provenance", "policy"]}
    if is_secret:
        properties = {"tags": ["security", "secrets"], "security-severity": _SEVERITY_OF_A_LEAK}
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.replace(" ", "-").split("-")),
        "shortDescription": {"text": rule.demand[:_LONGEST_TEXT]},
        "fullDescription": {"text": text},
        "help": {"text": text},
        "helpUri": rule.url or page,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }


def _invocation(run: Run, *, left_out: int) -> Object:
    notices = [(item.code, f"{item.message}. {item.hint}".strip()) for item in run.notices]
    hidden = run.hidden + left_out
    if hidden:
        notices.append(("findings-hidden", f"{hidden} more findings are counted and not listed"))
    notices += [("waiver", waiver_line(waiver)) for waiver in run.waivers]
    return {
        "executionSuccessful": run.complete,
        "toolExecutionNotifications": [
            {"descriptor": {"id": code}, "level": "note" if code == "waiver" else "warning", "message": _message(text)}
            for code, text in [*notices, ("summary", verdict_line(run))]
        ],
    }


def _results(run: Run, shown: tuple[Finding, ...], index: dict[str, int]) -> Iterator[Object]:
    seen: Counter[str] = Counter()
    for finding in shown:
        identity = finding.fingerprint or f"{finding.rule}:{finding.path}:{finding.message}"
        seen[identity] += 1
        yield _result(finding, run, index, f"{identity}:{seen[identity]}")


def _result(finding: Finding, run: Run, index: dict[str, int], identity: str) -> Object:
    at = f" (commit {finding.commit[:12]})" if finding.commit else ""
    fix = f"\nTo fix it: {finding.hint}" if finding.hint else ""
    result: Object = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": _message(f"{finding.message}{at}{fix}"),
        "locations": [_location(finding, run)],
        # GitHub distinguishes results by the second alone, and computes it from the line where it is missing: a finding
        # about a commit has no line of its own, so all of them would be one
        "partialFingerprints": {"aiProvenance/v1": identity, "primaryLocationLineHash": identity},
    }
    if finding.waived_by:
        kind = "inSource" if finding.waived_by == "pragma" else "external"
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": finding.waived_by}]
    return result


def _message(text: str) -> Object:
    """TEXT as a message whose braces are no placeholders (3.11.5) and whose brackets form no link (3.11.6)."""
    clean = printable(text, keep="\n")
    return {"text": clean.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _location(finding: Finding, run: Run) -> Object:
    region = {"startLine": finding.line or 1} | ({"endLine": finding.end_line} if finding.end_line else {})
    physical = {
        "artifactLocation": {
            "uri": quote(finding.path or run.policy_path, errors="surrogateescape"),
            "uriBaseId": "%SRCROOT%",
        },
        "region": region,
    }
    logical = {"logicalLocations": [{"kind": "commit", "fullyQualifiedName": finding.commit}]} if finding.commit else {}
    return {"physicalLocation": physical} | logical
