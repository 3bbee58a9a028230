"""The same job by others: libraries touch the message and the author of every commit of HEAD, tools judge a range.

    python benchmarks/peers.py gitpython|pygit2|dulwich|pydriller REPOSITORY
    python benchmarks/peers.py aiir|commit-check REPOSITORY RANGE

A tool is looked for beside the Python that runs this, and run by its own command.
"""
# ruff: noqa: PLC0415 - a library that is measured alone must be imported alone
# mypy: disable-error-code="import-not-found,import-untyped,no-any-return"

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SCRIPTS = Path(sys.executable).parent


def gitpython(path: str) -> int:
    import git

    return sum(len(commit.message) + len(commit.author.email or "") for commit in git.Repo(path).iter_commits())


def pygit2(path: str) -> int:
    import pygit2

    repository = pygit2.Repository(path)
    return sum(len(commit.message) + len(commit.author.email) for commit in repository.walk(repository.head.target))


def dulwich(path: str) -> int:
    from dulwich.repo import Repo

    return sum(len(entry.commit.message) + len(entry.commit.author) for entry in Repo(path).get_walker())


def pydriller(path: str) -> int:
    import pydriller

    commits = pydriller.Repository(path).traverse_commits()
    return sum(len(commit.msg) + len(commit.author.email) for commit in commits)


def aiir(path: str, commits: str) -> int:
    """One run for the range, receipts to standard output and nothing written."""
    command = [str(SCRIPTS / "aiir"), "--range", commits, "--jsonl"]
    said = subprocess.run(command, cwd=path, capture_output=True, check=True).stdout
    return said.count(b"\n")


def commit_check(path: str, commits: str) -> int:
    """One run for each commit, as it takes one."""
    listed = subprocess.run(["git", "rev-list", commits], cwd=path, capture_output=True, text=True, check=True).stdout
    command = [str(SCRIPTS / "commit-check"), "--message", "--no-banner", "--ai-attribution", "forbid"]
    done = [
        subprocess.run([*command, "--rev", oid], cwd=path, capture_output=True, check=False) for oid in listed.split()
    ]
    if any(b"Traceback" in one.stderr for one in done):
        raise ImportError("commit-check failed")
    return sum(one.returncode != 0 for one in done)


TOOLS: dict[str, Callable[[str, str], int]] = {"aiir": aiir, "commit-check": commit_check}
LIBRARIES: dict[str, Callable[[str], int]] = {
    "gitpython": gitpython,
    "pygit2": pygit2,
    "dulwich": dulwich,
    "pydriller": pydriller,
}

if __name__ == "__main__":
    name, *given = sys.argv[1:]
    try:
        print(TOOLS[name](*given) if name in TOOLS else LIBRARIES[name](*given))
    except (ImportError, FileNotFoundError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        sys.exit(3)
