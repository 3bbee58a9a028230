"""AIP004: an AI commit is declared in a required form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.forms import forms_of
from ai_provenance.policy.rule import AMEND, CONVERT, Example, Rule

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_CONFIG = '[policy]\nrequire-forms = ["kernel"]\n'


def _check(case: Case, demands: Demands) -> Iterator[str]:
    # Where AI is forbidden, AIP003 objects already: asking for a form as well would invite the declaration.
    if not (demands.require_forms and case.is_ai) or demands.ai == "forbid":
        return
    if not any(forms_of(item) & set(demands.require_forms) for item in case.declarations):
        yield f"AI help is not declared in the form {' or '.join(demands.require_forms)}"


RULE = Rule(
    id="AIP004",
    name="form-missing",
    severity=Severity.ERROR,
    demand="An AI commit is declared in one of the required forms.",
    reason="Projects agree on one trailer so that one query finds every AI commit.",
    fix=AMEND._replace(last=CONVERT.last, published=CONVERT.published),
    setting="policy.require-forms",
    check=_check,
    breaks=Example("Parse dates\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n", _CONFIG),
    keeps=Example("Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n", _CONFIG),
)
