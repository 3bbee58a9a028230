"""What holds without a configuration, as plain values: for commands that would load pydantic for nothing else.

A test compares every value with the models' defaults.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from ai_provenance.config.lean import TOP
from ai_provenance.config.notes_refs import NOTES_REFS

if TYPE_CHECKING:
    from ai_provenance.config.model import Config

POLICY: dict[str, object] = {
    "ai": "declare",
    "require_human_declaration": False,
    "require_forms": (),
    "accept_forms": (),
    "forbid_forms": (),
    "allow_agents": (),
    "deny_agents": (),
    "allow_models": (),
    "deny_models": (),
    "require_model": False,
    "require_review": "none",
    "review_trailers": ("Reviewed-by", "Signed-off-by"),
    "agent_sign_off": "forbid",
    "max_files": None,
    "max_lines": None,
    "include_merges": False,
    "severity": {},
    "overrides": (),
    "waivers": (),
}


def unconfigured() -> Config:
    """The values of `Config()` that judging reads, without its class: there is nothing to validate."""
    policy = SimpleNamespace(**POLICY)
    return cast("Config", SimpleNamespace(**TOP, adopted=None, notes_refs=NOTES_REFS, policy=policy, agents={}))
