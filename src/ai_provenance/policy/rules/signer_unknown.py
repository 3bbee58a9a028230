"""AIP019: whoever signs a record is among the allowed signers, and the signature holds."""

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
    if "signer-unknown" in case.verdict.flags or "signature-bad" in case.verdict.flags:
        yield "a record's signature is not by a known signer"


# Without examples: they are messages alone, and this rule judges what is attached to a commit.
RULE = Rule(
    id="AIP019",
    name="signer-unknown",
    severity=Severity.WARNING,
    demand="Whoever signs a record is among the allowed signers, and the signature holds.",
    reason="A signature by a key that no one vouches for proves nothing.",
    fix=everywhere(
        "add the key to the allowed signers in a request of its own, or sign: ai-provenance attest {oid} --sign ssh"
    ),
    setting="records.trust",
    check=_check,
)
