"""AIP014: no waiver is past its expiry date. `gate.ranges` judges it, once for a run."""

from __future__ import annotations

from ai_provenance.model import Severity
from ai_provenance.policy.rule import Rule, everywhere

RULE = Rule(
    id="AIP014",
    name="waiver-expired",
    severity=Severity.WARNING,
    demand="No waiver is past its expiry date.",
    reason="An exception that is not renewed is no longer agreed.",
    fix=everywhere("renew it with a new `expires`, or remove it from the policy"),
    setting="policy.waivers",
)
