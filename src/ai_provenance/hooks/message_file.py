"""The message file that git hands to a hook: replaced in one step, in bytes, and what is kept between two hooks."""

from __future__ import annotations

import os

from ai_provenance import trailers

_GUESSES = b";@!$%^&|:"
"""The characters that `core.commentChar=auto` chooses from, besides `#`."""
_MEMORY = "ai-provenance-template"
WITHHELD = "ai-provenance-withheld"
"""File of the git directory with the declarations that a project forbids in its messages, for post-commit."""


def replace(path: str, message: bytes) -> None:
    """Replace the file by MESSAGE in one step."""
    # a hook that is killed half-way leaves the old message whole
    beside = f"{path}.ai-provenance-{os.getpid()}"
    with open(beside, "xb") as file:
        file.write(message)
    os.replace(beside, path)


def comment_string(message: bytes, *, editor: bool) -> bytes:
    """The string that begins a comment in MESSAGE: as the scissors say, as configured, or `#`.

    Without an editor git adds no comments and takes none out: `-m '#1 first'` is text, and a line added above it would
    leave the last block as soon as `cherry-pick -x` adds its own below. With one, the configuration is read only when
    the message ends in a line that begins with some other mark.
    """
    from_scissors = trailers.comment_of(message)
    if from_scissors or not editor:
        return from_scissors or trailers.NO_COMMENT
    last = message.rstrip().rpartition(b"\n")[2]
    if not last or last[:1].isalnum() or last.startswith(trailers.COMMENT) or last[0] in b" \t":
        return trailers.COMMENT
    return _configured(last)


def _configured(last: bytes) -> bytes:
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - nearly no message needs it

    query = ["config", "--get-regexp", "^core[.]comment(char|string)$"]
    answer = (git_output(query, hardened=False) or b"").splitlines()
    value = answer[-1].partition(b" ")[2] if answer else trailers.COMMENT
    if value == b"auto":
        return last[:1] if last[0] in _GUESSES else trailers.COMMENT
    return value or trailers.COMMENT


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
    comment = trailers.comment_of(message) or trailers.COMMENT
    text = message.partition(comment + b" " + trailers.CUT_LINE)[0]
    lines = [line.rstrip() for line in text.split(b"\n")]
    return b"\n".join(line for line in lines if line and not line.startswith((comment, b"Signed-off-by: ")))
