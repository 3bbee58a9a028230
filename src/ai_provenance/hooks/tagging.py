"""The one rule by which both message hooks write. Applying it twice changes nothing more.

1. What is folded into the commit brings its declarations along.
2. A commit that git makes from another one (pick, revert, rebase) keeps its message: who runs git is not its author.
3. Otherwise each agent that the environment proves, or the message itself states in another form, is declared in the
   project's form. No evidence, no tag.
"""

from __future__ import annotations

from ai_provenance import trailers
from ai_provenance.detect.declared import HUMAN, agent_of, is_provenance
from ai_provenance.detect.table import TRAILER_NAMES
from ai_provenance.hooks import forms, stated
from ai_provenance.hooks.carry import carried
from ai_provenance.hooks.situation import is_revert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.detect.environment import Observation
    from ai_provenance.hooks.settings import Settings
    from ai_provenance.hooks.situation import Situation


class Evidence:
    """What is known of who commits: observations, and whether the running git amends."""

    __slots__ = ("amending", "nobody", "observations")

    def __init__(self, observations: list[Observation], *, amending: bool, nobody: bool = False) -> None:
        self.observations = observations
        self.amending = amending
        self.nobody = nobody
        """True when a person says so: no tag, whatever the markers."""


def tagged(message: bytes, situation: Situation, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    """MESSAGE with the declarations that belong into it; the same bytes when there are none."""
    own = is_own(situation, message, settings)
    if settings.profile == "forbid":
        return without_declarations(message, comment=comment) if own else message
    written = message
    for line in carried(situation, message, amending=evidence.amending and not situation.editor):
        written = trailers.insert(written, line, comment=comment)
    if own:
        written = _declared(written, evidence, settings=settings, comment=comment)
    if written != message:
        written = _without_denial(written, comment=comment)
    if own and settings.declares_all and not situation.merging and _is_silent(written, evidence, comment=comment):
        written = trailers.insert(written, HUMAN, comment=comment)
    return written


def is_own(situation: Situation, message: bytes, settings: Settings) -> bool:
    """Whether the one who commits also made the change, so that evidence of an agent speaks of this commit."""
    if not situation.is_mechanical(message):
        return True
    if situation.is_conflict():
        return settings.conflict != "never"
    if is_revert(message):
        return settings.reverts
    return settings.conflict == "always" and situation.is_conflict()


def without_declarations(message: bytes, *, comment: bytes) -> bytes:
    """MESSAGE without any declaration of an agent: a project that forbids them keeps provenance elsewhere."""
    block = [found for found in trailers.parse(message, comment=comment) if is_provenance(found)]
    return trailers.remove(message, [*block, *stated.stranded(message, comment=comment)])


def _declared(message: bytes, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    signed = stated.sign_offs(message, comment=comment)
    wanted: dict[str, str | None] = {}
    for agent, model in stated.agents(message, comment=comment):
        wanted[agent] = wanted.get(agent) or model
    for agent, _, model, strong, _ in evidence.observations:
        if strong and not evidence.nobody:
            wanted[agent] = wanted.get(agent) or model
    names = {agent: name for agent, name, _, _, _ in evidence.observations}
    message = trailers.remove(message, signed)
    for agent, model in wanted.items():
        name = names.get(agent) or TRAILER_NAMES.get(agent, agent)
        message = _insert_agent(
            message, forms.line(settings.profile, agent, name, model=model), agent, settings, comment
        )
    return message


def _insert_agent(message: bytes, line: bytes | None, agent: str, settings: Settings, comment: bytes) -> bytes:
    for found in trailers.parse(message, comment=comment):
        named = agent_of(found) if forms.accepts(settings.profile, found.key) else None
        if named and named[0] == agent:
            return message
    return trailers.insert(message, line, comment=comment) if line else message


def _without_denial(message: bytes, *, comment: bytes) -> bytes:
    """MESSAGE without `AI-Assisted: no`, which an agent's declaration makes untrue."""
    found = trailers.parse(message, comment=comment)
    if not any(is_provenance(trailer) for trailer in found):
        return message
    return trailers.remove(message, [trailer for trailer in found if trailer.raw == HUMAN])


def _is_silent(message: bytes, evidence: Evidence, *, comment: bytes) -> bool:
    """Whether nothing at all, not even a hint, speaks of an agent."""
    if evidence.observations and not evidence.nobody:
        return False
    found = (*trailers.parse(message, comment=comment), *trailers.lookalikes(message, comment=comment))
    return not any(is_provenance(trailer) for trailer in found)
