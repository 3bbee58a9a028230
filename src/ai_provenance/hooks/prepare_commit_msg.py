"""prepare-commit-msg: tag the message when no editor will run: `--no-verify` skips commit-msg, and not this hook."""

from __future__ import annotations

import os

from ai_provenance.environment.markers import is_off
from ai_provenance.hooks import message_file
from ai_provenance.hooks.commit_context import CommitContext
from ai_provenance.hooks.rewrite import rewrite
from ai_provenance.hooks.settings import is_configured

SOURCES = frozenset(("message", "template", "merge", "squash", "commit"))


def run(arguments: list[str]) -> None:
    """Git's arguments: the message file, and a source and commit that may be missing or a manager's placeholder."""
    if is_off(os.environ):
        return
    path = arguments[0] if arguments else ""
    # pre-commit and prek pass the file only, and the source in the environment
    given = arguments[1] if len(arguments) > 1 else os.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", "")
    source = given if given in SOURCES else ""
    context = CommitContext(path, source, os.environ)
    message_file.remember_template(context.git_dir, context.message if source == "template" else None)
    message_file.keep(context.git_dir, message_file.WITHHELD, b"")  # left by a commit that was never made
    message_file.keep(context.git_dir, message_file.SOURCES, _folded(context.squashed) if context.squashed else b"")
    # with an editor the person types above what we would add: commit-msg comes after. A rebase that continues or
    # squashes opens an editor too, and then runs no commit-msg
    if not context.editor or context.skips_commit_msg():
        rewrite(context, may_refuse=False)
    elif is_configured():
        from ai_provenance.hooks.offer import offer  # noqa: PLC0415 - a project without configuration offers nothing

        offer(context)


def _folded(squashed: bytes) -> bytes:
    """The ids of the commits in SQUASHED, a SQUASH_MSG, where commits are recorded: post-commit finds it removed."""
    if not is_configured():
        return b""
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - few commits are squash merges

    if hook_settings(os.getcwd())["records"]["write"] != "commit":
        return b""
    return b"\n".join(
        words[1] for line in squashed.split(b"\n") if len(words := line.split()) == 2 and words[0] == b"commit"
    )
