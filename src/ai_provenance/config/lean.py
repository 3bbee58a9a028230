"""The view of the configuration that hooks can afford: a few keys, no pydantic, and `tomllib` only when needed.

`SETTINGS` is the one truth about these keys: the full model takes its defaults from it. Sections that hooks do not
use are skipped, not judged: that is `load_config`'s work, in `check` and in `doctor`.
"""

from __future__ import annotations

import os

from ai_provenance.config import subset
from ai_provenance.config.profiles import PROFILES
from ai_provenance.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    Setting = str | bool | int | float | list[str]
    Section = dict[str, Setting]

FILE = ".ai-provenance.toml"
PYPROJECT = "pyproject.toml"

TOP: Section = {"profile": "kernel", "declare": "ai"}
"""The keys outside any section, with their defaults."""

SETTINGS: dict[str, Section] = {
    "hooks": {
        "tag": True,
        "tag-conflict-resolution": "evidence",
        "tag-reverts": False,
        "drop-raw": False,
        "forbidden": "strip",
        "timeout": 5.0,
    },
    "secrets": {
        "exclude": [],
        "baseline": "",
        "whole-files": False,
    },
}
"""Section -> key -> default. The default's type is the key's type; a number may be written whole or with a fraction."""

CHOICES: dict[str, tuple[str, ...]] = {
    "profile": tuple(PROFILES),
    "declare": ("ai", "all"),
    "hooks.tag-conflict-resolution": ("evidence", "always", "never"),
    "hooks.forbidden": ("strip", "refuse"),
}
"""Full key -> the values it may take."""

SKIPPED = frozenset({"adopted", "notes-refs", "report", "policy", "agents", "scorecard"})
"""Top-level names that the full model knows and hooks do not read."""


def read(top: str) -> dict[str, Setting | Section]:
    """The settings for the work tree at TOP, defaults filled in; names with `_` for `-`.

    Top-level keys stand as they are, each section as a dictionary: `read(top)["hooks"]["tag_reverts"]`. Reads
    `.ai-provenance.toml`, or `[tool.ai-provenance]` of `pyproject.toml` when the first does not exist. Raises
    ConfigError for a file that cannot be read, a key that hooks do not know, or a value of the wrong type.
    """
    source, table = _table(top)
    _refuse_unknown(table, [*TOP, *SETTINGS, *SKIPPED], prefix="", source=source)
    settled: dict[str, Setting | Section] = dict(_settle(table, TOP, prefix="", source=source))
    for name, defaults in SETTINGS.items():
        section = table.get(name, {})
        if not isinstance(section, dict):
            raise ConfigError(f"{source}: '{name}' is {_kind(section)}, a table was expected", f"write [{name}]")
        _refuse_unknown(section, list(defaults), prefix=f"{name}.", source=source)
        settled[name] = _settle(section, defaults, prefix=f"{name}.", source=source)
    return settled


def _table(top: str) -> tuple[str, subset.Table]:
    """Where the configuration stands, and what it says, unjudged. Empty when there is none."""
    data = content(f"{top}/{FILE}")
    shared = _of_pyproject(content(f"{top}/{PYPROJECT}"))
    if data is None:
        return PYPROJECT, shared or {}
    if shared is not None:
        raise ConfigError(f"{FILE} and [tool.ai-provenance] of {PYPROJECT} both configure {top}", "keep one of the two")
    text = _text(data, FILE)
    table = subset.parse(text)
    return FILE, _parse_fully(text, FILE) if table is None else table


def _of_pyproject(data: bytes | None) -> subset.Table | None:
    """`[tool.ai-provenance]` of a `pyproject.toml`; None where it has no such table."""
    if data is None or b"ai-provenance" not in data:
        return None
    text = _text(data, PYPROJECT)
    section = _own_lines(text)
    parsed = None if section is None else subset.parse(section)
    if parsed is None:
        parsed = _parse_fully(text, PYPROJECT)
    for name in ("tool", "ai-provenance"):
        if name not in parsed:
            return None
        inner = parsed[name]
        if not isinstance(inner, dict):
            raise ConfigError(f"{PYPROJECT}: '{name}' is {_kind(inner)}, a table was expected")
        parsed = inner
    return parsed


def _own_lines(text: str) -> str | None:
    """The lines of `[tool.ai-provenance]` and its sub-tables; None when only a full parser can find them."""
    if '"""' in text or "'''" in text:
        return None
    own: list[str] = []
    inside = False
    for line in text.split("\n"):
        start = line.lstrip(" \t")
        if start.startswith("["):
            inside = start.lstrip("[").startswith(("tool.ai-provenance]", "tool.ai-provenance."))
        if inside:
            own.append(line)
        elif "ai-provenance" in start.replace("git-ai-provenance", "") and start[0] != "#":
            return None
    return "\n".join(own)


def content(path: str) -> bytes | None:
    """What the file at PATH holds; None when there is none. Raises ConfigError when it cannot be read.

    A repository may make it a link to a pipe or a device, whose end never comes: those are not opened.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - pathlib doubles a hook's start
            raise ConfigError(f"{path} cannot be read: it is no regular file")
        with open(path, "rb") as file:  # noqa: PTH123 - the same
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


def _text(data: bytes, source: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source} is not UTF-8 at byte {error.start}", "save it as UTF-8") from error


def _parse_fully(text: str, source: str) -> subset.Table:
    import tomllib  # noqa: PLC0415 - only here: it more than doubles the start of a hook

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not valid TOML: {error}") from error


def _settle(table: subset.Table, defaults: Section, *, prefix: str, source: str) -> Section:
    return {
        name.replace("-", "_"): _checked(table[name], default, key=prefix + name, source=source)
        if name in table
        else default
        for name, default in defaults.items()
    }


def _checked(value: object, default: Setting, *, key: str, source: str) -> Setting:
    """VALUE, when it is of DEFAULT's type and among the key's choices."""
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default):
        raise ConfigError(f"{source}: '{key}' is {_kind(value)}, {_kind(default)} was expected")
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{source}: '{key}' must hold strings only")
    choices = CHOICES.get(key)
    if choices and value not in choices:
        raise ConfigError(f"{source}: '{key}' is {value!r}, expected one of {', '.join(choices)}")
    return value


def _refuse_unknown(table: subset.Table, known: list[str], *, prefix: str, source: str) -> None:
    for name in table:
        if name not in known:
            raise ConfigError(f"{source}: unknown key '{prefix}{name}'", nearest_hint(name, known, prefix=prefix))


def nearest_hint(name: str, known: list[str], *, prefix: str = "") -> str:
    """A hint that names the known key nearest to NAME, or all of them when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - an error is on its way: the price no longer matters

    near = get_close_matches(name.replace("_", "-"), known, n=1, cutoff=0.5)
    if near:
        return f"did you mean '{prefix}{near[0]}'?"
    return f"known keys here: {', '.join(sorted(known))}"


def _kind(value: object) -> str:
    if value is ...:
        return "a date"
    kinds = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "an array", dict: "a table"}
    return kinds.get(type(value), f"a {type(value).__name__}")
