"""What was tried in a repository, and what came of it: its experiments, cycles, batches and surveys as recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ai_provenance.model import Ratio


@dataclass(frozen=True, slots=True)
class Improvement:
    """The records of one repository. Nothing in it is about a person."""

    experiments: Sequence[tuple[str, int, bool]] = ()
    """Name, last day (seconds since the epoch) and whether a difference was shown, of each with a result."""
    cycles: Sequence[Mapping[str, Any]] = ()
    """The entries of the ledger of the assessed commit; none where its chain is broken."""
    broken: str = ""
    """Which line of the ledger is not what was recorded."""
    batches: Mapping[str, Ratio] = field(default_factory=dict)
    """`ai` (an AI helped with any change) or `rest` -> batches passed / judged."""
    surveys: Sequence[tuple[str, float]] = ()
    """Wave and mean satisfaction (0 to 10), oldest first."""

    @property
    def verdicts(self) -> Counter[str]:
        """How many entries of the ledger passed, failed and were inconclusive."""
        return Counter(str(one.get("verdict")) for one in self.cycles)
