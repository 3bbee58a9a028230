"""`classify`: one line a commit, in the order asked for."""

from __future__ import annotations

import io
import json

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from repository import CLAUDE_TRAILER, Repository

KEYS = {"sha", "origin", "level", "agents", "evidence", "flags"}


@pytest.fixture
def oids(repo: Repository) -> list[str]:
    return [repo.commit(f"one\n\n{CLAUDE_TRAILER}\n"), repo.commit("two\n"), repo.commit("three\n")]


def test_a_line_has_the_contract_keys(repo: Repository, oids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["classify", "--repo", str(repo.path)]) == ExitCode.OK
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["sha"] for line in lines] == oids[::-1]
    assert all(set(line) == KEYS for line in lines)
    assert lines[-1]["origin"] == "ai"
    assert lines[-1]["agents"] == [{"id": "claude-code", "model": "claude-opus-4-6"}]
    assert set(lines[-1]["evidence"][0]) == {"agent", "place", "strength", "text"}


def test_stdin_keeps_the_order(
    repo: Repository, oids: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [oids[1], oids[0], oids[2], oids[0]]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(asked) + "\n"))
    assert run(["classify", "--stdin", "--repo", str(repo.path)]) == ExitCode.OK
    assert [json.loads(line)["sha"] for line in capsys.readouterr().out.splitlines()] == asked


def test_stdin_names_an_id_that_is_not_here(
    repo: Repository, oids: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("f" * 40 + "\n"))
    assert run(["classify", "--stdin", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE
    assert "f" * 40 in capsys.readouterr().err


def test_text_is_for_eyes(repo: Repository, oids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(["classify", "HEAD~2", "--format", "text", "--repo", str(repo.path)])
    assert capsys.readouterr().out.startswith(f"{oids[0][:10]} ai         2  claude-code:claude-opus-4-6")


def test_stdin_and_a_revision_exclude_each_other(repo: Repository) -> None:
    assert run(["classify", "--stdin", "HEAD", "--repo", str(repo.path)]) == ExitCode.USAGE
