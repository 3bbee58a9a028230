"""AIP006: no declaration is in a forbidden form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.forms import forms_of
from ai_provenance.policy.rule import CONVERT, Example, Rule, one_line

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_CONFIG = '[policy]\nforbid-forms = ["co-author"]\n'


def _check(case: Case, demands: Demands) -> Iterator[str]:
    for item in case.declarations:
        if forms_of(item) & set(demands.forbid_forms):
            yield f"declared in a forbidden form: {one_line(item.text)}"


RULE = Rule(
    id="AIP006",
    name="form-forbidden",
    severity=Severity.ERROR,
    demand="No declaration is in a forbidden form.",
    reason="An agent is no author for some projects; others want no declaration in messages at all.",
    fix=CONVERT._replace(message="take the line out"),
    setting="policy.forbid-forms",
    check=_check,
    breaks=Example("Parse dates\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n", _CONFIG),
    keeps=Example("Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n", _CONFIG),
)
