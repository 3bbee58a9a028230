"""commit-msg: tag the message, after the editor if there is one."""

from __future__ import annotations

import os

from ai_provenance.environment.markers import is_off
from ai_provenance.hooks import message_file
from ai_provenance.hooks.commit_context import CommitContext
from ai_provenance.hooks.rewrite import rewrite


def run(arguments: list[str]) -> None:
    """Git's argument: the message file. Some hook managers pass none."""
    if is_off(os.environ):
        return
    context = CommitContext(arguments[0] if arguments else "", "", os.environ)
    if not message_file.is_template(context.git_dir, context.message):
        rewrite(context)
    message_file.remember_template(context.git_dir, None)
