"""The cheap look before any detector: where in a buffer could a secret be at all?

Three questions, each asked of the whole buffer at C speed: does an anchor stand in a long run of token characters; is
there a word that names a credential; is there a mark of a key, a hash or a URL with a password? Everything that a
detector finds begins at an offset that the sieve names; a test compares the two.
"""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64

from ai_provenance.secretscan.tables.ai import AI_RULES
from ai_provenance.secretscan.tables.vendors import VENDOR_RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.secretscan.rule import Rule

TOKEN_RULES = AI_RULES + VENDOR_RULES

SHORTEST_RUN = 20
"""No token is shorter, prefix included; a table test holds the rules to it."""
_RUN = b"a" * SHORTEST_RUN
_REACH = 12  # an anchor with a dot (`hvs.`, `ya29.`) ends before the run that it announces
_TOKEN_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/="
_CLASSES = bytes(97 if value in _TOKEN_BYTES else 32 for value in range(256))

BY_ANCHOR: dict[bytes, tuple[Rule, ...]] = {}
"""Anchor -> the rules that may match there, in the tables' order: the special before the general."""
for _rule in TOKEN_RULES:
    for _anchor in _rule.anchors:
        BY_ANCHOR[_anchor] = (*BY_ANCHOR.get(_anchor, ()), _rule)

# longest first: where one anchor begins another (`sk-`, `sk-ant-api`), each of them counts, see `anchors_at`
_ANCHOR = re.compile(b"|".join(re.escape(anchor) for anchor in sorted(BY_ANCHOR, key=lambda a: (-len(a), a))))

WORD = re.compile(
    rb"pass|pwd|psw|secret|token|key|auth|cred|salt|login|identified by|encryptedusername"
    rb"|---- ?begin|private-lines|curl |netrc|pbkdf2_sha|hooks\.slack\.com|/api/webhooks/|webhook\.office\.com"
    rb"|\$(?:2[abxy]?\$|apr1\$|[156]\$|y\$|argon2|p\$)|\{ssha"
)
"""In lower case: names of credentials, heads of keys, password hashes, and files that hold nothing else."""


class Look:
    """What the sieve saw in one buffer; offsets ascend."""

    __slots__ = ("blobs", "tokens", "urls", "words")

    def __init__(self, data: bytes) -> None:
        runs = _runs(data)
        self.tokens = _token_offsets(data, runs)
        """Where an anchor stands in or just before a run of token characters."""
        self.blobs = [span for start, end in runs if end - start >= _SHORTEST_BLOB for span in _blobs(data, start, end)]
        """Spans of base64 text that decodes to something with an anchor in it."""
        self.words = [match.start() for match in WORD.finditer(data.lower())]
        """Where a word or mark of `WORD` stands."""
        self.urls = _url_offsets(data)
        """Where `://` stands with an `@` on the same word."""

    def offsets(self) -> list[int]:
        """All of them, ascending."""
        return sorted({*self.tokens, *self.words, *self.urls, *(start for start, _ in self.blobs)})


def suspects(data: bytes) -> list[int]:
    """Offsets of DATA where a detector may find something; empty when none can."""
    return Look(data).offsets()


def anchors_at(data: bytes, offset: int) -> list[bytes]:
    """Every anchor that begins at OFFSET, the longest first."""
    longest = _ANCHOR.match(data, offset)
    if longest is None:
        return []
    text = longest.group()
    return [text[:size] for size in range(len(text), 1, -1) if text[:size] in BY_ANCHOR]


def decoded(text: bytes) -> bytes:
    """Base64 TEXT (either alphabet, padding or not) as bytes; empty when it is none."""
    text = text.rstrip(b"=").translate(_STANDARD)
    try:
        return a2b_base64(text[: len(text) - (len(text) % 4 == 1)] + b"==")
    except BinasciiError:
        return b""


def _runs(data: bytes) -> list[tuple[int, int]]:
    """Spans of at least SHORTEST_RUN token characters."""
    classes = data.translate(_CLASSES)
    spans = []
    start = classes.find(_RUN)
    while start >= 0:
        end = classes.find(b" ", start)
        if end < 0:
            end = len(classes)
        spans.append((start, end))
        start = classes.find(_RUN, end)
    return spans


def _token_offsets(data: bytes, runs: list[tuple[int, int]]) -> list[int]:
    found = []
    done = 0
    for start, end in runs:
        found += [match.start() for match in _ANCHOR.finditer(data, max(done, start - _REACH), end)]
        done = end
    return found


def _blobs(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for part in _BLOB.finditer(data, start, end):
        plain = decoded(part.group())
        if _ANCHOR.search(plain) and _token_offsets(plain, _runs(plain)):
            spans.append(part.span())
    return spans


def _url_offsets(data: bytes) -> list[int]:
    found = []
    at = data.find(b"://")
    while at >= 0:
        if USERINFO.match(data, at):
            found.append(at)
        at = data.find(b"://", at + 3)
    return found


USERINFO = re.compile(rb"://([^\s/:\"'<>]{0,128}):([^\s/\"'<>]{1,256})@([\w.-]{1,128})")
"""User, password and host of a URL; the user may hold an `@` (an e-mail address), the password too."""
_SHORTEST_BLOB = 40
_BLOB = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
_STANDARD = bytes.maketrans(b"-_", b"+/")
