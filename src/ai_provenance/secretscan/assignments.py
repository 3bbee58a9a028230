"""Finds a value beside the name of a credential: assignment, mapping, element, attribute, argument, flag.

From each word of `anchors.WORDS` the text is read outwards: the whole name to the left, an operator and a value to the
right. `credential_names` says what kind of value to expect, `plausibility` whether this value can be one.
"""

from __future__ import annotations

import re

from ai_provenance.secretscan.credential_names import PASSWORD, name_class, words
from ai_provenance.secretscan.filekind import CODE, CONFIG, PROSE
from ai_provenance.secretscan.match import Match
from ai_provenance.secretscan.plausibility import is_plausible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The operator between a name and its value; the name of the group says which form it is. Every repeat is bounded, so
# that no text, however hostile, takes more time than its length.
_OPERATOR = re.compile(
    rb"""
    [\w.-]{0,48}                                           # the rest of the name
    (?:
      (?P<pair> \\?["'] (?:[ \t]+value[ \t]*=|[ \t]*,\s{0,40}\\?["']value\\?["'][ \t]*:) [ \t]* (?=\\?["']) )
    | (?P<below> ["']?[ \t]*\r?\n[ \t]{0,40}value:[ \t]* )         # a name, and on the next line its `value:` (YAML)
    | \\?["'`]?[\])]? [ \t]{0,24}?
      (?: \[\d{0,4}\][ \t]* )?
      (?:
        (?P<typed> :[ \t]*[A-Za-z_][\w.<>\[\]|]{0,30}[ \t]*=[ \t]* (?=["'`bu])
        | [ \t]+[A-Za-z]\w{0,15}[ \t]*:?=[ \t]*(?=["'`]) )
      | [ \t]* (?P<assign> :=|=>|->|\?=|\|\|=|===?|!==?|[=:] ) [ \t]*
      | (?P<argument> [ \t]*,[ \t]*(?=\\?["'`]) | \([ \t]*(?=["'`]|[\w.]{0,40}[dD]ecode\() )
      | (?P<space> [ \t]+ )
      )
    )
    """,
    re.VERBOSE,
)
# the rest of an XML element's start after its name: `<Pass encoding="base64">`, `<string name="api_key">`
_ELEMENT = re.compile(rb"[\w.-]{0,48}(?P<element>[\"']?(?:[ \t][^<>\n]{0,80})?>)")
# a call that wraps a literal (`bytes.fromhex("...")`): the literal is the value
_WRAPPED = re.compile(
    rb"(?:new[ ]+)?[\w.]{0,40}(?:decode|fromhex|from|bytes|unhexlify|String|KeySpec)\((?=[\"'`])", re.IGNORECASE
)
# prefixes of string literals, and words that schemes of HTTP authentication put before the value
_PREFIX = re.compile(rb"(?:[bBrRuULNf@]{1,2}(?=[\"'`])|Bearer\s+|Basic\s+|Token\s+|base64:)", re.IGNORECASE)
_LAST_ARGUMENT = re.compile(rb"[\"'`]{1,3}\s{0,40}\)")
_SCHEME = re.compile(rb"(?:Bearer|Basic|Token|Digest|ApiKey|base64)[ :]\s*", re.IGNORECASE)
_QUOTED = {
    quote: re.compile(
        rb"(?:"
        + quote
        + rb"){3}([^\n]{0,512}?)(?:"
        + quote
        + rb"){3}|"
        + quote
        + rb"((?:[^"
        + quote
        + rb"\\\n]|\\.){0,512})"
        + quote
    )
    for quote in (b'"', b"'", b"`")
}
# a literal inside another one, as in the JSON of a notebook: `\"password\": \"...\"`
_ESCAPED = re.compile(rb"\\([\"'])([^\"'\\\n]{0,512})\\\1")
_BARE = re.compile(
    rb"((?:[^\s\"'`<>;,(){}&]|&(?!\w+=)){4,512})(?=[ \t]*(?:$|[\r\n;,}&\"'`]|[ \t](?:\#|//)))", re.MULTILINE
)
# with no blank around the `=`, as in commands and query strings, the next blank ends the value
_TIGHT = re.compile(rb"((?:[^\s\"'`<>;,(){}&|]|&(?!\w+=)){4,512})(?=[\s;,}&\"'`|]|$)", re.MULTILINE)
_TEXT = re.compile(rb"\s{0,40}([^<>\s][^<>\n]{0,511}?)\s{0,40}</")
_NAME_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")
_LONGEST_NAME = 64


def assignments(data: bytes, offsets: Iterable[int], kind: str) -> Iterator[Match]:
    """Values beside the names at OFFSETS (beginnings of words, from `anchors`) in text of a KIND (`filekind`)."""
    covered = 0
    for offset in offsets:
        if offset < covered:
            continue  # a second word of a name that has been read, or a word inside its value
        found = _read_pair(data, offset, kind)
        if found is None:
            continue
        name, start, end, bare = found
        match = _match(data, name, start, end, kind, bare=bare)
        if match:
            covered = end
            yield match


def _read_pair(data: bytes, offset: int, kind: str) -> tuple[str, int, int, bool] | None:
    """The name around OFFSET, the span of the value beside it, and whether the value has no quotes."""
    operator = _OPERATOR.match(data, offset)
    if operator is None and b"<" not in data[max(0, offset - 24) : offset]:
        return None  # no operator and no XML element: true of most words, and cheap to find out
    start = _name_start(data, offset)
    if data.startswith(b"${", start - 2):
        return None  # `${PASSWORD:default}` refers to a variable and holds no value
    operator = _element(data, start, offset) or operator
    if operator is None:
        return None
    form = operator.lastgroup or ""
    if not _is_form_allowed(data, operator, start, kind):
        return None
    value = _value(data, operator, data[start - 1 : start] if start else b"", kind)
    if value is None:
        return None
    name_end = operator.start(form)
    name = data[start:name_end].decode("latin-1").strip(" \t\"'`\\[]()")
    return name, *value


def _element(data: bytes, start: int, offset: int) -> re.Match[bytes] | None:
    before = data[max(0, start - 6) : start]
    return _ELEMENT.match(data, offset) if before.endswith((b"<", b'name="', b"name='")) else None


def _name_start(data: bytes, offset: int) -> int:
    lowest = max(0, offset - _LONGEST_NAME)
    while offset > lowest and data[offset - 1] in _NAME_BYTES:
        offset -= 1
    return offset


def _is_form_allowed(data: bytes, operator: re.Match[bytes], start: int, kind: str) -> bool:
    form = operator.lastgroup
    if form == "space":
        return _is_setting(data, operator, start, kind)
    if form == "argument":  # `define('PASSWORD', 'x')`, not the next of a list of names; or `password("x")`
        opening = data[max(0, start - 4) : start].replace(b" ", b"").replace(b"\\", b"")
        return b"(" in operator.group(form) or (opening.endswith((b"('", b'("')) and b")" not in operator.group())
    return form != "below" or data[max(0, start - 24) : start].rstrip(b" \t\"'").endswith(b"name:")


def _is_setting(data: bytes, operator: re.Match[bytes], start: int, kind: str) -> bool:
    """Whether a blank joins name and value: `--password x`, `#define PASSWORD "x"`, SQL, first on a line of INI."""
    before = data[max(0, start - 24) : start]
    word = data[operator.start() : operator.end()].lower().strip()
    if word == b"password" and data.startswith(b"'", operator.end()):
        return True
    head = before[before.rfind(b"\n") + 1 :].strip()
    if before.endswith(b"--") or head in (b"#define", b"setenv", b"set"):
        return True
    return kind == CONFIG and not head and word != b"pass"


def _value(data: bytes, operator: re.Match[bytes], before: bytes, kind: str) -> tuple[int, int, bool] | None:
    """The span of the value after OPERATOR, without quotes and scheme, and whether it has no quotes.

    BEFORE is the byte before the name.
    """
    form, start = operator.lastgroup or "", operator.end()
    if form == "element":
        text = _TEXT.match(data, start)
        return (*text.span(1), False) if text else None
    for opening in (_WRAPPED, _PREFIX):
        found = opening.match(data, start)
        start = found.end() if found else start
    quoted = _quoted(data, start)
    if quoted:
        return _without_scheme(data, operator, *quoted)
    # in code an unquoted value is a variable or a call; only a query string inside a literal has none
    in_query = before in (b"?", b"&")
    if (kind == CODE and not in_query) or form in ("argument", "typed", "pair"):
        return None
    return _bare(data, operator, start, in_query=in_query)


def _without_scheme(data: bytes, operator: re.Match[bytes], start: int, end: int) -> tuple[int, int, bool] | None:
    if operator.group(0).endswith(b"(") and not _LAST_ARGUMENT.match(data, end):
        return None  # `check_password("ana", "...")`: the first of several arguments is the user's name
    scheme = _SCHEME.match(data, start)
    return (scheme.end() if scheme else start, end, False)


def _bare(data: bytes, operator: re.Match[bytes], start: int, *, in_query: bool) -> tuple[int, int, bool] | None:
    form = operator.lastgroup or ""
    is_tight = in_query or form == "space" or (operator.group(form) == b"=" and data[start : start + 1] not in b" \t")
    bare = (_TIGHT if is_tight else _BARE).match(data, start)
    return (*bare.span(1), True) if bare else None


def _quoted(data: bytes, start: int) -> tuple[int, int] | None:
    pattern = _QUOTED.get(data[start : start + 1])
    if pattern:
        match = pattern.match(data, start)
        return match.span(match.lastindex or 0) if match and match.lastindex else None
    escaped = _ESCAPED.match(data, start)
    return escaped.span(2) if escaped else None


def _match(data: bytes, name: str, start: int, end: int, kind: str, *, bare: bool) -> Match | None:  # noqa: PLR0913
    # in code the last part says what is assigned (`getpass.getuser.return_value`), in settings the whole key does
    named = name_class(words(name.rpartition(".")[2] if kind == CODE else name))
    if not named:
        return None
    value = data[start:end].decode("utf-8", "replace")
    # an unquoted value with such signs is a pattern, a list or a Windows path
    if bare and kind == CONFIG and any(sign in value for sign in "|[]*\\"):
        return None
    if not is_plausible(value, named, name, strict=PROSE if bare and kind != CONFIG else kind):
        return None
    if named == PASSWORD:
        return Match("password", "Password", start, end)
    return Match("generic-secret", "Secret beside its name", start, end)
