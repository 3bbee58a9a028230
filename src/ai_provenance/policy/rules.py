"""What each rule of the catalogue looks at: a function from a case and the demands on it to sentences of objection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ai_provenance.model import Evidence, Level, Origin
from ai_provenance.policy.case import Case
from ai_provenance.policy.forms import forms_of
from ai_provenance.policy.globs import matches_name
from ai_provenance.policy.reviews import reviews_of

if TYPE_CHECKING:
    from ai_provenance.config import Demands

Check = Callable[[Case, "Demands"], Iterator[str]]


def _undeclared_ai(case: Case, demands: Demands) -> Iterator[str]:
    if demands.ai == "declare" and case.is_ai and case.verdict.level < Level.DECLARED:
        places = sorted({item.place.value for item in case.verdict.evidence if not item.human})
        yield f"AI helped ({_agents(case)}; seen in {', '.join(places)}), but no trailer in git's block says so"


def _undeclared_human(case: Case, demands: Demands) -> Iterator[str]:
    if demands.require_human_declaration and case.verdict.origin is Origin.UNKNOWN:
        yield "the commit declares neither AI help nor its absence"


def _ai_not_accepted(case: Case, demands: Demands) -> Iterator[str]:
    if demands.ai == "forbid" and case.is_ai:
        yield f"AI helped ({_agents(case)}), and the policy accepts none here"


def _form_missing(case: Case, demands: Demands) -> Iterator[str]:
    if not (demands.require_forms and case.is_ai) or demands.ai == "forbid":
        return
    if not any(forms_of(item) & set(demands.require_forms) for item in case.declarations):
        yield f"AI help is not declared in the form {' or '.join(demands.require_forms)}"


def _form_not_accepted(case: Case, demands: Demands) -> Iterator[str]:
    if not demands.accept_forms:
        return
    wanted = {*demands.accept_forms, *demands.require_forms}
    for item in case.declarations:
        if not forms_of(item) & wanted and not forms_of(item) & set(demands.forbid_forms):
            yield f"declared in a form that is not accepted: {_shown(item)}"


def _form_forbidden(case: Case, demands: Demands) -> Iterator[str]:
    for item in case.declarations:
        if forms_of(item) & set(demands.forbid_forms):
            yield f"declared in a forbidden form: {_shown(item)}"


def _agent_not_allowed(case: Case, demands: Demands) -> Iterator[str]:
    if not case.is_ai:
        return
    for agent in dict.fromkeys(use.id for use in case.verdict.agents):
        if not _allowed(agent, demands.allow_agents, demands.deny_agents):
            yield f"agent '{agent}' is not allowed"


def _model_not_allowed(case: Case, demands: Demands) -> Iterator[str]:
    if not case.is_ai:
        return
    for model in dict.fromkeys(use.model for use in case.verdict.agents if use.model):
        if not _allowed(model, demands.allow_models, demands.deny_models):
            yield f"model '{model}' is not allowed"


def _model_missing(case: Case, demands: Demands) -> Iterator[str]:
    if demands.require_model and case.is_ai and not any(item.model for item in case.declarations):
        yield f"the declaration names no model ({_agents(case)})"


def _review_missing(case: Case, demands: Demands) -> Iterator[str]:
    if demands.require_review == "none" or not case.is_ai:
        return
    counted = reviews_of(case, frozenset(key.lower() for key in demands.review_trailers))
    others_only = demands.require_review == "not-author"
    if not any(not review.by_agent and not (others_only and review.by_author) for review in counted):
        who = "a person other than the author" if others_only else "a person"
        yield f"no {' or '.join(demands.review_trailers)} by {who}"


def _agent_sign_off(case: Case, demands: Demands) -> Iterator[str]:
    if demands.agent_sign_off == "allow":
        return
    for item in case.block:
        value = item.value.decode("utf-8", "replace")
        if item.key.lower() == b"signed-off-by" and case.names_agent(value):
            yield f"an agent signed off: {_one_line(value)}"


def _too_large(case: Case, demands: Demands) -> Iterator[str]:
    if not case.is_ai or case.changes is None:
        return
    files, lines = len(case.changes.paths), case.changes.lines
    if demands.max_files and files > demands.max_files:
        yield f"an AI commit of {files} files, at most {demands.max_files} are allowed"
    if demands.max_lines and lines is not None and lines > demands.max_lines:
        yield f"an AI commit of {lines} lines, at most {demands.max_lines} are allowed"


def _contradiction(case: Case, _: Demands) -> Iterator[str]:
    denied = next((item for item in case.verdict.evidence if item.human), None)
    if denied and case.is_ai:
        yield f"declares no AI help ({_shown(denied)}), but AI helped ({_agents(case)})"


CHECKS: dict[str, Check] = {
    "AIP001": _undeclared_ai,
    "AIP002": _undeclared_human,
    "AIP003": _ai_not_accepted,
    "AIP004": _form_missing,
    "AIP005": _form_not_accepted,
    "AIP006": _form_forbidden,
    "AIP007": _agent_not_allowed,
    "AIP008": _model_not_allowed,
    "AIP009": _model_missing,
    "AIP010": _review_missing,
    "AIP011": _agent_sign_off,
    "AIP012": _too_large,
    "AIP015": _contradiction,
}
"""Rule id -> its check. AIP013 and AIP014 are about more than one commit, and are judged in `gate`."""


def _allowed(name: str, allowed: tuple[str, ...], denied: tuple[str, ...]) -> bool:
    return (not allowed or matches_name(name, allowed)) and not matches_name(name, denied)


def _agents(case: Case) -> str:
    return ", ".join(sorted({use.id for use in case.verdict.agents})) or "no agent named"


def _shown(item: Evidence) -> str:
    return _one_line(item.text)


def _one_line(text: str) -> str:
    """TEXT of a commit as one printable line of at most 100 characters."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= 100 else f"{line[:99]}…"
