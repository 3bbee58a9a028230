"""pre-commit and pre-merge-commit: refuse a commit whose staged lines hold a secret."""

from __future__ import annotations

import os
import sys

from ai_provenance.errors import ExitCode, ProvenanceError


def run(hook: str, arguments: list[str]) -> int:
    """Scan what is staged. File names that a hook manager passes are not used: the index holds the staged lines."""
    del arguments
    try:
        return _scan()
    except ProvenanceError as error:
        hint = error.hint or "git commit --no-verify skips the scan; CI will scan what was committed"
        print(f"ai-provenance: {hook}: could not scan: {error}\nhint: {hint}", file=sys.stderr)
        return ExitCode.INCONCLUSIVE


def _scan() -> int:
    if os.environ.get("AI_PROVENANCE_SECRETS", "").lower() == "off":
        return ExitCode.OK
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - only where something is scanned

    gate = __import__("ai_provenance.secretscan.gate", fromlist=["gate"])  # loads detectors only when a line needs them

    settings = hook_settings(os.getcwd())["secrets"]
    findings = gate.scan_staged(**settings)
    if not findings:
        return ExitCode.OK
    print(gate.refusal(findings), file=sys.stderr)
    return ExitCode.VIOLATION_FOUND
