"""One verdict as one line: the record that `classify` prints."""

from __future__ import annotations

import json

from ai_provenance.export.wording import one_line
from ai_provenance.model import Verdict


def as_json(verdict: Verdict) -> str:
    """`{"sha", "origin", "level", "agents", "evidence", "flags"}` on one line, ASCII only."""
    return json.dumps(
        {
            "sha": verdict.oid,
            "origin": verdict.origin.value,
            "level": int(verdict.level),
            "agents": [{"id": use.id, "model": use.model} for use in verdict.agents],
            "evidence": [
                {"agent": seen.agent, "place": seen.place.value, "strength": seen.strength.value, "text": seen.text}
                for seen in verdict.evidence
            ],
            "flags": list(verdict.flags),
        }
    )


def as_text(verdict: Verdict) -> str:
    """`1a2b3c4d5e ai         2  claude-code:claude-opus-4-6  trailer: Assisted-by: ...` for eyes and grep."""
    agents = ",".join(f"{use.id}:{use.model}" if use.model else use.id for use in verdict.agents) or "-"
    seen = "; ".join(f"{one.place.value}: {one_line(one.text)}" for one in verdict.evidence)
    flags = f"  [{','.join(verdict.flags)}]" if verdict.flags else ""
    head = f"{verdict.oid[:10]} {verdict.origin.value:<10} {int(verdict.level)}"
    return f"{head}  {one_line(agents)}{flags}  {seen}".rstrip()
