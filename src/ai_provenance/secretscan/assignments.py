"""Finds a value beside the name of a credential: assignment, mapping, element, attribute, argument, flag.

From each word of `anchors.WORDS` the text is read outwards: the whole name to the left, an operator and a value to the
right. `credential_names` says what kind of value to expect, `plausibility` whether this value can be one.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.secretscan.credential_names import PASSWORD, SECRET, describes, name_class, singular, words
from ai_provenance.secretscan.filekind import CODE, CONFIG, PROSE, QUOTED
from ai_provenance.secretscan.match import Match
from ai_provenance.secretscan.plausibility import LONGEST_VALUE, is_plausible, is_random

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.secretscan.budget import Budget

    _Name = tuple[str, tuple[str, ...], str]

# The operator between a name and its value; the name of the group says which form it is. Every repeat is bounded, so
# that no text, however hostile, takes more time than its length.
_OPERATOR = lazy.pattern(
    rb"""
    # the rest of the name, possessive: with backtracking each anchor would cost the square of its length
    (?:\w|\.(?!(?:unwrap_or|or|get_?or_?else|value_or)\w{0,8}\()(?=\w)|-(?=\w)){0,48}+
    (?:
      (?P<pair> \\{0,7}["'] (?:[ \t]+value[ \t]*=|[ \t]*,\s{0,40}\\{0,7}["']value\\{0,7}["'][ \t]*:) [ \t]*
          (?=\\{0,7}["']) )
    # a name, and on the next line its `value:` (YAML); a parameter, and below its type and its default (CloudFormation)
    | (?P<below> ["']?[ \t]*\r?\n[ \t]{0,40}value:[ \t]* )
    | (?P<default> :[ \t]*\r?\n (?:[ \t]{1,40}(?:type|description|noecho|sensitive|required):[^\n]{0,120}\n){0,4}
          [ \t]{1,40}(?:default|value):[ \t]* )
    # `variable "api_key" { type = string  default = "..." }`
    | (?P<block> ["'][ \t]*\{[^{}]{0,300}?\bdefault[ \t]*=[ \t]*(?=") )
    | (?P<nested> </(?:key|name|param-name)>\s{0,40}<(?:string|value|param-value|data)> )      # property lists
    # `["..."]`, and in YAML a `- ...` on the next line, maybe with a name of its own
    | (?P<listed> \\{0,7}["']?[ \t]*(?:=>|:=|[=:])[ \t]*(?:\[\]\w{1,16})?[\[{(]\s{0,40}(?=\\{0,7}["'])
        | ["']?:[ \t]*\r?\n[ \t]{0,40}-[ \t]+(?:(?:key|token|value|secret|password)[ \t]*:[ \t]*)? )
    | (?P<fallback> \\{0,7}["'`]?[\])}]{0,2} (?:
          [ \t]*(?:\|\||\?\?|\?:|//|\bor\b|\|[ \t]*default\b[ \t(]*)[ \t]*(?=["'`])
        | [ \t]*\??\.(?:unwrap_or(?:_else)?|get_?or_?else|or_?else(?:_?get)?|value_or|or)\([ \t]*
          (?:\|_?\||\(\)[ \t]*[-=]>|\{)?[ \t]*(?=["'`])
        | [ \t]*\{[ \t]*(?=["'][^"'\n]{1,200}["'][ \t]*\})
        | [ \t]*,[^\n"'`]{0,60}\b(?:default|fallback|initial)(?:_?value)?[ \t]*[=:][ \t]*(?=["'`]) ) )
    | \\{0,7}["'`]?[\])]? [ \t]{0,24}?
      (?: \[\d{0,4}\][ \t]* )?
      (?:
        (?P<typed> :[ \t]*[&*\[]{0,2}(?:'\w{1,12}[ ]|mut[ ]|constant[ ])?
            [A-Za-z_][\w.<>\[\]|?&*; ]{0,40}?[ \t]*:?=[ \t]*
            (?=[&@bcruf]{0,2}[#]?["'`]|(?:new[ ])?[\w.:]{0,24}(?:from|String|SecretStr|decode)\(["'`])
        | [ \t]+(?:As[ \t]+)?[A-Za-z]\w{0,15}(?:\(\d{1,5}\))?[ \t]*:?=[ \t]*(?=[N]?["'`]) )
      | [ \t]* (?P<assign> :=|=>|->|\?=|\|\|=|\?\?=|===?|!==?|[=:] ) [ \t]*
          (?:\(?\\?\r?\n[ \t]{0,80}(?=\\{0,7}["']))?
      | (?P<argument> [ \t]*,[ \t]*(?=\\{0,7}["'`]) | \([ \t]*(?=["'`]|[\w.]{0,40}[dD]ecode\() )
      | (?P<space> [ \t]+ )
      )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A sixth of the work of `_OPERATOR`, for most names: `NAME=value`, of which that says the same (the group `assign`),
# and whether anything follows that it can take.
_QUICK = lazy.pattern(
    rb"(?:\w|\.(?!(?:unwrap_or|or|get_?or_?else|value_or)\w{0,8}\()(?=\w)|-(?=\w)){0,48}+"
    rb"(?:(?P<assign>=)(?![=>\s\[({\\])|(?=[\\\"'`<=:>\])}|?/.{,\[(!\- \t])|(?=\r?\n[ \t]{0,40}value:))",
    re.IGNORECASE,
)
# the rest of an XML element's start after its name: `<Pass encoding="base64">`, `<string name="api_key">`
_ELEMENT = lazy.pattern(rb"[\w.-]{0,48}(?P<element>[\"']?(?:[ \t][^<>\n]{0,80})?>)")
# a call that wraps a literal (`bytes.fromhex("...")`): the literal is the value
_WRAPPED = lazy.pattern(
    rb"(?:new[ ]{1,4})?[\w.:]{0,40}(?:decode|fromhex|from|bytes|unhexlify|String|KeySpec|SecretStr)\((?=[\"'`])",
    re.IGNORECASE,
)
# prefixes of string literals, and words that schemes of HTTP authentication put before the value
_PREFIX = lazy.pattern(rb"(?:[&bBcrRuULNf@]{1,2}#?(?=[\"'`])|Bearer\s+|Basic\s+|Token\s+|base64:)", re.IGNORECASE)
_PREFIX_BYTES = frozenset(bytes([byte]) for byte in b"&@bBcCfFlLnNrRtTuU")
_LONGEST_CALL = 64
"""Bytes of the longest beginning of a call that `_WRAPPED` matches, the quote included."""
_LAST_ARGUMENT = lazy.pattern(rb"[\"'`]{1,3}\s{0,40}\)")
_SCHEME = lazy.pattern(rb"(?:Bearer|Basic|Token|Digest|ApiKey|base64)[ :]\s*", re.IGNORECASE)
_QUOTED = {
    quote: lazy.pattern(
        rb"(?:"
        + quote
        + rb"){3}([^\n]{0,4096}?)(?:"
        + quote
        + rb"){3}|"
        + quote
        + rb"((?:[^"
        + quote
        + rb"\\\n]|\\.){0,4096}+)"
        + quote
    )
    for quote in (b'"', b"'", b"`")
}
# a literal inside another one, as in the JSON of a notebook: `\"password\": \"...\"`
_ESCAPED = lazy.pattern(rb"(\\{1,7}[\"'])([^\"'\\\n]{0,4096}+)\1")
# no quotes: runs of plain characters, at once as far as they go, and what `&` joins to them
_PLAIN = rb"[^\s\"'`<>;,(){}&]{0,4096}+"
_BARE = lazy.pattern(
    rb"(" + _PLAIN + rb"(?:&(?!\w+=)" + _PLAIN + rb"){0,16}+)(?=[ \t]*(?:$|[\r\n;,}&\"'`]|[ \t](?:\#|//)))",
    re.MULTILINE,
)
# with no blank around the `=`, as in commands and query strings, the next blank ends the value
_TIGHT_PLAIN = _PLAIN.replace(b"&]", b"&|]")
_TIGHT = lazy.pattern(
    rb"(" + _TIGHT_PLAIN + rb"(?:&(?!\w+=)" + _TIGHT_PLAIN + rb"){0,16}+)(?=[\s;,}&\"'`|\\]|$)", re.MULTILINE
)
_TEXT = lazy.pattern(rb"\s{0,40}([^<>\s][^<>\n]{0,4095}?)\s{0,40}</")
# `${NAME:-value}` of shells, `${NAME:value}` of Spring
_DEFAULT = lazy.pattern(rb"\$\{(?:([\w.-]{1,80}):[-=]?|(\w{1,80})[-=])(?P<value>[^}\s\"'$?+-][^}\n$]{3,512})\}")
# what comes right before the literal that stands in for a value that is absent
_FALLBACK = lazy.pattern(
    rb"(?:\|\||\?\?|\?:|//|\bor\b|\belse\b|:|\bdefault(?:_?value)?[ \t]*=|\bfallback[ \t]*="
    rb"|\b(?:unwrap_or|get_?or_?else|or_?else|value_or|or)\([ \t]*(?=[\"'`])"
    rb"|\)[ \t]*\{[ \t]*(?:\|\w{0,16}\|[ \t]*)?(?=[\"'`][^\"'`\n]{1,512}[\"'`][ \t]*\})"  # a block of Ruby
    rb"|\b(?:get_?or_?else|get_?or_?default|get|getenv|fetch|or|coalesce|ifnull|nvl|try|lookup)"
    rb"\([^()\n]{0,80}(?:\([^()\n]{0,60}\))?[^()\n]{0,20},)[ \t]*(?=[\"'`])",
    re.IGNORECASE,
)
NAME_WORDS = (b"pass", b"pwd", b"secret", b"token", b"key", b"auth", b"cred", b"salt", b"login")
"""Words that the name of a credential holds."""
_WORD = lazy.pattern(b"|".join(NAME_WORDS), re.IGNORECASE)
_QUOTE = lazy.pattern(rb"[\"'`]")
_BLANK = lazy.pattern(rb"[\s\"'`,;]")
_OPENING = lazy.pattern(rb"<|\$\{")
_STATEMENT = 240
"""Bytes of a statement in which a literal is searched after a reference."""
_NAME_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
_LONGEST_NAME = 64
_MOST_READS = 12
"""Names within one stretch of text that are read in full: a query has some, hostile text has thousands."""
_MOST_LISTED = 64
_NEXT_ITEM = lazy.pattern(
    rb"\\{0,7}[\"'`]?[ \t]*,?\s{0,80}(?:-[ \t]+(?:(?:key|token|value|secret|password)[ \t]*:[ \t]*)?)?"
    rb"(?=\\{0,7}[\"'\w])",
)


_JUDGED_AT_ONCE = 16
"""Bytes of a value whose judgement is as much work as to read one."""
_SHORTEST_PASSWORD, _SHORTEST_SECRET = 4, 10
"""Bytes of the shortest values that `plausibility` takes for such."""


class _Value:
    """A value beside a name: its span, whether it has no quotes, and whether it stands in for an absent one."""

    __slots__ = ("end", "is_bare", "is_fallback", "start")

    def __init__(self, start: int, end: int, *, is_bare: bool = False, is_fallback: bool = False) -> None:
        self.start = start
        self.end = end
        self.is_bare = is_bare
        self.is_fallback = is_fallback


def assignments(data: bytes, offsets: Iterable[int], kind: str, *, budget: Budget | None = None) -> Iterator[Match]:
    """Values beside the names at OFFSETS (beginnings of words, from `anchors`) in text of a KIND (`filekind`).

    As many are looked at as the BUDGET has steps for.
    """
    covered = 0
    work = _Work(data, budget)
    for offset in offsets:
        if offset < covered or offset < work.read_until or not _WORD.match(data, offset):
            continue  # a second word of a name that has been read, a word inside its value, or no name at all
        operator = _operator(data, offset)
        if operator is None and not _OPENING.search(data, max(0, offset - 24), offset):
            continue  # no operator, no XML element, no variable: true of most words, and cheap to find out
        for name, form, value in _read_pair(data, offset, operator, kind=kind, work=work):
            match = _match(data, name, form, value, kind)
            if match:
                covered = value.end
                yield match


class _Work:
    """Bounds what names that crowd each other may cost: text is read a few times only, whatever it holds."""

    __slots__ = (
        *("_budget", "_data", "_end", "_quote", "_searched", "_tries"),
        *("has_expressions", "read_until", "reads"),
    )

    def __init__(self, data: bytes, budget: Budget | None) -> None:
        self._data = data
        self._budget = budget
        self.read_until = 0
        """The offset up to which names have been read, or are not to be read."""
        self._end = 0
        self._tries = 0
        self._searched = 0
        self._quote = -1
        self.has_expressions = b"{{" in data
        """Whether there is an expression of a template anywhere."""
        self.reads = 0
        """Long texts that were read from a name on."""

    def spend(self, steps: int = 1) -> bool:
        """Whether there are STEPS left for the next name or value."""
        may = self._budget is None or self._budget.spend(steps)
        if not may:
            self.read_until = len(self._data)
        return may

    def may_judge(self, value: _Value, named: str) -> bool:
        """Whether VALUE, beside a name of the class NAMED, is long enough to be a secret and may be judged."""
        size = value.end - value.start
        is_long = size >= (_SHORTEST_PASSWORD if named == PASSWORD else _SHORTEST_SECRET)
        return is_long and self.spend(1 + size // _JUDGED_AT_ONCE)

    def has_quote(self, start: int, end: int) -> bool:
        """Whether a quote is between START and END, which are near each other."""
        if start < self._searched:  # a name inside what was read from an earlier one
            return bool(_QUOTE.search(self._data, start, min(end, self._searched))) or start <= self._quote < end
        if start > self._quote:
            # names come in order of place, so that the whole text is searched once
            found = _QUOTE.search(self._data, start)
            self._searched, self._quote = start, found.start() if found else len(self._data)
        return self._quote < end

    def may_read(self, start: int, size: int) -> bool:
        """Whether SIZE bytes may be read from START on; the same bytes a few times only."""
        if start >= self._end:
            self._end, self._tries = start + size, 0
        elif self._tries >= _MOST_READS:
            return False
        self._tries += 1
        self.reads += 1
        return True


def _operator(data: bytes, offset: int) -> re.Match[bytes] | None:
    """The rest of the name at OFFSET and what is between it and its value."""
    operator = _QUICK.match(data, offset)
    return _OPERATOR.match(data, offset) if operator is not None and operator.lastgroup is None else operator


def _read_pair(
    data: bytes, offset: int, operator: re.Match[bytes] | None, *, kind: str, work: _Work
) -> Iterator[tuple[_Name, str, _Value]]:
    """The name around OFFSET, the form in which it is written, and the values beside it, several in a list."""
    start = _name_start(data, offset)
    if data.startswith(b"${", start - 2):
        # `${PASSWORD:default}` refers to a variable, and may hold what stands in for it
        default = _DEFAULT.match(data, start - 2)
        if default:
            name = (default[1] or default[2]).decode("latin-1")
            yield (name, *_class_of(name, "assign", kind)), "assign", _Value(*default.span("value"), is_fallback=True)
        return
    if work.has_expressions and _in_expression(data, offset) and (operator is None or operator.lastgroup != "fallback"):
        return  # a filter, a variable, a comparison
    operator = _element(data, start, offset) or operator
    form = (operator and operator.lastgroup) or ""
    if operator is None or not _is_form_allowed(data, operator, start, kind):
        return
    name = data[start : operator.start(form)].decode("latin-1").strip(" \t\"'`\\[]()")
    # the further words of this name have the same operator
    work.read_until = operator.start(form)
    # most names are of no credential: their values are not looked at
    parts, named = _class_of(name, form, kind)
    is_named = bool(named) and work.spend()
    value = _value(data, operator, data[start - 1 : start] if start else b"", kind, work) if is_named else None
    if value is None:
        return
    values = (value, *_further_items(data, value, kind)) if form == "listed" else (value,)
    yield from (((name, parts, named), form, one) for one in values if work.may_judge(one, named))


def _class_of(name: str, form: str, kind: str) -> tuple[tuple[str, ...], str]:
    """The words of NAME, written in FORM, and its class."""
    # in code the last part says what is assigned (`getpass.getuser.return_value`), in settings the whole key does
    parts = words(name.rpartition(".")[2] if kind == CODE else name)
    named = name_class(parts)
    if form == "listed":
        named = named or name_class(singular(parts))
        # lists of passwords are lists of examples
        named = SECRET if named == PASSWORD else named
    return parts, named


def _further_items(data: bytes, value: _Value, kind: str) -> Iterator[_Value]:
    """The items of a list after its first VALUE."""
    end = value.end
    for _ in range(_MOST_LISTED):
        following = _NEXT_ITEM.match(data, end)
        # between two items there is a comma or, in YAML, a dash
        if following is None or not (b"," in following.group() or b"-" in following.group()):
            return
        quoted = _quoted(data, following.end())
        if quoted is None:
            if b"\n" not in following.group() or kind == CODE:
                return
            bare = _BARE.match(data, following.end())
            if bare is None or not bare.group(1):
                return
            quoted = bare.span(1)
        yield _Value(*quoted)
        end = quoted[1]


def _element(data: bytes, start: int, offset: int) -> re.Match[bytes] | None:
    is_element = data[start - 1 : start] == b"<" or data[max(0, start - 6) : start] in (b'name="', b"name='")
    return _ELEMENT.match(data, offset) if is_element else None


def _name_start(data: bytes, offset: int) -> int:
    before = data[max(0, offset - _LONGEST_NAME) : offset]
    return offset - len(before) + len(before.rstrip(_NAME_BYTES))


def _is_form_allowed(data: bytes, operator: re.Match[bytes], start: int, kind: str) -> bool:
    form = operator.lastgroup
    if form == "space":
        return _is_setting(data, operator, start, kind)
    if form == "argument":  # `define('PASSWORD', 'x')`, not the next of a list of names; or `password("x")`
        opening = data[max(0, start - 12) : start].replace(b" ", b"").replace(b"\\", b"").lower()
        if b"(" in operator.group(form) or opening.endswith((b"coalesce(", b"ifnull(", b"nvl(")):
            return True
        return opening.endswith((b"('", b'("')) and b")" not in operator.group()
    if form == "assign" and operator.group(form) == b":":  # not the `:` of a choice, as in `x ? "userPass" : y`
        return not data[max(0, start - 12) : start].rstrip(b" \t\"'`").endswith(b"?")
    return form != "below" or data[max(0, start - 24) : start].rstrip(b" \t\"'").endswith(b"name:")


_SETTERS = (b"#define", b"setenv", b"set", b"setx", b"env", b"arg", b"fastcgi_param", b"uwsgi_param", b"passenv")


def _is_setting(data: bytes, operator: re.Match[bytes], start: int, kind: str) -> bool:
    """Whether a blank joins name and value: `--password x`, `#define PASSWORD "x"`, SQL, first on a line of INI."""
    before = data[max(0, start - 24) : start]
    word = data[operator.start() : operator.end()].lower().strip()
    if word == b"password" and data.startswith(b"'", operator.end()):
        return True
    head = before[before.rfind(b"\n") + 1 :].strip().lower()
    if before.endswith(b"--") or head in _SETTERS or head.startswith((b"set -", b"set -x", b"set -gx")):
        return True
    return kind == CONFIG and not head and word != b"pass"


def _value(  # noqa: PLR0911 - a form of value each
    data: bytes, operator: re.Match[bytes], before: bytes, kind: str, work: _Work
) -> _Value | None:
    """The value after OPERATOR, without quotes and scheme. BEFORE is the byte before the name."""
    form, start = operator.lastgroup or "", operator.end()
    if form in ("element", "nested"):
        text = _TEXT.match(data, start)
        return _Value(*text.span(1)) if text else None
    if data[start : start + 1] not in _QUOTED:
        if work.has_quote(start, start + _LONGEST_CALL):
            wrapped = _WRAPPED.match(data, start)
            start = wrapped.end() if wrapped else start
        prefix = _PREFIX.match(data, start) if data[start : start + 1] in _PREFIX_BYTES else None
        start = prefix.end() if prefix else start
    variable = start + (data[start : start + 1] in (b'"', b"'"))
    default = _DEFAULT.match(data, variable) if data.startswith(b"${", variable) else None
    if default:
        return _Value(*default.span("value"), is_fallback=True)
    quoted = _quoted(data, start)
    if quoted:
        return _without_scheme(data, operator, *quoted)
    is_comparison = form == "assign" and operator.group(form) in (b"==", b"===", b"!=", b"!==")
    if is_comparison or form in ("argument", "typed", "pair", "block", "fallback"):
        return None
    # in code an unquoted value is a variable or a call; only a query string inside a literal has none
    in_query = before in (b"?", b"&")
    name = data[operator.start() : operator.start(form)]
    is_code = kind == CODE or (kind == QUOTED and not (name.isupper() and operator.group(form) == b"="))
    if is_code and not in_query:
        return _fallback(data, start, work) if form == "assign" else None
    if kind == CONFIG and form == "assign":
        literal = _fallback(data, start, work)
        if literal:
            return literal
    return _bare(data, operator, start, work, in_query=in_query)


def _in_expression(data: bytes, offset: int) -> bool:
    """Whether OFFSET is inside `{{ }}`, where names stand for values."""
    # nothing is searched for beyond it: the beginning of a line of megabytes is far
    opened = data.rfind(b"{{", max(0, offset - _STATEMENT), offset)
    return opened >= 0 and data.find(b"}}", opened, offset) < 0 and data.find(b"\n", opened, offset) < 0


def _fallback(data: bytes, start: int, work: _Work) -> _Value | None:
    """The literal that an expression at START ends in, where it stands in for a value that is absent."""
    if not (data[start : start + 1].isalnum() or data[start : start + 1] in (b"$", b"_", b"(", b"@", b"*", b"!")):
        return None
    line = data.find(b"\n", start, start + _STATEMENT)
    end = line if line >= 0 else min(len(data), start + _STATEMENT)
    # a literal is in quotes, and most statements have none
    if not work.has_quote(start, end) or not work.may_read(start, _STATEMENT):
        return None
    value = None
    for found in _FALLBACK.finditer(data, start, end):
        if found.group().strip() == b":" and b"?" not in data[start : found.start()]:
            continue  # the `:` of a mapping, not of a choice
        quoted = _quoted(data, found.end())
        if quoted:
            value = _Value(*quoted, is_fallback=True)  # of `a or b or "..."` the last
    return value


def _without_scheme(data: bytes, operator: re.Match[bytes], start: int, end: int) -> _Value | None:
    if operator.lastgroup == "argument" and operator.group(0).endswith(b"(") and not _LAST_ARGUMENT.match(data, end):
        return None  # `check_password("ana", "...")`: the first of several arguments is the user's name
    scheme = _SCHEME.match(data, start, end)
    return _Value(scheme.end() if scheme else start, end, is_fallback=operator.lastgroup == "fallback")


def _bare(data: bytes, operator: re.Match[bytes], start: int, work: _Work, *, in_query: bool) -> _Value | None:
    # the end of a short value is near; only a text that is long without a blank may be read again and again
    if not _BLANK.search(data, start, start + 80) and not work.may_read(start, 4096):
        return None
    form = operator.lastgroup or ""
    is_tight = in_query or form == "space" or (operator.group(form) == b"=" and data[start : start + 1] not in b" \t")
    bare = (_TIGHT if is_tight else _BARE).match(data, start)
    return _Value(*bare.span(1), is_bare=True) if bare and 4 <= len(bare.group(1)) <= LONGEST_VALUE else None


def _quoted(data: bytes, start: int) -> tuple[int, int] | None:
    pattern = _QUOTED.get(data[start : start + 1])
    if pattern:
        match = pattern.match(data, start)
        return match.span(match.lastindex or 0) if match and match.lastindex else None
    escaped = _ESCAPED.match(data, start) if data[start : start + 1] == b"\\" else None
    return escaped.span(2) if escaped else None


def _match(  # noqa: PLR0911 - a reason each
    data: bytes, of_name: _Name, form: str, found: _Value, kind: str
) -> Match | None:
    name, parts, named = of_name
    if not named:
        return None
    if data[max(0, found.start - 6) : found.start].lower() == b"basic ":
        return None  # `formats.basic_credentials` decodes it
    value = data[found.start : found.end].decode("utf-8", "replace")
    # an unquoted value with such signs is a pattern, a list or a Windows path
    if found.is_bare and kind == CONFIG and any(sign in value for sign in "|[]*\\"):
        return None
    is_prose = (found.is_bare and kind != CONFIG) or (found.is_fallback and kind == CONFIG)
    if not is_plausible(value, named, name, strict=PROSE if is_prose else kind):
        return None
    if named == PASSWORD and describes(parts) and not is_random(value, least=16):
        return None  # `update_password: always`
    if named == PASSWORD and form == "argument" and len(value) < 10 and value.isalpha() and value.islower():
        return None  # `model_of("x-pass", "plan")`: two plain words
    if named == PASSWORD:
        return Match("password", "Password", found.start, found.end)
    return Match("generic-secret", "Secret beside its name", found.start, found.end)
