"""Hooked repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from hooked import MESSAGE_HOOKS, Hooked


@pytest.fixture(autouse=True)
def no_editor_for_merges(pinned_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Merges take the message that git proposes."""
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
