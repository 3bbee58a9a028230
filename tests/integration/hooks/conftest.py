"""Hooked repositories, on the git that TEST_GIT names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hooked import GIT, MESSAGE_HOOKS, Hooked


@pytest.fixture(autouse=True)
def chosen_git(pinned_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the chosen git first on the PATH."""
    if GIT:
        monkeypatch.setenv("PATH", f"{Path(GIT).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_MERGE_AUTOEDIT", "no")


@pytest.fixture
def hooked(tmp_path: Path) -> Hooked:
    """A repository with one human commit, then the message hooks."""
    made = Hooked.init(tmp_path / "repo")
    hooked = Hooked(made.path)
    hooked.stage("base", "base\n")
    hooked.commit("Base\n")
    hooked.install(*MESSAGE_HOOKS)
    return hooked
