"""What is kept of a pattern is what `re.compile` makes of it, and where nothing can be kept, `re.compile` does it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance import detect, patterns
from ai_provenance.detect import default_registry
from ai_provenance.detect.prefilter import build_sieve

PIECES = ("a", "Ǆ", "b+", "(?P<x>c)", "(?:d|e)*", "[^f-h]", r"\bi\b", "(?i:j)", "k{2,3}", "(?=l)", "m*+", "$", ".")


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty place of its own for what is kept."""
    path = tmp_path / "kept.patterns"
    monkeypatch.setattr(patterns, "_path", lambda shelf: str(path.with_suffix(f".{shelf}")))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(patterns, "_fresh", {})
    patterns._kept.cache_clear()
    yield path
    patterns._kept.cache_clear()


def next_run() -> None:
    patterns.keep()
    patterns._kept.cache_clear()


def ours() -> list[Any]:
    """Every pattern of the rules: those of modules, of the registry and of the sieve."""
    rooms = [import_module(f"ai_provenance.detect.{found.name}") for found in iter_modules(detect.__path__)]
    told = [value for room in rooms for value in vars(room).values() if isinstance(value, re.Pattern)]
    sieve = build_sieve(default_registry())
    return [*told, default_registry().mention, sieve.starts, sieve.named, sieve.links]


def test_every_pattern_of_ours_is_what_re_makes_of_it() -> None:
    found = ours()
    assert len(found) > 60
    for one in found:
        patterns.compiled(one.pattern, one.flags & ~re.UNICODE)
    next_run()
    kept = [patterns.compiled(one.pattern, one.flags & ~re.UNICODE) for one in found]
    assert patterns._fresh == {}
    assert kept == [re.compile(one.pattern, one.flags & ~re.UNICODE) for one in found]


@given(st.lists(st.sampled_from(PIECES), unique=True).map("".join), st.sampled_from([0, re.I, re.M | re.S, re.X, re.A]))
def test_any_pattern_is_what_re_makes_of_it(pattern: str, flags: int) -> None:
    first = patterns.compiled(pattern, flags)
    next_run()
    again = patterns.compiled(pattern, flags)
    assert first == again == re.compile(pattern, flags)
    assert again.groupindex == first.groupindex


def test_a_pattern_that_is_asked_for_twice_is_compiled_once() -> None:
    patterns.compiled("ab+")
    next_run()
    patterns.compiled("ab+")
    patterns.compiled("ab+")
    assert patterns._fresh == {}


def test_what_is_no_pattern_is_an_error_of_re() -> None:
    with pytest.raises(re.error, match="unterminated"):
        patterns.compiled("(")


@pytest.mark.parametrize("data", [b"", b"nonsense", b"0" * 17 + b"rest", None])
def test_a_damaged_file_is_as_good_as_none(shelf: Path, data: bytes | None) -> None:
    patterns.compiled("ab+")
    patterns.keep()
    shelf.write_bytes(shelf.read_bytes()[:-1] if data is None else data)
    patterns._kept.cache_clear()
    assert patterns._kept("patterns") == {}
    assert patterns.compiled("ab+").fullmatch("abb")


def test_another_python_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.compiled("ab+")
    next_run()
    monkeypatch.setattr(sys, "version", "4.0")
    assert patterns._kept("patterns") == {}


def test_a_run_adds_to_what_is_kept() -> None:
    for pattern in ("ab+", "cd+"):
        patterns.compiled(pattern)
        next_run()
    assert {key for key, _ in patterns._kept("patterns")} == {"ab+", "cd+"}


def test_what_fills_up_is_begun_anew(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.compiled("ab+")
    next_run()
    patterns.compiled("cd+")
    monkeypatch.setattr(patterns, "_LARGEST", shelf.stat().st_size)
    next_run()
    assert {key for key, _ in patterns._kept("patterns")} == {"cd+"}


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_path", lambda shelf: str(tmp_path / "missing" / shelf))
    patterns.compiled("ab+")
    patterns.keep()
    assert not (tmp_path / "missing").exists()


def test_no_byte_code_no_patterns(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    patterns.compiled("ab+")
    patterns.keep()
    assert not shelf.exists()


def test_a_python_without_these_parts_compiles_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "import_module", ModuleType)
    assert patterns.compiled("a(?P<x>b+)", re.I) == re.compile("a(?P<x>b+)", re.I)
    assert patterns._fresh == {}
