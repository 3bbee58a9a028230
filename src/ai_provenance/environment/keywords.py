"""The cheapest question about a message: may it speak of an agent at all?

Asked before anything else is imported, by hooks and (in POSIX sh) by native shims. It may say yes in vain, never no.
"""

from __future__ import annotations

NEEDLES = (
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
"""Lower-case text, one piece of which stands in every message that `declared` or `stated` reads anything from."""


def may_declare(message: bytes) -> bool:
    """Whether MESSAGE holds any of the needles, in whatever case."""
    text = message.lower()
    return any(needle in text for needle in NEEDLES)
