"""`ai-provenance config`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ai_provenance.cli.main import run


def test_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "schema"]) == 0
    assert "policy" in json.loads(capsys.readouterr().out)["properties"]


def test_show_fills_in_the_defaults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".ai-provenance.toml").write_text('profile = "asf"\n')
    assert run(["config", "show", "--repo", str(tmp_path)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["profile"], shown["hooks"]["tag-reverts"]) == ("asf", False)


def test_a_wrong_key_exits_3_with_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".ai-provenance.toml").write_text("polcy = 1\n")
    assert run(["config", "show", "--repo", str(tmp_path)]) == 3
    assert "hint: did you mean 'policy'?" in capsys.readouterr().err
