"""AIP005: every declaration is in a required or an accepted form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.forms import forms_of
from ai_provenance.policy.rule import CONVERT, Example, Rule, one_line

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_CO_AUTHOR = "Parse dates\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n"


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if not demands.accept_forms:
        return
    # A required form is accepted without being listed again; a forbidden one is AIP006's, and reported once.
    covered = {*demands.accept_forms, *demands.require_forms, *demands.forbid_forms}
    for item in case.declarations:
        if not forms_of(item) & covered:
            yield f"declared in a form that is not accepted: {one_line(item.text)}"


RULE = Rule(
    id="AIP005",
    name="form-not-accepted",
    severity=Severity.ERROR,
    demand="Every declaration is in a form that is required or accepted.",
    reason="A second form beside the agreed one is counted twice, or not at all.",
    fix=CONVERT,
    setting="policy.accept-forms",
    check=_check,
    breaks=Example(_CO_AUTHOR, '[policy]\naccept-forms = ["kernel"]\n'),
    keeps=Example(_CO_AUTHOR, '[policy]\naccept-forms = ["kernel", "co-author"]\n'),
)
