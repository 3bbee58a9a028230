"""The way to tagging a commit imports next to nothing: each module costs every commit of everybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from hooked import AGENT
from repository import Repository

OURS = {
    "ai_provenance",
    "ai_provenance.environment",
    "ai_provenance.environment._table",
    "ai_provenance.environment.ancestry",
    "ai_provenance.environment.keywords",
    "ai_provenance.environment.markers",
    "ai_provenance.errors",
    "ai_provenance.hooks",
    "ai_provenance.hooks.commit_msg",
    "ai_provenance.hooks.guard",
    "ai_provenance.hooks.message_file",
    "ai_provenance.hooks.message_secrets",
    "ai_provenance.hooks.rewrite",
    "ai_provenance.hooks.settings",
    "ai_provenance.hooks.commit_context",
    "ai_provenance.lazy",
    "ai_provenance.trailers",
}
"""What a commit by a person imports of ours."""
TAGGING = {"ai_provenance.environment.declared", "ai_provenance.hooks.tagging"}
TAGGING |= {"ai_provenance.environment.commit_command", "ai_provenance.environment.message_cleanup"}
TAGGING |= {"ai_provenance.config", "ai_provenance.config.keys", "ai_provenance.config.profiles"}
TAGGING |= {"ai_provenance.text"}  # the line that says what was added
"""What a commit by an agent imports besides."""
CONFIGURED = TAGGING | {"ai_provenance.config.read", "ai_provenance.config.toml_subset"}
"""What a configuration imports besides."""
PYTHON = {"__future__", "_signal"}
"""What is imported of the standard library, beyond a bare start. `_signal` is built in."""

PROBE = """
import sys
before = set(sys.modules)
from ai_provenance.hooks import main
code = main(sys.argv[1:])
after = set(sys.modules) - before
import json
print(json.dumps(sorted(after)))
sys.exit(code)
"""


def imported(repo: Repository, env: Mapping[str, str], message: str = "Add x\n") -> set[str]:
    (repo.path / ".git/COMMIT_EDITMSG").write_text(message)
    command = [sys.executable, "-I", "-c", PROBE, "commit-msg", ".git/COMMIT_EDITMSG"]
    environ = {**os.environ, "GIT_EDITOR": ":", **env}
    done = subprocess.run(command, cwd=repo.path, env=environ, capture_output=True, check=True)
    assert all(line.startswith(b"ai-provenance: declared: ") for line in done.stderr.splitlines())
    return set(json.loads(done.stdout))


def test_a_persons_commit(repo: Repository) -> None:
    assert imported(repo, {}) <= OURS | PYTHON


def test_an_agents_commit(repo: Repository) -> None:
    assert imported(repo, AGENT) <= OURS | TAGGING | PYTHON


def test_an_agents_commit_with_a_configuration(repo: Repository) -> None:
    repo.write(".ai-provenance.toml", 'profile = "kernel"\n\n[hooks]\ntag-reverts = true\n')
    assert imported(repo, AGENT) <= OURS | CONFIGURED | PYTHON


@pytest.mark.parametrize("module", ["re", "enum", "dataclasses", "typing", "pathlib", "subprocess", "tomllib", "click"])
def test_the_dear_ones_are_not_among_them(repo: Repository, module: str) -> None:
    assert module not in imported(repo, AGENT, "Add x\n\nCo-authored-by: Claude <noreply@anthropic.com>\n")


def test_no_git_is_started_for_an_ordinary_commit(repo: Repository, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "ai_provenance.repo.run" not in imported(repo, {**AGENT, "PATH": str(empty)})


def test_who_takes_part_in_an_experiment(repo: Repository) -> None:
    for command in (["init", "x", "--hypothesis", "y", "--ends", "2999-01-01"], ["join", "x"]):
        assert run(["experiment", *command, "--repo", str(repo.path)]) == 0
    found = imported(repo, {})
    assert "Experiment: x/" in (repo.path / ".git/COMMIT_EDITMSG").read_text()
    ours = (
        OURS
        | TAGGING
        | {"ai_provenance.config.toml_subset", "ai_provenance.environment.experiment", "ai_provenance.sha256"}
    )
    assert found <= ours | PYTHON | {"itertools", "time", "_sha2", "_sha256"}
