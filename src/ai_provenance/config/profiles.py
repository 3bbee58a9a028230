"""Declaration profiles: the forms in which projects ask for AI help to be declared.

Plain data, because hooks read it while a person waits for `git commit`. Each form is a trailer; sources:

- kernel: Documentation/process/coding-assistants.rst, `Assisted-by: AGENT_NAME:MODEL_VERSION [TOOL] [TOOL]`
- asf: https://www.apache.org/legal/generative-tooling.html, `Generated-by: TOOL`
- openinfra: https://openinfra.org/legal/ai-policy, `Generated-By:` (generative) or `Assisted-By:` (assistive)
- fedora: Fedora's policy on AI-assisted contributions, 2025-10-22, `Assisted-by: TOOL`
- llvm: llvm/docs/AIToolPolicy.md, `Assisted-by: NAME`
- co-author: what most tools write by themselves, `Co-authored-by: NAME <address the vendor owns>`
- forbid: no declaration in the message at all (Kubernetes, systemd, Gateway API)
"""

from __future__ import annotations

PROFILES: dict[str, tuple[str, ...]] = {
    "kernel": ("Assisted-by",),
    "asf": ("Generated-by",),
    "openinfra": ("Generated-by", "Assisted-by"),
    "fedora": ("Assisted-by",),
    "llvm": ("Assisted-by",),
    "co-author": ("Co-authored-by",),
    "forbid": (),
}
"""Profile -> the trailer keys that declare AI help in it; the first one is the one we write."""

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


def declaration(profile: str, agent: str, name: str, *, model: str | None) -> str | None:
    """The trailer line that declares AGENT (called NAME) under PROFILE; None where the profile allows none.

    A model or an address that is not known is left out: nothing is invented. The kernel's grammar makes NAME one word.
    """
    keys = PROFILES[profile]
    if not keys:
        return None
    value = name.replace(" ", "-") if profile == "kernel" else name
    if model:
        value = f"{value}:{model}" if profile == "kernel" else f"{value} ({model})"
    if profile == "co-author" and agent in OWN_ADDRESS:
        value = f"{value} <{OWN_ADDRESS[agent]}>"
    return f"{keys[0]}: {value}"


def declares(profile: str, key: bytes) -> bool:
    """Whether a trailer KEY, in whatever case, declares an agent under PROFILE."""
    return key.decode("ascii", "replace").lower() in [known.lower() for known in PROFILES[profile]]
