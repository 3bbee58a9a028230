"""The one rule by which both message hooks write. Applying it twice changes nothing more.

1. What is folded into the commit brings its declarations along.
2. A commit that git makes from another one (pick, revert, rebase) keeps its message: who runs git is not its author.
3. Otherwise each agent that the environment proves, or the message itself names in another form, is declared in the
   project's form. No evidence, no tag; and an agent that changes no byte of the tree (an amend of the message, the
   date or a sign-off) proves nothing about the change.

What must go is taken out first, and what is missing is added once, to the message that is left. The arms of the
experiments that the person joined come last; git's own commits get none.
"""

from __future__ import annotations

from ai_provenance import trailers
from ai_provenance.config.profiles import declaration, declares
from ai_provenance.environment.declared import EXAMINED, HUMAN, agent_of, is_answer, is_provenance
from ai_provenance.environment.keywords import may_declare
from ai_provenance.environment.markers import trailer_name
from ai_provenance.hooks.commit_context import is_revert
from ai_provenance.hooks.guard import RefusedError, warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ai_provenance.hooks.commit_context import CommitContext
    from ai_provenance.hooks.rewrite import Evidence
    from ai_provenance.hooks.settings import Settings
    from ai_provenance.hooks.stated import Statement

_FOLDS = (b"fixup! ", b"squash! ", b"amend! ")


def tagged(message: bytes, context: CommitContext, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    """MESSAGE with the declarations that belong into it; the same bytes when there are none."""
    # Below blank lines, the subject could be read as a trailer block. Git strips those lines before it commits.
    subject = message.rfind(b"\n", 0, len(message) - len(message.lstrip(b" \t\r\n"))) + 1
    above, message = message[:subject], message[subject:]
    written = _tagged(message, context, evidence, settings=settings, comment=comment)
    if evidence.arms and not (context.merging or context.is_mechanical(message) or message.startswith(_FOLDS)):
        written = _with_arms(written, evidence.arms, comment=comment)
    return above + written


def _tagged(message: bytes, context: CommitContext, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    mechanical = context.is_mechanical(message)
    own = not mechanical or _is_excepted(context, message, settings)
    if settings.profile == "forbid":
        return _with_none(message, evidence, settings=settings, comment=comment) if own else message
    written = _with_carried(message, context, evidence, comment=comment)
    if own:
        written = _with_declarations(written, evidence, settings=settings, comment=comment)
    if written != message:
        return _without_denial(written, comment=comment)
    if settings.declares_all and not (mechanical or context.merging):
        return _with_observation(message, evidence, comment=comment)
    return message


def _with_arms(message: bytes, arms: Iterable[bytes], *, comment: bytes) -> bytes:
    """MESSAGE with the arms of its experiments; one that an amended commit was assigned before stays as it is."""
    for line in arms:
        key, _, value = line.partition(b": ")
        name = value.partition(b"/")[0]
        assigned = {
            found.value.partition(b"/")[0]
            for found in trailers.parse(message, comment=comment)
            if found.key.lower() == key.lower()
        }
        if name not in assigned:
            message = trailers.insert(message, line, comment=comment)
    return message


def declaration_line(profile: str, agent: str, name: str, *, model: str | None) -> bytes | None:
    """The trailer that declares AGENT under PROFILE, without a model that is unknown; None where none is allowed."""
    text = declaration(profile, agent, name, model=model)
    # a message may be in any encoding of a commit: names and models are ASCII, which all of them share
    return text.encode("ascii", "ignore") if text else None


def _is_excepted(context: CommitContext, message: bytes, settings: Settings) -> bool:
    """Whether evidence counts although git makes the commit from another one: a resolved conflict, a wanted revert."""
    if settings.conflict == "always" and (context.is_conflict() or context.is_concluded()):
        return True
    if settings.conflict == "evidence" and context.is_conflict():
        from ai_provenance.hooks.conflicts import are_resolved_by_rerere  # noqa: PLC0415 - few commits conclude one

        return not are_resolved_by_rerere(context)
    return is_revert(message) and settings.reverts


def _with_carried(message: bytes, context: CommitContext, evidence: Evidence, *, comment: bytes) -> bytes:
    if not (context.folds() or evidence.amending):
        return message
    from ai_provenance.hooks.carry import carried  # noqa: PLC0415 - few commits fold others

    by_person = not any(strong for _, _, _, strong, _ in evidence.observations)
    for line in carried(context, message, amending=evidence.amending, by_person=by_person):
        if b"\r" not in line:
            message = trailers.insert(message, line, comment=comment)
    return message


def _with_declarations(message: bytes, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    """MESSAGE with every agent declared in the project's form, and without an agent's sign-offs."""
    statements = _statements(message, comment)
    superseded = [one for one in statements if one.signs_off or (settings.drops_raw and _is_raw(one, settings.profile))]
    kept = _taken_out(message, superseded)
    if _is_without_subject(kept, message, comment=comment):
        kept, superseded = message, []  # git would refuse what is left, or a trailer would be its subject
    for one in statements:
        # a tool's own line, which git may not read where it is; none with a carriage return inside is a trailer of ours
        if one.trailer and one.agent is None and b"\r" not in one.trailer.value:
            kept = trailers.insert(kept, one.trailer.key + b": " + one.trailer.value, comment=comment)
    for agent, name, model in _agents(statements, evidence):
        line = declaration_line(settings.profile, agent, name, model=model)
        if line and not _is_declared(kept, agent, settings.profile, comment=comment):
            kept = trailers.insert(kept, line, comment=comment)
    _warn_of_sign_offs(superseded)
    return kept


def _is_without_subject(kept: bytes, message: bytes, *, comment: bytes) -> bool:
    """Whether KEPT, what is left of MESSAGE, lacks its subject and has nothing but trailers and comments."""
    if _first_line(kept, comment) == _first_line(message, comment):
        return False
    # behind another subject, so that trailers which have come to the top are read as trailers
    left = b"subject\n\n" + kept
    # the trailers that a hook adds stand below a paragraph of those that were there before
    while block := trailers.parse(left, comment=comment):
        left = trailers.remove(left, block)
    return trailers.is_empty(left.removeprefix(b"subject\n"), comment=comment)


def _first_line(message: bytes, comment: bytes) -> bytes:
    lines = (line.strip() for line in message.split(b"\n") if not line.startswith(comment))
    return next(filter(None, lines), b"")


def _with_none(message: bytes, evidence: Evidence, *, settings: Settings, comment: bytes) -> bytes:
    """MESSAGE without any declaration; what it and the environment say is withheld for a note.

    Raises RefusedError where the project wants such a message refused.
    """
    statements = _statements(message, comment)
    for agent, name, model in _agents(statements, evidence):
        line = declaration_line("kernel", agent, name, model=model)
        if line and line not in evidence.withheld:
            evidence.withheld.append(line)
    if settings.refuses and statements:
        raise RefusedError("this project forbids declarations of AI help in commit messages; take the line out")
    _warn_of_sign_offs(statements)
    return _taken_out(message, statements)


def _statements(message: bytes, comment: bytes) -> list[Statement]:
    if not may_declare(message):
        return []
    from ai_provenance.hooks import stated  # noqa: PLC0415 - few messages say anything of agents

    return stated.read(message, comment=comment)


def _taken_out(message: bytes, statements: list[Statement]) -> bytes:
    if not statements:
        return message
    from ai_provenance.hooks import stated  # noqa: PLC0415 - loaded already, since there are statements

    return stated.without(message, statements)


def _is_raw(statement: Statement, profile: str) -> bool:
    """Whether STATEMENT is an agent's own form: a footer, or a trailer that PROFILE does not use."""
    return statement.agent is not None and not (statement.trailer and declares(profile, statement.trailer.key))


def _agents(statements: Iterable[Statement], evidence: Evidence) -> list[tuple[str, str, str | None]]:
    """Id, name and model of every agent to declare: those that the message names, then those of the environment."""
    models: dict[str, str | None] = {}
    names: dict[str, str] = {}
    for one in statements:
        if one.agent:
            models[one.agent] = models.get(one.agent) or one.model
    for agent, name, model, strong, _ in evidence.observations:
        if strong and evidence.changes_tree:
            names[agent] = name
            models[agent] = models.get(agent) or model
    return [(agent, names.get(agent) or trailer_name(agent), model) for agent, model in models.items()]


def _is_declared(message: bytes, agent: str, profile: str, *, comment: bytes) -> bool:
    """Whether the last block declares AGENT in the form of PROFILE already."""
    for found in trailers.parse(message, comment=comment):
        named = agent_of(found) if declares(profile, found.key) else None
        if named and named[0] == agent:
            return True
    return False


def _warn_of_sign_offs(statements: Iterable[Statement]) -> None:
    """Warn of each sign-off in an agent's name that is taken out."""
    for one in statements:
        if one.signs_off and one.trailer:
            line = one.trailer.raw.decode("utf-8", "replace")
            warn(f"took out '{line}': an agent cannot certify the origin of a change")


def _without_denial(message: bytes, *, comment: bytes) -> bytes:
    """MESSAGE without the lines that an agent's declaration makes untrue: no agent was observed, no AI helped."""
    found = trailers.parse(message, comment=comment)
    if not any(is_provenance(trailer) for trailer in found):
        return message
    return trailers.remove(message, [trailer for trailer in found if trailer.raw in (EXAMINED, HUMAN)])


def _with_observation(message: bytes, evidence: Evidence, *, comment: bytes) -> bytes:
    """MESSAGE with `AI-Assisted: not-observed`, when nothing at all, not even a hint, speaks of an agent.

    It is what a hook observed, and not the word of the person who commits: what that person says is left alone.
    """
    if evidence.observations or message.startswith(_FOLDS):
        return message
    found = (*trailers.parse(message, comment=comment), *trailers.lookalikes(message, comment=comment))
    if any(is_provenance(trailer) or is_answer(trailer) for trailer in found):
        return message
    return trailers.insert(message, EXAMINED, comment=comment)
