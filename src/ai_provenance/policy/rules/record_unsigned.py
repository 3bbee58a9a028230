"""AIP021: where level 4 is required, records are signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import Rule, everywhere

if TYPE_CHECKING:
    from ai_provenance.config import Demands


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if (demands.require_level or 0) >= 4 and "record-unsigned" in case.verdict.flags:
        yield "its record is unsigned"


# Without examples: they are messages alone, and this rule judges what is attached to a commit.
RULE = Rule(
    id="AIP021",
    name="record-unsigned",
    severity=Severity.NOTE,
    demand="Where level 4 is required, records are signed.",
    reason="An unsigned record is a statement that no one answers for.",
    fix=everywhere("ai-provenance attest {oid} --sign ssh, then ai-provenance records push"),
    setting="policy.require-level",
    check=_check,
)
