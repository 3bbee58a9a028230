"""Find a configuration and read it whole, or say in one sentence what is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ai_provenance.config.lean import FILE, PYPROJECT, content
from ai_provenance.config.model import Config
from ai_provenance.config.objections import objection
from ai_provenance.errors import ConfigError


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
        raise objection(error.errors(include_url=False), source=source) from error


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
    data = content(str(path))
    if data is None:
        raise ConfigError(f"{path} cannot be read: it is gone")
    return data


def _parse_toml(data: bytes, *, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source} is not UTF-8 at byte {error.start}", "save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ConfigError(f"{source} is not valid TOML: {error}") from error


def config_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the configuration, as editors and `config schema` use it."""
    schema = Config.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ai-provenance configuration", **schema}
