"""Agents that a policy names and nobody here knows: a misspelt name bars nobody and lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ai_provenance.config.policy import PolicyConfig
from ai_provenance.model import Notice
from ai_provenance.policy.globs import matches_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.detect import Registry


def unknown_agents(policy: PolicyConfig, registry: Registry) -> tuple[Notice, ...]:
    """A notice for each name that POLICY has for an agent and that fits none of REGISTRY."""
    from ai_provenance.detect.values import UNSPECIFIED  # noqa: PLC0415 - after the commits have been judged

    known = [*registry.agents, UNSPECIFIED]
    written = dict.fromkeys(_written(policy))
    return tuple(_notice(name, known) for name in written if not any(matches_name(agent, (name,)) for agent in known))


def _written(policy: PolicyConfig) -> Iterator[str]:
    for demands in (policy, *policy.overrides):
        yield from (*demands.allow_agents, *demands.deny_agents)
    for waiver in policy.waivers:
        yield from waiver.agents


def _notice(name: str, known: list[str]) -> Notice:
    near = get_close_matches(name.lower().replace(" ", "-"), known, n=1)
    meant = f"did you mean '{near[0]}'? " if near else ""
    return Notice(
        "unknown-agent",
        f"the policy names agent '{name}', which none that is known here is called",
        f"{meant}`ai-provenance agents` lists them, [agents.ID] adds one",
    )
