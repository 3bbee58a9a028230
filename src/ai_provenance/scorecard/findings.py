"""The records of what was found and why, as ids and values: `score_wording` makes sentences of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ai_provenance.scorecard.states import Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason for a result: the id of a sentence in `data/reasons.toml`, and the values that fill it."""

    id: str
    # values rather than a sentence: the same reason is written in two languages and in JSON
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProbeFinding:
    """The answer of one probe."""

    probe: str
    outcome: Outcome
    reason: Reason
    looked_at: tuple[str, ...] = ()
    """A few paths, revisions or places that the answer is based on; never a person."""
    unseen: bool = False
    """Whether the answer may be any other: what it needs exists, and was not read or is not in this clone."""
