"""The line that declares an agent, in the form that each profile asks for.

Names and models are ASCII, so the line is the same in every commit encoding.
"""

from __future__ import annotations

from ai_provenance.config.profiles import PROFILES

OWN_ADDRESS = {
    "aider": "aider@aider.chat",
    "amp": "amp@ampcode.com",
    "claude-code": "noreply@anthropic.com",
    "codex": "noreply@openai.com",
    "continue": "noreply@continue.dev",
    "copilot": "223556219+Copilot@users.noreply.github.com",
    "crush": "crush@charm.land",
    "cursor": "cursoragent@cursor.com",
    "devin": "158243242+devin-ai-integration[bot]@users.noreply.github.com",
    "jules": "161369871+google-labs-jules[bot]@users.noreply.github.com",
    "junie": "junie@jetbrains.com",
    "mistral-vibe": "vibe@mistral.ai",
    "opencode": "noreply@opencode.ai",
    "openhands": "openhands@all-hands.dev",
    "qwen-code": "qwen-coder@alibabacloud.com",
}
"""Agent id -> an address that its vendor owns and writes itself. Any other would credit a stranger on a forge."""


def line(profile: str, agent: str, name: str, *, model: str | None) -> bytes | None:
    """The trailer that declares AGENT under PROFILE, without a model that is unknown; None where none is allowed."""
    keys = PROFILES[profile]
    if not keys:
        return None
    if profile == "co-author":
        value = _co_author(agent, _with_parentheses(name, model))
    elif profile == "kernel":
        value = f"{name}:{model}" if model else name
    else:
        value = _with_parentheses(name, model)
    return f"{keys[0]}: {value}".encode("ascii", "ignore")


def accepts(profile: str, key: bytes) -> bool:
    """Whether a trailer KEY declares an agent in PROFILE's own form."""
    return key.decode("ascii", "replace").lower() in [known.lower() for known in PROFILES[profile]]


def _with_parentheses(name: str, model: str | None) -> str:
    return f"{name} ({model})" if model else name


def _co_author(agent: str, name: str) -> str:
    address = OWN_ADDRESS.get(agent)
    return f"{name} <{address}>" if address else name
