"""`NamedTuple`, declared and used as that of `typing`, whose classes are made in a quarter of the time.

`typing.NamedTuple` compiles the annotation of every field, which nothing here evaluates: for the records of a report
that takes as long as two fifths of a start of Python, and importing `typing` takes a third more. Its classes are those
of `collections.namedtuple`, made here, as importing `collections` costs a hook that records a commit a tenth of a bare
start. Type checkers read the declarations as `typing`'s own. The declaring module must import `annotations` from
`__future__`.
"""

from __future__ import annotations

__all__ = ["NamedTuple"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    import sys

    try:
        from _collections import _tuplegetter
    except ImportError:  # another Python than CPython

        def _tuplegetter(index, doc):
            return property(lambda self: tuple.__getitem__(self, index), doc=doc)

    _OF_THE_TUPLE = frozenset({"__annotations__", "__module__", "__qualname__"})
    """Names of a class body that the class is given or sets itself."""

    def _make(cls, iterable):
        made = tuple.__new__(cls, iterable)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes):
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise TypeError(f"Got unexpected field names: {list(changes)!r}")
        return made

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _values(self):
        return tuple(self)

    def _repr(self):
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{self.__class__.__name__}({fields})"

    _SHARED = {
        "__slots__": (),
        "_make": classmethod(_make),
        "_replace": _replace,
        "__replace__": _replace,
        "_asdict": _asdict,
        "__repr__": _repr,
        "__getnewargs__": _values,
    }
    """What all classes have."""

    class _Declaration(type):
        """Makes a class of tuples of a class body: fields, defaults, and everything else that it defines."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            annotations = body.get("__annotations__", {})
            fields = tuple(map(sys.intern, annotations))
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            listed = "".join(f"{field}, " for field in fields)
            # the quickest function of these parameters, as `collections.namedtuple` makes it
            space = {"_new": tuple.__new__, "__builtins__": {}}
            new = eval(f"lambda _cls, {listed}: _new(_cls, ({listed}))", space)  # noqa: S307 - names of our own fields
            new.__defaults__ = tuple(defaults.values())
            new.__name__ = "__new__"
            space = {
                **_SHARED,
                "__doc__": f"{name}({', '.join(fields)})",
                "__module__": body["__module__"],
                "__qualname__": body["__qualname__"],
                "__annotations__": dict(annotations),
                "__match_args__": fields,
                "__new__": new,
                "_fields": fields,
                "_field_defaults": defaults,
            }
            for index, field in enumerate(fields):
                space[field] = _tuplegetter(index, f"Alias for field number {index}")
            for key, value in body.items():
                if key not in annotations and key not in _OF_THE_TUPLE:
                    space[key] = value
            return type(name, (tuple,), space)

    class NamedTuple(metaclass=_Declaration):
        """What a record names as its base."""
