"""Addresses of the documentation that findings lead to."""

from __future__ import annotations

HOME = "https://ADDRESS"
RULES_PAGE = "https://ADDRESS/blob/COMMIT/docs/rules.md"
SECRETS_PAGE = "https://ADDRESS/blob/COMMIT/docs/secrets.md"
GOVERNANCE_PAGE = "https://ADDRESS/blob/COMMIT/docs/governance.md"
"""The release writes the address and the commit of the newest tag (tools/pin.py)."""


def rule_page(rule: str, name: str) -> str:
    """The place of a policy rule on the page of rules."""
    return f"{RULES_PAGE}#{rule.lower()}-{name}"
