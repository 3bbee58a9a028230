"""AIP015: a commit that declares no AI help carries no AI evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import REWORD, Example, Rule, one_line

if TYPE_CHECKING:
    from ai_provenance.config import Demands


def _check(case: Case, _: Demands) -> Iterator[str]:
    denial = next((item for item in case.verdict.evidence if item.human), None)
    if denial and case.is_ai:
        yield f"declares no AI help ({one_line(denial.text)}), but AI helped ({case.agent_names})"


RULE = Rule(
    id="AIP015",
    name="contradiction",
    severity=Severity.ERROR,
    demand="A commit that declares no AI help carries no AI evidence.",
    reason="One of the two statements is wrong, and a reader cannot know which.",
    fix=REWORD,
    setting="policy.ai",
    check=_check,
    breaks=Example("Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\nAI-Assisted: no\n"),
    keeps=Example("Parse dates\n\nAI-Assisted: no\n"),
)
