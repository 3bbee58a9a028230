"""Trailers that sum up another tool's record: `Semantica-Attribution: 42% claude_code (18/43 lines)`.

Their grammar is that of semanticash/cli (https://github.com/semanticash/cli, `docs/features.md`): a share for each
provider, and `0% AI detected` where the record found none.
"""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.detect.keys import ATTRIBUTION
from ai_provenance.detect.observations import Named, Rejected, Seen, evidence, one_line
from ai_provenance.detect.registry import Registry
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import Place
from ai_provenance.patterns import compiled

_SHARE = compiled(r"(\d+(?:\.\d+)?)%\s+([A-Za-z][\w.-]*)")


def read_attribution(value: str, place: Place, registry: Registry) -> Iterator[Seen]:
    """`Semantica-Attribution`: the share of changed lines that each provider wrote."""
    text = f"{ATTRIBUTION}: {value}"
    found = False
    for share, provider in _SHARE.findall(value):
        if float(share) > 0 and provider.lower() not in {"human", "unattributed", "ai"}:
            found = True
            agent = agent_of(provider, registry)
            yield evidence(Named(agent, kind=registry.kind(agent)), place, text, rule=f"key:{ATTRIBUTION}")
    if not found:
        yield Rejected(place, one_line(text), f"key:{ATTRIBUTION}", "the record counts no line of an AI")


def agent_of(tool: str, registry: Registry) -> str:
    """The agent that a record's TOOL names (`claude_code`, `cursor`), or `unspecified`."""
    plain = tool.strip().lower().replace("_", "-")
    if plain in registry.agents:
        return plain
    return registry.named(plain) or registry.named(plain.partition("-")[0]) or UNSPECIFIED
