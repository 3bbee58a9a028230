"""Agents that a policy names and that are not known here: a misspelt name would allow no one and deny no one."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.config import PolicyConfig
from ai_provenance.model import Notice
from ai_provenance.policy.globs import matches_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents import Registry


def unknown_agents(policy: PolicyConfig, registry: Registry) -> tuple[Notice, ...]:
    """A notice for each name that POLICY has for an agent and that fits none of REGISTRY."""
    from ai_provenance.detect.values import UNSPECIFIED  # noqa: PLC0415 - after the commits have been judged

    known = [*registry.agents, UNSPECIFIED]
    names = dict.fromkeys(_names_in(policy))
    return tuple(_notice(name, known) for name in names if not any(matches_name(agent, (name,)) for agent in known))


def _names_in(policy: PolicyConfig) -> Iterator[str]:
    for demands in policy.variants():
        yield from (*demands.allow_agents, *demands.deny_agents)
    for waiver in policy.waivers:
        yield from waiver.agents


def _notice(name: str, known: list[str]) -> Notice:
    from difflib import get_close_matches  # noqa: PLC0415 - few policies misspell a name

    near = get_close_matches(name.lower().replace(" ", "-"), known, n=1)
    meant = f"did you mean '{near[0]}'? " if near else ""
    return Notice(
        "unknown-agent",
        f"the policy names agent '{name}', which is not known here",
        f"{meant}`ai-provenance agents` lists them, [agents.ID] adds one",
    )
