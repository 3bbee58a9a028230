"""AIP001: a commit with AI evidence declares it in a trailer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Level, Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import AMEND, Example, Rule

if TYPE_CHECKING:
    from ai_provenance.config import Demands


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if demands.ai == "declare" and case.is_ai and case.verdict.level < Level.DECLARED:
        places = sorted({item.place.value for item in case.verdict.evidence if not item.human})
        yield f"AI helped ({case.agent_names}; observed in {', '.join(places)}), but no trailer in git's block says so"


RULE = Rule(
    id="AIP001",
    name="undeclared-ai",
    severity=Severity.ERROR,
    demand="A commit with AI evidence says so in a trailer that git can parse.",
    reason="A footer, a body line or an author name is lost by tools that read trailers, and by most squash merges.",
    fix=AMEND,
    setting="policy.ai",
    check=_check,
    breaks=Example("Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"),
    keeps=Example("Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n"),
)
