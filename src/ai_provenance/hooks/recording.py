"""What a hook records of a commit: made from its message and the environment.

Of the message only what is certain counts, as everywhere in hooks: trailers and known footers, no free text.
"""

from __future__ import annotations

from ai_provenance import __version__
from ai_provenance.attest.signing import Signer, SignerOptions
from ai_provenance.attest.statement import Record, RecordedAgent
from ai_provenance.environment.declared import HUMAN
from ai_provenance.environment.keywords import may_declare
from ai_provenance.hooks.guard import TIMEOUT, TimeUpError, limit, warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ai_provenance.repo.run import Where

_SIGNING = 3.0
"""Seconds for a signature: a key that waits to be confirmed must not hold anyone up."""


def stated(message: bytes, observed: Iterable[tuple[str, str | None]] = ()) -> Record:
    """The record of a commit with MESSAGE: agents that it names, and those that were OBSERVED (id and model)."""
    agents: dict[str, str | None] = {}
    evidence = []
    if may_declare(message):
        from ai_provenance.hooks import stated as reader  # noqa: PLC0415 - few messages say anything of agents

        for one in reader.read(message, comment=b"\0"):
            if one.agent and not one.signs_off:
                agents[one.agent] = agents.get(one.agent) or one.model
                evidence.append(("trailer", "declared", "statement"))
    for agent, model in observed:
        agents[agent] = agents.get(agent) or model
        evidence.append(("environment", "declared", "marker"))
    human = not agents and any(line.strip().lower() == HUMAN.lower() for line in message.split(b"\n")[1:])
    evidence += [("trailer", "declared", "own-work")] if human else []
    origin = "ai" if agents else "human" if human else "unknown"
    named = tuple(RecordedAgent(agent, model) for agent, model in agents.items())
    return Record("", origin, named, evidence=tuple(dict.fromkeys(evidence)))


def signer(where: Where, settings: dict[str, Any]) -> Signer:
    """Signs by SETTINGS, the table `[records]`. Without a limit of its own: `line_of` has one that costs no thread."""
    # by Sigstore a job in CI signs, over the network
    sign = settings["sign"] if settings["sign"] != "sigstore" else "no"
    return Signer(where, sign=sign, key=settings["key"], options=SignerOptions(warn, __version__))


def line_of(record: Record, author: tuple[str, str], signs: Signer) -> bytes:
    """RECORD, signed if that takes no longer than a moment, on one line. AUTHOR is name and address."""
    try:
        limit(_SIGNING)
        return signs.line(record, author)
    except TimeUpError:
        signs.give_up(f"the key took longer than {_SIGNING:g} s")
        return signs.line(record, author)
    finally:
        limit(TIMEOUT)
