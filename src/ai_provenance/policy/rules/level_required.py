"""AIP016: a commit is traced at the level that the policy requires."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import Rule, everywhere

if TYPE_CHECKING:
    from ai_provenance.config import Demands


def _check(case: Case, demands: Demands) -> Iterator[str]:
    wanted, found = demands.require_level, int(case.verdict.level)
    # a message alone has no record yet
    if wanted and case.commit.oid and found < wanted:
        yield f"level {found}, at least {wanted} is required"


# Without examples: they are messages alone, and this rule judges what is attached to a commit.
RULE = Rule(
    id="AIP016",
    name="level-required",
    severity=Severity.ERROR,
    demand="A commit is traced at the level that the policy requires.",
    reason="Level 3 is a statement about this very change; level 4 says who states it.",
    fix=everywhere("ai-provenance explain {oid} says what is missing"),
    setting="policy.require-level",
    check=_check,
)
