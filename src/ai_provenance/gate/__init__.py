"""Checks many commits against the policy.

`ranges` takes a stream of commits through the classifier (`cases`) and the policy's judge in batches, so that memory
does not grow with the range; `pushes` does so for the commits of a push, `single_message` for one message. `ledger`
counts every finding and keeps the worst. `adoption` gives the point from which the policy applies, `completeness`
whether the range is complete here: an incomplete one never passes. `fixes` plans and applies what `check --fix`
changes. `unknown_names` finds misspelt agents in a policy.
"""

from ai_provenance.gate.cases import CheckRequest, Wanted, cases
from ai_provenance.gate.ledger import KEPT, Judgement, Ledger, WaiverUse
from ai_provenance.gate.ranges import check_batches
from ai_provenance.gate.single_message import check_message

__all__ = [
    "KEPT",
    "CheckRequest",
    "Judgement",
    "Ledger",
    "WaiverUse",
    "Wanted",
    "cases",
    "check_batches",
    "check_message",
]
