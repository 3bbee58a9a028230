"""AIP002: a commit without AI help says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Origin, Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import PUBLISHED, Example, Fix, Rule

if TYPE_CHECKING:
    from ai_provenance.config import Demands


_CONFIG = "[policy]\nrequire-human-declaration = true\n"


def _check(case: Case, demands: Demands) -> Iterator[str]:
    demanded = demands.require_human_declaration
    if not demanded or case.verdict.origin is not Origin.UNKNOWN:
        return
    examined = "examined" in case.verdict.flags
    if demanded == "person" and examined:
        yield "a hook observed no agent; a person has yet to declare that no AI helped"
    elif not examined:
        yield "the commit declares neither AI help nor its absence"


RULE = Rule(
    id="AIP002",
    name="undeclared-human",
    severity=Severity.ERROR,
    demand="A commit without AI help says so.",
    reason=(
        "Silence can mean two things; a project that wants every origin known requires both declarations. What a hook "
        "observed (`AI-Assisted: not-observed`) is enough, unless the project wants a person's word."
    ),
    fix=Fix(
        message="end the message with: AI-Assisted: no, or declare the agent that helped",
        last="git commit --amend --no-edit --trailer 'AI-Assisted: no', or declare the agent that helped",
        older="git rebase -i {base}, mark it `edit`, then amend it with --trailer 'AI-Assisted: no', or the agent's",
        published="git notes --ref=ai-provenance append -m 'AI-Assisted: no' {oid}, or declare the agent that helped",
        requested=PUBLISHED,
    ),
    setting="policy.require-human-declaration",
    check=_check,
    breaks=Example("Parse dates\n", _CONFIG),
    keeps=Example("Parse dates\n\nAI-Assisted: not-observed\n", _CONFIG),
)
