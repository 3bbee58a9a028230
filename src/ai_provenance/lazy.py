"""Names that a package loads when they are first used (PEP 562).

A commit pays for every import of its hooks, so a package that they need for one name must not load the homes of the
others. Hooks load this module as well: it imports only what every start of Python has.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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
