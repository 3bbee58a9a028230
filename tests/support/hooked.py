"""Repositories whose hooks are ours, and the two who commit in them."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from repository import Repository

AGENT = {"CLAUDECODE": "1", "CLAUDE_CODE_ENTRYPOINT": "cli"}
"""What Claude Code sets in the shells that it runs."""
HUMAN: dict[str, str] = {}
TAG = "Assisted-by: Claude"
MESSAGE_HOOKS = ("prepare-commit-msg", "commit-msg")


@dataclass(frozen=True)
class Hooked(Repository):
    """A repository with raw git hooks that call this checkout."""

    def install(self, *names: str) -> None:
        """Write each hook as a shell script that execs the lean entry."""
        hooks = Path(self.git("rev-parse", "--git-path", "hooks"))
        for name in names:
            path = self.path / hooks / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ai_provenance.hooks {name} "$@"\n')
            path.chmod(0o755)

    def save(
        self, subject: str, who: Mapping[str, str] = HUMAN, *, name: str = "", options: tuple[str, ...] = ()
    ) -> str:
        """Change a file and commit it with `-m SUBJECT`, through the hooks; the new object id."""
        path = name or subject.replace(" ", "-").replace("!", "")
        self.stage(path, (self.path / path).read_text() + "more\n" if (self.path / path).exists() else "one\n")
        self.run("commit", "-q", "-m", subject, *options, env=who)
        return self.head()

    def edit(self, script: str, *arguments: str, who: Mapping[str, str] = HUMAN) -> subprocess.CompletedProcess[bytes]:
        """`git ARGUMENTS` with an editor that runs SCRIPT with the message file as `$1`."""
        editor = self.path.parent / "editor.sh"
        editor.write_text(f"#!/bin/sh\n{script}\n")
        editor.chmod(0o755)
        return self.run(*arguments, check=False, env={**who, "GIT_EDITOR": str(editor)})

    def rebase(self, todo: str, base: str, who: Mapping[str, str] = HUMAN, *, editor: str = "true") -> None:
        """`git rebase -i BASE` with the sed script TODO over the list of commits."""
        sequence = f"sed -i.orig -e {shlex.quote(todo)}" if todo else "true"
        self.run(
            "rebase",
            "-q",
            "-i",
            "--autosquash",
            base,
            env={**who, "GIT_SEQUENCE_EDITOR": sequence, "GIT_EDITOR": editor},
        )

    def tags(self, rev: str = "HEAD") -> list[str]:
        """The trailers of a commit, as git reads them."""
        text = self.run("log", "-1", "--format=%(trailers:only,unfold)", rev).stdout.decode("utf-8", "replace")
        return [line for line in text.split("\n") if line]

    def raw(self, rev: str = "HEAD") -> bytes:
        """The message of a commit, byte for byte."""
        return self.run("cat-file", "commit", rev).stdout.partition(b"\n\n")[2]
