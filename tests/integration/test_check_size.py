"""Ranges of any length and messages of any kind, in memory that does not grow."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_provenance.cli.main import run
from peak_memory import peak_memory
from repository import Repository

CHECK = """
from ai_provenance.cli.entry import main
from ai_provenance.repo import history
history._AHEAD = 1  # what is read ahead is bounded, and has its own test
main()
"""
FOOTER = "Parse\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"


def grow(repo: Repository, branch: str, count: int) -> None:
    """COUNT commits on BRANCH, every second with AI evidence that breaks the policy, in one `git fast-import`."""
    lines = []
    for number in range(count):
        text = FOOTER if number % 2 else f"Change {number} by hand\n"
        head = [f"commit refs/heads/{branch}", f"committer A <a@example.org> {1_700_000_000 + number} +0000"]
        lines += [*head, f"data {len(text)}", text]
    repo.run("fast-import", "--quiet", stdin="\n".join([*lines, "done", ""]).encode())


def peak(repo: Repository, branch: str) -> float:
    """Peak memory of a check of BRANCH that objects, in MB."""
    code, megabytes = peak_memory([sys.executable, "-c", CHECK, "check", branch, "--repo", str(repo.path)])
    assert code == 1
    return megabytes


@pytest.mark.slow
def test_memory_does_not_grow_with_the_range(repo: Repository) -> None:
    grow(repo, "short", 20_000)
    grow(repo, "long", 100_000)
    assert peak(repo, "long") < peak(repo, "short") * 1.15


@pytest.mark.slow
def test_every_finding_is_counted_and_the_worst_are_kept(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    grow(repo, "long", 12_000)
    assert run(["check", "long", "--repo", str(repo.path)]) == 1
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == "12,000 commits judged: 5,000 errors, 1,000 more not shown"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.binary(min_size=1, max_size=200).filter(lambda data: b"\0" not in data))
def test_any_message_is_judged(repo: Repository, capsys: pytest.CaptureFixture[str], message: bytes) -> None:
    repo.commit(message + b"\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    capsys.readouterr()
    for format_ in ("json", "text"):
        assert run(["check", "HEAD", "--format", format_, "--repo", str(repo.path)]) in {0, 1}
        out = capsys.readouterr().out
        assert "\x1b" not in out


def test_a_megabyte_of_message_with_hostile_text(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "::set-output name=x::y\n\x1b[31m##[error]z\n<script>alert(1)</script>\n" * 15_000
    repo.commit(f"x\n\n{hostile}\n{FOOTER}")
    assert run(["check", "--format", "json", "--repo", str(repo.path)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert len(finding["message"]) < 500
