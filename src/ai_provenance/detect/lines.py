"""One line of a message that reads `key: value`: what it says, by whom it was written, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance import lazy
from ai_provenance.agents.registry import Registry
from ai_provenance.detect import keys
from ai_provenance.detect.disclosure import EXAMINED, OBSERVED, read_declaration, read_under_ai
from ai_provenance.detect.keys import ATTRIBUTION, Says
from ai_provenance.detect.observations import Named, Observation, Reading, Rejected, evidence, one_line
from ai_provenance.detect.values import agent_of, read_value
from ai_provenance.model import Evidence, Place, Role, Strength

_KEPT = 1_000
"""Lines remembered at most."""
_SHARE = lazy.pattern(r"(\d+(?:\.\d+)?)%\s+([A-Za-z][\w.-]*)")
"""A part of `42% claude_code (18/43 lines)`."""
_ROLES = {"review": Role.REVIEW, "message": Role.MESSAGE}


def read_line(key: str, value: str, place: Place, registry: Registry) -> tuple[Observation, ...]:
    """What the line KEY: VALUE says; nothing when the key means nothing here. It is remembered: people sign alike."""
    found = registry.read_lines.get((key, value, place))
    if found is None:
        if len(registry.read_lines) >= _KEPT:
            registry.read_lines.clear()
        found = registry.read_lines[key, value, place] = tuple(_read(key, value, place, registry))
    return found


def _read(key: str, value: str, place: Place, registry: Registry) -> Iterator[Observation]:
    normal = keys.normal(key)
    own = _tool_key(normal, value, place, registry)
    says = keys.KEYS.get(normal)
    if keys.is_about_ai(normal) and OBSERVED.fullmatch(value):
        yield Evidence("", place, Strength.DECLARED, one_line(f"{normal}: {value}"), EXAMINED)
    elif normal == ATTRIBUTION:
        yield from _attribution(value, place, registry)
    elif own:
        yield from own
    elif says is Says.DECLARES:
        yield from read_declaration(normal, value, place, registry)
    elif says is not None:
        yield from _naming(normal, f"{key}: {value}", value, place=place, registry=registry)


def _attribution(value: str, place: Place, registry: Registry) -> Iterator[Observation]:
    """`Semantica-Attribution`: the share of changed lines that each provider wrote, `0% AI detected` where none did.

    The grammar is that of semanticash/cli (https://github.com/semanticash/cli, `docs/features.md`).
    """
    text = f"{ATTRIBUTION}: {value}"
    found = False
    for share, provider in _SHARE.findall(value):
        if float(share) > 0 and provider.lower() not in {"human", "unattributed", "ai"}:
            found = True
            agent = agent_of(provider, registry)
            yield evidence(Named(agent, kind=registry.kind(agent)), place, text, rule=f"key:{ATTRIBUTION}")
    if not found:
        yield Rejected(place, one_line(text), f"key:{ATTRIBUTION}", "the record counts no line of an AI")


def _tool_key(normal: str, value: str, place: Place, registry: Registry) -> list[Observation]:
    text = one_line(f"{normal}: {value}")
    found: list[Observation] = []
    for agent, key, grammar in registry.keys.get(normal, ()):
        if value and key.get("role") != "link" and (grammar is None or grammar.fullmatch(value)):
            named = Named(agent, role=_ROLES.get(key.get("role", ""), Role.AUTHOR))
            found.append(evidence(named, place, text, rule=f"key:{normal}"))
    if not found and normal in registry.keys and normal not in keys.KEYS:
        reason = "links a record, says nothing of who wrote the change, or is not what the tool writes"
        found.append(Rejected(place, text, f"key:{normal}", reason))
    return found


def _naming(normal: str, text: str, value: str, *, place: Place, registry: Registry) -> Iterator[Observation]:
    reading = read_value(value, registry)
    says = keys.KEYS[normal]
    if keys.holds_ai(normal):
        if reading.named:
            reading = reading._replace(strength=Strength.DECLARED)  # a first name under such a key is the tool's
        elif says is Says.WROTE or (says is Says.USED and place is Place.TRAILER):
            yield read_under_ai(normal, value, place)
            return
    rejected = _objection(reading, says, normal, place)
    if not rejected:
        yield from _evidence(reading, text, place, says=says, normal=normal)
    elif reading.named or (says in {Says.WROTE, Says.USED} and _worth_telling(normal, value, registry)):
        yield Rejected(place, one_line(text), *rejected)


def _objection(reading: Reading, says: Says, normal: str, place: Place) -> tuple[str, str] | None:
    """The rule that rejects the line, and its reason."""
    if not reading.named:
        return reading.rule, reading.reason
    if says is Says.OTHER:
        return "not-authorship", f"`{normal}` says nothing about who wrote the change"
    in_body = normal in keys.BLOCK_KEYS or (normal in keys.PERSON_KEYS and reading.rule != "known-address")
    if in_body and place is Place.BODY:
        return "prose", "reads as prose outside a trailer block"
    if says is Says.SIGNED and reading.rule not in {"known-address", "agent-name", "agent-name-no-reply"}:
        return reading.rule, "a sign-off that names no agent"
    return None


def _evidence(reading: Reading, text: str, place: Place, *, says: Says, normal: str) -> Iterator[Observation]:
    for named in reading.named:
        if named.kind == "bot":
            yield Rejected(place, one_line(text), "bot", "a bot that is no AI")
        else:
            rule = f"signoff:{reading.rule}" if says is Says.SIGNED else f"{normal}:{reading.rule}"
            yield evidence(named, place, text, rule=rule, strength=reading.strength)


def _worth_telling(normal: str, value: str, registry: Registry) -> bool:
    """Whether a reader of `explain` would ask about this line: an agent's name in it, or a key that AI tools use."""
    return normal == "assisted-by" or registry.mention.search(value) is not None
