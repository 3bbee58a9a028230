"""The cheapest test of a message: whether it could declare an agent at all.

Hooks (and, in POSIX sh, native shims) make it before anything else is imported. A yes may be wrong, a no never is.
"""

from __future__ import annotations

KEYWORDS = (
    b"assisted",
    b"generated",
    b"co-authored-by",
    b"co-developed-by",
    b"signed-off-by",
    b"ai-tool",
    b"ai-model",
    b"ai-agent",
    b"claude-session",
    b"agent-logs-url",
    b"amp-thread-id",
    b"made-with",
    b"made with",
    b"entire-checkpoint",
)
"""Lower-case text: every message in which `declared` or `hooks.stated` finds anything contains one of these."""


def may_declare(message: bytes) -> bool:
    """Whether MESSAGE contains any of KEYWORDS, in whatever case."""
    text = message.lower()
    return any(keyword in text for keyword in KEYWORDS)
