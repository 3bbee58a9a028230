"""Checks many commits against the policy.

`ranges` takes a stream of commits through the classifier (`cases`) and the policy's judge in batches, so that memory
does not grow with the range; `pushes` does so for the commits of a push, `single_message` for one message. `ledger`
counts every finding and keeps the worst. `adoption` gives the point from which the policy applies, `completeness`
whether the range is complete here: an incomplete one never passes. `fixes` plans and applies what `check --fix`
changes. `unknown_names` finds misspelt agents in a policy.

Names load their module when they are first used: whether a range is complete is found out without the judge.
"""

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.gate.cases import CheckRequest as CheckRequest
    from ai_provenance.gate.cases import Wanted as Wanted
    from ai_provenance.gate.ledger import KEPT as KEPT
    from ai_provenance.gate.ledger import Judgement as Judgement
    from ai_provenance.gate.ledger import Ledger as Ledger
    from ai_provenance.gate.ledger import WaiverUse as WaiverUse
    from ai_provenance.gate.ranges import check_batches as check_batches
    from ai_provenance.gate.single_message import check_message as check_message

_HOME = {
    "KEPT": "ledger",
    "CheckRequest": "cases",
    "Judgement": "ledger",
    "Ledger": "ledger",
    "WaiverUse": "ledger",
    "Wanted": "cases",
    "check_batches": "ranges",
    "check_message": "single_message",
}
__all__ = [  # noqa: PLE0604 - the names of the table above, resolved on first use
    *_HOME
]

__getattr__ = lazy.names(__name__, _HOME)
