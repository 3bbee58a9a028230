"""commit-msg: tags always, after the editor."""

from __future__ import annotations

import os

from ai_provenance.hooks import message_file
from ai_provenance.hooks.commit_context import Situation
from ai_provenance.hooks.rewrite import is_switched_off, rewrite


def run(arguments: list[str]) -> None:
    """Git's argument: the message file. Some hook managers pass none."""
    if is_switched_off():
        return
    situation = Situation(arguments[0] if arguments else "", "", os.environ)
    if not message_file.is_template(situation.git_dir, message_file.read(situation.path)):
        rewrite(situation)
    message_file.remember_template(situation.git_dir, None)
