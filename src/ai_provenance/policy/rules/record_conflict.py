"""AIP017: a commit's provenance record does not contradict its message."""

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
    if "record-conflict" in case.verdict.flags:
        yield "a provenance record contradicts the message"


# Without examples: they are messages alone, and this rule judges what is attached to a commit.
RULE = Rule(
    id="AIP017",
    name="record-conflict",
    severity=Severity.WARNING,
    demand="A commit's provenance record does not contradict its message.",
    reason="One of the two is wrong: the message counts, and the record gives no level.",
    fix=everywhere("ai-provenance explain {oid}"),
    setting="records.write",
    check=_check,
)
