"""What probes and judgements say, apart from the words they say it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ai_provenance.scorecard.states import Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was judged as it was: the id of a sentence in `data/reasons.toml` and what fills it."""

    id: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProbeFinding:
    """One answer of one probe."""

    probe: str
    outcome: Outcome
    reason: Reason
    looked_at: tuple[str, ...] = ()
    """Paths, revisions or places that the answer rests on; at most a handful, never a person."""
