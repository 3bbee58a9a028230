"""lefthook's configuration."""

from __future__ import annotations

import tomllib
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


def local(config: Path) -> dict[str, dict[str, object]]:
    data: dict[str, dict[str, object]] = yaml.safe_load(lefthook.local_file(config).read_text())
    return data


def test_hooks_that_are_configured_are_merged_by_the_local_file(config: Path) -> None:
    config.write_text("commit-msg:\n  jobs:\n    - run: npx commitlint --edit {1}\n")
    apply(lefthook.plan_install(config, HOOKS))
    assert yaml.safe_load(config.read_text())["commit-msg"] == {"jobs": [{"run": "npx commitlint --edit {1}"}]}
    assert list(local(config)) == ["commit-msg"]
    apply(lefthook.plan_uninstall(config))
    assert [path.name for path in config.parent.glob("*lefthook*")] == ["lefthook.yml"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lefthook.yml", ""),
        ("lefthook.toml", ""),
        ("lefthook.toml", '[commit-msg.commands.mine]\nrun = "true"'),
        (".lefthook.json", '{"commit-msg": {}}'),
        ("lefthook.jsonc", '{\n  // mine\n  "commit-msg": {}\n}'),
    ],
)
def test_installing_again_has_nothing_to_do_and_uninstalling_restores(tmp_path: Path, name: str, content: str) -> None:
    config = tmp_path / name
    config.write_text(content)
    apply(lefthook.plan_install(config, HOOKS))
    assert list(lefthook.plan_install(config, HOOKS)) == []
    apply(lefthook.plan_uninstall(config))
    assert [path.read_text() for path in tmp_path.glob("*lefthook*")] == [content]


def test_toml_gets_tables(tmp_path: Path) -> None:
    config = tmp_path / "lefthook.toml"
    config.write_text('[commit-msg.commands.mine]\nrun = "true"\n')
    apply(lefthook.plan_install(config, HOOKS))
    commands = tomllib.loads(config.read_text())["commit-msg"]["commands"]
    assert commands == {"mine": {"run": "true"}, "ai-provenance": {"run": "ai-provenance-hook commit-msg {0}"}}


@pytest.mark.parametrize("content", ["commit-msg = {}\n", '[commit-msg]\ncommands = { mine = { run = "true" } }\n'])
def test_toml_that_takes_no_more_tables_gets_a_local_file(tmp_path: Path, content: str) -> None:
    config = tmp_path / "lefthook.toml"
    config.write_text(content)
    apply(lefthook.plan_install(config, HOOKS))
    assert config.read_text() == content
    assert set(local(config)) == set(HOOKS)


def test_broken_yaml_is_said(config: Path) -> None:
    config.write_text("a: [")
    with pytest.raises(ConfigError, match=r"lefthook\.yml is not YAML"):
        list(lefthook.plan_install(config, HOOKS))
