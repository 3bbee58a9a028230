"""Finds secrets by the format around them: private keys, password hashes, URLs, base64 text, files of credentials."""

from __future__ import annotations

import re

from ai_provenance.secretscan.anchors import BLOB, BY_ANCHOR, USERINFO, anchors_at, candidate_offsets, decode_base64
from ai_provenance.secretscan.credential_names import PASSWORD
from ai_provenance.secretscan.filekind import CONFIG
from ai_provenance.secretscan.match import Match
from ai_provenance.secretscan.plausibility import is_plausible, is_stand_in
from ai_provenance.secretscan.tables.contexts import BY_FIRST_BYTES
from ai_provenance.secretscan.tokens import is_real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Every program that reads keys contains the head alone: without a body after it, it is no secret.
_KEY_HEAD = re.compile(
    rb"-----? ?BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)? ?-?-----(?:[\s\"'+,;\\]|\\[nr]){0,200}"
    rb"(?:(?:Version|Comment|Proc-Type|DEK-Info|Hash): ?[^\n\\]{0,100}+(?:[\s\"'+,;\\]|\\[nr]){1,200}+){0,5}"
    rb"([A-Za-z0-9+/=_-]{32,})"
)
_KEY_BODY = re.compile(rb"(?:[A-Za-z0-9+/=_-]|[\s\"'+,;\\]|\\[nr]){0,20000}")
_PPK = re.compile(rb"Private-Lines: \d{1,4}\s{1,4}([A-Za-z0-9+/=\s]{40,20000})", re.IGNORECASE)
_PPK_HEAD = b"PuTTY-User-Key-File-"  # `Key` is its 12th byte

_FILES = (
    (
        "pgpass",
        "Password in .pgpass",
        re.compile(r"(?:^|/)\.?pgpass(?:\.conf)?$"),
        re.compile(rb"^[^#:\n]+:[^:\n]+:[^:\n]+:[^:\n]+:([^\n\r]+)", re.M),
    ),
    ("htpasswd", "Password in .htpasswd", re.compile(r"(?:^|/)\.?htpasswd$"), re.compile(rb"^[^#:\s]+:(\S{8,})", re.M)),
    ("netrc-password", "Password in .netrc", re.compile(r"(?:^|/)[._]netrc$"), re.compile(rb"\bpassword\s+(\S+)")),
    (
        "rails-master-key",
        "Rails master key",
        re.compile(r"(?:^|/)(?:master|production|staging)\.key$"),
        re.compile(rb"^([0-9a-f]{32})\s*$", re.M),
    ),
)
"""Files that hold nothing but credentials: rule, type, path, and the secret in their lines."""


def private_keys(data: bytes, offsets: Iterable[int]) -> Iterator[Match]:
    """Private keys (PEM, OpenPGP, SSH, PPK) whose head has the word `key` at one of OFFSETS."""
    for offset in offsets:
        if data[offset : offset + 3] == b"KEY":
            head = _KEY_HEAD.match(data, _head_start(data, offset))
            # a body of few different characters was typed for a manual or a test
            if head and len(set(head.group(1)[:64])) >= 10:
                body = _KEY_BODY.match(data, head.start(1))
                yield Match("private-key", "Private key", head.start(), body.end() if body else head.end())
        elif offset >= 11 and data.startswith(_PPK_HEAD, offset - 11):
            lines = _PPK.search(data, offset, offset + 8192)
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


def context_secrets(data: bytes, offsets: Iterable[int]) -> Iterator[Match]:
    """Secrets that fixed text at one of OFFSETS gives away (`tables.contexts`)."""
    for offset in offsets:
        for rule in BY_FIRST_BYTES.get(data[offset : offset + 2].lower(), ()):
            found = rule.pattern.match(data, offset)
            span = found.span(found.lastindex or 0) if found else None
            if span and not is_stand_in(data[slice(*span)].decode("latin-1"), rule.type):
                yield Match(rule.id, rule.type, *span)


def url_passwords(data: bytes, offsets: Iterable[int], kind: str) -> Iterator[Match]:
    """Passwords in the user part of URLs whose `://` is at one of OFFSETS, in text of a KIND (`filekind`)."""
    for offset in offsets:
        url = USERINFO.match(data, offset)
        if url and _is_real_url(*(part.decode("latin-1") for part in url.groups()), kind=kind):
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


def base64_tokens(data: bytes, offsets: Iterable[int]) -> Iterator[Match]:
    """Base64 text at OFFSETS that decodes to a token of the tables."""
    covered = 0
    for offset in offsets:
        text = BLOB.match(data, offset) if offset >= covered and _begins_text(data, offset) else None
        if text is None:
            continue
        covered = text.end()
        plain = decode_base64(text.group())
        rule = next(filter(None, (_rule_at(plain, place) for place in candidate_offsets(plain))), None)
        if rule:
            yield Match(rule[0], f"{rule[1]} in base64", *text.span())


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
