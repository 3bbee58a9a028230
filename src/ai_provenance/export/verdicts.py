"""The line that `classify` prints for a commit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from ai_provenance.model import Verdict
from ai_provenance.text import log_line


def as_json(verdict: Verdict) -> str:
    """`{"sha", "origin", "level", "agents", "evidence", "flags"}` on one line, ASCII only."""
    text = json.dumps(
        {
            "sha": verdict.oid,
            "origin": verdict.origin.value,
            "level": int(verdict.level),
            "agents": [{"id": use.id, "model": use.model} for use in verdict.agents],
            "evidence": [
                {"agent": item.agent, "place": item.place.value, "strength": item.strength.value, "text": item.text}
                for item in verdict.evidence
            ],
            "flags": list(verdict.flags),
        }
    )
    return text.replace("##", "#\\u0023")  # as in `encoding.json_text`


def as_text(verdict: Verdict) -> str:
    """`1a2b3c4d5e ai         2  claude-code:claude-opus-4-6  trailer: Assisted-by: ...` for people and grep."""
    agents = ",".join(f"{use.id}:{use.model}" if use.model else use.id for use in verdict.agents) or "-"
    evidence = "; ".join(f"{one.place.value}: {one.text}" for one in verdict.evidence)
    flags = f"  [{','.join(verdict.flags)}]" if verdict.flags else ""
    head = f"{verdict.oid[:10]} {verdict.origin.value:<10} {int(verdict.level)}"
    return log_line(f"{head}  {agents}{flags}  {evidence}".rstrip())


_TAILS_KEPT = 20_000


def lines(judged: Iterable[tuple[str, Verdict]], render: Callable[[Verdict], str]) -> Iterator[str]:
    """A line for each commit id and verdict, by `as_json` or `as_text`.

    Commits that share one verdict (the same object) share what follows their id, which is rendered once.
    """
    lead, shown = ('{"sha": "', None) if render is as_json else ("", 10)
    tails: dict[int, tuple[Verdict, str]] = {}  # the verdict is kept, so that no other object takes its id
    for oid, verdict in judged:
        known = tails.get(id(verdict))
        if known is None:
            if len(tails) >= _TAILS_KEPT:
                tails.clear()
            tail = render(verdict)[len(lead) + len(verdict.oid[:shown]) :]
            known = tails[id(verdict)] = verdict, f"{tail}\n"
        yield f"{lead}{oid[:shown]}{known[1]}"
