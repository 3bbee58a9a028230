"""The in-toto statement of a record: what it says about one commit, written and read.

The form is `Statement v1` (https://github.com/in-toto/attestation) with a predicate of our own, whose type never
changes. A record holds no prompt, transcript, path, content, host or name of a person; the author is a digest that who
holds the commit can compute as well.
"""

# A hook that records a commit loads this module while a person waits: json and re alone cost as much as the hook.
# ruff: noqa: PLC0415

from __future__ import annotations

from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:ai-provenance:change:v1"
ORIGINS = ("ai", "human", "automation", "unknown")
ROLES = ("author", "review", "message")
MOMENTS = ("post-commit", "rewrite", "squash", "ci", "backfill")
"""When a record was written: `producer.at`."""
_MOST = 64
"""Agents, sources or reviewers that are read of one record."""
_LONGEST = 300
"""Characters of a text that is kept of one."""
_WIDTHS = {"gitCommit": (40, 64), "aiProvenanceChangeV1": (64,)}
"""Hex digits of each digest of a subject."""


class RecordedAgent(NamedTuple):
    """An agent that a record names."""

    id: str
    model: str | None = None
    role: str = "author"


class Record(NamedTuple):
    """What one record says."""

    commit: str
    """Id of the commit that it was written for."""
    origin: str
    """`ai`, `human`, `automation`, or `unknown`: no agent was observed when the commit was made."""
    agents: tuple[RecordedAgent, ...] = ()
    change: str = ""
    """Change digest, 64 hex digits; empty where the commit has none (a merge, an empty change)."""
    author_time: int | None = None
    author: str = ""
    """Digest of change and author, 64 hex digits; empty where there is no change digest."""
    at: str = "post-commit"
    """One of MOMENTS."""
    created: str = ""
    """ISO 8601, UTC: the word of whoever wrote the record."""
    derived_from: tuple[str, ...] = ()
    """SHA-256 of the lines of the records that this one takes over."""
    evidence: tuple[tuple[str, str, str], ...] = ()
    """Place, strength and rule of what was observed."""
    declared: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    policy: str = ""
    rules: str = ""


class StatementError(ValueError):
    """A payload is no statement of ours; the message says why, in a few words."""


def written(record: Record, *, version: str) -> bytes:
    """RECORD as the bytes that are sealed: JSON with sorted keys, no spaces, ASCII only. VERSION is the program's."""
    predicate: dict[str, Any] = {
        "origin": record.origin,
        "agents": [
            {"id": one.id, "role": one.role} | ({"model": one.model} if one.model else {}) for one in record.agents
        ],
        "producer": {"name": "ai-provenance", "version": version, "at": record.at},
        "createdOn": record.created,
    }
    subject = [{"name": "commit", "digest": {"gitCommit": record.commit}}]
    if record.change:
        subject.append({"name": "change", "digest": {"aiProvenanceChangeV1": record.change}})
        predicate["authored"] = {"time": record.author_time, "author": f"sha256:{record.author}"}
    if record.evidence:
        names = ("place", "strength", "rule")
        predicate["evidence"] = [dict(zip(names, one, strict=True)) for one in record.evidence]
    optional = {
        "derivedFrom": list(record.derived_from),
        "declared": list(record.declared),
        "reviewed": list(record.reviewed),
        "policy": record.policy,
        "rules": record.rules,
    }
    predicate |= {name: value for name, value in optional.items() if value}
    return compact(
        {"_type": STATEMENT_TYPE, "subject": subject, "predicateType": PREDICATE_TYPE, "predicate": predicate}
    )


def compact(value: object) -> bytes:
    """VALUE as JSON with sorted keys, without spaces, ASCII only."""
    try:
        # what `json.dumps` itself calls; `json` imports `re` for its decoder, half the start of a hook
        from _json import encode_basestring_ascii, make_encoder
    except ImportError:  # another Python than CPython
        import json

        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")
    encode = make_encoder({}, _refuse, encode_basestring_ascii, None, ":", ",", True, False, False)
    return "".join(encode(value, 0)).encode("ascii")


def _refuse(value: object) -> object:
    raise TypeError(f"expected what JSON has, got {type(value).__name__}")


def read(payload: bytes) -> Record:
    """The record that PAYLOAD, the content of an envelope, holds.

    Raises StatementError where it is no statement of this type, or says anything twice or in another form.
    """
    from ai_provenance.attest.strict_json import parsed

    document = _object(parsed(payload), "the statement")
    if document.get("_type") != STATEMENT_TYPE or document.get("predicateType") != PREDICATE_TYPE:
        raise StatementError(f"a statement of another type ({str(document.get('predicateType'))[:80]})")
    if set(document) != {"_type", "subject", "predicateType", "predicate"}:
        raise StatementError("fields that a statement does not have")
    digests = _subjects(document["subject"])
    predicate = _object(document["predicate"], "the predicate")
    authored = _object(predicate.get("authored") or {}, "authored")
    time, author = authored.get("time"), str(authored.get("author") or "")
    change = digests.get("aiProvenanceChangeV1", "")
    if change and not (type(time) is int and _is_hex(author.removeprefix("sha256:"), (64,))):
        raise StatementError("a change digest without its author")
    producer = _object(predicate.get("producer") or {}, "producer")
    return Record(
        commit=digests["gitCommit"],
        origin=_one_of(predicate.get("origin"), ORIGINS),
        agents=tuple(map(_agent, _list(predicate.get("agents")))),
        change=change,
        author_time=time if change else None,
        author=author.removeprefix("sha256:") if change else "",
        at=_one_of(producer.get("at"), MOMENTS),
        created=_text(predicate.get("createdOn") or ""),
        derived_from=_texts(predicate.get("derivedFrom")),
        declared=_texts(predicate.get("declared")),
        reviewed=_texts(predicate.get("reviewed")),
    )


def _subjects(value: object) -> dict[str, str]:
    """Name of the digest -> digest, of the subjects of a statement: one commit, and at most one change."""
    found: dict[str, str] = {}
    for subject in _list(value):
        for name, digest in _object(_object(subject, "a subject").get("digest"), "a digest").items():
            widths = _WIDTHS.get(name)
            if widths is None or name in found or not _is_hex(digest, widths):
                raise StatementError("a subject that is neither one commit nor its change")
            found[name] = str(digest)
    if "gitCommit" not in found:
        raise StatementError("no commit among its subjects")
    return found


def _agent(value: object) -> RecordedAgent:
    agent = _object(value, "an agent")
    model = agent.get("model")
    role = _one_of(agent.get("role", "author"), ROLES)
    return RecordedAgent(_text(agent.get("id")), _text(model) if model is not None else None, role)


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise StatementError(f"{what} is no object")
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > _MOST:
        raise StatementError(f"no list of up to {_MOST} entries")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return () if value is None else tuple(map(_text, _list(value)))


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        raise StatementError("a text that is none, or too long")
    return value


def _one_of(value: object, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise StatementError(f"expected one of {', '.join(allowed)}")
    return str(value)


def _is_hex(value: object, widths: tuple[int, ...]) -> bool:
    return isinstance(value, str) and len(value) in widths and not value.strip("0123456789abcdef")
