"""A statement sealed on one line of a note: a DSSE envelope, written and read, or a bundle of Sigstore, read.

Of a line only what is exactly in one of the two forms is opened. A note is a set of lines: their order means nothing,
and equal ones are one, so that `git notes merge -s cat_sort_uniq` merges two of them without conflict.
"""

from __future__ import annotations

import binascii

from ai_provenance.attest.statement import StatementError, compact
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMESPACE = "ai-provenance"
"""What our SSH signatures are for. It is not git's own, so that no signature of a commit can pass for a record's."""
PAYLOAD_TYPE = "application/vnd.in-toto+json"
MOST_LINES = 64
"""Lines of one note that are read."""
MOST_BYTES = 256 << 10
"""Bytes of one note that are read."""
_BUNDLE = "application/vnd.dev.sigstore.bundle"
"""How the media type of a bundle of Sigstore begins."""


class Signature(NamedTuple):
    """One signature of an envelope."""

    keyid: str
    """What the envelope says of the key; proves nothing."""
    blob: bytes


class Envelope(NamedTuple):
    """An opened line."""

    payload: bytes
    signatures: tuple[Signature, ...]
    is_bundle: bool = False
    """Whether it is a bundle of Sigstore, whose signature is verified from the whole line."""


def pae(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """The bytes that are signed: the pre-authentication encoding of DSSE v1."""
    return b"DSSEv1 %d %b %d %b" % (len(payload_type), payload_type.encode(), len(payload), payload)


def sealed(payload: bytes, signatures: Sequence[Signature] = ()) -> bytes:
    """PAYLOAD and SIGNATURES as one line, without the line feed."""
    return compact(
        {
            "payload": _base64(payload),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": one.keyid, "sig": _base64(one.blob)} for one in signatures],
        }
    )


def opened(line: bytes) -> Envelope:
    """The envelope that LINE is. Raises StatementError where it is none, or anything in it is in another form."""
    from ai_provenance.attest.strict_json import parsed  # noqa: PLC0415 - a hook that seals reads nothing

    document = parsed(line)
    if isinstance(document, dict) and str(document.get("mediaType", "")).startswith(_BUNDLE):
        if set(document) != {"mediaType", "verificationMaterial", "dsseEnvelope"}:
            raise StatementError("a bundle that is not over a statement")
        return _dsse(document["dsseEnvelope"])._replace(is_bundle=True)
    return _dsse(document)


def lines_of(body: bytes) -> tuple[list[bytes], bool]:
    """The lines of a note, each once, and whether there is more than is read."""
    if len(body) <= MOST_BYTES and b"\n" not in (only := body.strip()):
        return [only] if only else [], False
    lines = list(dict.fromkeys(line.strip() for line in body[:MOST_BYTES].split(b"\n") if line.strip()))
    return lines[:MOST_LINES], len(body) > MOST_BYTES or len(lines) > MOST_LINES


def merged(*bodies: bytes) -> bytes:
    """The note with the lines of all BODIES, as `git notes merge -s cat_sort_uniq` makes it."""
    return b"".join(line + b"\n" for line in sorted({line for body in bodies for line in body.split(b"\n")} - {b""}))


def _dsse(document: object) -> Envelope:
    if not isinstance(document, dict) or set(document) != {"payload", "payloadType", "signatures"}:
        raise StatementError("no envelope")
    if document["payloadType"] != PAYLOAD_TYPE:
        raise StatementError("an envelope over something else than a statement")
    signatures = document["signatures"]
    if not isinstance(signatures, list) or len(signatures) > MOST_LINES:
        raise StatementError("no list of signatures")
    return Envelope(_decoded(document["payload"]), tuple(map(_signature, signatures)))


def _signature(value: object) -> Signature:
    if not isinstance(value, dict) or not {"sig"} <= set(value) <= {"sig", "keyid"}:
        raise StatementError("a signature in another form")
    keyid: Mapping[str, object] = value
    return Signature(str(keyid.get("keyid", ""))[:300], _decoded(value["sig"]))


def _base64(content: bytes) -> str:
    return binascii.b2a_base64(content, newline=False).decode("ascii")


def _decoded(value: object) -> bytes:
    if not isinstance(value, str):
        raise StatementError("no base64")
    try:
        content = binascii.a2b_base64(value, strict_mode=True)
    except (ValueError, binascii.Error) as error:
        raise StatementError("no base64") from error
    if _base64(content) != value:  # bits beyond the end could be changed without changing the content
        raise StatementError("no canonical base64")
    return content
