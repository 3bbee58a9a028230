"""Regular expressions whose compiled form is kept between runs, as Python keeps the byte code of modules.

CPython compiles the hundred and forty patterns of the rules in 65 ms, each time that it starts; a report on a small
history takes no longer than that. What `re` makes of a pattern is a list of numbers. It is kept beside our byte code,
and handed to the function that `re.compile` ends in (`_sre.compile`), which checks it before it takes it.

A compiled pattern is looked up by the pattern itself and its flags, so that it cannot be out of date, and is good for
the one build of Python that made it. `_sre` and `re._compiler` are private to CPython: where they are not what they
were from 3.11 to 3.14, nothing is kept and `re.compile` does it all. A test holds every pattern of ours equal to what
`re.compile` makes of it (`re.Pattern.__eq__` compares their code).
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from array import array
from functools import cache
from importlib import import_module
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AnyStr

_Key = tuple[str | bytes, int]
_Entry = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
"""What `_sre.compile` takes: flags, code, number of groups, their names, names by number."""
_LARGEST = 2 << 20
"""Bytes of a file that is read, or written: it is begun anew when patterns that no one uses any more fill it."""
_LONG = 4096
"""Characters from which on a pattern is kept apart: the two of the sieve hold more code than all others together."""
_SHORT_ONES, _LONG_ONES = "patterns", "long-patterns"
"""Endings of the two files."""

_fresh: dict[_Key, _Entry] = {}
"""What had to be compiled in this run."""


def compiled(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile(PATTERN, FLAGS)` gives.

    Raises:
        re.error: as `re.compile`.
    """
    key = pattern, int(flags)
    try:
        entry = _kept(_shelf(pattern)).get(key) or _fresh.get(key)
        if entry is None:
            entry = _fresh[key] = _compile(*key)
        return _revive(pattern, entry)
    except (ImportError, AttributeError, TypeError, ValueError, RuntimeError, OverflowError):
        return re.compile(pattern, flags)


def _shelf(pattern: str | bytes) -> str:
    return _LONG_ONES if len(pattern) >= _LONG else _SHORT_ONES


def keep() -> None:
    """Keep what had to be compiled, for the next run. Where that cannot be, nothing is said."""
    for shelf in {_shelf(pattern) for pattern, _ in _fresh}:
        path = _path(shelf)
        if path and not sys.dont_write_bytecode:
            _write(path, _read(shelf), {key: entry for key, entry in _fresh.items() if _shelf(key[0]) == shelf})
    _fresh.clear()


def _write(path: str, kept: dict[_Key, _Entry], fresh: dict[_Key, _Entry]) -> None:
    whole = marshal.dumps({**kept, **fresh})
    data = whole if len(whole) < _LARGEST else marshal.dumps(fresh)
    temporary = f"{path}.{os.getpid()}"
    try:
        with open(temporary, "xb") as file:  # noqa: PTH123 - pathlib: 1.8 x bare Python
            file.write(_head(data) + data)
        os.replace(temporary, path)  # noqa: PTH105
    except OSError:
        _remove(temporary)


def _compile(pattern: str | bytes, flags: int) -> _Entry:
    """PATTERN as `re._compiler.compile` has it compiled."""
    parsed = import_module("re._parser").parse(pattern, flags)
    code: list[int] = import_module("re._compiler")._code(parsed, flags)
    state: Any = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    return int(flags | state.flags), array("I", code).tobytes(), state.groups - 1, dict(state.groupdict), tuple(names)


def _revive(pattern: AnyStr, entry: _Entry) -> re.Pattern[AnyStr]:
    flags, code, groups, names, by_number = entry
    numbers = array("I", code).tolist()
    made: re.Pattern[AnyStr] = import_module("_sre").compile(pattern, flags, numbers, groups, names, by_number)
    return made


@cache
def _kept(shelf: str) -> dict[_Key, _Entry]:
    """What earlier runs left."""
    return _read(shelf)


def _read(shelf: str) -> dict[_Key, _Entry]:
    path = _path(shelf)
    try:
        if path is None or os.stat(path).st_size > _LARGEST:  # noqa: PTH116
            return {}
        with open(path, "rb") as file:  # noqa: PTH123
            head, data = file.read(len(_head(b""))), file.read()
        kept: dict[_Key, _Entry] = marshal.loads(data) if head == _head(data) else {}  # noqa: S302 - byte code of ours beside it is believed as well
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return kept


def _head(data: bytes) -> bytes:
    """The build of Python, and a checksum of DATA against damage."""
    return b"%08x%08x\n" % (crc32(sys.version.encode()), crc32(data))


def _path(shelf: str) -> str | None:
    """Beside this module's byte code; None where none is kept."""
    cached = __spec__.cached
    return f"{cached[:-4]}.{shelf}" if cached and cached.endswith(".pyc") else None


def _remove(path: str) -> None:
    try:  # noqa: SIM105 - contextlib costs more to import than this module
        os.unlink(path)  # noqa: PTH108
    except OSError:
        pass  # it was never made
