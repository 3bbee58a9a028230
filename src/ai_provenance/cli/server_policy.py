"""The configuration that a server holds all its repositories to: `git config ai-provenance.policy FILE`."""

from __future__ import annotations

from ai_provenance.cli.output import read_input
from ai_provenance.project import PolicyFile
from ai_provenance.repo import open_repository, run_git

KEY = "ai-provenance.policy"
"""Key of git's configuration, of the repository, the user or the system. No push can change it."""


def server_policy(directory: str) -> PolicyFile | None:
    """The file that git's configuration names for the repository at DIRECTORY; None where it names none.

    Raises ProvenanceError where the file cannot be read: milder rules would hold without a word.
    """
    repository = open_repository(directory)
    named = run_git(repository, "config", "-z", "--type=path", "--get", KEY, check=False).decode(
        "utf-8", "surrogateescape"
    )
    path = named.rstrip("\0")
    if not path:
        return None
    place = (repository.work_tree or repository.git_dir) / path
    return PolicyFile(path, read_input(str(place), f"git config {KEY}"))
