"""Compiled templates are kept beside the templates, and never needed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_provenance.export.report import html
from ai_provenance.export.report.words import TEMPLATES
from documents import monthly

DOCUMENT = monthly((3, 9))


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the templates, of which nothing is compiled."""
    copy = tmp_path / "templates"
    shutil.copytree(TEMPLATES, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(html, "TEMPLATES", str(copy))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    html._environment.cache_clear()
    yield copy
    html._environment.cache_clear()


def drawn_anew() -> str:
    html._environment.cache_clear()
    return html.page_of_report(DOCUMENT)


def test_they_are_kept(templates: Path) -> None:
    first = drawn_anew()
    assert len(list((templates / "__pycache__").iterdir())) == 4
    assert drawn_anew() == first


def test_a_changed_template_is_compiled_again(templates: Path) -> None:
    drawn_anew()
    path = templates / "frame.html"
    path.write_text(path.read_text().replace("</body>", "<!-- new --></body>"))
    assert "<!-- new -->" in drawn_anew()


@pytest.mark.parametrize("damage", [b"", b"j2", b"\x00" * 900])
def test_what_is_damaged_is_compiled_again(templates: Path, damage: bytes) -> None:
    first = drawn_anew()
    for path in (templates / "__pycache__").iterdir():
        path.write_bytes(damage)
    assert drawn_anew() == first


def test_where_nothing_can_be_written_nothing_is_kept(templates: Path) -> None:
    (templates / "__pycache__").write_text("a file where the directory would be")
    assert drawn_anew().startswith("<!DOCTYPE html>")


def test_python_without_bytecode_writes_none(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    drawn_anew()
    assert not (templates / "__pycache__").exists()
