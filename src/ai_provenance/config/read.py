"""Find the configuration, parse it, and check it against the table of keys.

The only reader: commands receive a `Config`, hooks the few settings that they use. Every error names the file, the
key, what was found and what was expected.
"""

# Standard library only, and at the top of the module nothing that a bare start of Python has not loaded: a hook reads
# its settings while a person waits for `git commit`. For the same reason paths are text here: `pathlib` alone doubles
# the start of a hook.

from __future__ import annotations

import os

from ai_provenance.config import keys, toml_subset
from ai_provenance.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from ai_provenance.config.records import Config

    Place = tuple[str | int, ...]
    """Where a value is: the keys that lead to it, and positions in arrays."""
    Build = Callable[[keys.Table, dict[str, Any]], Any]
    """Makes the value of a table from the attributes that are written in it."""

FILE = ".ai-provenance.toml"
PYPROJECT = "pyproject.toml"
_NAME = "ai-provenance"
"""Our table below `[tool]`."""
_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")

_SCHEMA_HINT = "ai-provenance config schema prints what each key takes"
_TYPES = {
    keys.BOOLEAN: ("bool", "true or false was expected"),
    keys.STRING: ("str", "a string was expected"),
    keys.WHOLE: ("int", "a whole number was expected"),
    keys.NUMBER: ("float", "a number was expected"),
    keys.DATE: ("date", "a date was expected"),
}
"""Type of a key -> name of the type in Python, and what an error message says."""
# as Unicode has it, and with it the models of `schema`: str.strip() would drop U+001C to U+001F too
_WHITE_SPACE = " \t\n\v\f\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def load_config(start: Path) -> Config:
    """The configuration that applies to directory START, or the defaults when there is none.

    Looks in START and its parents up to the top of the work tree for `.ai-provenance.toml`, or a `pyproject.toml`
    with `[tool.ai-provenance]`. Raises ConfigError when both configure one directory, or when the file found cannot
    be read, is not TOML, or holds a key or value that is not allowed.
    """
    for directory in _up_to_the_top(start):
        found = _file_in(str(directory))
        if found:
            return parse_config(found[1], source=found[0])
    return defaults()


def find_config(start: Path) -> Path | None:
    """The file that configures directory START; None when there is none. Raises ConfigError when two do."""
    for directory in _up_to_the_top(start):
        found = _file_in(str(directory))
        if found:
            return directory / found[0]
    return None


def config_in_directory(directory: str) -> tuple[str, Config] | None:
    """Name of the file that configures DIRECTORY itself, and its content; None when there is none.

    Raises ConfigError as `load_config` does.
    """
    found = _file_in(directory)
    return (found[0], parse_config(found[1], source=found[0])) if found else None


def parse_config(data: bytes, *, source: str) -> Config:
    """The configuration in DATA. SOURCE is the name of its file: `pyproject.toml` has ours under `[tool]`."""
    document = _document(data, source) or {}
    config = checked(document, source=source)
    # imported here, because hooks do not judge the policy
    from ai_provenance.config.consistency import contradictions  # noqa: PLC0415

    for place, clash in contradictions(config, written=document.get("policy", ())):
        where = f"'{place}': " if place else ""
        raise ConfigError(f"{source}: {where}{clash}", _SCHEMA_HINT)
    return config


def defaults() -> Config:
    """The configuration of a project that has no file."""
    from ai_provenance.config.records import Config  # noqa: PLC0415 - hooks take no records: `typing` is dear

    return Config()


def hook_settings(directory: str) -> dict[str, Any]:
    """What hooks obey in DIRECTORY, the top of a work tree: `profile`, `declare`, and `hooks` and `secrets` as dicts.

    Names have `_` for `-`, defaults are filled in. The other tables are not checked: an error in them is for `check`
    and `doctor` to report, and must not stop a commit. Raises ConfigError as `load_config` does.
    """
    found = _file_in(directory)
    source, document = (found[0], _document(found[1], found[0]) or {}) if found else (FILE, {})
    others = {key.name for key in keys.TOP.keys if key not in keys.READ_BY_HOOKS}
    document = {name: value for name, value in document.items() if name not in others}
    problems: list[_Problem] = []
    settings = keys.hook_defaults()
    settings |= _table(keys.TOP, document, (), problems=problems, build=_attributes) or {}
    _raise_weightiest(problems, source)
    return settings


def checked(document: dict[str, Any], *, source: str) -> Config:
    """The parsed DOCUMENT as a record, each value of its type and in its range. Raises ConfigError where one is not."""
    problems: list[_Problem] = []
    config: Config = _table(keys.TOP, document, (), problems=problems, build=_record)
    _raise_weightiest(problems, source)
    return config


LARGEST = 1 << 24
"""Bytes of a configuration, or of a file that one names, that is read at all."""

# --- find


def _up_to_the_top(start: Path) -> Iterator[Path]:
    for directory in (start.absolute(), *start.absolute().parents):
        yield directory
        if os.path.exists(f"{directory}/.git"):  # noqa: PTH110 - see above
            return


def _file_in(directory: str) -> tuple[str, bytes] | None:
    """Name and content of the file that configures DIRECTORY. Raises ConfigError when two do."""
    own = read_regular(f"{directory}/{FILE}")
    shared = read_regular(f"{directory}/{PYPROJECT}")
    if shared is None or _document(shared, PYPROJECT) is None:
        return None if own is None else (FILE, own)
    if own is not None:
        raise ConfigError(
            f"{FILE} and [tool.ai-provenance] of {PYPROJECT} both configure {directory}", "keep one of the two"
        )
    return PYPROJECT, shared


def read_regular(path: str, *, top: str = "") -> bytes | None:
    """The content of the file at PATH; None when there is none.

    Raises ConfigError when it cannot be read, is no regular file, is larger than any that a person keeps, or leads out
    of the directory TOP.
    """
    try:
        # a repository may make it a link to a pipe or a device, which has no end
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - see above
            raise ConfigError(f"{path} cannot be read: it is no regular file")
        # or to a file of this machine that is none of its business
        if top and not os.path.realpath(path).startswith(os.path.join(os.path.realpath(top), "")):  # noqa: PTH118
            raise ConfigError(f"{path} cannot be read: it leads out of {top}", "keep the file in the repository")
        with open(path, "rb") as file:  # noqa: PTH123 - see above
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > LARGEST:
        raise ConfigError(f"{path} cannot be read: it is larger than {LARGEST >> 20} MB")
    return data


# --- parse


def _document(data: bytes, source: str) -> dict[str, Any] | None:
    """Our table of the file, values unchecked; None when SOURCE is a `pyproject.toml` that has none."""
    if os.path.basename(source) != PYPROJECT:  # noqa: PTH119 - see above
        return _parse(_text(data, source), source)
    # cheap, and right for nearly every pyproject.toml there is: no line of it is looked at
    if b"ai-provenance" not in data:
        return None
    text = _text(data, source)
    lines = _own_lines(text)
    parsed = None if lines is None else toml_subset.parse(lines)
    tool = (_parse(text, source) if parsed is None else parsed).get("tool", {})
    if not isinstance(tool, dict) or "ai-provenance" not in tool:
        return None
    document = tool["ai-provenance"]
    if not isinstance(document, dict):
        raise ConfigError(f"{source}: 'ai-provenance' is {_shown(document)}, a table was expected")
    return document


def _own_lines(text: str) -> str | None:
    """The lines of `[tool.ai-provenance]` and its sub-tables; None when only a parser of all TOML can find them.

    A pyproject.toml is long and uses all of TOML for its other tables: only our part can be written in the subset.
    Elsewhere our name is a program, a dependency or a word, but for the two tables in which it can be a key of ours:
    `[tool]`, and that without a header.
    """
    if '"""' in text or "'''" in text:
        return None
    own: list[str] = []
    inside, may_be_key, in_array = False, True, False
    for line in text.split("\n"):
        start = line.lstrip(" \t")
        names_us = _NAME in start.replace(f"git-{_NAME}", "") and start[0] != "#"
        if start.startswith("["):
            name = start.strip("[ \t").partition("]")[0].rstrip(" \t")
            inside = start.lstrip("[").startswith((f"tool.{_NAME}]", f"tool.{_NAME}."))
            # in an array that is open an item looks like a header; one with quotes may be a name written otherwise
            may_be_key = in_array or name == "tool" or not _BARE.issuperset(name)
            if names_us and not inside:
                return None
        elif may_be_key:
            in_array = in_array or "[" in start
            if names_us:
                return None
        if inside:
            own.append(line)
    return "\n".join(own)


def _text(data: bytes, source: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source} is not UTF-8 at byte {error.start}", "save it as UTF-8") from error


def _parse(text: str, source: str) -> dict[str, Any]:
    parsed = toml_subset.parse(text)
    if parsed is not None:
        return parsed
    # only where it is needed: it more than doubles the start of a hook
    from ai_provenance.config.toml_text import load_toml  # noqa: PLC0415

    try:
        return load_toml(text)
    except RecursionError as error:
        raise ConfigError(f"{source} cannot be read: its arrays or tables are nested too deeply") from error
    except ValueError as error:  # TOMLDecodeError is one, and Python's refusal of an integer of 4,300 digits is another
        raise ConfigError(f"{source} is not valid TOML: {error}") from error


# --- check


class _Problem:
    """One thing that is wrong: an error message in parts, so that only the one reported is put together."""

    __slots__ = ("expected", "key", "known", "place", "value")

    def __init__(
        self,
        place: Place,
        *,
        expected: str = "",
        value: Any = None,
        key: keys.Key | None = None,
        known: tuple[str, ...] = (),
    ) -> None:
        self.place = place
        self.expected = expected
        """What was expected in place of the value; empty when the key itself is unknown or missing."""
        self.value = value
        self.key = key
        """The key, where an array was expected or its names are unlike those it allows."""
        self.known = known
        """The keys, or with `key` the names, that are known beside an unknown one."""

    def is_unknown_key(self) -> bool:
        """Whether a key is not in the table of keys; a name that a key does not allow is another thing."""
        return bool(self.known) and self.key is None


def _table(table: keys.Table, value: object, place: Place, *, problems: list[_Problem], build: Build) -> Any:
    """VALUE as `build` makes it of TABLE; None, and PROBLEMS longer, where something is wrong."""
    if not isinstance(value, dict):
        problems.append(_Problem(place, expected="a table was expected", value=value))
        return None
    before = len(problems)
    written = {}
    for key in table.keys:
        if key.name in value:
            written[key.attribute] = _value(key, value[key.name], (*place, key.name), problems=problems, build=build)
        elif key.required:
            problems.append(_Problem((*place, key.name)))
    known = tuple(key.name for key in table.keys)
    problems.extend(_Problem((*place, name), known=known) for name in value if name not in known)
    return build(table, written) if len(problems) == before else None


def _value(key: keys.Key, value: object, place: Place, *, problems: list[_Problem], build: Build) -> Any:
    if key.shape == keys.ARRAY:
        if not isinstance(value, list):
            problems.append(_Problem(place, expected="an array was expected", value=value, key=key))
            return None
        items = enumerate(value)
        return tuple(_single(key, item, (*place, at), problems=problems, build=build) for at, item in items)
    if key.shape == keys.ONE:
        return _single(key, value, place, problems=problems, build=build)
    if not isinstance(value, dict):
        problems.append(_Problem(place, expected="a table was expected", value=value))
        return None
    entries = {}
    for name, item in value.items():
        if key.names and name not in key.names:
            problems.append(_Problem((*place, name), key=key, known=key.names))
        entries[name] = _single(key, item, (*place, name), problems=problems, build=build)
    return entries


def _single(key: keys.Key, value: object, place: Place, *, problems: list[_Problem], build: Build) -> Any:
    if isinstance(key.holds, keys.Table):
        return _table(key.holds, value, place, problems=problems, build=build)
    settled = _settled(key, value)
    expected = _expected(key, settled)
    if expected:
        problems.append(_Problem(place, expected=expected, value=value))
    return settled


def _settled(key: keys.Key, value: Any) -> Any:
    """VALUE of TOML in the type that KEY has in Python; None where it has no such value."""
    if key.holds == keys.DATE:
        return _date(value)
    if key.holds == keys.NUMBER:
        return _number(value)
    return value.strip(_WHITE_SPACE) if key.stripped and isinstance(value, str) else value


def _expected(key: keys.Key, value: Any) -> str:
    """What KEY expects in place of VALUE; empty when VALUE is right."""
    if key.choices:
        return "" if isinstance(value, str) and value in key.choices else f"it should be {_either(key.choices)}"
    required, expected = _TYPES[str(key.holds)]
    if isinstance(value, str) and value in key.words:
        return ""
    if key.words:
        expected = expected.replace(" or false", ", false or " + " or ".join(f"'{word}'" for word in key.words))
    # the name and not isinstance(): True is an int, and a date with a time is a date
    if type(value).__name__ != required:
        return expected
    if key.non_empty and not value:
        return "it must not be empty"
    if key.pattern and not key.pattern.fits(value):
        return key.pattern.expected
    return _outside(key, value)


def _outside(key: keys.Key, value: Any) -> str:
    """The bound of KEY that VALUE breaks; NaN breaks each."""
    if key.at_most is not None and not value <= key.at_most:
        return f"it should be less than or equal to {key.at_most}"
    if key.at_least is not None and not value >= key.at_least:
        return f"it should be greater than or equal to {key.at_least}"
    if key.above is not None and not value > key.above:
        return f"it should be greater than {key.above}"
    return ""


def _date(value: object) -> object:
    """VALUE as a `datetime.date`; a date from `tomllib` is one already."""
    if not isinstance(value, toml_subset.Date):
        return value
    from datetime import date  # noqa: PLC0415 - the policy has dates, and hooks do not read it

    return date.fromisoformat(value.text)


def _number(value: object) -> float | None:
    """VALUE, whole or with a fraction, as a float; None where it is no number, or too large to be one."""
    try:
        return float(value) if type(value) in {int, float} else None  # type: ignore[arg-type]  # mypy does not narrow here
    except OverflowError:
        return None


def _record(table: keys.Table, written: dict[str, Any]) -> Any:
    """The record of TABLE with what is written in it; its class has the defaults."""
    from ai_provenance.config import records  # noqa: PLC0415 - see `defaults`

    if table is keys.OVERRIDE:
        places = {name: written.pop(name) for name in ("paths", "branches") if name in written}
        return records.Override(**places, demands=written)
    return getattr(records, table.record)(**written)


def _attributes(table: keys.Table, written: dict[str, Any]) -> dict[str, Any]:
    """The attributes of TABLE as a dictionary: those of the top as they are written, the others with their defaults."""
    return written if table is keys.TOP else table.defaults() | written


# --- report what is wrong


def _raise_weightiest(problems: list[_Problem], source: str) -> None:
    """Raise the most important problem, if there is any."""
    if problems:
        # an unknown key before anything else: a misspelt key is often why another one is missing
        raise _error(next((problem for problem in problems if problem.is_unknown_key()), problems[0]), source)


def _error(problem: _Problem, source: str) -> ConfigError:
    place = _dotted(problem.place)
    if problem.is_unknown_key():
        return _unknown_key(problem.place, problem.known, source)
    if problem.known:
        # all of them: an id is never nearly right
        return ConfigError(f"{source}: unknown key '{place}'", f"known keys here: {', '.join(problem.known)}")
    if not problem.expected:
        return ConfigError(f"{source}: '{place}' is missing", _SCHEMA_HINT)
    return ConfigError(f"{source}: '{place}' is {_shown(problem.value)}: {problem.expected}", _hint(problem))


def _unknown_key(place: Place, known: tuple[str, ...], source: str) -> ConfigError:
    from difflib import get_close_matches  # noqa: PLC0415 - an error is reported: its cost does not matter any more

    *parents, name = place
    prefix = f"{_dotted(tuple(parents))}." if parents else ""
    near = get_close_matches(str(name).replace("_", "-"), known, n=1, cutoff=0.5)
    hint = f"did you mean '{prefix}{near[0]}'?" if near else f"known keys here: {', '.join(sorted(known))}"
    return ConfigError(f"{source}: unknown key '{prefix}{name}'", hint)


def _hint(problem: _Problem) -> str:
    """What to write instead, where what is written shows what was meant."""
    name, value = problem.place[-1], problem.value
    if problem.key and isinstance(problem.key.holds, keys.Table):
        return f"write [[{_dotted(problem.place)}]] above each"
    if problem.key and isinstance(value, str):
        return f'write {name} = ["{value}"]'
    if problem.expected == "a string was expected" and isinstance(name, str) and _is_date(value):
        return f'write {name} = "{value}"'
    if problem.expected == "a date was expected":
        return f"write {name} = YYYY-MM-DD, without quotes and without a time"
    return _SCHEMA_HINT


def _either(choices: tuple[str, ...]) -> str:
    *first, last = (f"'{choice}'" for choice in choices)
    return f"{', '.join(first)} or {last}"


def _dotted(place: Place) -> str:
    """`policy.waivers[0].rule`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


def _shown(value: object) -> str:
    """VALUE as TOML would have it, in short."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value) if _is_date(value) else _represented(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _represented(value: object) -> str:
    try:
        return repr(value)
    except RecursionError:  # an array of tables within tables, 1,000 deep
        return "an array"


def _is_date(value: object) -> bool:
    # by name: `datetime` is loaded only where `tomllib` has made one
    return type(value).__name__ in {"Date", "date", "datetime"}
