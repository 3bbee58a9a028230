"""Which agents commit, by environment variables and by the names of the processes above.

A strong marker proves that an agent's shell runs the commit. A weak one may be set in a person's own terminal too: it
is reported and never written into a message. Conventions: https://github.com/vercel/detect-agent (`AI_AGENT`),
https://github.com/agentsmd/agents.md/issues/136 (`AGENT`).
"""

from __future__ import annotations

from ai_provenance.environment._table import (
    EDITOR_PROCESSES,
    MARKERS,
    MODEL_VARIABLES,
    NAMES,
    PROCESSES,
    SETS_MARKERS_OF,
    TRAILER_NAMES,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Observation = tuple[str, str, str | None, bool, str]
    """Agent id, name for its trailer, model if known, whether it is strong, and the marker that shows it."""

OVERRIDE = "AI_PROVENANCE_AGENT"
"""The variable by which a person names the agents, or says that there is none."""
OFF = frozenset(("", "0", "false", "no", "off"))
"""Values, lower case, that switch a variable off."""
NO_AGENT = frozenset(("none", "human", "no", "off", "false", "0"))
"""Values of AI_PROVENANCE_AGENT, lower case, that declare a person to be committing."""

_UNLISTED_BUILT_ON = {"cowork": ("claude-code",), "kilo": ("opencode",)}
"""As SETS_MARKERS_OF, for names in AI_AGENT that have no file of their own."""
_EDITOR_TERMINALS = frozenset(("vscode", "zed"))
"""Values of TERM_PROGRAM in the terminals of editors."""


def is_off(environ: Mapping[str, str]) -> bool:
    """Whether AI_PROVENANCE=off (or 0, false, no) switches everything off."""
    value = environ.get("AI_PROVENANCE")
    # An empty value is how scripts clear a variable: it sets nothing.
    return value is not None and value.lower() in OFF - {""}


def observe(environ: Mapping[str, str]) -> list[Observation]:
    """Every agent that ENVIRON names, the strong ones first; each agent once.

    AI_PROVENANCE_AGENT (names separated by commas, or `none`) overrides all markers, AI_PROVENANCE_MODEL the model.
    """
    override = environ.get(OVERRIDE, "")
    if override:
        return _overridden(override, environ)
    found: dict[str, Observation] = {}
    for variable, value, agent, strong in MARKERS:
        if variable in environ and _matches(environ[variable], value):
            _add(found, (agent, TRAILER_NAMES[agent], None, strong, variable))
    standard = _standard(environ)
    if standard:
        _add(found, standard)
    # An agent that is built on another one sets the markers of both, and only the specific one is committing.
    built_on = SETS_MARKERS_OF | _UNLISTED_BUILT_ON
    covered = {general for agent in found for general in built_on.get(agent, ()) if found[agent][3]}
    kept = [_with_model(found[agent], environ) for agent in found if agent not in covered]
    return sorted(kept, key=lambda observation: not observation[3])


def declares_no_agent(environ: Mapping[str, str]) -> bool:
    """Whether AI_PROVENANCE_AGENT declares that a person commits."""
    return environ.get(OVERRIDE, "").lower() in NO_AGENT


def observe_ancestors(names: list[str]) -> list[Observation]:
    """The agents among NAMES, the names of the processes above this one, nearest first.

    Only agents whose shells carry no marker of their own are recognised: for the others a missing marker says more.
    """
    found: dict[str, Observation] = {}
    for name in names:
        agent = PROCESSES.get(name)
        if agent:
            _add(found, (agent, TRAILER_NAMES[agent], None, True, f"process {name}"))
    return list(found.values())


def without_leaks(found: list[Observation], environ: Mapping[str, str], names: list[str]) -> list[Observation]:
    """FOUND with markers made weak that an editor's terminal has inherited from the agent that started the editor.

    A person types in such a terminal. It is recognised by the editor's own variable, and by NAMES, the processes above,
    having none of the agent's. Without NAMES (no /proc) FOUND is returned as it is.
    """
    if environ.get("TERM_PROGRAM") not in _EDITOR_TERMINALS or not names:
        return found
    return [
        (agent, name, model, strong and not _is_inherited(agent, marker, names), marker)
        for agent, name, model, strong, marker in found
    ]


def _is_inherited(agent: str, marker: str, names: list[str]) -> bool:
    # What AI_PROVENANCE_AGENT says is a person's word and not an agent's marker.
    return agent in EDITOR_PROCESSES and EDITOR_PROCESSES[agent] not in names and marker != OVERRIDE


def is_plain(name: str) -> bool:
    """Whether NAME can be written in a trailer: letters, digits and `. _ / + - [ ] @` and spaces, not too long."""
    return (
        0 < len(name) <= 64
        and name[0].isalnum()
        and all(c.isascii() and (c.isalnum() or c in "._/+-[]@ ") for c in name)
    )


def _matches(actual: str, wanted: str) -> bool:
    """Whether the value ACTUAL is WANTED: empty for any that is not off, `x*` for a beginning."""
    actual = actual.lower()
    if not wanted:
        return actual not in OFF
    return actual.startswith(wanted[:-1].lower()) if wanted.endswith("*") else actual == wanted.lower()


def _add(found: dict[str, Observation], observation: Observation) -> None:
    """Add OBSERVATION to FOUND, unless its agent is in there by a marker that is as strong."""
    known = found.get(observation[0])
    if known is None or (observation[3] and not known[3]):
        found[observation[0]] = observation


def _standard(environ: Mapping[str, str]) -> Observation | None:
    """AI_AGENT=NAME[@VERSION] of an agent that none of MARKERS names."""
    value = environ.get("AI_AGENT", "")
    name = value.partition("@")[0].strip()
    known = any(variable == "AI_AGENT" and _matches(value, wanted) for variable, wanted, _, _ in MARKERS)
    if known or name.lower() in OFF | {"1", "true", "yes"} or not is_plain(name):
        return None
    return _named(name, "AI_AGENT")


def trailer_name(agent: str) -> str:
    """The name that AGENT is declared with: its own, or `AI agent ID` for one that has no file."""
    # Without those two words, a reader could take an unknown id for a person's name.
    return TRAILER_NAMES.get(agent) or unlisted_name(agent)


def unlisted_name(agent: str) -> str:
    """The name that AGENT, which has no file, is declared with."""
    return f"AI agent {agent}"


def _named(name: str, marker: str) -> Observation:
    word = "".join(c if c.isalnum() or c in "._+-" else "-" for c in name.lower())
    agent = NAMES.get(name.lower()) or NAMES.get(word.replace("_", "-")) or word
    return (agent, trailer_name(agent), None, True, marker)


def _overridden(override: str, environ: Mapping[str, str]) -> list[Observation]:
    """The agents of AI_PROVENANCE_AGENT=OVERRIDE."""
    if override.lower() in NO_AGENT:
        return []
    found: dict[str, Observation] = {}
    for name in map(str.strip, override.split(",")):
        if is_plain(name):
            _add(found, _with_model(_named(name, OVERRIDE), environ))
    return list(found.values())


def _with_model(observation: Observation, environ: Mapping[str, str]) -> Observation:
    agent, name, _, strong, marker = observation
    for variable in ("AI_PROVENANCE_MODEL", *MODEL_VARIABLES.get(agent, ())):
        model = _writable_model(environ.get(variable, "").strip())
        if model:
            return (agent, name, model, strong, marker)
    return observation


def _writable_model(value: str) -> str:
    """The model that the VALUE of a variable names, as a trailer can hold it; empty when it cannot."""
    # The size of the context (`[1m]`) is no part of the model. `@` before a date would read as an address.
    model = value.partition("[")[0].replace("@", "-")
    plain = is_plain(model.replace(":", "-")) and not any(c in "[] " for c in model)
    # An ARN holds the number of an account.
    return model if plain and not model.startswith("arn:") else ""
