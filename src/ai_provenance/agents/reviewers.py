"""Reviewers and fixers: they are named when a person accepts what they suggest."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents.schema import AgentData


REVIEWERS: tuple[AgentData, ...] = (
    {
        "id": "coderabbit",
        "name": "CodeRabbit",
        "vendor": "CodeRabbit",
        "kind": "review",
        "github": ((136622811, "coderabbitai[bot]"),),
        "names": ("coderabbit", "coderabbit ai", "code rabbit"),
        "sources": (
            {
                "fact": "app 136622811",
                "url": "https://github.com/authelia/authelia/commit/b323de683a",
                "status": "seen",
            },
        ),
        "matches": (
            {"text": "x\n\nCo-authored-by: coderabbitai[bot] <136622811+coderabbitai[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": (
            {"text": "Answer the review of CodeRabbit"},
            {"text": "x\n\nReviewed-by: coderabbitai[bot] <136622811+coderabbitai[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "greptile",
        "name": "Greptile",
        "vendor": "Greptile",
        "kind": "review",
        "github": ((165735046, "greptile-apps[bot]"),),
        "names": ("greptile",),
        "sources": ({"fact": "app 165735046", "url": "https://github.com/BerriAI/litellm", "status": "seen"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: greptile-apps[bot] <165735046+greptile-apps[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": (
            {"text": "Answer the review of Greptile"},
            {"text": "x\n\nReviewed-by: greptile-apps[bot] <165735046+greptile-apps[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "cubic",
        "name": "cubic",
        "vendor": "cubic",
        "kind": "review",
        "github": ((191113872, "cubic-dev-ai[bot]"),),
        "sources": ({"fact": "app 191113872", "url": "https://github.com/continuedev/continue", "status": "seen"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: cubic-dev-ai[bot] <191113872+cubic-dev-ai[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": (
            {"text": "Answer the review of cubic"},
            {"text": "x\n\nReviewed-by: cubic-dev-ai[bot] <191113872+cubic-dev-ai[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "ellipsis",
        "name": "Ellipsis",
        "vendor": "Ellipsis",
        "kind": "review",
        "github": ((65095814, "ellipsis-dev[bot]"),),
        "sources": ({"fact": "app 65095814", "url": "https://github.com/RooCodeInc/Roo-Code", "status": "seen"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: ellipsis-dev[bot] <65095814+ellipsis-dev[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": (
            {"text": "Answer the review of Ellipsis"},
            {"text": "x\n\nReviewed-by: ellipsis-dev[bot] <65095814+ellipsis-dev[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "codeflash",
        "name": "Codeflash",
        "vendor": "Codeflash",
        "kind": "review",
        "github": ((148906541, "codeflash-ai[bot]"),),
        "sources": ({"fact": "app 148906541", "url": "https://github.com/crewAIInc/crewAI", "status": "seen"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: codeflash-ai[bot] <148906541+codeflash-ai[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": (
            {"text": "Answer the review of Codeflash"},
            {"text": "x\n\nReviewed-by: codeflash-ai[bot] <148906541+codeflash-ai[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "hyperlint",
        "name": "Hyperlint",
        "vendor": "Hyperlint",
        "kind": "review",
        "github": ((154288675, "hyperlint-ai[bot]"),),
        "sources": ({"fact": "app 154288675", "url": "https://github.com/pydantic/pydantic-ai", "status": "seen"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: hyperlint-ai[bot] <154288675+hyperlint-ai[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": (
            {"text": "Answer the review of Hyperlint"},
            {"text": "x\n\nReviewed-by: hyperlint-ai[bot] <154288675+hyperlint-ai[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "mintlify",
        "name": "Mintlify",
        "vendor": "Mintlify",
        "kind": "review",
        "github": ((109931778, "mintlify[bot]"),),
        "sources": ({"fact": "app 109931778", "url": "https://github.com/crewAIInc/crewAI", "status": "seen"},),
        "matches": ({"text": "x\n\nCo-authored-by: mintlify[bot] <109931778+mintlify[bot]@users.noreply.github.com>"},),
        "does_not_match": (
            {"text": "Answer the review of Mintlify"},
            {"text": "x\n\nReviewed-by: mintlify[bot] <109931778+mintlify[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "aikido",
        "name": "Aikido Autofix",
        "vendor": "Aikido Autofix",
        "kind": "review",
        "github": ((119856028, "aikido-autofix[bot]"),),
        "sources": ({"fact": "app 119856028", "url": "https://github.com/crewAIInc/crewAI", "status": "seen"},),
        "matches": (
            {
                "text": "x\n\nCo-authored-by: aikido-autofix[bot] <119856028+aikido-autofix[bot]@users.noreply.github.com>"
            },
        ),
        "does_not_match": (
            {"text": "Answer the review of Aikido Autofix"},
            {"text": "x\n\nReviewed-by: aikido-autofix[bot] <119856028+aikido-autofix[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "pydanty",
        "name": "Pydanty",
        "vendor": "Pydanty",
        "kind": "review",
        "github": ((251103656, "pydanty[bot]"),),
        "sources": ({"fact": "app 251103656", "url": "https://github.com/pydantic/pydantic-ai", "status": "seen"},),
        "matches": ({"text": "x\n\nCo-authored-by: pydanty[bot] <251103656+pydanty[bot]@users.noreply.github.com>"},),
        "does_not_match": (
            {"text": "Answer the review of Pydanty"},
            {"text": "x\n\nReviewed-by: pydanty[bot] <251103656+pydanty[bot]@users.noreply.github.com>"},
        ),
    },
    {
        "id": "qodo",
        "name": "Qodo",
        "vendor": "Qodo",
        "kind": "review",
        "slugs": ("qodo-code-review[bot]", "qodo-merge-pro[bot]", "codiumai-pr-agent[bot]", "qodo-merge[bot]"),
        "sources": ({"fact": "app", "url": "https://github.com/apps/qodo-code-review", "status": "reported"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: qodo-code-review[bot] <1+qodo-code-review[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": ({"text": "Answer the review of Qodo"},),
    },
    {
        "id": "sourcery",
        "name": "Sourcery",
        "vendor": "Sourcery",
        "kind": "review",
        "slugs": ("sourcery-ai[bot]",),
        "sources": ({"fact": "app", "url": "https://github.com/apps/sourcery-ai", "status": "reported"},),
        "matches": ({"text": "x\n\nCo-authored-by: sourcery-ai[bot] <1+sourcery-ai[bot]@users.noreply.github.com>"},),
        "does_not_match": ({"text": "Answer the review of Sourcery"},),
    },
    {
        "id": "seer",
        "name": "Seer by Sentry",
        "vendor": "Seer by Sentry",
        "kind": "review",
        "slugs": ("seer-by-sentry[bot]",),
        "sources": ({"fact": "app", "url": "https://github.com/apps/seer-by-sentry", "status": "reported"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: seer-by-sentry[bot] <1+seer-by-sentry[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": ({"text": "Answer the review of Seer by Sentry"},),
    },
    {
        "id": "warden",
        "name": "Warden",
        "vendor": "Sentry",
        "kind": "review",
        "github": ((258096371, "sentry-warden[bot]"),),
        "sources": (
            {
                "fact": "trailer",
                "url": "https://github.com/getsentry/sentry-python/commit/63f00e620b",
                "status": "seen",
            },
        ),
        "matches": (
            {"text": "x\n\nCo-authored-by: sentry-warden[bot] <258096371+sentry-warden[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": ({"text": "Park warden"},),
    },
    {
        "id": "korbit",
        "name": "Korbit",
        "vendor": "Korbit",
        "kind": "review",
        "slugs": ("korbit-ai[bot]",),
        "sources": ({"fact": "app", "url": "https://github.com/apps/korbit-ai", "status": "reported"},),
        "matches": ({"text": "x\n\nCo-authored-by: korbit-ai[bot] <1+korbit-ai[bot]@users.noreply.github.com>"},),
        "does_not_match": ({"text": "Answer the review of Korbit"},),
    },
    {
        "id": "graphite-agent",
        "name": "Graphite Agent",
        "vendor": "Graphite Agent",
        "kind": "review",
        "slugs": ("graphite-app-agent[bot]", "diamond-by-graphite[bot]"),
        "sources": ({"fact": "app", "url": "https://github.com/apps/graphite-app-agent", "status": "reported"},),
        "matches": (
            {
                "text": "x\n\nCo-authored-by: graphite-app-agent[bot] <1+graphite-app-agent[bot]@users.noreply.github.com>"
            },
        ),
        "does_not_match": ({"text": "Answer the review of Graphite Agent"},),
    },
    {
        "id": "baz",
        "name": "Baz",
        "vendor": "Baz",
        "kind": "review",
        "slugs": ("baz-reviewer[bot]",),
        "sources": ({"fact": "app", "url": "https://github.com/apps/baz-reviewer", "status": "reported"},),
        "matches": ({"text": "x\n\nCo-authored-by: baz-reviewer[bot] <1+baz-reviewer[bot]@users.noreply.github.com>"},),
        "does_not_match": ({"text": "Answer the review of Baz"},),
    },
    {
        "id": "bito",
        "name": "Bito",
        "vendor": "Bito",
        "kind": "review",
        "slugs": ("bito-code-review[bot]",),
        "sources": ({"fact": "app", "url": "https://github.com/apps/bito-code-review", "status": "reported"},),
        "matches": (
            {"text": "x\n\nCo-authored-by: bito-code-review[bot] <1+bito-code-review[bot]@users.noreply.github.com>"},
        ),
        "does_not_match": ({"text": "Answer the review of Bito"},),
    },
    {
        "id": "autofix-codeant",
        "name": "CodeAnt AI",
        "vendor": "CodeAnt AI",
        "kind": "review",
        "slugs": ("codeant-ai[bot]",),
        "sources": ({"fact": "app", "url": "https://github.com/apps/codeant-ai", "status": "reported"},),
        "matches": ({"text": "x\n\nCo-authored-by: codeant-ai[bot] <1+codeant-ai[bot]@users.noreply.github.com>"},),
        "does_not_match": ({"text": "Answer the review of CodeAnt AI"},),
    },
)
