"""Demands that no commit can meet together: said when the configuration is read, not commit by commit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ai_provenance.config.profiles import PROFILES

if TYPE_CHECKING:
    from ai_provenance.config.policy import Demands, PolicyConfig


def contradiction(demands: Demands) -> str | None:
    """Two of DEMANDS that exclude each other, in words; None when they agree."""
    return next(_contradictions(demands), None)


def against_profile(profile: str, policy: PolicyConfig) -> str | None:
    """A demand of POLICY that the declarations our hooks write under PROFILE break; None when there is none.

    Overrides may ask for more than the hooks write: what a path wants beside it, its people add.
    """
    if profile != "forbid":
        return next(_refusals(profile, policy), None)
    return next((clash for demands in (policy, *policy.overrides) for clash in _wanted_anyway(demands)), None)


def _contradictions(demands: Demands) -> Iterator[str]:
    for form in sorted({*demands.require_forms, *demands.accept_forms} & set(demands.forbid_forms)):
        yield f"form '{form}' is forbidden and also required or accepted"
    for agent in sorted(set(demands.allow_agents) & set(demands.deny_agents)):
        yield f"agent '{agent}' is both allowed and denied"
    for model in sorted(set(demands.allow_models) & set(demands.deny_models)):
        yield f"model '{model}' is both allowed and denied"
    if demands.require_review != "none" and not demands.review_trailers:
        yield "'require-review' wants a review, but 'review-trailers' names no trailer that counts as one"


def _refusals(profile: str, policy: PolicyConfig) -> Iterator[str]:
    """Demands that the trailer of PROFILE breaks by its form."""
    written, wanted = forms_written(profile), {*policy.require_forms, *policy.accept_forms}
    about = f"profile '{profile}' is what hooks write, but"
    if written & set(policy.forbid_forms):
        yield f"{about} 'policy.forbid-forms' forbids it"
    if policy.ai == "forbid":
        return
    if policy.require_forms and not written & set(policy.require_forms):
        yield f"{about} 'policy.require-forms' wants another form"
    if policy.accept_forms and not written & wanted:
        yield f"{about} 'policy.accept-forms' does not take it"


def forms_written(profile: str) -> set[str]:
    """The forms that a trailer of PROFILE counts as. The kernel's has a grammar that the other profiles do not keep."""
    if profile == "forbid":
        return set()
    key = PROFILES[profile][0]
    return {form for form, keys in PROFILES.items() if key in keys and form != "kernel"} | {profile}


def _wanted_anyway(demands: Demands) -> Iterator[str]:
    """Demands for the declaration that profile `forbid` wants nowhere."""
    about = "profile 'forbid' wants no declaration, but"
    if demands.require_forms:
        yield f"{about} 'policy.require-forms' demands one"
    if demands.require_model:
        yield f"{about} 'policy.require-model' demands one that names the model"
    if demands.ai == "declare" and "ai" in demands.model_fields_set:
        yield f"{about} 'policy.ai' is 'declare'"
