"""Many commits against the policy: the range seen whole or said not to be, the findings kept within bounds."""

from ai_provenance.gate.cases import Question, Wanted, cases
from ai_provenance.gate.ledger import KEPT, Judgement, Ledger, WaiverUse
from ai_provenance.gate.message import check_message
from ai_provenance.gate.ranges import check_batches

__all__ = [
    "KEPT",
    "Judgement",
    "Ledger",
    "Question",
    "WaiverUse",
    "Wanted",
    "cases",
    "check_batches",
    "check_message",
]
