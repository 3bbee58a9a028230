"""The author and committer fields: exact accounts, and the ends that tools add to a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance.detect.models import find_model
from ai_provenance.detect.registry import Registry
from ai_provenance.detect.seen import Named, Rejected, Seen, evidence, one_line
from ai_provenance.detect.values import read_value
from ai_provenance.model import Commit, Identity, Place

APP = re.compile(r"(?:\d+\+)?([\w.-]+)\[bot\]@users\.noreply\.github\.com", re.IGNORECASE)
"""The address of a GitHub App."""
_MODEL_SUFFIX = re.compile(r"\((?P<model>[\w.:/-]+)\)\s*$")
_WITH_AGENT = re.compile(r"\s(?:\+|and|&|with|via|w/)\s+(?P<rest>\S.*)$", re.IGNORECASE)


def read_identities(commit: Commit, registry: Registry) -> Iterator[Seen]:
    """What author and committer say. A committer that is the author is told once."""
    yield from read_identity(commit.author, Place.AUTHOR, registry)
    if commit.committer != commit.author:
        yield from read_identity(commit.committer, Place.COMMITTER, registry)


def read_identity(who: Identity, place: Place, registry: Registry) -> Iterator[Seen]:
    """What one identity says."""
    text = f"{who.name} <{who.email}>"
    account = registry.account(who.email)
    if account:
        told = find_model(who.name) or (None, None, "")
        named = Named(account.agent, told[0], told[1], role=account.role, kind=account.kind)
        if account.kind == "bot" and place is Place.COMMITTER:
            yield Rejected(place, one_line(text), "bot-committer", "a bot committed what somebody else wrote")
        else:
            yield evidence(named, place, text, rule="account")
        return
    yield from _by_name(who, text, place, registry)


def _by_name(who: Identity, text: str, place: Place, registry: Registry) -> Iterator[Seen]:
    lower = who.name.lower()
    for suffix, agent in registry.suffixes.items():
        if lower.endswith(suffix):
            yield evidence(Named(agent), place, text, rule="name-suffix")
            return
    named = _tool_in_name(who, registry)
    if named:
        yield evidence(named, place, text, rule="agent-name")
    elif APP.fullmatch(who.email) and place is Place.AUTHOR:
        yield evidence(Named(APP.fullmatch(who.email)[1].lower() + "[bot]", kind="bot"), place, text, rule="github-app")  # type: ignore[index]  # just matched
    elif registry.mention.search(who.name):
        yield Rejected(place, one_line(text), "agent-like-name", "a name that people bear too, and an unknown address")


def _tool_in_name(who: Identity, registry: Registry) -> Named | None:
    """`Claude Code <x@y>`, `Ana Test (claude-sonnet-4)`, `Ana Test + Claude`: what no person is called."""
    reading = read_value(f"{who.name} <{who.email}>", registry)
    if reading.named and reading.rule in {"agent-name", "agent-name-no-reply"}:
        return reading.named[0]
    suffix = _MODEL_SUFFIX.search(who.name)
    joined = _WITH_AGENT.search(who.name)
    told = suffix["model"] if suffix else joined["rest"] if joined else ""
    if not told:
        return None
    inner = read_value(told, registry)
    return inner.named[0] if inner.named and inner.rule in {"agent-name", "model-name"} else None
