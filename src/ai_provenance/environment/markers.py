"""Who is committing, as far as the environment says: at commit time, on the hooks' way.

A marker proves that an agent's shell runs the commit. Markers that a person's own terminal may carry too are weak:
they are reported and never tag anything. Conventions: https://github.com/vercel/detect-agent (`AI_AGENT`),
https://github.com/agentsmd/agents.md/issues/136 (`AGENT`).
"""

from __future__ import annotations

from ai_provenance.environment._table import MARKERS, NAMES, PROCESSES, TRAILER_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Observation = tuple[str, str, str | None, bool, str]
    """Agent id, name for its trailer, model if told, whether it is strong, and the marker that told it."""

OFF = frozenset(("", "0", "false", "no", "off"))
"""Values, lower case, by which a variable says that it is not set."""
NOBODY = frozenset(("none", "human", "no", "off", "false", "0"))
"""Values of AI_PROVENANCE_AGENT, lower case, that declare a person to be committing."""

SETS_TOO = {
    "amp": ("claude-code",),
    "cowork": ("claude-code",),
    "kilo-code": ("opencode",),
    "kilo": ("opencode",),
    "grok-build": ("claude-code",),
}
"""Agent id -> agents whose markers it sets as well, being built upon them: specific before general."""

_EDITOR_TERMINALS = frozenset(("vscode", "zed"))
"""Values of TERM_PROGRAM in the terminals of editors."""
_LEAKY = {"claude-code": "claude"}
"""Agent id -> the name of its process, for agents that start editors with their own markers set."""
_OVERRIDES = frozenset(("AI_PROVENANCE_AGENT",))

_MODEL_VARIABLES = {
    "claude-code": ("ANTHROPIC_MODEL",),
    "copilot": ("COPILOT_MODEL",),
    "gemini-cli": ("GEMINI_MODEL",),
    "goose": ("GOOSE_MODEL",),
    "aider": ("AIDER_MODEL",),
}
"""Agent id -> its own variables that name the model it was started with."""


def is_off(environ: Mapping[str, str]) -> bool:
    """Whether AI_PROVENANCE=off (or 0, false, no) asks us to do nothing at all."""
    value = environ.get("AI_PROVENANCE")
    return value is not None and value.lower() in OFF - {""}


def observe(environ: Mapping[str, str]) -> list[Observation]:
    """Every agent that ENVIRON names, the strong ones first; each agent once.

    AI_PROVENANCE_AGENT (names divided by commas, or `none`) overrides all markers, AI_PROVENANCE_MODEL the model.
    """
    told = environ.get("AI_PROVENANCE_AGENT", "")
    if told:
        return _overridden(told, environ)
    seen: dict[str, Observation] = {}
    for variable, value, agent, strong in MARKERS:
        if variable in environ and _says(environ[variable], value):
            _keep(seen, (agent, TRAILER_NAMES[agent], None, strong, variable))
    standard = _standard(environ)
    if standard:
        _keep(seen, standard)
    covered = {general for agent in seen for general in SETS_TOO.get(agent, ()) if seen[agent][3]}
    found = [_with_model(seen[agent], environ) for agent in seen if agent not in covered]
    return sorted(found, key=lambda observation: not observation[3])


def declares_nobody(environ: Mapping[str, str]) -> bool:
    """Whether AI_PROVENANCE_AGENT says that a person commits."""
    return environ.get("AI_PROVENANCE_AGENT", "").lower() in NOBODY


def observe_ancestors(names: list[str]) -> list[Observation]:
    """The agents among NAMES, the names of the processes above this one, nearest first.

    Only agents whose shells carry no marker of their own are looked for: for the others a missing marker says more.
    """
    found: dict[str, Observation] = {}
    for name in names:
        agent = PROCESSES.get(name)
        if agent:
            _keep(found, (agent, TRAILER_NAMES[agent], None, True, f"process {name}"))
    return list(found.values())


def without_leaks(found: list[Observation], environ: Mapping[str, str], names: list[str]) -> list[Observation]:
    """FOUND with markers made weak that an editor's terminal has inherited from the agent that started the editor.

    A person types in such a terminal. It is known by the editor's own variable while, among NAMES, the processes
    above, there is none of the agent's. Without NAMES (no /proc) nothing is judged.
    """
    if environ.get("TERM_PROGRAM") not in _EDITOR_TERMINALS or not names:
        return found
    return [
        (agent, name, model, strong and (agent not in _LEAKY or _LEAKY[agent] in names or marker in _OVERRIDES), marker)
        for agent, name, model, strong, marker in found
    ]


def is_plain(name: str) -> bool:
    """Whether NAME can stand in a trailer: letters, digits and `. _ / + - [ ] @` and spaces, not too long."""
    return (
        0 < len(name) <= 64
        and name[0].isalnum()
        and all(c.isascii() and (c.isalnum() or c in "._/+-[]@ ") for c in name)
    )


def _says(actual: str, wanted: str) -> bool:
    actual = actual.lower()
    if not wanted:
        return actual not in OFF
    return actual.startswith(wanted[:-1].lower()) if wanted.endswith("*") else actual == wanted.lower()


def _keep(seen: dict[str, Observation], observation: Observation) -> None:
    known = seen.get(observation[0])
    if known is None or (observation[3] and not known[3]):
        seen[observation[0]] = observation


def _standard(environ: Mapping[str, str]) -> Observation | None:
    """AI_AGENT=NAME[@VERSION] of an agent that no marker of ours knows."""
    value = environ.get("AI_AGENT", "")
    name = value.partition("@")[0].strip()
    known = any(variable == "AI_AGENT" and _says(value, wanted) for variable, wanted, _, _ in MARKERS)
    if known or name.lower() in OFF | {"1", "true", "yes"} or not is_plain(name):
        return None
    return _named(name, "AI_AGENT")


def trailer_name(agent: str) -> str:
    """The name that AGENT is declared with: its own, or `AI agent ID` for one that we do not know.

    A word that nobody knows could be a person's name to whoever reads it.
    """
    return TRAILER_NAMES.get(agent) or f"AI agent {agent}"


def _named(name: str, marker: str) -> Observation:
    word = "".join(c if c.isalnum() or c in "._+-" else "-" for c in name.lower())
    agent = NAMES.get(name.lower()) or NAMES.get(word.replace("_", "-")) or word
    return (agent, trailer_name(agent), None, True, marker)


def _overridden(told: str, environ: Mapping[str, str]) -> list[Observation]:
    if told.lower() in NOBODY:
        return []
    names = [name.strip() for name in told.split(",")]
    found: dict[str, Observation] = {}
    for name in names:
        if is_plain(name):
            _keep(found, _with_model(_named(name, "AI_PROVENANCE_AGENT"), environ))
    return list(found.values())


def _with_model(observation: Observation, environ: Mapping[str, str]) -> Observation:
    agent, name, _, strong, marker = observation
    for variable in ("AI_PROVENANCE_MODEL", *_MODEL_VARIABLES.get(agent, ())):
        model = _model(environ.get(variable, "").strip())
        if model:
            return (agent, name, model, strong, marker)
    return observation


def _model(told: str) -> str:
    """What can be written of the model that a variable names; empty when nothing can.

    The size of its context (`[1m]`) is left out, and `@` before a date, which would read as an address, is the vendor's
    `-`. An ARN is nothing to write: it holds the number of somebody's account.
    """
    model = told.partition("[")[0].replace("@", "-")
    plain = is_plain(model.replace(":", "-")) and not any(c in "[] " for c in model)
    return model if plain and not model.startswith("arn:") else ""
