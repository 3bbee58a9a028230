"""AIP003: no AI helped where the policy accepts none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import Example, Fix, Rule

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
    fix=Fix(
        message="commit the change without what the AI wrote",
        last="git reset --keep HEAD^ takes the commit off the branch",
        older="drop the commit from the branch: git rebase -i {base}",
        published="git revert {oid}",
    ),
    setting="policy.ai",
    check=_check,
    breaks=Example("Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n", _CONFIG),
    keeps=Example("Parse dates\n", _CONFIG),
)
