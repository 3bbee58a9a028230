"""AIP010: someone other than an agent reviewed an AI commit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.reviews import reviews_of
from ai_provenance.policy.rule import PUBLISHED, Example, Fix, Rule

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_DECLARED = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n"


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if demands.require_review == "none" or not case.is_ai:
        return
    counted = reviews_of(case, frozenset(key.lower() for key in demands.review_trailers))
    others_only = demands.require_review == "not-author"
    if not any(not review.by_agent and not (others_only and review.by_author) for review in counted):
        who = "a person other than the author" if others_only else "a person"
        yield f"no {' or '.join(demands.review_trailers)} by {who}"


RULE = Rule(
    id="AIP010",
    name="review-missing",
    severity=Severity.ERROR,
    demand="Someone other than an agent reviewed an AI commit and says so in a trailer.",
    reason="A person answers for what an agent wrote.",
    fix=Fix(
        message="have it reviewed, and end the message with: Reviewed-by: NAME <ADDRESS>",
        last="have it reviewed, then: git commit --amend --no-edit --trailer 'Reviewed-by: NAME <ADDRESS>'",
        older="have it reviewed, then: git rebase -i {base}, mark it `reword`, add 'Reviewed-by: NAME <ADDRESS>'",
        published=PUBLISHED,
    ),
    setting="policy.require-review",
    check=_check,
    breaks=Example(_DECLARED, '[policy]\nrequire-review = "not-agent"\n'),
    keeps=Example(f"{_DECLARED}Reviewed-by: Ana Ruiz <ana@example.org>\n", '[policy]\nrequire-review = "not-author"\n'),
)
