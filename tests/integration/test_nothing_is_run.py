"""A hostile repository starts no program: not by its configuration, its attributes or its hooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from repository import Repository

# what `git help config` calls a command, and what names a program that git starts
PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy"),
    *("core.alternateRefsCommand", "pager.log", "pager.show", "pager.diff", "sequence.editor", "diff.external"),
    *("diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process"),
    *("merge.evil.driver", "gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand"),
    *("credential.helper", "trailer.sign.cmd", "trailer.sign.command", "interactive.diffFilter"),
    *("uploadpack.packObjectsHook", "alias.log", "alias.cat-file", "alias.rev-list", "alias.diff"),
)
COMMANDS = (
    *("report", "report --lines --secrets --no-cache", "report --format html", "classify", "explain HEAD", "check"),
    *("check HEAD~1..HEAD --format sarif", "secrets scan", "secrets scan --whole-files", "secrets scan --range HEAD"),
    *("secrets scan .", "score", "score gate 2", "verify", "records list", "squash audit", "delivery"),
)


@pytest.fixture
def hostile(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a program that was started leaves a file; every setting that could start one names that program."""
    started = tmp_path / "started"
    started.mkdir()
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\n: > "{started}/$(basename "$0").$$"\ncat 2>/dev/null\n')
    program.chmod(0o755)
    repo.stage(".gitattributes", "* diff=evil filter=evil merge=evil\n")
    repo.stage("a.py", "x = 1\n")
    repo.commit("Add\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    repo.stage("a.py", "x = 2\n")
    repo.commit("Change\n\nAssisted-by: Claude\n")
    repo.stage("b.py", "token = 1\n")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "post-checkout", "reference-transaction", "post-index-change", "pre-push", "fsmonitor"):
        (hooks / name).symlink_to(program)
    for key in PROGRAMS:
        repo.git("config", key, str(program))
    repo.git("config", "core.hooksPath", str(hooks))
    repo.git("config", "log.showSignature", "true")
    for file in started.iterdir():
        file.unlink()  # what the commands of this fixture have started
    monkeypatch.chdir(repo.path)
    return started


@pytest.mark.parametrize("command", COMMANDS)
def test_no_setting_of_a_repository_starts_a_program(hostile: Path, command: str) -> None:
    run(command.split())
    assert not [file.name for file in hostile.iterdir()]


def test_the_settings_do_start_it_elsewhere(hostile: Path, repo: Repository) -> None:
    repo.run("diff", "HEAD~1", "HEAD", check=False)
    assert list(hostile.iterdir())
