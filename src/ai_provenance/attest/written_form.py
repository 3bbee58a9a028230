"""Lines that are written, to the byte, as `envelope.sealed` and `statement.written` write them: read by two patterns.

Nearly every record is such a line, and reading it as JSON twice takes five times as long: a report reads each record
of a history. Whatever else a line may be, it is left to `envelope` and `statement`, and a test holds the two together.
"""

from __future__ import annotations

import binascii
import re
from functools import lru_cache

from ai_provenance.attest.envelope import Envelope, Signature
from ai_provenance.attest.statement import MOMENTS, ORIGINS, ROLES, Record, RecordedAgent
from ai_provenance.attest.strict_json import LARGEST

_TEXT = rb"[ !#-\[\]-~]{0,300}"
"""What stands for itself between quotation marks."""
_HEX = rb"[0-9a-f]{64}"
_BASE64 = rb"[A-Za-z0-9+/]+={0,2}"


def _any(words: tuple[str, ...]) -> bytes:
    return b"|".join(map(re.escape, (word.encode("ascii") for word in words)))


def _list(entry: bytes) -> bytes:
    """The pattern of a list of up to 64 of ENTRY."""
    return rb"\[(?:%b(?:,%b){0,63})?\]" % (entry, entry)


_LINE = re.compile(
    rb'{"payload":"(%b)","payloadType":"application/vnd\.in-toto\+json",'
    rb'"signatures":\[(?:{"keyid":"([A-Za-z0-9+/:=]{0,300})","sig":"(%b)"})?\]}' % (_BASE64, _BASE64)
)
_AGENT = rb'{"id":"(%b)",(?:"model":"(%b)",)?"role":"(%b)"}' % (_TEXT, _TEXT, _any(ROLES))
_AGENTS = re.compile(_AGENT)
_TEXTS = re.compile(rb'"(%b)"' % _TEXT)
_STATEMENT = re.compile(
    rb'{"_type":"https://in-toto\.io/Statement/v1","predicate":{"agents":(%b),'
    rb'(?:"authored":{"author":"sha256:(%b)","time":(0|-?[1-9][0-9]{0,15})},)?"createdOn":"(%b)",'
    rb'(?:"derivedFrom":(%b),)?(?:"evidence":%b,)?"origin":"(%b)",(?:"policy":"%b",)?'
    rb'"producer":{"at":"(%b)","name":"ai-provenance","version":"%b"}(?:,"rules":"%b")?},'
    rb'"predicateType":"urn:ai-provenance:change:v1","subject":\[{"digest":{"gitCommit":"([0-9a-f]{40}|%b)"},'
    rb'"name":"commit"}(?:,{"digest":{"aiProvenanceChangeV1":"(%b)"},"name":"change"})?\]}'
    % (
        _list(re.sub(rb"\((?!\?)", b"(?:", _AGENT)),
        _HEX,
        _TEXT,
        _list(rb'"%b"' % _TEXT),
        _list(rb'{"place":"%b","rule":"%b","strength":"%b"}' % (_TEXT, _TEXT, _TEXT)),
        _any(ORIGINS),
        _TEXT,
        _any(MOMENTS),
        _TEXT,
        _TEXT,
        _HEX,
        _HEX,
    )
)


def read_written(line: bytes) -> tuple[Envelope, Record] | None:
    """Envelope and record of LINE; None where it is not written to the byte as we write lines."""
    sealed = _LINE.fullmatch(line) if len(line) <= LARGEST else None
    if sealed is None:
        return None
    payload = _decoded(sealed[1])
    said = _STATEMENT.fullmatch(payload)
    if said is None:
        return None
    agents, author, time, created, derived, origin, at, commit, change = said.groups()
    if (author is None) != (change is None):
        return None
    signatures: tuple[Signature, ...] = ()
    if sealed[3] is not None:
        blob = _decoded(sealed[3])
        if not blob:
            return None
        signatures = (Signature(sealed[2].decode("ascii"), blob),)
    record = Record(
        commit.decode("ascii"),
        origin.decode("ascii"),
        _agents(agents),
        change.decode("ascii") if change else "",
        int(time) if change else None,
        author.decode("ascii") if change else "",
        at.decode("ascii"),
        created.decode("ascii"),
        tuple(text.decode("ascii") for text in _TEXTS.findall(derived)) if derived else (),
    )
    return Envelope(payload, signatures), record


@lru_cache(256)  # most records name one of a few agents
def _agents(text: bytes) -> tuple[RecordedAgent, ...]:
    return tuple(
        RecordedAgent(one[1].decode("ascii"), one[2].decode("ascii") if one[2] is not None else None, one[3].decode())
        for one in _AGENTS.finditer(text)
    )


def _decoded(text: bytes) -> bytes:
    """What TEXT encodes; nothing where it is no base64, or could be written in another way."""
    try:
        content = binascii.a2b_base64(text, strict_mode=True)
    except (ValueError, binascii.Error):
        return b""
    return content if binascii.b2a_base64(content, newline=False) == text else b""
