"""What is wrong with a configuration, in one sentence of TOML's words: file, key, what was got, what was expected."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from ai_provenance.config.lean import nearest_hint
from ai_provenance.config.model import Config
from ai_provenance.config.section import PATTERNS
from ai_provenance.errors import ConfigError

_SCHEMA_HINT = "ai-provenance config schema prints what each key takes"
_KEY = "[key]"
"""What pydantic adds to the place of a key that is wrong itself."""

_EXPECTED = {
    "bool_type": "true or false was expected",
    "date_type": "a date was expected",
    "dict_type": "a table was expected",
    "float_type": "a number was expected",
    "int_from_float": "a whole number was expected",
    "int_type": "a whole number was expected",
    "model_type": "a table was expected",
    "string_too_short": "it must not be empty",
    "string_type": "a string was expected",
    "tuple_type": "an array was expected",
}
"""Kind of error -> what we say instead of pydantic's words, which are about Python."""

_TABLES = {"overrides", "waivers"}
"""Arrays of tables: written `[[policy.NAME]]`, where a reader of other formats writes one table."""


def objection(errors: list[ErrorDetails], *, source: str) -> ConfigError:
    """The weightiest thing that pydantic objects to in file SOURCE, as the error to raise."""
    error = _weightiest(errors)
    *parents, name = error["loc"] or ("",)
    if error["type"] == "extra_forbidden":
        return _unknown_key(str(name), tuple(parents), source=source)
    if name == _KEY:
        return _wrong_key(error, source=source)
    if error["type"] == "missing":
        return ConfigError(f"{source}: '{_dotted(error['loc'])}' is missing", _SCHEMA_HINT)
    return _wrong_value(error, source=source)


def _weightiest(errors: list[ErrorDetails]) -> ErrorDetails:
    """An unknown key before anything else: a misspelt key is often the cause of a missing one."""
    return next((error for error in errors if error["type"] == "extra_forbidden"), errors[0])


def _unknown_key(name: str, parents: tuple[int | str, ...], *, source: str) -> ConfigError:
    prefix = f"{_dotted(parents)}." if parents else ""
    return ConfigError(
        f"{source}: unknown key '{prefix}{name}'", nearest_hint(name, _known_keys(parents), prefix=prefix)
    )


def _wrong_key(error: ErrorDetails, *, source: str) -> ConfigError:
    """A key of a table whose keys are values of their own: a rule id."""
    *parents, name, _ = error["loc"]
    return ConfigError(f"{source}: unknown key '{_dotted((*parents, name))}'", f"known keys here: {_choices(error)}")


def _wrong_value(error: ErrorDetails, *, source: str) -> ConfigError:
    key = _dotted(error["loc"])
    got = "" if error["type"] == "value_error" else f" is {_shown(error['input'])}"
    where = f"'{key}'{got}: " if key else ""
    return ConfigError(f"{source}: {where}{_expectation(error)}", _hint(error))


def _expectation(error: ErrorDetails) -> str:
    if error["type"] == "string_pattern_mismatch":
        return PATTERNS[error["ctx"]["pattern"]]
    said = error["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    return _EXPECTED.get(error["type"], said)


def _hint(error: ErrorDetails) -> str:
    """What to write instead, where what was written tells it."""
    key, got = str(error["loc"][-1]) if error["loc"] else "", error["input"]
    if error["type"] == "tuple_type" and key in _TABLES:
        return f"write [[{_dotted(error['loc'])}]] above each"
    if error["type"] == "tuple_type" and isinstance(got, str):
        return f'write {key} = ["{got}"]'
    if error["type"] == "string_type" and isinstance(got, date):
        return f'write {key} = "{got}"'
    if error["type"] == "date_type":
        return f"write {key} = YYYY-MM-DD, without quotes and without a time"
    return _SCHEMA_HINT


def _dotted(location: tuple[int | str, ...]) -> str:
    """`policy.waivers[0].rule`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _choices(error: ErrorDetails) -> str:
    return str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")


def _shown(value: object) -> str:
    """VALUE as TOML would have it, in short."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value) if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


@cache
def _known_keys(parents: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at PARENTS may hold, from the published schema."""
    schema = Config.model_json_schema()
    node: dict[str, Any] = schema
    for part in parents:
        node = _resolve(schema, _step(node, part))
    return list(node.get("properties", {}))


def _step(node: dict[str, Any], part: int | str) -> dict[str, Any]:
    if isinstance(part, int):
        step = node.get("items", {})
    else:
        step = node.get("properties", {}).get(part) or node.get("additionalProperties", {})
    return step if isinstance(step, dict) else {}


def _resolve(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref") or next((option.get("$ref") for option in node.get("allOf", [])), None)
    if not reference:
        return node
    resolved = schema["$defs"][reference.rpartition("/")[2]]
    return resolved if isinstance(resolved, dict) else {}
