"""AIP011: no agent signs off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import CONVERT, Example, Rule, one_line

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_DECLARED = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n"


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if demands.agent_sign_off == "allow":
        return
    for item in case.block:
        value = item.value.decode("utf-8", "replace")
        if item.key.lower() == b"signed-off-by" and case.names_agent(value):
            yield f"an agent signed off: {one_line(value)}"


RULE = Rule(
    id="AIP011",
    name="agent-sign-off",
    severity=Severity.ERROR,
    demand="No Signed-off-by names an agent.",
    reason="Signed-off-by certifies the Developer Certificate of Origin, which only a person can do.",
    fix=CONVERT._replace(message="take the line out"),
    setting="policy.agent-sign-off",
    check=_check,
    breaks=Example(f"{_DECLARED}Signed-off-by: Claude <noreply@anthropic.com>\n"),
    keeps=Example(_DECLARED),
)
