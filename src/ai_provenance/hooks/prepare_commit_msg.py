"""prepare-commit-msg: tags when no editor will run, since `--no-verify` skips commit-msg and not this hook."""

from __future__ import annotations

import os

from ai_provenance.hooks import message_file
from ai_provenance.hooks.commit_context import Situation
from ai_provenance.hooks.rewrite import is_switched_off, rewrite

SOURCES = frozenset(("message", "template", "merge", "squash", "commit"))


def run(arguments: list[str]) -> None:
    """Git's arguments: the message file, and a source and commit that may be missing or a manager's placeholder."""
    if is_switched_off():
        return
    path = arguments[0] if arguments else ""
    # pre-commit and prek pass the file only, and the source in the environment
    told = arguments[1] if len(arguments) > 1 else os.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", "")
    source = told if told in SOURCES else ""
    situation = Situation(path, source, os.environ)
    template = message_file.read(situation.path) if source == "template" else None
    message_file.remember_template(situation.git_dir, template)
    message_file.keep(situation.git_dir, message_file.WITHHELD, b"")  # of a commit that was never made
    # with an editor the person types above what we would add: commit-msg comes after. A rebase that continues or
    # squashes opens an editor too, and then runs no commit-msg
    if not situation.editor or situation.skips_commit_msg():
        rewrite(situation, may_refuse=False)
