"""Whom the value of a trailer names: a tool, or a person.

An address decides first: a known one is the agent's, a person's makes a person. Without one, the value must consist
of names of tools and models and of nothing that could be somebody's surname.
"""

from __future__ import annotations

import re

from ai_provenance.detect.models import MODEL, family_of, find_model, normalise
from ai_provenance.detect.registry import Account, Registry
from ai_provenance.detect.seen import Named, Reading
from ai_provenance.model import Strength

UNSPECIFIED = "unspecified"
"""The agent of a declaration that names none (`AI-Assisted: yes`)."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_NO_REPLY = re.compile(r"(?:no-?reply|do-?not-?reply)@(?!users\.noreply\.)", re.IGNORECASE)
_KERNEL = re.compile(r"([A-Za-z][\w .+-]{0,40}?)[:/]([A-Za-z][\w.:/@\[\]-]*\d[\w.:/@\[\]-]*|[\w.-]+/[\w.:/-]+)")
_GENERIC = re.compile(
    r"(?<![\w@.-])(?:(?:an? |the )?(?:generative |generic )?(?:ai|a\.i\.|llms?|genai|(?:large )?language models?|"
    r"chatbot|ai (?:assistant|agent|tools?|coding (?:assistant|agent))|coding agent|llm (?:chatbot|agent|assistant)|"
    r"artificial intelligence|clanker|\w*_clanker\w*))(?![\w@-])",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"https?://\S+|\([^)]*\)|\[[^\]]*\]|\b(?:via|with|using|by|and|the|a|an|in|on|of|from|for|model|models|agent|agents|assistant|"
    r"assistance|cli|ide|app|bot|ai|llm|llms|code|coding|tool|tools|chat|editor|plugin|extension|desktop|web|cloud|version|mode|"
    r"thinking|high|medium|low|xhigh|max|fast|pro|plus|preview|context|effort|reasoning|anthropic|openai|google|github|microsoft|"
    r"deepmind|xai|meta|alibaba|moonshot|zhipu|jetbrains|vscode|vs|studio|powered|autofix|review|reviews|suggestions?|generated|"
    r"assisted|session|workflow|harness|subagents?|team|v?\d[\w.]*)\b|[^\w\s]",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^\W\d_]")


def read_value(value: str, registry: Registry) -> Reading:
    """Whom VALUE names, wherever it stood."""
    found = _ADDRESS.search(value)
    if found:
        return _with_address(value, found, registry)
    return _without_address(value, registry)


def _with_address(value: str, found: re.Match[str], registry: Registry) -> Reading:
    address = found[0].strip("<>.,;'`")
    name = value[: found.start()].strip(" \t<\"'(")
    account = registry.account(address)
    if account:
        return Reading(_of_account(account, name), "known-address")
    named = _whole_name(name, registry)
    if named and _NO_REPLY.match(address):
        return Reading((named,), "agent-name-no-reply")
    if named and _distinctive(name, registry):
        return Reading((named,), "agent-name")
    if named:
        return Reading(
            rule="unknown-address", reason="a name that people bear too, with an address that is no known agent's"
        )
    return Reading(rule="person", reason="a person: the address is no known agent's")


def _of_account(account: Account, name: str) -> tuple[Named, ...]:
    model = find_model(name)
    raw = model[1] if model else _model_in_parentheses(name)
    spelled = model[0] if model else (normalise(raw) if raw else None)
    return (Named(account.agent, spelled, raw, account.role, account.kind),)


def _model_in_parentheses(name: str) -> str | None:
    match = re.search(r"\(([\w.:/-]*\d[\w.:/-]*)\)\s*$", name)
    return match[1] if match else None


def _distinctive(name: str, registry: Registry) -> bool:
    return MODEL.search(name) is not None or any(
        m[0].lower().replace("-", " ") in registry.names or m[0].lower() in registry.names
        for m in registry.mention.finditer(name)
    )


def _whole_name(name: str, registry: Registry) -> Named | None:
    """The one agent that NAME names when nothing of it is left for a person."""
    reading = _without_address(name, registry)
    return reading.named[0] if reading.named and reading.strength is Strength.DECLARED else None


def _without_address(value: str, registry: Registry) -> Reading:
    if not value.strip():
        return Reading(rule="empty", reason="no value")
    kernel = _KERNEL.match(value.strip())
    if kernel:
        reading = _agent_and_model(kernel, registry)
        if reading:
            return reading
    agents, models, rest = _take_names(value, registry)
    if _PERSON.search(_FILLER.sub(" ", rest)):
        return _with_rest(value, agents, models, registry)
    return _named(agents, models, value, registry)


def _agent_and_model(kernel: re.Match[str], registry: Registry) -> Reading | None:
    """The Linux kernel's grammar: `AGENT_NAME:MODEL_VERSION [TOOL] [TOOL]`."""
    agent = registry.named(kernel[1].strip())
    model = MODEL.match(kernel[2])
    if agent:
        return Reading((Named(agent, normalise(kernel[2]), kernel[2], kind=registry.kind(agent)),), "agent-model")
    if model:
        return Reading((Named(UNSPECIFIED, normalise(kernel[2]), kernel[2]),), "agent-model")
    return None


def _take_names(value: str, registry: Registry) -> tuple[list[str], list[re.Match[str]], str]:
    models = list(MODEL.finditer(value))
    rest = MODEL.sub(" ", value)
    agents = [agent for match in registry.mention.finditer(rest) if (agent := registry.named(match[0]))]
    return list(dict.fromkeys(agents)), models, registry.mention.sub(" ", rest)


def _named(agents: list[str], models: list[re.Match[str]], value: str, registry: Registry) -> Reading:
    told = [(normalise(match[0]), match[0]) for match in models]
    if agents:
        model, raw = told[0] if told else (None, None)
        rest = [Named(agent, kind=registry.kind(agent)) for agent in agents[1:]]
        return Reading((Named(agents[0], model, raw, kind=registry.kind(agents[0])), *rest), "agent-name")
    if models:
        by_family = {
            registry.families.get(family_of(match), UNSPECIFIED): pair for match, pair in zip(models, told, strict=True)
        }
        return Reading(tuple(Named(agent, *pair) for agent, pair in by_family.items()), "model-name")
    if _GENERIC.search(value):
        return Reading((Named(UNSPECIFIED),), "generic-ai")
    return Reading(rule="no-agent", reason="names no known agent or model")


def _with_rest(value: str, agents: list[str], models: list[re.Match[str]], registry: Registry) -> Reading:
    """Words are left over: a tool followed by prose is a tool, a tool's name followed by a surname is a person."""
    start = value.lstrip(" \t\"'*_`")
    model = MODEL.match(start)
    mention = registry.mention.match(start)
    lower = mention[0].lower() if mention else ""
    if model or (mention and (lower in registry.names or lower.replace("-", " ") in registry.names)):
        return _named(agents, models, value, registry)
    after = start[mention.end() :] if mention else ""
    if mention and re.match(
        r"\s*(?:[,;:(\[—–]|\s-\s|(?:for|to|and|with|via|using|in|on|as|helped|was|did|wrote|ai|code)\b)", after
    ):
        return _named(agents, models, value, registry)
    if models:
        return _named(agents, models, value, registry)
    if _GENERIC.match(start):
        return Reading((Named(UNSPECIFIED),), "generic-ai")
    return Reading(rule="person", reason="reads as a person's name, or names no known agent")
