"""Finds secrets by the format around them: private keys, password hashes, URLs, base64 text, files of credentials."""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.secretscan.anchors import (
    BLOB,
    BY_ANCHOR,
    SHORT_BLOB,
    USERINFO,
    anchors_at,
    candidate_offsets,
    decode_base64,
    decodings,
    holds_address,
    is_hex,
    is_text,
    token_offsets,
)
from ai_provenance.secretscan.assignments import assignments
from ai_provenance.secretscan.credential_names import PASSWORD
from ai_provenance.secretscan.filekind import CODE, CONFIG, QUOTED
from ai_provenance.secretscan.match import Match
from ai_provenance.secretscan.plausibility import is_plausible, is_stand_in
from ai_provenance.secretscan.tables.contexts import BY_FIRST_BYTES, REACH
from ai_provenance.secretscan.tokens import is_real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.secretscan.budget import Budget
    from ai_provenance.secretscan.tables.contexts import ContextRule

# Every program that reads keys contains the head alone: without a body after it, it is no secret.
_KEY_HEAD = lazy.pattern(
    rb"-----? ?BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)? ?-?-----(?:[\s\"'+,;\\]|\\[nr]){0,200}"
    rb"(?:(?:Version|Comment|Proc-Type|DEK-Info|Hash): ?[^\n\\]{0,100}+(?:[\s\"'+,;\\]|\\[nr]){1,200}+){0,5}"
    rb"([A-Za-z0-9+/=_-]{32,})"
)
_KEY_BODY = lazy.pattern(rb"(?:[A-Za-z0-9+/=_-]|[\s\"'+,;\\]|\\[nr]){0,20000}")
_PPK = lazy.pattern(rb"Private-Lines: \d{1,4}\s{1,4}([A-Za-z0-9+/=\s]{40,20000})", re.IGNORECASE)
_PPK_HEAD = b"PuTTY-User-Key-File-"  # `Key` is its 12th byte

_FILES = (
    (
        "pgpass",
        "Password in .pgpass",
        lazy.pattern(r"(?:^|/)\.?pgpass(?:\.conf)?$"),
        lazy.pattern(rb"^[^#:\n]+:[^:\n]+:[^:\n]+:[^:\n]+:([^\n\r]+)", re.M),
    ),
    (
        "htpasswd",
        "Password in .htpasswd",
        lazy.pattern(r"(?:^|/)\.?htpasswd$"),
        lazy.pattern(rb"^[^#:\s]+:(\S{8,})", re.M),
    ),
    ("netrc-password", "Password in .netrc", lazy.pattern(r"(?:^|/)[._]netrc$"), lazy.pattern(rb"\bpassword\s+(\S+)")),
    (
        "rails-master-key",
        "Rails master key",
        lazy.pattern(r"(?:^|/)(?:master|production|staging)\.key$"),
        lazy.pattern(rb"^([0-9a-f]{32})\s*$", re.M),
    ),
)
"""Files that hold nothing but credentials: rule, type, path, and the secret in their lines."""


def private_keys(data: bytes, offsets: Iterable[int]) -> Iterator[Match]:
    """Private keys (PEM, OpenPGP, SSH, PPK) whose head has the word `key` at one of OFFSETS."""
    for offset in offsets:
        if data[offset - 1 : offset + 3] == b" KEY":
            head = _KEY_HEAD.match(data, _head_start(data, offset))
            # a body of few different characters was typed for a manual or a test
            if head and len(set(head.group(1)[:64])) >= 10:
                body = _KEY_BODY.match(data, head.start(1))
                yield Match("private-key", "Private key", head.start(), body.end() if body else head.end())
        elif offset >= 11 and data.startswith(_PPK_HEAD, offset - 11):
            # the lines that say how long the key is are named before it is searched for
            named = data.find(b"Private-Lines", offset, offset + 8192)
            lines = _PPK.match(data, named) if named >= 0 else None
            if lines:
                yield Match("private-key", "Private key", offset - 11, lines.end())


def _head_start(data: bytes, offset: int) -> int:
    """Where the dashes of the PEM head begin that has `KEY` at OFFSET."""
    begin = data.rfind(b"BEGIN ", max(0, offset - 48), offset)
    if data[begin - 1 : begin] == b" ":  # `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----`
        begin -= 1
    while begin > 0 and data[begin - 1 : begin] == b"-":
        begin -= 1
    return max(begin, 0)


def context_secrets(data: bytes, offsets: Iterable[int], kind: str, *, budget: Budget | None = None) -> Iterator[Match]:
    """Secrets that fixed text at one of OFFSETS gives away (`tables.contexts`), in text of a KIND (`filekind`).

    As many are judged as the BUDGET has steps for, here and below.
    """
    for offset in offsets:
        for rule in BY_FIRST_BYTES.get(data[offset : offset + 2].lower(), ()):
            if rule.holds and data.find(rule.holds, offset, offset + REACH) < 0:
                continue
            found = rule.pattern.match(data, offset)
            if found is None or (rule.in_settings_only and kind == CODE and not _is_registry(data, offset)):
                continue
            if budget and not budget.spend(3):
                return
            span = found.span(found.lastindex or 0)
            value = data[slice(*span)].decode("latin-1")
            if _is_secret(rule, value, kind):
                yield Match(rule.id, rule.type, *span)


def _is_secret(rule: ContextRule, value: str, kind: str) -> bool:
    for escape, plain in (("%2B", "+"), ("%2F", "/"), ("%3D", "=")):  # as in URLs
        value = value.replace(escape, plain)
    if rule.is_call:
        # the second of two arguments is often a plain word that is no password: `auth("read", "write")`
        is_word = len(value) < 10 and value.isalpha() and value.islower()
        return is_plausible(value, PASSWORD, rule.id, strict=CODE) and not is_word
    if rule.is_password:
        return is_plausible(value, PASSWORD, rule.id, strict=kind)
    return not is_stand_in(value, rule.type)


def _is_registry(data: bytes, offset: int) -> bool:
    """Whether `//HOST/:` is before OFFSET, as npm writes it in front of a setting."""
    return b"/:" in data[max(0, offset - 4) : offset]


_BASIC = lazy.pattern(rb"basic[ \t]+([A-Za-z0-9+/_-]{8,1024}={0,2})", re.IGNORECASE)


def basic_credentials(
    data: bytes, offsets: Iterable[int], kind: str, *, budget: Budget | None = None
) -> Iterator[Match]:
    """`Basic` and the base64 of `user:password`, at OFFSETS in text of a KIND (`filekind`), whatever is around it."""
    for offset in offsets:
        found = _BASIC.match(data, offset) if data[offset : offset + 1] in (b"B", b"b") else None
        if found is None:
            continue
        if budget and not budget.spend(3):
            return
        plain = decode_base64(found.group(1))
        user, colon, password = plain.partition(b":")
        if (
            colon
            and is_text(plain)
            and is_plausible(password.decode("latin-1"), PASSWORD, user.decode("latin-1"), strict=kind)
        ):
            yield Match("basic-credentials", "User and password of HTTP basic authentication", *found.span(1))


def url_passwords(data: bytes, offsets: Iterable[int], kind: str, *, budget: Budget | None = None) -> Iterator[Match]:
    """Passwords in the user part of URLs whose `://` is at one of OFFSETS, in text of a KIND (`filekind`)."""
    for offset in offsets:
        url = USERINFO.match(data, offset) if data.startswith(b"://", offset) else None
        if url is None:
            continue
        if budget and not budget.spend(3):
            return
        if _is_real_url(*(part.decode("latin-1") for part in url.groups()), kind=kind):
            yield Match("url-password", "Password in a URL", *url.span(2))


def _is_real_url(user: str, password: str, host: str, *, kind: str) -> bool:
    if f"@{host.lower()}".endswith(_EXAMPLE_HOSTS) or re.search(r"[{}%$<>*()\[\]]|^x+$", user + password[:2]):
        return False
    # settings that name a public host hold the real password, however short
    if kind == CONFIG and "." in host and password.lower() not in _URL_STAND_INS:
        return len(password) >= 3 and not re.search(r"[$%]\{|\{\{|\*\*\*|xxx|\.\.\.", password)
    if _looks_generated(password) and re.search(r"[a-z]\.[a-z]{2,}$", host) and password.lower() not in _URL_STAND_INS:
        return True  # mixed case at a public host: an identifier in camel case would not be written there
    return is_plausible(password, PASSWORD, user, strict=kind)


def _looks_generated(password: str) -> bool:
    """Whether letters and digits are mixed as in a password that a program made."""
    return len(password) >= 8 and password.isalnum() and not (password.islower() or password.istitle())


_EXAMPLE_HOSTS = (
    "example.com",
    "example.org",
    "example.net",
    "@host",
    "@hostname",
    "@server",
    "domain.com",
    "@domain",
    ".test",
    ".invalid",
)
_URL_STAND_INS = frozenset(
    "password passwd pass pwd secret token key pw xxx bar foo test changeme mypassword yourpassword".split()
)


_ENCODED = lazy.pattern(BLOB.pattern + rb"|(" + SHORT_BLOB.pattern + rb")")
"""Base64 text; what is short, its first group, is looked at for addresses alone."""


def encoded_secrets(data: bytes, offsets: Iterable[int], kind: str, *, budget: Budget | None = None) -> Iterator[Match]:
    """Base64 or hex text at OFFSETS that holds a token of the tables, a URL with a password or, in settings, a value
    beside its name.
    """
    covered = 0
    for offset in offsets:
        if offset < covered or not _begins_text(data, offset):
            continue
        text = _ENCODED.match(data, offset)
        if text is None or (text.lastindex and not holds_address(text.group())):
            continue
        covered = text.end()
        encoding = "hex" if is_hex(text.group()) else "base64"
        for plain in decodings(text.group()):
            inner = _inner_secret(plain, kind, budget)
            if inner:
                yield Match(inner[0], f"{inner[1]} in {encoding}", *text.span())


def _inner_secret(plain: bytes, kind: str, budget: Budget | None) -> tuple[str, str] | None:
    """Rule and type of the first secret in PLAIN, which was encoded in text of a KIND (`filekind`)."""
    is_readable = is_text(plain)
    # of what is no text only tokens are looked for: most of it is no base64, but a name or a token
    places = candidate_offsets(plain) if is_readable else token_offsets(plain)
    rule = next(filter(None, (_rule_at(plain, place) for place in places)), None)
    if rule or not is_readable:
        return rule
    found = next(url_passwords(plain, places, kind), None)
    if found is None and kind in (CONFIG, QUOTED):
        found = next(assignments(plain, places, CONFIG, budget=budget), None)
    return (found.rule, found.type) if found else None


def _begins_text(data: bytes, offset: int) -> bool:
    """Whether base64 text begins at OFFSET, rather than goes on from the character before."""
    return not (offset and data[offset - 1 : offset].isalnum())


def _rule_at(plain: bytes, offset: int) -> tuple[str, str] | None:
    for anchor in anchors_at(plain, offset):
        for rule in BY_ANCHOR[anchor]:
            found = rule.pattern.match(plain, offset) if rule.regex else None
            if found and is_real(rule, found.group()):
                return rule.id, rule.type
    return None


def credential_files(path: str, data: bytes) -> Iterator[Match]:
    """Secrets in files of credentials, which are recognised by their path."""
    for rule, kind, where, what in _FILES:
        # `*`, `x` and `!` in the place of a password say that there is none
        lines = what.finditer(data) if where.search(path.lower()) else ()
        yield from (Match(rule, kind, *line.span(1)) for line in lines if line.group(1) not in (b"*", b"x", b"!"))
