"""`NamedTuple`, declared and used as that of `typing`, whose classes are made in a twentieth of the time.

`typing.NamedTuple` compiles the annotation of every field, which nothing here evaluates, and `collections.namedtuple`
compiles `__new__` for each class: for the sixty records of a command that takes as long as half a start of Python. Here
`__new__` is compiled once for each number of fields, and the names of the fields are put into it. Type checkers read
the declarations as `typing`'s own. The declaring module must import `annotations` from `__future__`.
"""

from __future__ import annotations

__all__ = ["NamedTuple"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter as _getter  # what `collections` itself takes
    except ImportError:

        def _getter(index, doc):
            return property(lambda self: tuple.__getitem__(self, index), doc=doc)

    _function = type(lambda: None)
    _NAMESPACE = {"__builtins__": {}, "_new": tuple.__new__}
    _codes, _getters = {}, []

    def _new_of(name, fields, defaults):
        """The `__new__` of the record NAME: its signature has FIELDS, the last of them with DEFAULTS."""
        count = len(fields)
        if count not in _codes:
            arguments = "".join(f"a{index}, " for index in range(count))
            _codes[count] = eval(f"lambda _cls, {arguments}: _new(_cls, ({arguments}))", _NAMESPACE).__code__  # noqa: S307 - our own text
        code = _codes[count].replace(co_name="__new__", co_varnames=("_cls", *fields))
        made = _function(code, _NAMESPACE, "__new__", defaults)
        made.__qualname__ = f"{name}.__new__"
        return made

    def _make(cls, iterable):
        """Make a record of a sequence or iterable."""
        made = tuple.__new__(cls, iterable)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **values):
        """Return a new record with VALUES in the place of those fields."""
        made = self._make(map(values.pop, self._fields, self))
        if values:
            raise TypeError(f"Got unexpected field names: {list(values)!r}")
        return made

    def _repr(self):
        """Return the record as the call that makes it."""
        fields = ", ".join([f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True)])
        return f"{self.__class__.__name__}({fields})"

    def _asdict(self):
        """Return a new dictionary of the field names and their values."""
        return dict(zip(self._fields, self, strict=True))

    def _getnewargs(self):
        """Return the record as a plain tuple; for copy and pickle."""
        return tuple(self)

    _METHODS = {
        "__slots__": (),
        "__repr__": _repr,
        "__getnewargs__": _getnewargs,
        "__replace__": _replace,  # copy.replace, since Python 3.13
        "_make": classmethod(_make),
        "_replace": _replace,
        "_asdict": _asdict,
    }

    class _Declaration(type):
        """Makes a subclass of `tuple` of a class body: fields, defaults, and everything else that it defines."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaulted = tuple([field for field in fields if field in body])
            if defaulted != fields[len(fields) - len(defaulted) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            defaults = {field: body[field] for field in defaulted}
            for index in range(len(_getters), len(fields)):
                _getters.append(_getter(index, f"Alias for field number {index}"))
            own = {
                "__new__": _new_of(name, fields, tuple(defaults.values())),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
            }
            # what the body defines, a method of its own among it, comes before what every record has
            names = {key: value for key, value in body.items() if key not in defaults}
            return type(name, (tuple,), {**_METHODS, **own, **names, **dict(zip(fields, _getters, strict=False))})

    class NamedTuple(metaclass=_Declaration):
        """What a record names as its base."""
