"""A parser for the part of TOML that most configurations are written in, at a tenth of the cost of `tomllib`.

It parses headers of bare keys, arrays of tables, bare keys, one-line strings without escapes, booleans, decimal
integers, plain decimal fractions, dates and arrays of these. It returns None for every other document, and the caller
falls back to `tomllib`. What it does return equals what `tomllib` returns; a property test holds that. Grammar:
https://toml.io/en/v1.0.0.
"""

# A second parser beside the standard library's, for one reason: `tomllib` imports `re` and `datetime`, and with them a
# hook takes three times as long to start as without (docs/architecture.md has the figures).

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Value = Any  # a string, boolean, number, Date, array or table: `tomllib` returns no more precise type either
    Table = dict[str, Any]

_BLANK = " \t"
_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_SCALAR = _BARE | {".", ":", "+"}
_DIGITS = frozenset("0123456789")
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127))
# longer ones are left to `tomllib`, which is right about a float's last digit and about Python's limit for integers
_LONGEST_NUMBER = 15
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Date:
    """A date as it is written. `datetime.date` would import `datetime`, and no key that hooks read is a date."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class _OutsideError(Exception):
    """The document uses something that this parser leaves to `tomllib`."""


def parse(text: str) -> Table | None:
    """The document's tables; None when it is not written in the subset."""
    text = text.replace("\r\n", "\n")
    if len(text.translate(_CONTROLS)) != len(text):
        return None
    try:
        return _document(text)
    except (_OutsideError, RecursionError):  # `tomllib` fails on such a depth as well, and the caller reports that
        return None


def _document(text: str) -> Table:
    root: Table = {}
    table = root
    opened: set[str] = set()
    at = _skip_lines(text, 0)
    while at < len(text):
        if text[at] == "[":
            end = _line_end(text, at)
            table = _open(root, text[at:end], opened)
        else:
            at = _assign(table, text, at)
            end = _line_end(text, at)
            _require_comment(text[at:end])
        at = _skip_lines(text, end)
    return root


def _assign(table: Table, text: str, at: int) -> int:
    """Read `key = value` at AT into TABLE; where the value ends."""
    start = at
    at = _run(text, at, _BARE)
    key = text[start:at]
    at = _skip(text, at, _BLANK)
    if not key or key in table or text[at : at + 1] != "=":
        raise _OutsideError
    table[key], at = _value(text, _skip(text, at + 1, _BLANK))
    return at


def _open(root: Table, line: str, opened: set[str]) -> Table:
    """The table that a header line opens. OPENED remembers names, because TOML lets a table open once."""
    many = line.startswith("[[")
    name, closed, rest = line[1 + many :].partition("]]" if many else "]")
    parts = [part.strip(_BLANK) for part in name.split(".")]
    if not closed or not all(part and _BARE.issuperset(part) for part in parts):
        raise _OutsideError
    _require_comment(rest)
    parent = root
    for part in parts[:-1]:
        parent = _table(parent.setdefault(part, {}))
    return _append(parent, parts, opened) if many else _enter(parent, parts, opened)


def _enter(parent: Table, parts: list[str], opened: set[str]) -> Table:
    name = ".".join(parts)
    if name in opened:
        raise _OutsideError
    opened.add(name)
    return _table(parent.setdefault(parts[-1], {}))


def _append(parent: Table, parts: list[str], opened: set[str]) -> Table:
    name = "[" + ".".join(parts)
    if parts[-1] in parent and name not in opened:
        raise _OutsideError
    opened.add(name)
    rows = parent.setdefault(parts[-1], [])
    if not isinstance(rows, list):
        raise _OutsideError
    row: Table = {}
    rows.append(row)
    return row


def _table(value: Value) -> Table:
    if isinstance(value, dict):
        return value
    raise _OutsideError


def _value(text: str, at: int) -> tuple[Value, int]:
    """The value that begins at AT, and where it ends."""
    first = text[at : at + 1]
    if first == "[":
        return _array(text, at + 1)
    if first and first in "\"'":
        return _string(text, at, first)
    end = _run(text, at, _SCALAR)
    return _scalar(text[at:end]), end


def _string(text: str, at: int, quote: str) -> tuple[str, int]:
    end = text.find(quote, at + 1)
    value = text[at + 1 : end]
    if end < 0 or "\n" in value or (quote == '"' and "\\" in value) or text.startswith(quote * 3, at):
        raise _OutsideError
    return value, end + 1


def _scalar(word: str) -> Value:
    if word in ("true", "false"):
        return word == "true"
    number = word.removeprefix("-")
    whole, dot, fraction = number.partition(".")
    if len(word) > _LONGEST_NUMBER or not _is_whole(whole):
        return _date(word)
    if not dot:
        return int(word)
    if not fraction or not _DIGITS.issuperset(fraction):
        raise _OutsideError
    return float(word)


def _is_whole(digits: str) -> bool:
    return bool(digits) and _DIGITS.issuperset(digits) and (digits == "0" or digits[0] != "0")


def _date(word: str) -> Date:
    """A word of the form 2026-12-31 that is in the calendar."""
    if len(word) != 10 or word[4] != "-" or word[7] != "-":
        raise _OutsideError
    year, month, day = word[:4], word[5:7], word[8:]
    if not _DIGITS.issuperset(year + month + day):
        raise _OutsideError
    if int(year) == 0 or not 1 <= int(month) <= 12 or not 1 <= int(day) <= _DAYS[int(month) - 1]:
        raise _OutsideError
    if month + day == "0229" and (int(year) % 4 or (int(year) % 100 == 0 and int(year) % 400)):
        raise _OutsideError
    return Date(word)


def _array(text: str, at: int) -> tuple[list[Value], int]:
    items: list[Value] = []
    at = _skip_lines(text, at)
    while text[at : at + 1] != "]":
        item, at = _value(text, at)
        items.append(item)
        at = _skip_lines(text, at)
        if text[at : at + 1] == ",":
            at = _skip_lines(text, at + 1)
        elif text[at : at + 1] != "]":
            raise _OutsideError
    return items, at + 1


def _require_comment(rest: str) -> None:
    rest = rest.lstrip(_BLANK)
    if rest and rest[0] != "#":
        raise _OutsideError


def _skip_lines(text: str, at: int) -> int:
    """The first place from AT on that is no blank, line end or comment."""
    at = _skip(text, at, " \t\n")
    while text[at : at + 1] == "#":
        at = _skip(text, _line_end(text, at), " \t\n")
    return at


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _run(text: str, at: int, characters: frozenset[str]) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
