"""Agents that work on a server and push, and assistants on forges."""

from __future__ import annotations

from ai_provenance.detect.agents.schema import AgentData

HOSTED: tuple[AgentData, ...] = (
    {
        "id": "devin",
        "name": "Devin",
        "vendor": "Cognition",
        "kind": "agent",
        "trailer": "Devin",
        "github": ((158243242, "devin-ai-integration[bot]"),),
        "names": ("devin ai", "devin agent", "cognition devin"),
        "words": ("devin",),
        "links": ("app.devin.ai/sessions/",),
        "footers": (r"link to devin (?:run|session): https://\S+",),
        "sources": (
            {"fact": "app 158243242", "url": "https://github.com/crewAIInc/crewAI/commit/3010f1286f", "status": "seen"},
        ),
        "matches": (
            {"text": "Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>", "where": "author"},
        ),
        "does_not_match": (
            {"text": "Devin <165725058+devin-cognition@users.noreply.github.com>", "where": "author"},
            {"text": "x\n\nCo-authored-by: Devin Smith <devin@example.org>"},
        ),
    },
    {
        "id": "jules",
        "name": "Jules",
        "vendor": "Google",
        "kind": "agent",
        "trailer": "Jules",
        "github": ((161369871, "google-labs-jules[bot]"),),
        "names": ("google jules", "google labs jules", "jules ai"),
        "words": ("jules",),
        "links": ("jules.google.com/task/", "jules.google.com/sessions/"),
        "sources": (
            {
                "fact": "app 161369871",
                "url": "https://github.com/RooCodeInc/Roo-Code/commit/618aa6652b",
                "status": "seen",
            },
        ),
        "matches": (
            {
                "text": "x\n\nCo-authored-by: google-labs-jules[bot] <161369871+google-labs-jules[bot]@users.noreply.github.com>"
            },
        ),
        "does_not_match": ({"text": "Jules <jules@apeworx.io>", "where": "author"},),
    },
    {
        "id": "openhands",
        "name": "OpenHands",
        "vendor": "All Hands AI",
        "kind": "agent",
        "trailer": "OpenHands",
        "emails": (
            "openhands@all-hands.dev",
            "opendevin@all-hands.dev",
            "opendevin@opendevin.ai",
            "bot@opendevin.com",
        ),
        "slugs": ("openhands-ai[bot]", "openhands[bot]"),
        "names": ("openhands", "opendevin", "openhands bot", "openhands agent", "openhands ai", "openhands cli"),
        "sources": (
            {
                "fact": "openhands@all-hands.dev",
                "url": "https://github.com/OpenHands/OpenHands/commit/2841e35f24",
                "status": "seen",
            },
        ),
        "matches": (
            {"text": "x\n\nCo-authored-by: openhands <openhands@all-hands.dev>"},
            {"text": "OpenHands <opendevin@all-hands.dev>", "where": "author"},
        ),
        "does_not_match": ({"text": "Xingyao Wang <xingyao@all-hands.dev>", "where": "author"},),
    },
)
