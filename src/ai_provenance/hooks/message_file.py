"""The message file that git hands to a hook: replaced in one step, in bytes, and what is kept between two hooks."""

from __future__ import annotations

import os

_MEMORY = "ai-provenance-template"
WITHHELD = "ai-provenance-withheld"
"""File of the git directory with the declarations that a project forbids in its messages, for post-commit."""

SOURCES = "ai-provenance-sources"
"""File of it with the ids of the commits that a squash merge folds together, one a line, for post-commit."""


def replace(path: str, message: bytes) -> None:
    """Replace the file by MESSAGE in one step."""
    # a hook that is killed half-way leaves the old message whole
    beside = f"{path}.ai-provenance-{os.getpid()}"
    with open(beside, "xb") as file:
        file.write(message)
    os.replace(beside, path)


def remember_template(git_dir: str, message: bytes | None) -> None:
    """Keep the text of an untouched template for commit-msg, or forget the one that was kept."""
    keep(git_dir, _MEMORY, _essence(message) if message is not None else b"")


def keep(git_dir: str, name: str, content: bytes) -> None:
    """Keep CONTENT in the file NAME of the git directory for the next hook; without content the file is removed."""
    path = f"{git_dir}/{name}"
    if content:
        with open(path, "wb") as file:
            file.write(content)
    elif os.path.exists(path):
        os.unlink(path)


def is_template(git_dir: str, message: bytes) -> bool:
    """Whether MESSAGE is the template that was kept, untouched."""
    # git refuses such a message, and would take it as edited if we added a line
    try:
        with open(f"{git_dir}/{_MEMORY}", "rb") as file:
            return file.read() == _essence(message)
    except OSError:
        return False


def _essence(message: bytes) -> bytes:
    """The lines that git compares: no comments, no blank lines, no sign-offs, nothing below the scissors."""
    from ai_provenance.environment.message_cleanup import message_cleanup  # noqa: PLC0415 - few commits have a template

    cleanup = message_cleanup(message)
    if cleanup.verbatim:
        return b""  # git takes a template that was left untouched, too
    lines = [line.rstrip() for line in cleanup.kept(message).split(b"\n")]
    return b"\n".join(line for line in lines if line and not line.startswith(b"Signed-off-by: "))
