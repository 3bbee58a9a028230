"""AIP013: the commit of a squash merge carries what its commits declare. `squash.preview` judges it."""

from __future__ import annotations

from ai_provenance.model import Severity
from ai_provenance.policy.rule import Rule, everywhere

RULE = Rule(
    id="AIP013",
    name="squash-loss",
    severity=Severity.WARNING,
    demand="The commit that a squash merge will make carries what its commits declare.",
    reason="A forge writes the squash message from the title and the description; trailers of the commits are lost.",
    fix=everywhere("put the trailers that `ai-provenance squash preview` prints at the end of the squash message"),
    setting="check --squash",
)
