"""The one rule by which both message hooks write. Applying it twice changes nothing more.

1. What is folded into the commit brings its declarations along.
2. A commit that git makes from another one (pick, revert, rebase) keeps its message: who runs git is not its author.
3. Otherwise each agent that the environment proves, or the message itself states in another form, is declared in the
   project's form. No evidence, no tag.
"""

from __future__ import annotations

from ai_provenance import trailers
from ai_provenance.environment.declared import HUMAN, agent_of, is_provenance
from ai_provenance.environment.keywords import may_declare
from ai_provenance.environment.markers import trailer_name
from ai_provenance.hooks import forms
from ai_provenance.hooks.situation import is_revert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.hooks.rewrite import Evidence
    from ai_provenance.hooks.settings import Settings
    from ai_provenance.hooks.situation import Situation

_PASSES = 3
_FOLDS = (b"fixup! ", b"squash! ", b"amend! ")


def tagged(message: bytes, situation: Situation, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    """MESSAGE with the declarations that belong into it; the same bytes when there are none."""
    written = _applied(message, situation, evidence, settings=settings, comment=comment)
    if settings.drops_raw or settings.profile == "forbid":
        # a line taken out may leave others among trailers only, where they mean more than they did among prose
        for _ in range(_PASSES):
            written = _applied(written, situation, evidence, settings=settings, comment=comment)
    return written


def _applied(message: bytes, situation: Situation, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    mechanical = situation.is_mechanical(message)
    own = not mechanical or _is_excepted(situation, message, settings)
    if settings.profile == "forbid":
        return _forbidden(message, evidence, settings=settings, comment=comment) if own else message
    written = _carried(message, situation, evidence, comment=comment)
    if own:
        written = _declared(written, evidence, settings=settings, comment=comment)
    if written != message:
        return _without_denial(written, comment=comment)
    if settings.declares_all and not (mechanical or situation.merging):
        return _denied(message, evidence, comment=comment)
    return message


def _is_excepted(situation: Situation, message: bytes, settings: Settings) -> bool:
    """Whether evidence counts although git makes the commit from another one: a resolved conflict, a wanted revert."""
    if situation.is_conflict() or (settings.conflict == "always" and situation.is_concluded()):
        return settings.conflict != "never"
    return is_revert(message) and settings.reverts


def _carried(message: bytes, situation: Situation, evidence: Evidence, *, comment: bytes) -> bytes:
    if not (situation.folds() or evidence.amending):
        return message
    from ai_provenance.hooks.carry import carried  # noqa: PLC0415 - few commits fold others

    by_person = not any(strong for _, _, _, strong, _ in evidence.observations)
    for line in carried(situation, message, amending=evidence.amending, by_person=by_person):
        message = trailers.insert(message, line, comment=comment)
    return message


def _declared(message: bytes, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    stating = may_declare(message)
    agents = wanted(message, evidence, comment=comment)
    if stating:
        from ai_provenance.hooks import stated  # noqa: PLC0415 - few messages state anything

        message = stated.gathered(stated.without_sign_offs(message, comment=comment), comment=comment)
    for agent, name, model in agents:
        line = forms.line(settings.profile, agent, name, model=model)
        if line and not _is_declared(message, agent, settings.profile, comment=comment):
            message = trailers.insert(message, line, comment=comment)
    if stating and settings.drops_raw:
        message = stated.without_raw_forms(message, settings.profile, comment=comment)
    return message


def wanted(message: bytes, evidence: Evidence, *, comment: bytes) -> list[tuple[str, str, str | None]]:
    """Id, name and model of every agent that is to be declared: what the message states, then what the shell proves."""
    models: dict[str, str | None] = {}
    names: dict[str, str] = {}
    if may_declare(message):
        from ai_provenance.hooks import stated  # noqa: PLC0415 - few messages state anything

        for agent, model in stated.agents(message, comment=comment):
            models[agent] = models.get(agent) or model
    for agent, name, model, strong, _ in evidence.observations:
        if strong:
            names[agent] = name
            models[agent] = models.get(agent) or model
    return [(agent, names.get(agent) or trailer_name(agent), model) for agent, model in models.items()]


def _is_declared(message: bytes, agent: str, profile: str, *, comment: bytes) -> bool:
    """Whether the last block declares AGENT in the form of PROFILE already."""
    for found in trailers.parse(message, comment=comment):
        named = agent_of(found) if forms.accepts(profile, found.key) else None
        if named and named[0] == agent:
            return True
    return False


def _forbidden(message: bytes, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    """MESSAGE without any declaration; what it and the shell tell is kept for a note, outside the message."""
    for agent, name, model in wanted(message, evidence, comment=comment):
        line = forms.line("kernel", agent, name, model=model)
        if line and line not in evidence.withheld:
            evidence.withheld.append(line)
    if not may_declare(message):
        return message
    from ai_provenance.hooks import stated  # noqa: PLC0415 - few messages state anything

    kept = stated.without_declarations(stated.without_sign_offs(message, comment=comment), comment=comment)
    if settings.refuses and kept != message:
        from ai_provenance.hooks.guard import RefusedError  # noqa: PLC0415 - on the way out

        raise RefusedError("this project forbids declarations of AI help in commit messages; take the line out")
    return kept


def _without_denial(message: bytes, *, comment: bytes) -> bytes:
    """MESSAGE without `AI-Assisted: no`, which an agent's declaration makes untrue."""
    found = trailers.parse(message, comment=comment)
    if not any(is_provenance(trailer) for trailer in found):
        return message
    return trailers.remove(message, [trailer for trailer in found if trailer.raw == HUMAN])


def _denied(message: bytes, evidence: Evidence, *, comment: bytes) -> bytes:
    """MESSAGE with `AI-Assisted: no`, when nothing at all, not even a hint, speaks of an agent."""
    if evidence.observations or message.startswith(_FOLDS):
        return message
    found = (*trailers.parse(message, comment=comment), *trailers.lookalikes(message, comment=comment))
    if any(is_provenance(trailer) for trailer in found):
        return message
    return trailers.insert(message, HUMAN, comment=comment)
