"""AIP018: a record that is attached to a commit is about its change."""

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
    if "record-unbound" in case.verdict.flags:
        yield "a record is attached that is about another change"


# Without examples: they are messages alone, and this rule judges what is attached to a commit.
RULE = Rule(
    id="AIP018",
    name="record-unbound",
    severity=Severity.NOTE,
    demand="A record that is attached to a commit is about its change.",
    reason="Tools copy notes to rewritten commits; a record of another change says nothing of this one.",
    fix=everywhere("ai-provenance records carry, or ai-provenance explain {oid}"),
    setting="records.write",
    check=_check,
)
