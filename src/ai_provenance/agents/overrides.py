"""The agents of a project's configuration (`[agents.ID]`), added to those that are known anyway."""

from __future__ import annotations

import re

from ai_provenance.agents.registry import Registry, build_registry, default_registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Protocol

    from ai_provenance.agents.schema import AgentData, Key, Kind

    class Override(Protocol):
        """What a project configures for one agent; `config.AgentConfig` is one."""

        @property
        def name(self) -> str | None: ...  # noqa: D102 - the fields are described where they are configured
        @property
        def kind(self) -> Kind | None: ...  # noqa: D102
        @property
        def emails(self) -> Iterable[str]: ...  # noqa: D102
        @property
        def names(self) -> Iterable[str]: ...  # noqa: D102
        @property
        def name_suffixes(self) -> Iterable[str]: ...  # noqa: D102
        @property
        def trailer_keys(self) -> Iterable[str]: ...  # noqa: D102
        @property
        def footers(self) -> Iterable[str]: ...  # noqa: D102
        @property
        def enabled(self) -> bool: ...  # noqa: D102


def registry_of(overrides: Mapping[str, Override]) -> Registry:
    """The known agents with OVERRIDES added to them or removed from them."""
    if not overrides:
        return default_registry()
    entries = dict(default_registry().agents)
    for agent, override in overrides.items():
        if override.enabled:
            entries[agent] = _merged(agent, entries.get(agent), override)
        else:
            entries.pop(agent, None)
    return build_registry(entries.values())


def _merged(agent: str, known: AgentData | None, override: Override) -> AgentData:
    """KNOWN with what OVERRIDE adds; without KNOWN, a new agent."""
    base: AgentData = known or {"id": agent, "name": agent, "vendor": "", "kind": "agent"}
    keys: list[Key] = [{"key": key.lower()} for key in override.trailer_keys]
    name = override.name or base["name"]
    return {
        **base,
        "name": name,
        "trailer": override.name or base.get("trailer", name),
        "kind": override.kind or base["kind"],
        "emails": (*base.get("emails", ()), *override.emails),
        "names": (*base.get("names", ()), *(name.lower() for name in override.names)),
        "suffixes": (*base.get("suffixes", ()), *override.name_suffixes),
        "keys": (*base.get("keys", ()), *keys),
        # Plain text in a configuration: a regular expression of a stranger's could run for hours.
        "footers": (*base.get("footers", ()), *(re.escape(line) for line in override.footers)),
    }
