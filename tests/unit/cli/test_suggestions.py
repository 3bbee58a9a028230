"""A slip of the keyboard gets the nearest name."""

from __future__ import annotations

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from repository import Repository


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["reprt"], "report"),
        (["chekc", "HEAD"], "check"),
        (["secrets", "scna"], "scan"),
        (["squash", "audti"], "audit"),
        (["score", "gaet", "2"], "gate"),
    ],
    ids=str,
)
def test_of_a_command(typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typed) == ExitCode.USAGE
    assert f"Did you mean '{meant}'?" in capsys.readouterr().err


def test_a_name_that_is_near_to_none_gets_no_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["xyzzy"]) == ExitCode.USAGE
    assert "Did you mean" not in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "meant"), [("claud-code", "claude-code"), ("Copilt", "copilot"), ("aidr", "aider")])
def test_of_an_agent(typed: str, meant: str, repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["agents", typed, "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE
    assert f"did you mean '{meant}'?" in capsys.readouterr().err
