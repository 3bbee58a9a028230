"""Squash merges: what the merged commit kept of what its commits said, what it must carry, and how to get it back."""

from ai_provenance.squash.audit import Audit, Case, Outcome, audit
from ai_provenance.squash.pairs import Pair, find_pairs
from ai_provenance.squash.preview import losses, must_carry
from ai_provenance.squash.repair import NOTES_REF, repair

__all__ = [
    "NOTES_REF",
    "Audit",
    "Case",
    "Outcome",
    "Pair",
    "audit",
    "find_pairs",
    "losses",
    "must_carry",
    "repair",
]
