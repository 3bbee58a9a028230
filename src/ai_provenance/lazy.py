"""What is made when it is first used: the names of a package (PEP 562), and patterns.

A commit pays for every import of its hooks, so a package that they need for one name must not load the homes of the
others. Hooks load this module as well: it imports only what every start of Python has.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping
    from typing import AnyStr


def names(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of PACKAGE, which finds each name of HOMES in the submodule that it maps to.

    No submodule may bear one of these names: importing it would bind the module to the package instead.
    """

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = __import__(f"{package}.{homes[name]}", fromlist=[name])
        value: object = getattr(module, name)
        setattr(sys.modules[package], name, value)
        return value

    return load


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The regular expression TEXT, as `re.compile` gives it, compiled when it is first used.

    The rules of the reader are hundreds of patterns, of which a message needs a few, and to compile them all takes as
    long as ten starts of Python. An error in TEXT is raised at the first use: a test compiles each.
    """
    deferred: re.Pattern[AnyStr] = _Pattern(text, flags)  # type: ignore[assignment]  # it has whatever that has
    return deferred


class _Pattern:
    """Stands for a compiled pattern. A method is found once and kept: a later call costs what it always does."""

    _compiled: re.Pattern[str] | re.Pattern[bytes] | None = None

    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") or "pattern" not in self.__dict__:  # asked of a copy that is not filled in yet
            raise AttributeError(name)
        if self._compiled is None:
            import re  # noqa: PLC0415 - hooks that use no pattern do not pay for it

            self._compiled = re.compile(self.pattern, self._flags)
        value: object = getattr(self._compiled, name)
        setattr(self, name, value)
        return value
