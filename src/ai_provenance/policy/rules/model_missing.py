"""AIP009: the declaration of an AI commit names the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import REWORD, Example, Rule

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_CONFIG = "[policy]\nrequire-model = true\n"


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if demands.require_model and case.is_ai and not any(item.model for item in case.declarations):
        yield f"the declaration names no model ({case.agent_names})"


RULE = Rule(
    id="AIP009",
    name="model-missing",
    severity=Severity.ERROR,
    demand="The declaration of an AI commit names the model.",
    reason="When a model turns out to be flawed, its commits must be findable.",
    fix=REWORD._replace(
        message="name it in the trailer, as in '{modelled}'",
        last=f"name it in the trailer, as in '{{modelled}}': {REWORD.last}",
        older=f"name it in the trailer, as in '{{modelled}}': {REWORD.older}",
    ),
    setting="policy.require-model",
    check=_check,
    breaks=Example("Parse dates\n\nAssisted-by: Claude\n", _CONFIG),
    keeps=Example("Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n", _CONFIG),
)
