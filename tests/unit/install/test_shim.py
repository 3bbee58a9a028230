"""The text of a shim."""

from __future__ import annotations

import re
import site
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ai_provenance.install import shim

paths = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40)


@given(paths)
@example("/opt/@SUFFIX@/@LIBRARY@/python")
def test_any_interpreter_survives_the_quoting_of_sh(tmp_path_factory: pytest.TempPathFactory, python: str) -> None:
    path = tmp_path_factory.getbasetemp() / "shim"
    path.write_text(shim.render("commit-msg", python=python), encoding="utf-8")
    assert shim.baked_interpreter(path) == python


@pytest.mark.parametrize("hook", shim.HOOKS)
def test_no_placeholder_is_left(hook: str) -> None:
    assert re.findall(r"@[A-Z]+@", shim.render(hook)) == []


def test_another_tools_hook_is_none_of_ours(tmp_path: Path) -> None:
    hook = tmp_path / "commit-msg"
    hook.write_text("#!/bin/sh\nai-provenance-hook commit-msg\n")
    assert not shim.is_shim(hook)
    assert not shim.is_shim(tmp_path / "absent")
    assert shim.baked_interpreter(hook) == ""


def test_an_interpreter_that_would_not_find_us_isolated_is_not_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(shim.__file__).resolve().parents[2]
    monkeypatch.setattr(site, "ENABLE_USER_SITE", True)
    monkeypatch.setattr(site, "USER_SITE", str(package))
    assert shim.interpreter() == ""
