"""The running count of a walk as plain data, to be extended by a later run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ai_provenance.model import Origin
from ai_provenance.report.tally import EXAMPLES_KEPT, Example, Scope, Tally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def dump(tally: Tally) -> dict[str, Any]:
    """TALLY as values that JSON can hold, but for its scope."""
    return {
        "walked": tally.walked,
        "excluded_merges": tally.excluded_merges,
        "excluded_automation": tally.excluded_automation,
        "origins": {origin.value: number for origin, number in tally.origins.items()},
        "message_only": tally.message_only,
        "levels": tally.levels,
        "ai_valid": tally.ai_valid,
        "agents": tally.agents,
        "models": [[agent, model, number] for (agent, model), number in tally.models.items()],
        "places": tally.places,
        "flags": tally.flags,
        "months": tally.months,
        "examples": [[example.oid, example.subject, example.commit_time] for example in tally.examples],
    }


def load(state: Mapping[str, Any], scope: Scope) -> Tally:
    """The count that `dump` made STATE of.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    levels = [int(number) for number in state["levels"]]
    if len(levels) != 5:
        raise ValueError(f"expected five levels, got {len(levels)}")
    tally = Tally(scope)
    tally.walked = int(state["walked"])
    tally.excluded_merges = int(state["excluded_merges"])
    tally.excluded_automation = int(state["excluded_automation"])
    tally.origins = Counter({Origin(name): int(number) for name, number in state["origins"].items()})
    tally.message_only = int(state["message_only"])
    tally.levels = levels
    tally.ai_valid = int(state["ai_valid"])
    tally.agents = _counter(state["agents"])
    tally.models = Counter({(str(agent), str(model)): int(number) for agent, model, number in state["models"]})
    tally.places = _counter(state["places"])
    tally.flags = _counter(state["flags"])
    tally.months = {str(month): [int(number) for number in counts] for month, counts in state["months"].items()}
    tally.examples = [Example(str(oid), str(subject), time) for oid, subject, time in state["examples"][:EXAMPLES_KEPT]]
    return tally


def _counter(numbers: Mapping[str, Any]) -> Counter[str]:
    return Counter({str(name): int(number) for name, number in numbers.items()})
