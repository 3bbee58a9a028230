"""lefthook's configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ai_provenance.errors import ConfigError
from ai_provenance.install import lefthook
from ai_provenance.install.steps import apply

HOOKS = ("prepare-commit-msg", "commit-msg")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "lefthook.yml"


def test_absent_hooks_are_appended_and_taken_out_byte_for_byte(config: Path) -> None:
    config.write_text("# ours\nassert_lefthook_installed: true")
    apply(lefthook.plan_install(config, HOOKS))
    run = yaml.safe_load(config.read_text())["commit-msg"]["commands"]["ai-provenance"]["run"]
    assert run == "ai-provenance-hook commit-msg {0}"
    apply(lefthook.plan_uninstall(config))
    assert config.read_text() == "# ours\nassert_lefthook_installed: true"


def test_hooks_that_are_configured_are_listed_for_merging_by_hand(config: Path) -> None:
    config.write_text("commit-msg:\n  jobs:\n    - run: npx commitlint --edit {1}\n")
    apply(lefthook.plan_install(config, HOOKS))
    assert yaml.safe_load(config.read_text())["commit-msg"] == {"jobs": [{"run": "npx commitlint --edit {1}"}]}
    assert [text.splitlines()[0] for text in lefthook.by_hand(config, HOOKS)] == ["commit-msg:"]


def test_installing_again_has_nothing_to_do(config: Path) -> None:
    config.write_text("")
    apply(lefthook.plan_install(config, HOOKS))
    assert list(lefthook.plan_install(config, HOOKS)) == []
    assert lefthook.by_hand(config, HOOKS) == ()


def test_other_formats_are_for_a_person(tmp_path: Path) -> None:
    config = tmp_path / "lefthook.toml"
    config.write_text("")
    assert list(lefthook.plan_install(config, HOOKS)) == []
    assert len(lefthook.by_hand(config, HOOKS)) == 2


def test_broken_yaml_is_said(config: Path) -> None:
    config.write_text("a: [")
    with pytest.raises(ConfigError, match=r"lefthook\.yml is not YAML"):
        list(lefthook.plan_install(config, HOOKS))
