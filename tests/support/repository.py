"""Real repositories for tests, in the words of the test: `repo.commit("subject")`, `repo.branch("side")`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CLAUDE_TRAILER = "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"


@dataclass(frozen=True)
class Repository:
    """A work tree (or a bare repository) under `tmp_path`."""

    path: Path

    @classmethod
    def init(cls, path: Path, *options: str) -> Repository:
        """Make one with `git init OPTIONS PATH`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "init", "-q", *options, str(path)], check=True)
        return cls(path)

    def run(
        self, *args: str, check: bool = True, env: Mapping[str, str] | None = None, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """`git ARGS` here, with `env` added to the pinned environment."""
        return subprocess.run(
            ["git", *args],
            cwd=self.path,
            env={**os.environ, **(env or {})},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            check=check,
        )

    def git(self, *args: str, env: Mapping[str, str] | None = None) -> str:
        """`git ARGS` here; its output, stripped."""
        return self.run(*args, env=env).stdout.decode().strip()

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the work tree."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def stage(self, name: str, content: str | bytes) -> Path:
        """Write a file and add it to the index."""
        path = self.write(name, content)
        self.git("add", "--", name)
        return path

    def commit(
        self,
        message: str | bytes = "change\n",
        *,
        author: str | None = None,
        committer: tuple[str, str] | None = None,
        env: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> str:
        """Commit MESSAGE exactly as given, with an empty change, past every hook; the new object id."""
        raw = message.encode() if isinstance(message, str) else message
        extra = dict(env or {})
        if committer:
            extra |= {"GIT_COMMITTER_NAME": committer[0], "GIT_COMMITTER_EMAIL": committer[1]}
        who = [f"--author={author}"] if author else []
        command = ["commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "--no-verify"]
        self.run("-c", "core.hooksPath=/dev/null", *command, *who, *options, "-F", "-", env=extra, stdin=raw)
        return self.head()

    def head(self) -> str:
        """The object id of HEAD."""
        return self.git("rev-parse", "HEAD")

    def message(self, rev: str = "HEAD") -> str:
        """The message of a commit."""
        return self.run("log", "-1", "--format=%B", rev).stdout.decode("utf-8", "replace").rstrip("\n")

    def branch(self, name: str) -> None:
        """Make a branch here and switch to it."""
        self.git("switch", "-q", "-c", name)

    def merge(self, name: str, message: str = "Merge branch") -> str:
        """Merge a branch with a real merge commit."""
        self.git("-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-ff", "-m", message, name)
        return self.head()
