"""Ranges of any length and messages of any kind, in memory that does not grow."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_provenance.cli.main import run
from repository import Repository

FOOTER = "Parse\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"


def grow(repo: Repository, branch: str, count: int) -> None:
    """COUNT commits on BRANCH, every second with AI evidence that breaks the policy, in one `git fast-import`."""
    lines = []
    for number in range(count):
        text = FOOTER if number % 2 else f"Change {number} by hand\n"
        head = [f"commit refs/heads/{branch}", f"committer A <a@example.org> {1_700_000_000 + number} +0000"]
        lines += [*head, f"data {len(text)}", text]
    repo.run("fast-import", "--quiet", stdin="\n".join([*lines, "done", ""]).encode())


def peak(repo: Repository, branch: str) -> tuple[int, str]:
    """Peak memory of a check of BRANCH, in kB, and the last line it said."""
    code = (
        "import resource, sys; from ai_provenance.cli.main import run; run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "check", branch, "--repo", str(repo.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    unit = 1024 if sys.platform == "darwin" else 1
    return int(done.stderr.split()[-1]) // unit, done.stdout.splitlines()[-1]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_range(repo: Repository) -> None:
    grow(repo, "short", 20_000)
    grow(repo, "long", 100_000)
    few, _ = peak(repo, "short")
    many, said = peak(repo, "long")
    assert said == "100,000 commits judged: 5,000 errors, 45,000 more not shown"
    assert many < few * 1.15


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
