"""The same job by other libraries: touch the message and the author of every commit of HEAD.

python benchmarks/peers.py gitpython|pygit2|dulwich|pydriller REPOSITORY
"""
# ruff: noqa: PLC0415 - a library that is measured alone must be imported alone
# mypy: disable-error-code="import-not-found,import-untyped,no-any-return"

from __future__ import annotations

import sys
from collections.abc import Callable


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


PEERS: dict[str, Callable[[str], int]] = {
    "gitpython": gitpython,
    "pygit2": pygit2,
    "dulwich": dulwich,
    "pydriller": pydriller,
}

if __name__ == "__main__":
    try:
        print(PEERS[sys.argv[1]](sys.argv[2]))
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(3)
