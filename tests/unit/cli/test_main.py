"""The entry point of the command line."""

from __future__ import annotations

from importlib import import_module

import click
import pytest

from ai_provenance.cli import main as entry_point
from ai_provenance.errors import ExitCode, RepositoryError


def test_every_command_of_the_table_resolves_with_the_same_short_help() -> None:
    for name, help_text in entry_point.COMMANDS.items():
        command = import_module(f"ai_provenance.cli.{name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        assert command.get_short_help_str(200).rstrip(".") == help_text.rstrip(".")


def test_expected_error_prints_message_and_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RepositoryError("not a repository: /x", hint="git init /x")

    monkeypatch.setattr(entry_point.cli, "main", refuse)
    assert entry_point.run([]) == ExitCode.INCONCLUSIVE
    assert capsys.readouterr().err == "error: not a repository: /x\nhint: git init /x\n"


def test_bug_prints_one_line_with_a_log(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(entry_point.cli, "main", explode)
    assert entry_point.run([]) == ExitCode.BUG
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "ZeroDivisionError" in lines[0]


def test_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry_point.run(["frobnicate"]) == ExitCode.USAGE
    assert "frobnicate" in capsys.readouterr().err
