"""The cheap look before any detector: where in a buffer could a secret be at all?

Four questions, each asked of the whole buffer at C speed: does an anchor stand in a long run of token characters; is
there a word that names a credential; a password hash; a URL with a password in it? Everything that a detector finds
begins at an offset that the sieve names; a test compares the two.
"""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64

from ai_provenance.secretscan.tables.ai import AI_RULES
from ai_provenance.secretscan.tables.vendors import VENDOR_RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.secretscan.rule import Rule

TOKEN_RULES = AI_RULES + VENDOR_RULES

SHORTEST_RUN = 20
"""No token is shorter, prefix included; a table test holds the rules to it."""
_RUN = b"a" * SHORTEST_RUN
_REACH = 12  # an anchor with a dot (`hvs.`, `ya29.`) ends before the run that it announces
_TOKEN_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/="
_CLASSES = bytes(97 if value in _TOKEN_BYTES else 32 for value in range(256))
_DRAWN = re.compile(rb"[A-Z0-9]")  # names and paths in lower case are most of the long runs, and no token is so

BY_ANCHOR: dict[bytes, tuple[Rule, ...]] = {}
"""Anchor -> the rules that may match there, in the tables' order: the special before the general."""
for _rule in TOKEN_RULES:
    for _anchor in _rule.anchors:
        BY_ANCHOR[_anchor] = (*BY_ANCHOR.get(_anchor, ()), _rule)


def _tree(words: Iterable[bytes]) -> bytes:
    """One regular expression for many words, branching letter by letter: a flat list would be tried one by one."""
    rests: dict[bytes, set[bytes]] = {}
    for word in words:
        rests.setdefault(word[:1], set()).add(word[1:])
    return b"|".join(_branch(first, rests[first]) for first in sorted(rests))


def _branch(first: bytes, rests: set[bytes]) -> bytes:
    longer = [rest for rest in rests if rest]
    if not longer:
        return re.escape(first)
    return re.escape(first) + b"(?:" + _tree(longer) + b")" + (b"?" if b"" in rests else b"")


_ANCHOR = re.compile(_tree(BY_ANCHOR))

WORDS = (
    *(b"pass", b"pwd", b"secret", b"token", b"key", b"auth", b"cred", b"salt", b"login"),
    *(b"identified by", b"curl ", b"pbkdf2_sha"),
)
"""In lower case: names of credentials, and what announces one."""
_TELLING_NAME = re.compile(rb"pgpass|htpasswd|netrc|\.key\s", re.IGNORECASE)
_HASH = re.compile(rb"\$(?:2[abxy]?\$|apr1\$|[156]\$|y\$|argon2|P\$)")
USERINFO = re.compile(rb"://([^\s/:\"'<>]{0,128}):([^\s/\"'<>]{1,256})@([\w.-]{1,128}|[%${\[])")
"""User, password and host of a URL; the user may hold an `@` (an e-mail address), the password too."""
_SHORTEST_BLOB = 40
BLOB = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
"""Base64 text long enough to hold a token."""
_STANDARD = bytes.maketrans(b"-_", b"+/")


def suspects(data: bytes) -> list[int]:
    """Offsets of DATA, ascending, where a detector may find something; empty when none can."""
    found = set(_in_runs(data))
    low = data.lower()
    for word in WORDS:
        found.update(_places(low, word))
    found.update(match.start() for match in _HASH.finditer(data))
    found.update(at for at in _places(data, b"://") if USERINFO.match(data, at))
    return sorted(found)


def is_telling(header: bytes) -> bool:
    """Whether a patch's header names a file that holds nothing but credentials (`forms.files`): read it whole."""
    return bool(_TELLING_NAME.search(header))


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


def _places(data: bytes, word: bytes) -> Iterator[int]:
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + 1)


def _in_runs(data: bytes, *, inside: bool = False) -> list[int]:
    """Anchors in or just before runs of token characters, and base64 text with an anchor INSIDE it."""
    classes = data.translate(_CLASSES)
    find, is_drawn, anchors = classes.find, _DRAWN.search, _ANCHOR.finditer  # a patch has tens of thousands of runs
    found: list[int] = []
    start = find(_RUN)
    while start >= 0:
        end = find(b" ", start + SHORTEST_RUN)
        if end < 0:
            end = len(classes)
        if is_drawn(data, start, end):
            found += [match.start() for match in anchors(data, max(0, start - _REACH), end)]
            if end - start >= _SHORTEST_BLOB and not inside:
                found += [blob.start() for blob in BLOB.finditer(data, start, end) if _holds_anchor(blob.group())]
        start = find(_RUN, end)
    return found


def _holds_anchor(text: bytes) -> bool:
    # at the beginning of a patch's line its `+` passes for base64
    texts = (text, text[1:]) if text.startswith(b"+") else (text,)
    return any(_ANCHOR.search(plain) and _in_runs(plain, inside=True) for plain in map(decoded, texts))
