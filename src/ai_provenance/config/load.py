"""Find a configuration and read it whole, or say in one sentence what is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ai_provenance.config.lean import FILE, PYPROJECT, nearest_hint
from ai_provenance.config.model import Config
from ai_provenance.errors import ConfigError

_SCHEMA_HINT = "ai-provenance config schema prints what each key takes"


def load_config(start: Path) -> Config:
    """The configuration that holds in directory START, or the defaults when there is none.

    Looks in START and its parents up to the top of the work tree for `.ai-provenance.toml`, or a `pyproject.toml`
    with `[tool.ai-provenance]`. Raises ConfigError when both configure one directory, or when the one found cannot
    be read, is no TOML, or holds a key or value that it must not.
    """
    path = find_config(start)
    return parse_config(_read(path), source=path.name) if path else defaults()


def defaults() -> Config:
    """What holds without a configuration; built without pydantic's validators, which cost more than all else here."""
    return Config.model_construct()


def find_config(start: Path) -> Path | None:
    """The file that configures directory START; None when there is none. Raises ConfigError when two do."""
    for directory in _up_to_the_top(start):
        found = [path for path in (directory / FILE, directory / PYPROJECT) if _configures(path)]
        if len(found) > 1:
            raise ConfigError(
                f"{FILE} and [tool.ai-provenance] of {PYPROJECT} both configure {directory}", "keep one of the two"
            )
        if found:
            return found[0]
    return None


def parse_config(data: bytes, *, source: str) -> Config:
    """Read the bytes of a configuration file. SOURCE is its name: `pyproject.toml` holds ours under `[tool]`."""
    table = _parse_toml(data, source=source)
    if Path(source).name == PYPROJECT:
        table = _descend(table, source=source)
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        raise _explain(_weightiest(error.errors(include_url=False)), source=source) from error


def _up_to_the_top(start: Path) -> Iterator[Path]:
    for directory in (start.absolute(), *start.absolute().parents):
        yield directory
        if (directory / ".git").exists():
            return


def _configures(path: Path) -> bool:
    if not path.exists():
        return False
    if path.name == FILE:
        return True
    data = _read(path)
    return b"ai-provenance" in data and "ai-provenance" in _table(_parse_toml(data, source=path.name), "tool")


def _descend(table: Mapping[str, Any], *, source: str) -> dict[str, Any]:
    for name in ("tool", "ai-provenance"):
        inner = table.get(name, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"{source}: '{name}' is {inner!r}, a table was expected")
        table = inner
    return dict(table)


def _table(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parent.get(name, {})
    return value if isinstance(value, dict) else {}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


def _parse_toml(data: bytes, *, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source} is not UTF-8 at byte {error.start}", "save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ConfigError(f"{source} is not valid TOML: {error}") from error


def _weightiest(errors: list[ErrorDetails]) -> ErrorDetails:
    """An unknown key before anything else: a misspelt key is often the cause of a missing one."""
    return next((error for error in errors if error["type"] == "extra_forbidden"), errors[0])


def _explain(error: ErrorDetails, *, source: str) -> ConfigError:
    """The first thing that pydantic objects to, in our words: file, key, what was got, what was expected."""
    key = _dotted(error["loc"])
    if error["type"] == "extra_forbidden":
        *parents, name = error["loc"]
        prefix = f"{_dotted(tuple(parents))}." if parents else ""
        hint = nearest_hint(str(name), _known_keys(tuple(parents)), prefix=prefix)
        return ConfigError(f"{source}: unknown key '{key}'", hint)
    if error["type"] == "missing":
        return ConfigError(f"{source}: '{key}' is missing", _SCHEMA_HINT)
    message = error["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    got = "" if error["type"] == "value_error" else f" is {_shown(error['input'])}"
    where = f"'{key}'{got}: " if key else ""
    return ConfigError(f"{source}: {where}{message}", _SCHEMA_HINT)


def _dotted(location: tuple[int | str, ...]) -> str:
    """`policy.waivers[0].rule`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _shown(value: object) -> str:
    text = repr(value)
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


def config_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the configuration, as editors and `config schema` use it."""
    schema = Config.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ai-provenance configuration", **schema}
