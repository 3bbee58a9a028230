"""Squash merges as forges make them, for tests."""

from __future__ import annotations

from repository import Repository


def request(repo: Repository, number: int, *messages: str, refs: str = "refs/pull/{}/head") -> None:
    """A request of one commit for each message, from `main`; its head stays as a ref, the branch does not."""
    repo.git("switch", "-q", "-c", f"request-{number}", "main")
    for at, message in enumerate(messages):
        repo.stage(f"file-{number}-{at}", f"{number} {at}\n")
        repo.commit(message)
    repo.git("update-ref", refs.format(number), "HEAD")
    repo.git("switch", "-q", "main")
    repo.git("branch", "-q", "-D", f"request-{number}")


def squash(repo: Repository, number: int, message: str, *, head: str = "refs/pull/{}/head") -> str:
    """Squash request NUMBER into `main` with exactly MESSAGE, as a forge does; the new object id."""
    repo.git("merge", "-q", "--squash", head.format(number))
    return repo.commit(message)
