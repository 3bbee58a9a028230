"""AIP012: an AI commit is no larger than the policy allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.rule import Fix, Rule

if TYPE_CHECKING:
    from ai_provenance.config import Demands


def _check(case: Case, demands: Demands) -> Iterator[str]:
    if not case.is_ai or case.changes is None:
        return
    files, lines = len(case.changes.paths), case.changes.lines
    if demands.max_files and files > demands.max_files:
        yield f"an AI commit of {files} files, at most {demands.max_files} are allowed"
    if demands.max_lines and lines is not None and lines > demands.max_lines:
        yield f"an AI commit of {lines} lines, at most {demands.max_lines} are allowed"


# Without examples: they are messages alone, and this rule judges what a commit changes.
RULE = Rule(
    id="AIP012",
    name="too-large",
    severity=Severity.ERROR,
    demand="An AI commit changes no more files and lines than the policy allows.",
    reason="A change that is too large to review in one sitting is not reviewed.",
    fix=Fix(
        message="commit it in parts",
        last="split it: git reset HEAD^, commit the parts",
        older="split it: git rebase -i {base}, mark it `edit`, git reset HEAD^, commit the parts",
        published="have it reviewed in parts, and agree on a waiver",
    ),
    setting="policy.max-lines",
    check=_check,
)
