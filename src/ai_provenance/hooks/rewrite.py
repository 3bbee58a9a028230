"""Read the message, gather the evidence, apply the rule, write the message back.

Most commits are a person's, and most of their messages say nothing of agents: those are left before the rule itself
is imported.
"""

from __future__ import annotations

import os

from ai_provenance.detect.ancestry import ancestors, is_amending
from ai_provenance.detect.environment import declares_nobody, is_off, observe, observe_ancestors, without_leaks
from ai_provenance.detect.needles import may_declare
from ai_provenance.hooks import message_file
from ai_provenance.hooks.guard import limit, warn
from ai_provenance.hooks.settings import defaults, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.detect.environment import Observation
    from ai_provenance.hooks.settings import Settings
    from ai_provenance.hooks.situation import Situation

_SESSIONS = ("CLAUDE_CODE_SESSION_ID", "CODEX_THREAD_ID")


class Evidence:
    """What is known of who commits: observations, and whether the running git amends."""

    __slots__ = ("amending", "observations", "withheld")

    def __init__(self, observations: list[Observation], *, amending: bool) -> None:
        self.observations = observations
        self.amending = amending
        self.withheld: list[bytes] = []
        """Declarations that the project forbids in a message, one line each; filled by the rule."""


def is_switched_off() -> bool:
    """Whether AI_PROVENANCE=off."""
    return is_off(os.environ)


def rewrite(situation: Situation, *, may_refuse: bool = True) -> None:
    """Tag the message of SITUATION by the rule, or leave its file alone.

    Raises RefusedError when the configuration wants such a message refused; with `may_refuse` off it is left for the
    hook that comes after.
    """
    message = message_file.read(situation.path)
    if b"\0" in message:
        warn("the message holds a NUL byte; left as it is")
        return
    evidence = gather(situation)
    settings = load()
    if settings is None:
        if is_needless(message, situation, evidence):
            return
        settings = defaults()
    limit(settings.timeout)
    if settings.tag and (may_refuse or not settings.refuses):
        _apply(message, situation, evidence, settings)


def gather(situation: Situation) -> Evidence:
    """What environment and processes say of who commits."""
    above = ancestors()
    names = [name for _, name in above]
    observations = without_leaks(observe(os.environ), os.environ, names)
    if not observations and not declares_nobody(os.environ):
        observations = observe_ancestors(names)
    amending = situation.is_rewording() or is_amending(above, os.environ)
    return Evidence([_with_model(seen) for seen in observations], amending=amending)


def _with_model(seen: Observation) -> Observation:
    """SEEN with the model that the agent's session tells, where the environment names the session and not the model."""
    agent, name, model, strong, marker = seen
    if model or not strong or not any(variable in os.environ for variable in _SESSIONS):
        return seen
    from ai_provenance.detect.session import session_model  # noqa: PLC0415 - few agents name their session

    return (agent, name, session_model(agent, os.environ), strong, marker)


def is_needless(message: bytes, situation: Situation, evidence: Evidence) -> bool:
    """Whether the rule, in a project without configuration, is certain to leave MESSAGE as it is.

    Native shims ask the same in POSIX sh before they start Python; they may say no in vain, never yes.
    """
    if evidence.amending or may_declare(message):
        return False
    return not situation.folds() and not any(strong for _, _, _, strong, _ in evidence.observations)


def _apply(message: bytes, situation: Situation, evidence: Evidence, settings: Settings) -> None:
    from ai_provenance import trailers  # noqa: PLC0415 - most commits are done by now
    from ai_provenance.hooks.tagging import tagged  # noqa: PLC0415

    comment = message_file.comment_string(message, editor=situation.editor)
    # a configured --cleanup=strip takes the lines with `#` out even where no editor ran
    if trailers.is_empty(message, comment=comment if comment != trailers.NO_COMMENT else trailers.COMMENT):
        return
    written = tagged(message, situation, evidence, settings=settings, comment=comment)
    if settings.profile == "forbid":
        message_file.keep(situation.git_dir, message_file.WITHHELD, b"\n".join(evidence.withheld))
    if written != message:
        message_file.replace(situation.path, written)
