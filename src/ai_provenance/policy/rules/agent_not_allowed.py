"""AIP007: only allowed agents helped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.globs import is_allowed
from ai_provenance.policy.rule import Example, Rule, everywhere

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_MESSAGE = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n"


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if not case.is_ai:
        return
    for agent in dict.fromkeys(use.id for use in case.verdict.agents):
        if not is_allowed(agent, demands.allow_agents, denied=demands.deny_agents):
            yield f"agent '{agent}' is not allowed"


RULE = Rule(
    id="AIP007",
    name="agent-not-allowed",
    severity=Severity.ERROR,
    demand="Only allowed agents helped.",
    reason="Licences and data agreements hold for the tools that an organisation has chosen.",
    fix=everywhere("do the change again with an allowed agent, or ask for a waiver"),
    setting="policy.allow-agents",
    check=_check,
    breaks=Example(_MESSAGE, '[policy]\nallow-agents = ["copilot*"]\n'),
    keeps=Example(_MESSAGE, '[policy]\nallow-agents = ["claude-*"]\n'),
)
