"""Our `NamedTuple`, held to the one of `typing`."""

from __future__ import annotations

import pickle
import typing
from inspect import signature
from typing import Any

import pytest

from ai_provenance.named_tuple import NamedTuple


class Ours(NamedTuple):
    """A record."""

    name: str
    number: int = 3
    """The field's own documentation."""

    @property
    def doubled(self) -> int:
        return self.number * 2


class Theirs(typing.NamedTuple):
    """A record."""

    name: str
    number: int = 3
    """The field's own documentation."""

    @property
    def doubled(self) -> int:
        return self.number * 2


def test_a_record_is_the_tuple_that_typing_makes() -> None:
    assert tuple(Ours("a")) == tuple(Theirs("a"))
    assert Ours("a") == ("a", 3)
    assert hash(Ours("a")) == hash(Theirs("a"))
    assert repr(Ours("a")) == repr(Theirs("a")).replace("Theirs", "Ours")
    assert Ours("a", 4).doubled == 8


def test_a_record_has_the_same_fields_defaults_and_documentation() -> None:
    assert Ours._fields == Theirs._fields
    assert Ours._field_defaults == Theirs._field_defaults
    assert Ours.__doc__ == Theirs.__doc__
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)


@pytest.mark.parametrize("count", [1, 2, 3, 30])
def test_a_record_is_made_by_position_and_by_name(count: int) -> None:
    fields = [f"field{number}" for number in range(count)]
    body = "from __future__ import annotations\nclass X(Base):\n" + "".join(f"    {name}: int\n" for name in fields)
    made: list[Any] = []
    for base in (NamedTuple, typing.NamedTuple):
        names: dict[str, Any] = {"Base": base, "__name__": "m"}
        exec(body, names)
        made.append(names["X"])
    ours, theirs = made
    values = dict(zip(fields, range(count), strict=True))
    assert ours(*values.values()) == ours(**values) == theirs(**values)
    assert list(signature(ours).parameters) == list(signature(theirs).parameters)
    assert [getattr(ours(**values), name) for name in fields] == list(values.values())


def test_a_record_has_methods_that_call_the_tuples_own() -> None:
    class Doubled(NamedTuple):
        number: int

        def __len__(self) -> int:
            return 2 * super().__len__()

    assert len(Doubled(1)) == 2
    assert Doubled(1)._asdict() == {"number": 1}


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Ours("a").number = 4  # type: ignore[misc]  # that is what is tested
    with pytest.raises(AttributeError):
        Ours("a").other = 4  # type: ignore[attr-defined]  # likewise


def test_a_missing_or_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^Ours.__new__\(\) missing 1 required positional argument: 'name'$"):
        Ours()  # type: ignore[call-arg]  # that is what is tested
    with pytest.raises(TypeError):
        Ours("a", other=1)  # type: ignore[call-arg]  # likewise


def test_a_record_has_whatever_typing_gives_one() -> None:
    assert set(dir(Theirs)) - set(dir(Ours)) <= {"__orig_bases__"}
    assert Ours("a")._asdict() == Theirs("a")._asdict()
    assert tuple(Ours._make(["a", 1])) == tuple(Theirs._make(["a", 1]))
    assert Ours.__new__.__defaults__ == Theirs.__new__.__defaults__
    assert Ours.__match_args__ == Theirs.__match_args__


@pytest.mark.parametrize("kind", [Ours, Theirs])
def test_what_does_not_fit_is_refused(kind: Any) -> None:
    for values in ([], ["a", 1, 2]):
        with pytest.raises(TypeError):
            kind._make(values)
    with pytest.raises((TypeError, ValueError)):  # since Python 3.13 the first
        kind("a")._replace(other=1)


@pytest.mark.parametrize("base", [NamedTuple, typing.NamedTuple])
def test_a_default_before_a_field_without_one_is_refused(base: object) -> None:
    body = "from __future__ import annotations\nclass X(Base):\n    a: int = 1\n    b: int"
    with pytest.raises(TypeError, match="default"):
        exec(body, {"Base": base, "__name__": "m"})


def test_a_record_has_no_more_fields_than_there_are_places() -> None:
    body = "from __future__ import annotations\nclass X(NamedTuple):\n" + "".join(f"    f{n}: int\n" for n in range(51))
    with pytest.raises(TypeError, match="at most 50 fields, got 51"):
        exec(body, {"NamedTuple": NamedTuple, "__name__": "m"})


def test_a_record_can_be_copied_with_a_change_and_pickled() -> None:
    assert Ours("a")._replace(number=5) == Ours("a", 5)
    assert pickle.loads(pickle.dumps(Ours("a"))) == Ours("a")
    assert type(pickle.loads(pickle.dumps(Ours("a")))) is Ours
