"""Read the message, gather the evidence, apply the rule, write the message back."""

from __future__ import annotations

import os

from ai_provenance import trailers
from ai_provenance.detect import ancestry
from ai_provenance.detect.environment import declares_nobody, is_off, observe, observe_ancestors
from ai_provenance.hooks import message_file, settings, stated, tagging
from ai_provenance.hooks.guard import limit, warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.hooks.situation import Situation


def is_switched_off() -> bool:
    """Whether AI_PROVENANCE=off."""
    return is_off(os.environ)


def rewrite(situation: Situation) -> None:
    """Tag the message of SITUATION by the rule, or leave its file alone."""
    message = message_file.read(situation.path)
    if b"\0" in message:
        warn("the message holds a NUL byte; left as it is")
        return
    chosen = settings.load()
    if not chosen.tag:
        return
    limit(chosen.timeout)
    comment = message_file.comment_string(message, editor=situation.editor)
    if trailers.is_empty(message, comment=comment):
        return
    written = tagging.tagged(message, situation, gather(), settings=chosen, comment=comment)
    if written != message:
        _say_what_went(message, written, comment)
        message_file.replace(situation.path, written)


def gather() -> tagging.Evidence:
    """What environment and processes say of who commits."""
    observations = observe(os.environ)
    nobody = declares_nobody(os.environ)
    above = [] if nobody else ancestry.ancestors()
    if not observations:
        observations = observe_ancestors([name for _, name in above])
    return tagging.Evidence(observations, amending=ancestry.is_amending(above), nobody=nobody)


def _say_what_went(before: bytes, after: bytes, comment: bytes) -> None:
    kept = {found.raw for found in trailers.parse(after, comment=comment)}
    for found in stated.sign_offs(before, comment=comment):
        if found.raw not in kept:
            line = found.raw.decode("utf-8", "replace")
            warn(f"took out '{line}': an agent cannot certify the origin of a change")
