"""The prefilter of the scan: names the offsets in a buffer at which a detector could find a secret.

An anchor is a literal that every token of a rule contains, such as `ghp_`. Four searches run over the whole buffer at C
speed: anchors in long runs of token characters, words that name a credential, password hashes, URLs with a password.
Whatever a detector can find begins at one of these offsets: a property test runs the detectors at every byte instead.
"""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64

from ai_provenance import lazy
from ai_provenance.secretscan.tables.ai import AI_RULES
from ai_provenance.secretscan.tables.services import SERVICE_RULES
from ai_provenance.secretscan.tables.vendors import VENDOR_RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.secretscan.rule import Rule

TOKEN_RULES = AI_RULES + VENDOR_RULES + SERVICE_RULES

SHORTEST_RUN = 20
"""Length of the shortest token that any rule accepts, prefix included; a test checks the tables."""
_RUN = b"a" * SHORTEST_RUN
_REACH = 20  # an anchor with a dot (`hvs.`, `ya29.`) ends before the run that it announces
_REACH_AFTER = 32
_TOKEN_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/="
# One `bytes.translate` turns token characters into `a` and all others into blanks. `bytes.find` then locates the
# runs at the speed of a memory search.
_CLASSES = bytes(97 if value in _TOKEN_BYTES else 32 for value in range(256))
# most long runs are names and paths in lower case, and no token is without an upper-case letter or a digit
_UPPER_OR_DIGIT = lazy.pattern(rb"[A-Z0-9]")

BY_ANCHOR: dict[bytes, tuple[Rule, ...]] = {}
"""Anchor -> the rules that may match there, in the tables' order: the special before the general."""
for _rule in TOKEN_RULES:
    for _anchor in _rule.anchors:
        BY_ANCHOR[_anchor] = (*BY_ANCHOR.get(_anchor, ()), _rule)


def _alternation(words: Iterable[bytes]) -> bytes:
    """One regular expression that matches any of WORDS, branching letter by letter."""
    # `re` tries the branches of a flat list one after the other; branches by letter are ruled out by their first byte
    rests: dict[bytes, set[bytes]] = {}
    for word in words:
        rests.setdefault(word[:1], set()).add(word[1:])
    return b"|".join(_branch(first, rests[first]) for first in sorted(rests))


def _branch(first: bytes, rests: set[bytes]) -> bytes:
    longer = [rest for rest in rests if rest]
    if not longer:
        return re.escape(first)
    if len(longer) == len(rests) and len({rest[:1] for rest in longer}) == 1:
        # no group where there is no choice: half of the time to compile goes into groups
        return re.escape(first) + _alternation(longer)
    return re.escape(first) + b"(?:" + _alternation(longer) + b")" + (b"?" if b"" in rests else b"")


_COMMON = {anchor: rule.followed_by for rule in TOKEN_RULES for anchor in rule.anchors if rule.followed_by}
_ANCHOR = lazy.pattern(
    b"|".join(
        [
            _alternation(anchor for anchor in BY_ANCHOR if anchor not in _COMMON),
            *(re.escape(anchor) + b"(?=" + after + b")" for anchor, after in _COMMON.items()),
        ]
    )
)
_BEGINNINGS = {
    anchor: tuple(anchor[:size] for size in range(len(anchor), 1, -1) if anchor[:size] in BY_ANCHOR)
    for anchor in BY_ANCHOR
}
"""Anchor -> itself and those that it begins with, the longest first."""
_FURTHER = {
    anchor: places
    for anchor in BY_ANCHOR
    if (places := [at + 1 for at in range(anchor.find(b"."), len(anchor)) if anchor[at + 1 :] in BY_ANCHOR])
    and b"." in anchor
}
"""Anchor that goes on behind a dot -> where another one is its end: `task.eyJ` may be a variable and a JWT."""

WORDS = (
    *(b"pass", b"pwd", b"secret", b"token", b"key", b"auth", b"cred", b"salt", b"login"),
    *(b"identified by", b"curl ", b"pbkdf2_sha", b"basic ", b"sig="),
    *(b"mysql", b"mariadb", b"mongo", b"redis-cli", b"ldap", b"sqlcmd", b"mosquitto_", b"smbclient"),
)
"""Words, in lower case, that name a credential or come right before one."""
_CREDENTIAL_FILE = lazy.pattern(rb"pgpass|htpasswd|netrc|\.key\s", re.IGNORECASE)
_HASH = lazy.pattern(rb"\$(?:2[abxy]?\$|apr1\$|[156]\$|y\$|argon2|P\$)")
USERINFO = lazy.pattern(rb"://([^\s/:\"'<>]{0,128}):([^\s/\"'<>]{1,256})@([\w.-]{1,128}|[%${\[])")
"""User, password and host of a URL; the user may hold an `@` (an e-mail address), the password too."""
_SHORTEST_BLOB = 40
BLOB = lazy.pattern(rb"[A-Za-z0-9+/_-]{40,}")
"""Base64 text long enough to hold a token."""
_SLASHES = (b"Oi8v", b"ovL", b"6Ly")
"""What becomes of `://` in base64, by where it begins within three bytes; whatever is beside it."""
SHORT_BLOB = lazy.pattern(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{22,39}(?![A-Za-z0-9+/_-])")
"""Base64 text that is too short for a token, and may hold an address with its password."""
_STANDARD = bytes.maketrans(b"-_", b"+/")


def candidate_offsets(data: bytes) -> list[int]:
    """The offsets of DATA, ascending, at which a detector may find something; empty when none can."""
    found = set(_anchors_in_runs(data))
    low = data.lower()
    for word in WORDS:
        if word in low:  # most texts hold few of them, and what base64 holds is short
            found.update(_occurrences(low, word))
    found.update(match.start() for match in _HASH.finditer(data))
    found.update(at for at in _occurrences(data, b"://") if USERINFO.match(data, at))
    if any(part in data for part in _SLASHES):
        found.update(blob.start() for blob in SHORT_BLOB.finditer(data) if holds_address(blob.group()))
    return sorted(found)


def token_offsets(data: bytes) -> list[int]:
    """The offsets of DATA, ascending, at which the anchor of a token is."""
    return sorted(_anchors_in_runs(data, inside=True)) if _ANCHOR.search(data) else []


def names_credential_file(header: bytes) -> bool:
    """Whether the header of a patch names a file of credentials only (`formats.credential_files`), to be read whole."""
    return bool(_CREDENTIAL_FILE.search(header))


def anchors_at(data: bytes, offset: int) -> tuple[bytes, ...]:
    """Every anchor that begins at OFFSET, the longest first."""
    # the pattern is greedy, so every other anchor that begins here is a prefix of what it matched
    longest = _ANCHOR.match(data, offset)
    return _BEGINNINGS[longest.group()] if longest else ()


def decode_base64(text: bytes) -> bytes:
    """Base64 TEXT (either alphabet, padding or not) as bytes; empty when it is none."""
    text = text.rstrip(b"=").translate(_STANDARD)
    try:
        # one character past a group of four holds no whole byte; `a2b_base64` ignores padding that is too long
        return a2b_base64(text[: len(text) - (len(text) % 4 == 1)] + b"==")
    except BinasciiError:
        return b""


def decodings(text: bytes) -> list[bytes]:
    """What TEXT, letters of base64, encodes: base64 of text or of gzip, or hex."""
    if is_hex(text):
        try:
            return [bytes.fromhex(text[: len(text) & ~1].decode("ascii"))]
        except ValueError:
            pass  # base64 that begins with digits
    plain = decode_base64(text)
    return [_unpacked(plain) if plain.startswith(b"\x1f\x8b") else plain]


def holds_address(text: bytes) -> bool:
    """Whether base64 TEXT holds an address with a password."""
    if not any(part in text for part in _SLASHES):
        return False
    return any(
        is_text(plain) and any(USERINFO.match(plain, at) for at in _occurrences(plain, b"://"))
        for plain in map(decode_base64, _as_added(text))
    )


def _as_added(text: bytes) -> tuple[bytes, ...]:
    """Base64 TEXT; a line that a patch adds begins with `+`, a base64 character: with it and without it."""
    return (text, text[1:]) if text.startswith(b"+") else (text,)


def is_hex(text: bytes) -> bool:
    """Whether TEXT begins with so many hex digits that it is hex and no base64."""
    return not text[:32].translate(None, _HEX_DIGITS)


def is_text(plain: bytes) -> bool:
    """Whether PLAIN begins as text does: what is no encoded text has other bytes within its first few."""
    return len(plain) >= 8 and not plain[:32].translate(None, _PRINTABLE)


_HEX_DIGITS = b"0123456789abcdefABCDEF"
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_UNPACKED = 1 << 20
"""Bytes that a packed text is unpacked to: a few bytes may hold gigabytes."""


def _unpacked(packed: bytes) -> bytes:
    import zlib  # noqa: PLC0415 - few texts are packed

    try:
        return zlib.decompressobj(wbits=31).decompress(packed, _UNPACKED)
    except zlib.error:
        return b""


def _occurrences(data: bytes, word: bytes) -> Iterator[int]:
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + 1)


def _anchors_in_runs(data: bytes, *, inside: bool = False) -> list[int]:
    """Anchors in or just before runs of token characters, and base64 text with an anchor INSIDE it."""
    classes = data.translate(_CLASSES)
    # looked up once: a patch has tens of thousands of runs
    find, has_upper_or_digit = classes.find, _UPPER_OR_DIGIT.search
    found: list[int] = []
    begin = searched = 0
    start = find(_RUN)
    while start >= 0:
        end = find(b" ", start + SHORTEST_RUN)
        if end < 0:
            end = len(classes)
        if has_upper_or_digit(data, start, end):
            # short runs in a row are searched together: from each on its own, most of the text would be searched twice
            if start - _REACH > searched:
                found += _anchors_between(data, begin, searched)
                begin = start - _REACH
            searched = end
            # one level of base64 is undone, as manifests and CI settings have it; a deeper one is not looked for
            if end - start >= _SHORTEST_BLOB and not inside:
                found += [blob.start() for blob in BLOB.finditer(data, start, end) if _holds_anchor(blob.group())]
        start = find(_RUN, end)
    found += _anchors_between(data, begin, searched)
    return found


def _anchors_between(data: bytes, begin: int, end: int) -> list[int]:
    # what follows an anchor may be behind a dot, which ends the run
    found = [match.start() for match in _ANCHOR.finditer(data, begin, end + _REACH_AFTER) if match.start() < end]
    for anchor, further in _FURTHER.items():
        at = data.find(anchor, begin, end)
        while at >= 0:
            found += [at + place for place in further if at + place < end]
            at = data.find(anchor, at + 1, end)
    return found


def _holds_anchor(text: bytes) -> bool:
    return any(_is_candidate(plain) for one in _as_added(text) for plain in decodings(one))


def _is_candidate(plain: bytes) -> bool:
    """Whether a detector may find something in PLAIN, which was encoded."""
    if token_offsets(plain):
        return True
    if not is_text(plain):
        return False
    low = plain.lower()
    return any(word in low for word in WORDS) or any(USERINFO.match(plain, at) for at in _occurrences(plain, b"://"))
