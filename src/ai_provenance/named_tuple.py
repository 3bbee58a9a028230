"""`NamedTuple`, declared and used as that of `typing`, whose classes are made in a third of the time.

`typing.NamedTuple` compiles the annotation of every field, which nothing here evaluates: for the records of a report
that takes as long as two fifths of a start of Python, and importing `typing` takes a third more. Type checkers read the
declarations as `typing`'s own. The declaring module must import `annotations` from `__future__`.
"""

from __future__ import annotations

__all__ = ["NamedTuple"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    _OF_THE_TUPLE = frozenset({"__annotations__", "__module__", "__qualname__"})
    """Names of a class body that `namedtuple` is given or sets itself."""

    class _Declaration(type):
        """Makes a `collections.namedtuple` of a class body: fields, defaults, and everything else that it defines."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaulted = [field for field in fields if field in body]
            if defaulted != list(fields)[len(fields) - len(defaulted) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            defaults = [body[field] for field in defaulted]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            made.__annotations__ = dict(fields)
            made.__qualname__ = body["__qualname__"]
            for key, value in body.items():
                if key not in fields and key not in _OF_THE_TUPLE:
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Declaration):
        """What a record names as its base."""
