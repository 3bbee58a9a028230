"""Bots that are no AI: their commits are `automation`."""

from __future__ import annotations

from ai_provenance.detect.agents.schema import AgentData

BOTS: tuple[AgentData, ...] = (
    {
        "id": "dependabot",
        "name": "Dependabot",
        "vendor": "GitHub",
        "kind": "bot",
        "emails": ("support@dependabot.com", "support@github.com"),
        "github": ((49699333, "dependabot[bot]"), (27856297, "dependabot-preview[bot]")),
        "sources": ({"fact": "app 49699333", "url": "https://github.com/OpenHands/OpenHands", "status": "seen"},),
        "matches": (
            {"text": "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>", "where": "author"},
        ),
        "does_not_match": ({"text": "x\n\nThanks to dependabot"},),
    },
    {
        "id": "renovate",
        "name": "Renovate",
        "vendor": "Mend",
        "kind": "bot",
        "emails": ("bot@renovateapp.com",),
        "github": ((29139614, "renovate[bot]"), (25180681, "renovate-bot")),
        "sources": ({"fact": "app 29139614", "url": "https://github.com/steveyegge/beads", "status": "seen"},),
        "matches": ({"text": "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>", "where": "author"},),
        "does_not_match": ({"text": "Renovate the kitchen"},),
    },
    {
        "id": "github-actions",
        "name": "GitHub Actions",
        "vendor": "GitHub",
        "kind": "bot",
        "emails": (
            "github-actions@github.com",
            "actions@github.com",
            "action@github.com",
            "github-actions@users.noreply.github.com",
        ),
        "github": ((41898282, "github-actions[bot]"),),
        "sources": ({"fact": "app 41898282", "url": "https://github.com/OpenHands/OpenHands", "status": "seen"},),
        "matches": (
            {"text": "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>", "where": "author"},
        ),
        "does_not_match": ({"text": "claude[bot] <41898282+claude[bot]@users.noreply.github.com>", "where": "author"},),
    },
)
