"""AIP008: only allowed models helped."""

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
    for model in dict.fromkeys(use.model for use in case.verdict.agents if use.model):
        if not is_allowed(model, demands.allow_models, denied=demands.deny_models):
            yield f"model '{model}' is not allowed"


RULE = Rule(
    id="AIP008",
    name="model-not-allowed",
    severity=Severity.ERROR,
    demand="Only allowed models helped.",
    reason="A model may be barred for its licence, its hosting or its age.",
    fix=everywhere("do the change again with an allowed model, or ask for a waiver"),
    setting="policy.allow-models",
    check=_check,
    breaks=Example(_MESSAGE, '[policy]\ndeny-models = ["claude-*"]\n'),
    keeps=Example(_MESSAGE, '[policy]\nallow-models = ["claude-opus-*"]\n'),
)
