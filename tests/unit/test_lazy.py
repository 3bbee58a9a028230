"""Names that a package loads when they are first used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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
