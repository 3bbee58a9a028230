"""Evaluates the conditions of CI systems as far as they are constant. What depends on a run is unknown.

One reader for the expressions of GitHub (`a && !b`), GitLab (`$A == "x"`) and Azure (`and(eq(...), ...)`), which differ
in their functions and agree in the rest. Values are never looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from ai_provenance import lazy

Value = bool | str | float | None

_TOKENS = lazy.pattern(
    r"\s+|(?P<text>'(?:[^']|'')*'|\"[^\"]*\")|(?P<number>[-+]?\d+(?:\.\d+)?(?![\w.]))|(?P<name>[$\w][\w.$*-]*(?:\[[^\]]*\])*)"
    r"|(?P<sign>&&|\|\||==|!=|>=|<=|=~|!~|[!()<>,])|(?P<regex>/(?:\\.|[^/\n])+/\w*)|(?P<other>.)",
    re.DOTALL,
)
_MOST_TOKENS = 300
"""Longer expressions are unknown: reading one recurses."""
_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "null": "", "always()": True}
_FAILED = ("failure()", "failed()", "cancelled()", "canceled()", "succeededorfailed()")
NOTHING_FAILED: Mapping[str, Value] = dict.fromkeys(_FAILED[:4], False) | {"success()": True, "succeeded()": True}
"""What the functions about the state of a run give while nothing has failed."""


class _Unknown(Exception):  # noqa: N818 - no error: the answer that cannot be known
    """The value depends on the run."""


def evaluate(condition: object, known: Mapping[str, Value] | None = None) -> bool | None:
    """Whether CONDITION holds; None where that depends on the run.

    KNOWN are values of names (`github.event_name`) and of functions without arguments (`failure()`), in lower case.
    """
    if isinstance(condition, bool) or condition is None:
        return condition
    if isinstance(condition, (int, float)):
        return bool(condition)
    text = str(condition).strip()
    whole = re.fullmatch(r"\$\{\{(.*)\}\}|\$\[(.*)\]", text, re.DOTALL)
    if whole and "${{" not in whole[0][3:]:
        text = (whole[1] or whole[2] or "").strip()
    if not text:
        return None  # systems differ in what an empty condition means, none takes it for false
    try:
        return _Reader(text, {**_CONSTANTS, **(known or {})}).read()
    except _Unknown:
        return None


def is_never(conditions: Iterable[object], known: Mapping[str, Value] | None = None) -> bool:
    """Whether one of CONDITIONS, which must all hold, is false whatever happens."""
    return any(evaluate(one, known) is False for one in conditions)


class _Reader:
    """A recursive descent over the tokens; each method gives a value, or None for one that is unknown."""

    def __init__(self, text: str, known: Mapping[str, Value]) -> None:
        tokens = [(found.lastgroup or "", found[0]) for found in _TOKENS.finditer(text)]
        self._tokens = [token for token in tokens if token[0]]
        self._at = 0
        self._known = known
        if len(self._tokens) > _MOST_TOKENS:
            raise _Unknown

    def read(self) -> bool | None:
        value = self._either()
        if self._at < len(self._tokens):
            raise _Unknown  # no expression that we know
        return None if value is None else _truth(value)

    def _either(self) -> Value:
        return self._joined("||", self._both, any_=True)

    def _both(self) -> Value:
        return self._joined("&&", self._compared, any_=False)

    def _joined(self, sign: str, inner: Callable[[], Value], *, any_: bool) -> Value:
        values = [inner()]
        while self._take(sign):
            values.append(inner())
        return values[0] if len(values) == 1 else _combined(values, any_=any_)

    def _compared(self) -> Value:
        left = self._negated()
        sign = next((one for one in ("==", "!=", ">=", "<=", "=~", "!~", "<", ">") if self._take(one)), "")
        if not sign:
            return left
        right = self._negated()
        if left is None or right is None or sign not in ("==", "!="):
            return None
        return _same(left, right) is (sign == "==")

    def _negated(self) -> Value:
        if not self._take("!"):
            return self._single()
        value = self._negated()
        return None if value is None else not _truth(value)

    def _single(self) -> Value:
        if self._take("("):
            value = self._either()
            if not self._take(")"):
                raise _Unknown
            return value
        kind, text = self._next()
        if kind == "text":
            return text[1:-1]
        if kind == "number":
            return float(text)
        if kind == "name":
            return self._called(text.lower()) if self._take("(") else self._known.get(text.lower())
        if kind == "regex":
            return None
        raise _Unknown

    def _called(self, name: str) -> Value:
        arguments: list[Value] = []
        while not self._take(")"):
            arguments.append(self._either())
            self._take(",")
        if name == "and" and arguments:
            return _combined(arguments, any_=False)
        if name == "or" and arguments:
            return _combined(arguments, any_=True)
        if name == "not" and len(arguments) == 1:
            return None if arguments[0] is None else not _truth(arguments[0])
        if name in ("eq", "ne") and len(arguments) == 2 and None not in arguments:
            return _same(arguments[0], arguments[1]) is (name == "eq")
        return None if arguments else self._known.get(f"{name}()")

    def _take(self, sign: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == ("sign", sign)
        self._at += found
        return found

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise _Unknown
        self._at += 1
        return self._tokens[self._at - 1]


def _combined(values: list[Value], *, any_: bool) -> Value:
    """`any` or `all` of VALUES, where a value may be unknown."""
    truths = [None if value is None else _truth(value) for value in values]
    if any_ in truths:
        return any_
    return None if None in truths else not any_


def _truth(value: Value) -> bool:
    # the text `false` in quotes is a text, which is true: GitHub's own trap, and none of the systems differs
    return bool(value)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if isinstance(left, str) != isinstance(right, str):
        return str(left).lower() == str(right).lower()
    return left == right
