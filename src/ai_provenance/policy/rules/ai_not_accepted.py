"""AIP003: no AI helped where the policy accepts none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import Example, Rule

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_CONFIG = '[policy]\nai = "forbid"\n'


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if demands.ai == "forbid" and case.is_ai:
        yield f"AI helped ({case.agent_names}), and the policy accepts none here"


RULE = Rule(
    id="AIP003",
    name="ai-not-accepted",
    severity=Severity.ERROR,
    demand="No AI helped to write the commit.",
    reason="Some projects, or some of their paths, decline AI content altogether.",
    fix="drop the commit from the branch: git rebase -i {base}",
    setting="policy.ai",
    check=_check,
    breaks=Example("Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n", _CONFIG),
    keeps=Example("Parse dates\n", _CONFIG),
)
