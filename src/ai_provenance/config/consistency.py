"""Demands of a configuration that exclude each other: reported when it is read, not commit by commit."""

from __future__ import annotations

from ai_provenance.config.profiles import PROFILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ai_provenance.config.records import Config, PolicyConfig


def contradictions(config: Config, *, written: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each contradiction of CONFIG as the table that it is in (empty: the top) and a sentence.

    WRITTEN are the keys that the file has under `[policy]`: `ai = "declare"` contradicts the profile `forbid`, while
    the same value as a default does not.
    """
    policy = config.policy
    plain = type(policy)()
    for number, override in enumerate(policy.overrides):
        for clash in _contradictions(override.over(plain)):
            yield f"policy.overrides[{number}]", clash
        if not override.paths and not override.branches:
            needed = "an override needs 'paths' or 'branches', otherwise write its keys under [policy]"
            yield f"policy.overrides[{number}]", needed
    for clash in _contradictions(policy):
        yield "policy", clash
    for number, override in enumerate(policy.overrides):
        for clash in _contradictions(override.over(policy)):
            yield "policy", f"with overrides[{number}] laid over it, {clash}"
    for clash in _against_profile(config, written):
        yield "", clash


def forms_written(profile: str) -> set[str]:
    """The forms that a trailer of PROFILE counts as. The kernel's has a grammar that the other profiles do not keep."""
    if profile == "forbid":
        return set()
    key = PROFILES[profile][0]
    return {form for form, keys in PROFILES.items() if key in keys and form != "kernel"} | {profile}


def _contradictions(demands: PolicyConfig) -> Iterator[str]:
    for form in sorted({*demands.require_forms, *demands.accept_forms} & set(demands.forbid_forms)):
        yield f"form '{form}' is forbidden and also required or accepted"
    for agent in sorted(set(demands.allow_agents) & set(demands.deny_agents)):
        yield f"agent '{agent}' is both allowed and denied"
    for model in sorted(set(demands.allow_models) & set(demands.deny_models)):
        yield f"model '{model}' is both allowed and denied"
    if demands.require_review != "none" and not demands.review_trailers:
        yield "'require-review' wants a review, but 'review-trailers' names no trailer that counts as one"


def _against_profile(config: Config, written: Collection[str]) -> Iterator[str]:
    """Demands that the declarations which our hooks write under the profile do not meet."""
    # overrides may demand more than the hooks write: what a path needs besides, its authors add by hand
    if config.profile != "forbid":
        yield from _unmet_by_form(config.profile, config.policy)
        return
    yield from _demands_of_declaration(written, config.policy)
    for override in config.policy.overrides:
        yield from _demands_of_declaration(override.demands, override.over(type(config.policy)()))


def _unmet_by_form(profile: str, policy: PolicyConfig) -> Iterator[str]:
    """Demands that the trailer of PROFILE does not meet because of its form."""
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


def _demands_of_declaration(written: Collection[str], demands: PolicyConfig) -> Iterator[str]:
    """Demands for the declaration that the profile `forbid` does not want anywhere."""
    about = "profile 'forbid' wants no declaration, but"
    if demands.require_forms:
        yield f"{about} 'policy.require-forms' demands one"
    if demands.require_model:
        yield f"{about} 'policy.require-model' demands one that names the model"
    if demands.ai == "declare" and "ai" in written:
        yield f"{about} 'policy.ai' is 'declare'"
