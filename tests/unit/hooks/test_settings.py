"""What hooks take for granted without reading the configuration is what the configuration says by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.config.lean import read
from ai_provenance.hooks.settings import Settings, load


def test_the_defaults_are_those_of_the_configuration(tmp_path: Path) -> None:
    taken = Settings()
    taken.apply(read(str(tmp_path)))
    assert [getattr(taken, name) for name in Settings.__slots__] == [getattr(Settings(), n) for n in Settings.__slots__]


def test_nothing_is_read_where_nothing_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert load() is None


def test_pyproject_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[tool.ai-provenance]\nprofile = 'asf'\n")
    settings = load()
    assert settings is not None
    assert settings.profile == "asf"
