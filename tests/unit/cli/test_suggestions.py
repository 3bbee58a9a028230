"""A slip of the keyboard gets the nearest name."""

from __future__ import annotations

import pytest

from ai_provenance.cli.main import MEANT, run
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
        (["records", "lists"], "list"),
        (["fleet", "scans"], "scan"),
        (["help", "report"], "ai-provenance --help"),
        (["version"], "ai-provenance --version"),
        (["badge"], "ai-provenance report --format badge"),
    ],
    ids=str,
)
def test_of_a_command(typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typed) == ExitCode.USAGE
    assert f"Did you mean '{meant}'?" in capsys.readouterr().err


@pytest.mark.parametrize("meant", MEANT.values())
def test_what_is_meant_by_the_words_of_other_programs_can_be_typed(meant: str, repo: Repository) -> None:
    repo.commit("one\n")
    words = meant.replace("COMMIT", "HEAD").split()[1:]
    words += [] if words[0].startswith("-") else ["--repo", str(repo.path)]
    assert run(words) in {ExitCode.OK, ExitCode.VIOLATION_FOUND}  # doctor objects: no hook is installed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["report", "--format", "jsn"], "json"),
        (["report", "--of", "trace-ai"], "trace_ai"),
        (["completion", "bsh"], "bash"),
        (["check", "--format", "jnit"], "junit"),
    ],
    ids=" ".join,
)
def test_of_a_value(typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typed) == ExitCode.USAGE
    assert f". Did you mean '{meant}'?" in capsys.readouterr().err


def test_a_value_that_is_near_to_none_gets_no_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--format", "xyzzy"]) == ExitCode.USAGE
    assert "Did you mean" not in capsys.readouterr().err


def test_a_name_that_is_near_to_none_gets_no_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["xyzzy"]) == ExitCode.USAGE
    assert "Did you mean" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "meant"), [("claud-code", "claude-code"), ("Copilt", "copilot"), ("claude", "claude-code")]
)
def test_of_an_agent(typed: str, meant: str, repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["agents", typed, "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE
    assert f"did you mean '{meant}'?" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["AIP1", "aip01", "1", "AIP001", "undeclared-ai"])
def test_a_rule_is_found_by_its_number_however_it_is_written(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rule", typed]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("AIP001 undeclared-ai: ")


@pytest.mark.parametrize("group", ["records", "squash", "fleet", "governance", "audit", "experiment", "pdca"])
def test_the_help_of_a_group_cuts_no_sentence(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([group, "--help"]) == ExitCode.OK
    assert "...\n" not in capsys.readouterr().out.partition("Commands:")[2]
