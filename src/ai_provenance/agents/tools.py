"""Tools that record what agents did, by the trailers they leave."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents.schema import AgentData


TOOLS: tuple[AgentData, ...] = (
    {
        "id": "entire",
        "name": "Entire",
        "vendor": "Entire",
        "kind": "tool",
        "keys": (
            {"key": "entire-checkpoint", "value": r"[0-9a-f]{12}\b.*"},
            {"key": "entire-session", "role": "link"},
            {"key": "entire-metadata", "role": "link"},
            {"key": "entire-metadata-task", "role": "link"},
            {"key": "entire-strategy", "role": "link"},
            {"key": "entire-condensation", "role": "link"},
            {"key": "entire-source-ref", "role": "link"},
            {"key": "entire-attribution", "role": "link"},
            {"key": "ephemeral-branch", "role": "link"},
        ),
        "sources": (
            {
                "fact": "trailers",
                "url": "https://github.com/entireio/cli/blob/main/cmd/entire/cli/trailers/trailers.go",
                "status": "documented",
            },
        ),
        "matches": ({"text": "x\n\nEntire-Checkpoint: 0a1b2c3d4e5f"},),
        "does_not_match": ({"text": "x\n\nEntire-Checkpoint: none"}, {"text": "Entire rewrite of the parser"}),
    },
    {
        "id": "semantica",
        "name": "Semantica",
        "vendor": "Semantica",
        "kind": "tool",
        "keys": (
            {"key": "semantica-checkpoint", "role": "link"},
            {"key": "semantica-attribution", "role": "link"},
            {"key": "semantica-diagnostics", "role": "link"},
        ),
        "sources": ({"fact": "trailers", "url": "https://github.com/semanticash/cli", "status": "documented"},),
        "matches": (
            {"text": "x\n\nSemantica-Checkpoint: chk_1\nSemantica-Attribution: 42% claude_code (18/43 lines)"},
        ),
        "does_not_match": (
            {"text": "x\n\nSemantica-Checkpoint: chk_1\nSemantica-Attribution: 0% AI detected (0/43 lines)"},
        ),
    },
    {
        "id": "whogitit",
        "name": "whogitit",
        "vendor": "dotsetlabs",
        "kind": "tool",
        "keys": ({"key": "ai-session"}, {"key": "ai-lines", "value": r"[1-9]\d*\b.*"}),
        "sources": ({"fact": "trailers", "url": "https://github.com/dotsetlabs/whogitit", "status": "documented"},),
        "matches": ({"text": "x\n\nAI-Session: 0b5c\nAI-Model: claude-opus-4-5\nAI-Lines: 12"},),
        "does_not_match": ({"text": "x\n\nAI-Lines: 0"},),
    },
)
