"""Which tool manages the hooks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ai_provenance.install.managers import Manager, detect, installer
from ai_provenance.repo.hook_directory import HookDirectory


def hooks(configured: str | None) -> HookDirectory:
    return HookDirectory(path=Path("/x"), configured=configured, scope="local" if configured else None)


@pytest.mark.parametrize(
    ("files", "configured", "manager"),
    [
        ({}, None, Manager.NATIVE),
        ({}, "tools/hooks", Manager.NATIVE),
        ({".pre-commit-config.yaml": ""}, None, Manager.PRE_COMMIT),
        ({".pre-commit-config.yml": ""}, None, Manager.PREK),
        ({"prek.toml": ""}, None, Manager.PREK),
        ({"lefthook.yml": ""}, None, Manager.LEFTHOOK),
        ({".config/lefthook.toml": ""}, None, Manager.LEFTHOOK),
        ({}, ".husky/_", Manager.HUSKY),
        ({}, ".husky", Manager.HUSKY),
        ({".pre-commit-config.yaml": ""}, ".husky/_", Manager.HUSKY),
        ({"package.json": '{"devDependencies": {"husky": "9"}}', ".husky/pre-commit": ""}, None, Manager.HUSKY),
        ({"package.json": "{}"}, None, Manager.NATIVE),
    ],
)
def test_manager_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], configured: str | None, manager: Manager
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert detect(tmp_path, hooks(configured)).manager is manager


@pytest.mark.parametrize("manager", list(Manager))
def test_every_manager_has_an_installer(manager: Manager) -> None:
    assert installer(manager)
