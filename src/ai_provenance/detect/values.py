"""Whom the value of a trailer names: a tool, or a person.

An address decides first: a known one is the agent's, a person's makes a person. Without one, the value must consist
of names of tools and models and of nothing that could be someone's surname.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL, family_of, find_model, normalise
from ai_provenance.agents.registry import Account, Registry
from ai_provenance.detect.observations import Named, Reading
from ai_provenance.model import Strength

UNSPECIFIED = "unspecified"
"""The agent of a declaration that names none (`AI-Assisted: yes`)."""

# from the beginning of a word only: of one without `@` each letter would be tried
_ADDRESS = lazy.pattern(r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"]+(?:\[bot\])?@[^\s<>()\[\],;:\"]+")
_NO_REPLY = lazy.pattern(r"(?:no-?reply|do-?not-?reply)@(?!users\.noreply\.)", re.IGNORECASE)
_MAKERS = frozenset(
    [
        "openai",
        "anthropic",
        "google",
        "microsoft",
        "github",
        "xai",
        "meta",
        "mistral",
        "alibaba",
        "moonshot",
        "zhipu",
        "z.ai",
        "amazon",
        "bedrock",
        "vertex",
        "azure",
        "openrouter",
        "ai",
        "llm",
        "model",
        "agent",
        "assistant",
    ]
)
"""What comes before a model and names no tool."""
_FAMILIES = frozenset(
    [
        "claude",
        "gpt",
        "gemini",
        "glm",
        "kimi",
        "qwen",
        "deepseek",
        "grok",
        "mistral",
        "llama",
        "minimax",
        "gemma",
        "mimo",
    ]
)
"""Families of models: what follows such a name is its version."""
_FAMILY_ALONE = lazy.pattern(r"deepseek", re.IGNORECASE)
"""A family that no tool, and nothing else, is called by."""
_BEFORE_CODEX = lazy.pattern(r"gpt[-_ ]?v?[1-4](?!\d)(?!.*codex)", re.IGNORECASE)
"""Models that were spoken to in a chat: there was no tool of their maker that worked in a repository."""
_ROW = lazy.pattern(r"(?:\s*[,;&]\s*(?:and\s+)?|\s+(?:and|plus|\+)\s+)(?![^()]*\))", re.IGNORECASE)
"""What parts tools in a row, outside brackets."""
_VERSIONED = r"[A-Za-z][\w.:/@\[\]-]*\d[\w.:/@\[\]-]*"
_KERNEL = lazy.pattern(rf"(?P<agent>[A-Za-z][\w .+-]{{0,40}}?)[:/](?P<model>{_VERSIONED}|[\w.-]+/[\w.:/-]+)")
_GENERIC = lazy.pattern(
    r"(?<![\w@.-])(?:(?:an? |the )?(?:generative |generic )?(?:ai|a\.i\.|llms?|genai|(?:large )?language models?|"
    r"chatbot|ai (?:assistant|agent|tools?|coding (?:assistant|agent))|coding agent|llm (?:chatbot|agent|assistant)|"
    r"artificial intelligence|clanker|\w*_clanker\w*))(?![\w@-])",
    re.IGNORECASE,
)
_AI_ASSISTANT = lazy.pattern(
    r"(?:an? |the )?(?:ai|llm|coding) (?:assistant|agent|pair programmer|coder|bot)", re.IGNORECASE
)
"""What no person is called, whatever the address."""
_OTHER_AGENT = lazy.pattern(r"(?:[\w.-]+ ){1,3}Agent \S*agent\S*@\S+", re.IGNORECASE)
"""An agent that is not listed and says by name and by address that it is one: `Perfloop Docs Agent <agent@x.ai>`."""
_BY_NAME = lazy.pattern(
    r"AI[ -]agent[ -](?P<name>[a-z0-9][\w.+-]*)(?::(?P<model>\S+)(?: .*)?| \((?P<inside>[^()\s]+)\))?", re.IGNORECASE
)
"""How we write an agent whose name alone could be a person's or anything: `AI agent NAME`, `AI-agent-NAME:MODEL`."""
_GENERIC_THEN = lazy.pattern(
    r"\s*(?:$|[.,;:()\[/|-]|(?:assist\w*|tool|agent|system|model|and|with|in|for|help|using|to|via)\b)", re.I
)
_FILLER = lazy.pattern(
    r"https?://\S+|\([^)]*\)|\[[^\]]*\]|\b(?:via|with|using|by|and|the|a|an|in|on|of|from|for|model|models|agent|agents|"
    r"assistant|assistance|cli|ide|app|bot|ai|llm|llms|code|coding|tool|tools|chat|chatbot|editor|plugin|extension|desktop|"
    r"web|cloud|version|mode|thinking|high|medium|low|xhigh|max|fast|pro|plus|preview|context|effort|reasoning|anthropic|"
    r"openai|google|github|microsoft|deepmind|xai|meta|alibaba|moonshot|zhipu|jetbrains|vscode|vs|studio|powered|autofix|"
    r"review|reviews|suggestions?|generated|assisted|session|workflow|harness|subagents?|team|generic|generative|language|"
    r"large|auto|aws|bedrock|azure|vertex|v?\d[\w.]*)\b|[^\w\s]",
    re.IGNORECASE,
)
_SESSION = lazy.pattern(r"[\w.-]+[/:][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\W*", re.IGNORECASE)
"""`devx/2cd0e1b7-...`: the session of a tool that is not listed; people have none."""
_INSIDE = lazy.pattern(r"\b(?:via|with|using|through|in)\b|\(", re.IGNORECASE)
"""`Antigravity with Gemini`: beside a tool, the name of a family of models is the model that it ran."""
_LETTER = lazy.pattern(r"[^\W\d_]")
_WORD_THEN = lazy.pattern(
    r"\s*(?:[,;:(<\[—–/+&|]|\s-\s|(?:for|to|and|then|with|via|using|in|on|as|at|helped|was|did|wrote|ai|code|agent|assist\w*)\b)",
    re.IGNORECASE,
)
_COMMON_THEN = lazy.pattern(r"\s*(?:[,;:(<\[—–/+&|]|\s-\s|(?:via|with|using|agent|ai)\b)", re.IGNORECASE)


def read_value(value: str, registry: Registry) -> Reading:
    """Whom VALUE names, wherever it was."""
    for found in _ADDRESS.finditer(value):
        if not _is_model(found[0]):
            return _with_address(value, found, registry)
    return _without_address(value, registry)


def agent_of(tool: str, registry: Registry) -> str:
    """The agent that a record names as its TOOL (`claude_code`, `cursor`), or `unspecified`."""
    plain = tool.strip().lower().replace("_", "-")
    if plain in registry.agents:
        return plain
    return registry.named(plain) or registry.named(plain.partition("-")[0]) or UNSPECIFIED


def _is_model(address: str) -> bool:
    """Whether ADDRESS is a model as a cloud names it: `claude-sonnet-4-6@default`."""
    name, _, version = address.partition("@")
    return "." not in version and MODEL.fullmatch(name) is not None


def _with_address(value: str, found: re.Match[str], registry: Registry) -> Reading:
    address = found[0].strip("<>.,;'`")
    name = value[: found.start()].strip(" \t<\"'(")
    account = registry.account(address) or registry.app(name)
    if account:
        return Reading(_of_account(account, name), "known-address")
    disowned = registry.is_disowned(address)
    named = () if disowned else _whole_name(name, registry)
    model = None if named or disowned else _only_model(name)
    if model:
        return Reading((model,), "model-in-brackets")
    no_reply = _NO_REPLY.match(address) is not None
    if named and (no_reply or _distinctive(name, registry) or _AI_ASSISTANT.fullmatch(name)):
        return Reading(named, "agent-name-no-reply" if no_reply else "agent-name")
    if _OTHER_AGENT.fullmatch(f"{name} {address}"):
        return Reading((Named(UNSPECIFIED),), "agent-name")
    if named:
        return Reading(rule="unknown-address", reason="a name that people bear too; the address is no known agent's")
    return Reading(rule="person", reason="a person: the address is no known agent's")


def _of_account(account: Account, name: str) -> tuple[Named, ...]:
    model = find_model(name)
    raw = model[1] if model else _model_in_parentheses(name)
    spelled = model[0] if model else (normalise(raw) if raw else None)
    return (Named(account.agent, spelled, raw, account.role, account.kind),)


def _only_model(name: str) -> Named | None:
    """The tool of `SomeTool (openai/gpt-5.5)`, `GPT-5.6 via SomeTool`, which is not listed: no person has a version."""
    match = re.search(r"\((?:[\w.-]+/)?(?P<model>[^()/]+)\)\s*$", name)
    maker, _, rest = name.partition(" ")
    model = (
        MODEL.fullmatch(match["model"].strip()) if match else MODEL.match(rest if maker.lower() in _MAKERS else name)
    )
    if model and not any(map(str.isdigit, model[0])):
        return None
    return Named(UNSPECIFIED, normalise(model[0]), model[0]) if model else None


def _model_in_parentheses(name: str) -> str | None:
    match = re.search(r"\(([\w.:/-]*\d[\w.:/-]*)\)\s*$", name)
    return match[1] if match else None


def _distinctive(name: str, registry: Registry) -> bool:
    return MODEL.search(name) is not None or any(registry.is_distinctive(m[0]) for m in registry.mention.finditer(name))


def _whole_name(name: str, registry: Registry) -> tuple[Named, ...]:
    """The agents that NAME names when nothing of it is left for a person."""
    agents, models, rest = _take_names(name, registry)
    if _LETTER.search(_FILLER.sub(" ", rest)):
        return ()
    return _named(agents, models, name, registry).named


def _without_address(value: str, registry: Registry) -> Reading:
    plain = value.strip()
    if not plain:
        return Reading(rule="empty", reason="no value")
    several = _several(plain, registry)
    if several.named:
        return several
    if _SESSION.fullmatch(plain):
        return Reading((Named(UNSPECIFIED),), "session-id")
    return _by_form(plain, registry) or _by_names(value, registry)


def _several(plain: str, registry: Registry) -> Reading:
    """Tools in a row, each with its own model: `Codex (gpt-5.5) and Amp (Claude Opus 4.8)`."""
    parts = [part.strip() for part in _ROW.split(plain)]
    if len(parts) < 2 or not all(map(registry.mention.match, parts)):
        return Reading()
    readings = [_by_form(part, registry) or _by_names(part, registry) for part in parts]
    if not all(reading.named and reading.strength is Strength.DECLARED for reading in readings):
        return Reading()
    return Reading(tuple(named for reading in readings for named in reading.named), "agent-name")


def _by_form(plain: str, registry: Registry) -> Reading | None:
    """Who is named in a form that only tools write; None when it is none."""
    by_name = _BY_NAME.fullmatch(plain)
    if by_name:
        return _agent_by_name(by_name, registry)
    if _FAMILY_ALONE.fullmatch(plain):
        return Reading((Named(UNSPECIFIED, plain.lower(), plain),), "model-name")
    kernel = _KERNEL.match(plain)
    return _agent_and_model(kernel, registry) if kernel else None


def _by_names(value: str, registry: Registry) -> Reading:
    agents, models, rest = _take_names(value, registry)
    if _LETTER.search(_FILLER.sub(" ", rest)):
        return _with_rest(value, agents, models, registry)
    reading = _named(agents, models, value, registry)
    if not models and agents and _only_first_names(value, registry):
        return Reading(reading.named, "first-name", "a first name alone", Strength.HINT)
    return reading


def _only_first_names(value: str, registry: Registry) -> bool:
    names = [match[0].lower() for match in registry.mention.finditer(value)]
    return all(name in registry.first_names for name in names) and _GENERIC.search(value) is None


def _agent_by_name(match: re.Match[str], registry: Registry) -> Reading:
    name = match["name"].lower()
    known = name if name in registry.agents else registry.named(name)
    agent = known if known and registry.kind(known) not in {"bot", "tool"} else UNSPECIFIED
    raw = match["model"] or match["inside"]
    model = normalise(raw) if raw else None
    return Reading((Named(agent, model, raw, kind=registry.kind(agent)),), "agent-name")


def _agent_and_model(kernel: re.Match[str], registry: Registry) -> Reading | None:
    """The Linux kernel's grammar: `AGENT_NAME:MODEL_VERSION [TOOL] [TOOL]`."""
    agent = registry.named(kernel["agent"].strip())
    raw = kernel["model"]
    if agent:
        return Reading((Named(agent, normalise(raw), raw, kind=registry.kind(agent)),), "agent-model")
    name = kernel["agent"].strip().lower()
    if name in _FAMILIES:  # `DeepSeek:V4-Flash`: the name and its version
        whole = f"{name}-{raw}"
        return Reading((Named(registry.families.get(name, UNSPECIFIED), normalise(whole), whole),), "agent-model")
    model = MODEL.match(raw.rpartition("/")[2])
    if model is None:
        return None
    # a tool that is not listed is not the tool of the one who made its model
    known = agent_of_model(model, registry) if name in _MAKERS else UNSPECIFIED
    return Reading((Named(known, normalise(raw), raw),), "agent-model")


def agent_of_model(model: re.Match[str], registry: Registry) -> str:
    """The agent that a match of MODEL means where no tool is named."""
    family = family_of(model)
    old = _BEFORE_CODEX.match(model[0]) if family == "gpt" else None
    return "chatgpt" if old and "chatgpt" in registry.agents else registry.families.get(family, UNSPECIFIED)


def _take_names(value: str, registry: Registry) -> tuple[list[str], list[re.Match[str]], str]:
    models = list(MODEL.finditer(value))
    rest = MODEL.sub(" ", value) if models else value
    mentions = list(registry.mention.finditer(rest))
    named = [(match[0].lower(), agent) for match in mentions if (agent := registry.named(match[0]))]
    if _INSIDE.search(value):
        named = [(name, agent) for name, agent in named if name not in registry.families] or named
    agents = [agent for _, agent in named]
    return list(dict.fromkeys(agents)), models, registry.mention.sub(" ", rest) if mentions else rest


def _named(agents: list[str], models: list[re.Match[str]], value: str, registry: Registry) -> Reading:
    spelled = [(normalise(match[0]), match[0]) for match in models]
    if agents:
        model, raw = spelled[0] if spelled else (None, None)
        rest = [Named(agent, kind=registry.kind(agent)) for agent in agents[1:]]
        return Reading((Named(agents[0], model, raw, kind=registry.kind(agents[0])), *rest), "agent-name")
    if models:
        families = [agent_of_model(match, registry) for match in models]
        return Reading(tuple(Named(a, *pair) for a, pair in zip(families, spelled, strict=True)), "model-name")
    if _GENERIC.search(value):
        return Reading((Named(UNSPECIFIED),), "generic-ai")
    return Reading(rule="no-agent", reason="names no known agent or model")


def _with_rest(value: str, agents: list[str], models: list[re.Match[str]], registry: Registry) -> Reading:
    """Words are left over: a tool followed by prose is a tool, a tool's name followed by a surname is a person."""
    start = value.lstrip(" \t\"'*_`")
    generic = _GENERIC.match(start)
    if models and not agents and _other_tool(start, models[0][0]):
        spelled = [Named(UNSPECIFIED, normalise(match[0]), match[0]) for match in models]
        return Reading(tuple(spelled), "model-name")
    if models or _starts_with_tool(start, registry) or _MISSPELT.fullmatch(start):
        return _named(agents, models, value, registry)
    if generic and _GENERIC_THEN.match(start, generic.end()):
        return _named(agents, models, value, registry)
    return Reading(rule="person", reason="reads as a person's name, or names no known agent")


_MISSPELT = lazy.pattern(r"Claude [A-Z][a-z]+ \d(?:\.\d)?\W*")
"""A model with a slip in its name (`Claude Opush 4.7`): a person has no version."""


_NO_FIRST_NAME = frozenset({"codex", "opencode", "copilot", "chatgpt"})
"""Names of tools that no person has: what follows is a model where it is spelled like one."""
_MODEL_AFTER = lazy.pattern(r"[\s(/:]+[\w.]*[-/\d][\w./-]*\W*")


def _other_tool(start: str, model: str) -> bool:
    """Whether a name stands before MODEL that is no maker's and no word of a sentence: `SomeTool (gpt-5.5)`."""
    before = _FILLER.sub(" ", re.sub("['\u2019]s\\b", "", start.partition(model)[0]))
    words = re.findall(r"[^\W\d_][\w.-]*", before)
    return bool(words) and len(words) <= 3 and all(word[0].isupper() for word in words)


def _starts_with_tool(start: str, registry: Registry) -> bool:
    mention = registry.mention.match(start)
    if mention is None:
        return False
    if registry.is_distinctive(mention[0]):
        return True
    lower = mention[0].lower()
    if lower in _NO_FIRST_NAME and _MODEL_AFTER.fullmatch(start, mention.end()):
        return True
    if lower in registry.words:
        return _WORD_THEN.match(start, mention.end()) is not None
    return lower in registry.common and _COMMON_THEN.match(start, mention.end()) is not None
