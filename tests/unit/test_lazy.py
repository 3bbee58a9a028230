"""What is made when it is first used: names of a package, and patterns."""

from __future__ import annotations

import copy
import gc
import pickle
import pkgutil
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import ai_provenance
from ai_provenance import lazy

PACKAGE = """
from ai_provenance import lazy

__getattr__ = lazy.names(__name__, {"greet": "greet", "lost": "greet"})
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A package whose function `greet` lives in a submodule of that name."""
    home = tmp_path / "lazily"
    home.mkdir()
    (home / "__init__.py").write_text(PACKAGE)
    (home / "greet.py").write_text("def greet() -> str:\n    return 'good day'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield __import__("lazily")
    for name in [name for name in sys.modules if name.partition(".")[0] == "lazily"]:
        del sys.modules[name]


def test_a_home_is_loaded_when_its_name_is_used(package: object) -> None:
    assert "lazily.greet" not in sys.modules
    assert package.greet() == "good day"  # type: ignore[attr-defined]


def test_the_function_stays_where_its_module_bears_the_same_name(package: object) -> None:
    import lazily.greet  # type: ignore[import-not-found]  # noqa: F401, PLC0415

    assert callable(vars(sys.modules["lazily"])["__getattr__"]("greet"))
    assert callable(package.greet)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["other", "lost"])
def test_a_name_that_is_not_there_is_no_attribute(package: object, name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(package, name)


def test_a_pattern_is_compiled_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = re.compile

    def counting(text: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(text)
        return compile_(text, flags)

    monkeypatch.setattr(re, "compile", counting)
    words = lazy.pattern(r"a (\w+)", re.IGNORECASE)
    assert (words.pattern, compiled) == (r"a (\w+)", [])
    assert [found[1] for found in (words.search("See A line"), words.match("a word")) if found] == ["line", "word"]
    assert words.sub("it", "a line, a word") == "it, it"
    assert (words.groups, compiled) == (1, [r"a (\w+)"])


def test_a_pattern_can_be_copied_and_pickled() -> None:
    words = lazy.pattern(r"a (\w+)")
    assert words.search("a line")
    for copied in (copy.deepcopy(words), pickle.loads(pickle.dumps(words))):
        assert copied.sub("it", "a word") == "it"


def test_every_deferred_pattern_of_the_package_compiles() -> None:
    for module in pkgutil.walk_packages(ai_provenance.__path__, "ai_provenance."):
        if module.name.split(".")[1] in ("agents", "detect", "scorecard", "secretscan"):
            import_module(module.name)
    deferred = [one for one in gc.get_objects() if type(one) is type(lazy.pattern(""))]
    assert len(deferred) > 300
    for one in deferred:
        assert one.groups >= 0
