"""`NamedTuple`, declared and used as that of `typing`, whose classes are made in a tenth of the time.

`typing.NamedTuple` compiles the annotation of every field, which nothing here evaluates, and `collections.namedtuple`
compiles a constructor for each class: for the records of a report that is as long as two thirds of a start of Python,
and importing `typing` takes a third more. Here the constructors of all classes with as many fields share their code,
and only the names in it differ. Type checkers read the declarations as `typing`'s own. The declaring module must import
`annotations` from `__future__`.
"""

from __future__ import annotations

__all__ = ["NamedTuple"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from operator import itemgetter

    _MOST = 50
    """Fields of a record at most."""
    _NAMES = tuple(f"field_{number}" for number in range(_MOST))
    # not those of `collections`, which hooks would have to import: twice a record's time to read a field, 20 ns
    _PLACES = tuple(property(itemgetter(place), doc=f"The value at place {place}.") for place in range(_MOST))
    """The properties for the places of a tuple."""
    _constructors = {}
    """Number of fields -> a constructor of a record that has so many."""

    class _Record(tuple):
        """What all records have in common."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            """A record of VALUES, one for each field."""
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"expected {len(cls._fields)} values, got {len(made)}")
            return made

        def _replace(self, **changes):
            """The record with other values in the fields that CHANGES names."""
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(changes)}")
            return made

        __replace__ = _replace

        def _asdict(self):
            """The values by the names of the fields."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self):
            """What copies and pickles are made from."""
            return tuple(self)

    def _constructor(owner, fields, defaults):
        """`__new__` of the record OWNER: its parameters are FIELDS, of which the last have DEFAULTS."""
        shared = _constructors.get(len(fields))
        if shared is None:
            names = "".join(f"{name}, " for name in _NAMES[: len(fields)])
            shared = eval(f"lambda _cls, {names}: _new(_cls, ({names}))", {"_new": tuple.__new__})  # noqa: S307 - our own names
            _constructors[len(fields)] = shared
        code = shared.__code__.replace(co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{owner}.__new__")
        return type(shared)(code, shared.__globals__, "__new__", tuple(defaults))

    class _Declaration(type):
        """Makes a record of a class body: fields, defaults, and everything else that it defines."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            if len(fields) > _MOST:
                raise TypeError(f"{name}: a record has at most {_MOST} fields, got {len(fields)}")
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            made = {
                "__new__": _constructor(name, fields, defaults.values()),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
            }
            return type(name, (_Record,), {**made, **body, **dict(zip(fields, _PLACES, strict=False)), "__slots__": ()})

    class NamedTuple(metaclass=_Declaration):
        """What a record names as its base."""
