"""One line of a message that reads `key: value`: what it says, by whom it was written, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance.detect import keys
from ai_provenance.detect.keys import Says
from ai_provenance.detect.registry import Registry
from ai_provenance.detect.seen import Named, Reading, Rejected, Seen, evidence, one_line
from ai_provenance.detect.values import UNSPECIFIED, read_value
from ai_provenance.model import Evidence, Place, Role, Strength

_YES_NO = re.compile(r"[^\w/ ]")


def read_line(key: str, value: str, place: Place, registry: Registry) -> Iterator[Seen]:
    """What the line KEY: VALUE says. Nothing when the key means nothing here."""
    normal = keys.normal(key)
    text = f"{key}: {value}"
    own = _tool_key(normal, value, place, registry)
    if own is not None:
        yield from own
        return
    says = keys.KEYS.get(normal)
    if says is None:
        return
    if says is Says.DECLARES:
        yield _declaration(text, value, place, registry)
        return
    yield from _naming(normal, text, value, place=place, registry=registry)


def _tool_key(normal: str, value: str, place: Place, registry: Registry) -> list[Seen] | None:
    users = registry.keys.get(normal)
    if not users:
        return None
    text = f"{normal}: {value}"
    found: list[Seen] = []
    for agent, key, grammar in users:
        if value and (grammar is None or grammar.fullmatch(value)):
            role = {"review": Role.REVIEW, "message": Role.MESSAGE}.get(key.get("role", ""), Role.AUTHOR)
            found.append(evidence(Named(agent, role=role), place, text, rule=f"key:{normal}"))
    return found or (
        None
        if normal in keys.KEYS
        else [Rejected(place, one_line(text), f"key:{normal}", "the value is not what the tool writes")]
    )


def _declaration(text: str, value: str, place: Place, registry: Registry) -> Seen:
    plain = _YES_NO.sub(" ", value.lower()).strip()
    first = plain.split()[0] if plain else ""
    if plain in keys.NO or first in {"no", "none", "false"}:
        return Evidence("", place, Strength.DECLARED, one_line(text), "declares-human", human=True)
    reading = read_value(value, registry)
    if reading.named:
        return evidence(reading.named[0], place, text, rule="declares-ai")
    if first in keys.YES or re.match(r"\d+ ?%", value.strip()):
        return evidence(Named(UNSPECIFIED), place, text, rule="declares-ai")
    return Rejected(place, one_line(text), "declares", "neither yes nor no, and names no known agent")


def _naming(normal: str, text: str, value: str, *, place: Place, registry: Registry) -> Iterator[Seen]:
    reading = read_value(value, registry)
    says = keys.KEYS[normal]
    if not reading.named:
        if says in {Says.WROTE, Says.USED} and _worth_telling(normal, value, registry):
            yield Rejected(place, one_line(text), reading.rule, reading.reason)
        return
    if says is Says.OTHER:
        yield Rejected(place, one_line(text), "not-authorship", f"`{normal}` says nothing about who wrote the change")
        return
    if normal in keys.PERSON_KEYS and place is Place.BODY and reading.rule != "known-address":
        yield Rejected(place, one_line(text), "prose", "reads as prose outside a trailer block")
        return
    yield from _evidence(reading, text, place, says=says, normal=normal)


def _evidence(reading: Reading, text: str, place: Place, *, says: Says, normal: str) -> Iterator[Seen]:
    for named in reading.named:
        if named.kind == "bot":
            yield Rejected(place, one_line(text), "bot", "a bot that is no AI")
        elif says is Says.SIGNED and reading.rule not in {"known-address", "agent-name"}:
            yield Rejected(place, one_line(text), reading.rule, "a sign-off that names a model, not an agent")
        else:
            rule = f"signoff:{reading.rule}" if says is Says.SIGNED else f"{normal}:{reading.rule}"
            yield evidence(named, place, text, rule=rule, strength=reading.strength)


def _worth_telling(normal: str, value: str, registry: Registry) -> bool:
    """Whether a reader of `explain` would ask about this line: an agent's name in it, or a key that AI tools use."""
    return normal == "assisted-by" or registry.mention.search(value) is not None
