"""The running count of a walk as plain data, to go on from later."""

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
    return Tally(
        scope,
        walked=int(state["walked"]),
        excluded_merges=int(state["excluded_merges"]),
        excluded_automation=int(state["excluded_automation"]),
        origins=Counter({Origin(name): int(number) for name, number in state["origins"].items()}),
        message_only=int(state["message_only"]),
        levels=levels,
        ai_valid=int(state["ai_valid"]),
        agents=_counter(state["agents"]),
        models=Counter({(str(agent), str(model)): int(number) for agent, model, number in state["models"]}),
        places=_counter(state["places"]),
        flags=_counter(state["flags"]),
        months={str(month): [int(number) for number in counts] for month, counts in state["months"].items()},
        examples=[Example(str(oid), str(subject), time) for oid, subject, time in state["examples"][:EXAMPLES_KEPT]],
    )


def _counter(numbers: Mapping[str, Any]) -> Counter[str]:
    return Counter({str(name): int(number) for name, number in numbers.items()})
