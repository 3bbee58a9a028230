"""Which setting would raise a number, and what it would give."""

from __future__ import annotations

from ai_provenance.model import Ratio
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.snapshot.records import Snapshot


class Advice(NamedTuple):
    """A setting that would raise one of the three numbers."""

    number: str
    setting: str
    value: str
    ratio: Ratio
    """The number as it is."""
    gives: float
    """The ratio of new commits under the setting, where every commit is made with the hooks."""


def advice(snapshot: Snapshot) -> Advice | None:
    """What would raise `trace_all`; None where nothing lowers it, or the setting is made already.

    Hooks leave the commits of people alone unless the project wants them declared too: then such a commit says that no
    agent was observed.
    """
    if snapshot.setup is None or snapshot.setup.declare == "all":
        return None
    ratio = snapshot.judged.trace_all
    if ratio.ratio is None or ratio.numerator == ratio.denominator:
        return None
    return Advice("trace_all", "declare", "all", ratio, 1.0)
