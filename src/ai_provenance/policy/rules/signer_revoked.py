"""AIP020: no record is signed with a revoked key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import Rule, everywhere

if TYPE_CHECKING:
    from ai_provenance.config import Demands


def _check(case: Case, demands: Demands) -> Iterator[str]:
    del demands
    if "signer-revoked" in case.verdict.flags:
        yield "a record is signed with a revoked key"


# Without examples: they are messages alone, and this rule judges what is attached to a commit.
RULE = Rule(
    id="AIP020",
    name="signer-revoked",
    severity=Severity.WARNING,
    demand="No record is signed with a revoked key.",
    reason="Whoever has the key can write what they like.",
    fix=everywhere("look at the commit, then sign it anew: ai-provenance attest {oid} --sign ssh"),
    setting="records.revoked",
    check=_check,
)
