"""post-commit: put the declarations that a project forbids in its messages into a note on the commit."""

from __future__ import annotations

import os

from ai_provenance.hooks import message_file
from ai_provenance.hooks.commit_context import git_directory

REF = "refs/notes/ai-provenance"
"""The configuration's `notes-refs` reads it by default; `squash repair` writes there too."""


def run(arguments: list[str]) -> None:
    """Git gives no arguments, and ignores how the hook ends."""
    del arguments
    path = f"{git_directory('', os.environ)}/{message_file.WITHHELD}"
    if not os.path.exists(path):
        return
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - only where something was withheld

    git_output(["notes", f"--ref={REF}", "append", "-F", path, "HEAD"], hardened=False)
    os.unlink(path)
