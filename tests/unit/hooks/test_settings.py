"""What hooks take for granted without reading the configuration is what the configuration says by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.config.keys import HOOKS
from ai_provenance.config.read import FILE, PYPROJECT, hook_settings
from ai_provenance.errors import ConfigError
from ai_provenance.hooks.guard import TIMEOUT
from ai_provenance.hooks.settings import FILES, Settings, defaults, load


def test_the_defaults_are_those_of_the_configuration(tmp_path: Path) -> None:
    read = Settings(hook_settings(str(tmp_path)))
    assert all(getattr(read, name) == getattr(defaults(), name) for name in Settings.__slots__)


def test_the_time_before_the_configuration_is_read_is_the_default() -> None:
    assert HOOKS.defaults()["timeout"] == TIMEOUT


def test_hooks_look_for_the_files_that_the_reader_reads() -> None:
    assert FILES == (FILE, PYPROJECT)


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


def test_hooks_look_for_the_files_that_commands_look_for() -> None:
    assert FILES == (FILE, PYPROJECT)


@pytest.mark.parametrize("text", ["[tool.ai-provenance]\n", "[tool]\nai-provenance = {}\n"])
def test_two_configurations_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text("")
    (tmp_path / PYPROJECT).write_text(text)
    with pytest.raises(ConfigError, match="both configure"):
        load()


def test_a_pyproject_that_only_names_us_is_no_second_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text("profile = 'asf'\n")
    (tmp_path / PYPROJECT).write_text("[project.scripts]\nai-provenance = 'a:b'\n")
    settings = load()
    assert settings is not None
    assert settings.profile == "asf"
