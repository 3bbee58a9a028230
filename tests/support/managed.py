"""Fresh repositories hooked by the real pre-commit and prek, which take our hooks from this very checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.install.pre_commit_config import WANTED_TYPES, block, with_block
from repository import Repository

ROOT = Path(__file__).parents[2]
PACKAGE = ("src", "scripts", "docs/man", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
"""What the managers need of the checkout to build our hooks."""
TOOLS = Path(sys.executable).parent
BARE_PATH = os.pathsep.join(("/usr/local/bin", "/usr/bin", "/bin"))


@dataclass(frozen=True)
class Manager:
    """pre-commit or prek, with the environment of our hooks built."""

    name: str
    source: Path
    """A git repository with the content of this checkout."""
    revision: str
    home: Path
    """The manager's cache, which holds the environment."""

    @property
    def variables(self) -> dict[str, str]:
        """The environment to run git in: the manager is on the PATH, our own commands are not."""
        home = {"pre-commit": "PRE_COMMIT_HOME", "prek": "PREK_HOME"}[self.name]
        git = Path(shutil.which("git") or "git").parent
        return {home: str(self.home), "PATH": f"{self.home.parent / 'bin'}{os.pathsep}{git}{os.pathsep}{BARE_PATH}"}

    def run(self, directory: Path, *args: str) -> None:
        """Run the manager; a failure shows what it said."""
        done = subprocess.run(
            [self.name, *args],
            check=False,
            cwd=directory,
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def hook(
        self, repo: Repository, *, top: str = "", item: str = "", types: tuple[str, ...] = WANTED_TYPES
    ) -> Project:
        """Write the configuration with TOP above it, commit it past all hooks, and install the hooks of TYPES."""
        repo.stage(".pre-commit-config.yaml", top + with_block("", item or block(str(self.source), self.revision)))
        repo.commit("chore: set up\n")
        self.run(repo.path, "install", *(word for hook in types for word in ("--hook-type", hook)))
        return Project(repo, self.variables)


@dataclass(frozen=True)
class Project:
    """A hooked repository."""

    repo: Repository
    variables: Mapping[str, str]

    def try_git(self, *args: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
        """`git ARGS` in the manager's environment: its status and all that was printed."""
        done = self.repo.run(*args, env={**self.variables, **(env or {})}, check=False)
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")

    def commit(self, *options: str, env: Mapping[str, str] | None = None) -> str:
        """`git commit --allow-empty OPTIONS`; the message that came out."""
        status, said = self.try_git("commit", "--allow-empty", *options, env=env)
        assert status == 0, said
        return self.repo.message()


def build(manager: Manager, seed: Path) -> None:
    """Let the manager build the environment of our hooks."""
    links = manager.home.parent / "bin"
    links.mkdir(exist_ok=True)
    (links / manager.name).symlink_to(TOOLS / manager.name)
    seed.mkdir()
    git(seed, "init", "-q")
    (seed / ".pre-commit-config.yaml").write_text(with_block("", block(str(manager.source), manager.revision)))
    git(seed, "add", ".")
    manager.run(seed, "install-hooks")


def copy_checkout(place: Path) -> None:
    """Make PLACE a git repository with the content of this checkout, committed or not."""
    place.mkdir()
    for name in PACKAGE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, place / name)
    git(place, "init", "-q")
    git(place, "add", "--all")
    git(
        place,
        "-c",
        "user.name=Ana",
        "-c",
        "user.email=ana@example.org",
        "commit",
        "-q",
        "-m",
        "content of the checkout",
    )


def git(directory: Path, *args: str) -> str:
    """`git ARGS` there, past every hook and outside whatever repository the tests run in."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "core.hooksPath=/dev/null", *args]
    return subprocess.run(
        command, cwd=directory, env=environ, check=True, capture_output=True, text=True
    ).stdout.strip()
