"""The models of the schema: the reader accepts what they accept, with the same values, and refuses the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from ai_provenance.config import Config, Override, keys, parse_config, records
from ai_provenance.config.read import checked
from ai_provenance.config.records import document
from ai_provenance.config.schema import config_model, config_schema
from ai_provenance.errors import ConfigError

_MODEL = config_model()
_TABLES = (
    keys.HOOKS,
    keys.REPORT,
    keys.SECRETS,
    keys.OVERRIDE,
    keys.WAIVER,
    keys.POLICY,
    keys.DELIVERY_COMPONENT,
    keys.DELIVERY,
    keys.AGENT,
    keys.TOP,
)
_EDGES = (
    "",
    " ",
    "\t\x85",
    "\x1c",
    "refs/",
    "refs/\n",
    "refs/a\n",
    "abcdef0",
    "abcdef",
    "ABCDEF0",
    "abcdef0\n",
    "0" * 65,
)
_NUMBERS = (-1, 0, 1, 100, 101, 10**400, -(10**400), 2**64, 0.0, -0.0, 99.9, float("nan"), float("inf"), -float("inf"))
_WRONG = st.one_of(
    st.sampled_from([*_EDGES, *_NUMBERS, True, False, date(2026, 1, 1), datetime(2026, 1, 1), time(1)]),
    st.lists(st.sampled_from(["a", 1, True, [], {}]), max_size=2),
    st.dictionaries(st.sampled_from(["a", "tag", "AIP001"]), st.integers(), max_size=2),
)


def _text(key: keys.Key) -> st.SearchStrategy[str]:
    if key.choices:
        return st.sampled_from(key.choices)
    if key.pattern:
        return st.sampled_from(["refs/notes/ai", "0123abc", "f" * 40])
    return st.sampled_from(["a", " b ", "c\u2003", "copilot*", "src/**", *_EDGES])


_RIGHT: dict[str, Callable[[keys.Key], st.SearchStrategy[object]]] = {
    keys.BOOLEAN: lambda _: st.booleans(),
    keys.STRING: _text,
    keys.WHOLE: lambda _: st.integers(1, 2**70),
    keys.NUMBER: lambda _: st.integers(1, 100) | st.floats(0.5, 100),
    keys.DATE: lambda _: st.dates(),
}


def _value(key: keys.Key, *, wrong: bool) -> st.SearchStrategy[object]:
    """Values for KEY: mostly right ones, and with WRONG others."""
    if isinstance(key.holds, keys.Table):
        holds: st.SearchStrategy[object] = st.deferred(lambda: _table(key.holds, wrong=wrong))  # type: ignore[arg-type]  # narrowed above
    else:
        holds = _RIGHT[key.holds](key)
    if wrong:
        holds = holds | _WRONG
    if key.shape == keys.ARRAY:
        holds = st.lists(holds, max_size=3)
    elif key.shape == keys.NAMED:
        names = (*key.names, "AIP1") if wrong or not key.names else key.names
        holds = st.dictionaries(st.sampled_from(names), holds, max_size=3)
    return holds | _WRONG if wrong else holds


def _table(table: keys.Table, *, wrong: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Documents for TABLE; with WRONG also unknown keys and missing ones."""
    values = {key.name: _value(key, wrong=wrong) for key in table.keys}
    needed = {} if wrong else {key.name: values[key.name] for key in table.keys if key.required}
    if wrong:
        values["unknown"] = st.just(1)
    return st.fixed_dictionaries(needed, optional={name: value for name, value in values.items() if name not in needed})


def _same(read: object, modelled: object, written: object) -> bool:
    """Whether a record has the values of a model; an override only those that are WRITTEN."""
    if isinstance(read, Override):
        assert isinstance(modelled, BaseModel)
        assert isinstance(written, dict)
        fields = {name.replace("-", "_") for name in written}
        own = {**read.demands, "paths": read.paths, "branches": read.branches}
        return fields <= own.keys() and all(own[name] == getattr(modelled, name) for name in own)
    if isinstance(modelled, BaseModel):
        assert isinstance(written, dict)
        names = {name: name.replace("_", "-") for name in type(modelled).model_fields}
        return all(
            _same(getattr(read, name), getattr(modelled, name), written.get(key, {})) for name, key in names.items()
        )
    if isinstance(modelled, dict):
        assert isinstance(read, dict)
        assert isinstance(written, dict)
        return list(read) == list(modelled) and all(_same(read[k], modelled[k], written.get(k, {})) for k in read)
    if isinstance(modelled, tuple) and modelled and isinstance(modelled[0], BaseModel):
        assert isinstance(read, tuple)
        assert isinstance(written, list)
        return len(read) == len(modelled) and all(map(_same, read, modelled, written))
    return (type(read), read) == (type(modelled), modelled)


def _holds_them_together(text: dict[str, Any]) -> bool:
    """Whether both accept TEXT, with the same values; False when both refuse."""
    try:
        modelled = _MODEL.model_validate(text)
    except ValidationError:
        with pytest.raises(ConfigError):
            checked(text, source="x.toml")
        return False
    assert _same(checked(text, source="x.toml"), modelled, text)
    return True


@given(_table(keys.TOP, wrong=True))
@example({"hooks": {"timeout": 10**400}})
@example({"policy": {"severity": {"AIP1": "off"}}})
def test_the_reader_accepts_what_the_models_accept(text: dict[str, Any]) -> None:
    _holds_them_together(text)


@given(st.sampled_from(keys.TOP.keys).flatmap(lambda key: st.tuples(st.just(key.name), _value(key, wrong=True))))
@settings(max_examples=300)
def test_one_key_alone_is_accepted_by_both_or_by_none(entry: tuple[str, object]) -> None:
    _holds_them_together({entry[0]: entry[1]})


@given(_table(keys.TOP, wrong=False))
def test_values_of_the_right_type_are_the_same_in_both(text: dict[str, Any]) -> None:
    _holds_them_together(text)


@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.record)
def test_a_record_has_a_field_for_each_key(table: keys.Table) -> None:
    fields = getattr(records, table.record)._fields
    expected = [key.attribute for key in table.keys]
    if table is keys.OVERRIDE:
        expected = ["paths", "branches", "demands"]
    assert list(fields) == expected


def test_the_defaults_are_those_of_the_models() -> None:
    assert _same(Config(), _MODEL(), {})


def test_the_schema_accepts_what_a_configuration_is_printed_as() -> None:
    schema = config_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    text = (
        '[[policy.waivers]]\nrule = "AIP001"\nreason = "imported"\nowner = "ana"\nexpires = 2026-12-31\n'
        '[[policy.overrides]]\npaths = ["x"]\nmax-files = 3\n'
    )
    printed = json.loads(json.dumps(document(parse_config(text.encode(), source="x.toml"))))
    jsonschema.validate(printed, schema)
    assert printed["policy"]["overrides"] == [{"max-files": 3, "paths": ["x"], "branches": []}]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**printed, "polcy": {}}, schema)
