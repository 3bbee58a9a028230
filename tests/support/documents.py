"""Report documents for the tests of the page, as JSON 1.1 publishes them."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]
LEVELS = {str(level): 0 for level in range(5)}


def ratio(part: int, whole: int, *, complete: bool = True) -> Document:
    return {"numerator": part, "denominator": whole, "ratio": part / whole if whole and complete else None}


def numbers(ai: tuple[int, int], everything: tuple[int, int], known: tuple[int, int]) -> Document:
    return {"trace_ai": ratio(*ai), "trace_all": ratio(*everything), "attribution_coverage": ratio(*known)}


def period(name: str, ai: tuple[int, int], everything: tuple[int, int] = (0, 0)) -> Document:
    """A period in which AI[0] of AI[1] AI commits are declared."""
    traceable, in_scope = max(everything, (ai[1], ai[1]), key=lambda pair: pair[1])
    return {
        "period": name,
        "in_scope": in_scope,
        "ai": ai[1],
        "traceable": traceable,
        "walked": in_scope,
        "known": ai[1],
        "declared": ai[0],
        "declared_of": ai[1],
        "agents": [{"id": "claude-code", "model": None, "commits": ai[1]}] if ai[1] else [],
    }


def report(*periods: Document, **changes: Any) -> Document:
    """A complete monthly report of PERIODS: its numbers are their sums."""
    total = {key: sum(one[key] for one in periods) for key in ("in_scope", "traceable", "walked", "known", "ai")}
    declared, of = sum(one["declared"] for one in periods), sum(one["declared_of"] for one in periods)
    silent = total["in_scope"] - total["traceable"]
    commits = {"walked": total["walked"], "in_scope": total["in_scope"], "ai": of, "human": 0, "automation": 0}
    document = {
        "schema_version": "1.1",
        "tool": {"name": "ai-provenance", "version": "0"},
        "generated_at": "2026-07-20T10:00:00Z",
        "repository": {
            "head": "a" * 40,
            "branch": "main",
            "remote": None,
            "name": "team/project",
            "url": "https://github.com/team/project",
            "head_date": "2026-07-14T10:00:00Z",
        },
        "complete": True,
        "range": {
            "revisions": "HEAD",
            "since": None,
            "until": None,
            "paths": [],
            "first_parent": False,
            "complete": True,
            "oldest": "2026-01-02T00:00:00Z",
            "newest": "2026-07-14T10:00:00Z",
        },
        "scope": {"rules": [], "excluded": {"merges": 2, "automation": 3}},
        "commits": commits,
        "traceability": numbers(
            (declared, of), (total["traceable"], total["in_scope"]), (total["known"], total["walked"])
        ),
        "judged": {"number": "trace_ai", "target": None},
        "since_adoption": None,
        "first_ai": {"sha": "b" * 40, "date": f"{periods[0]['period']}-01T00:00:00Z"} if of else None,
        "since_first_ai": None,
        "levels": {**LEVELS, "0": silent, "2": total["traceable"]},
        "levels_by_origin": {"ai": {**LEVELS, "2": of}, "unknown": {**LEVELS, "0": silent}},
        "agents": [{"id": "claude-code", "name": "Claude Code", "commits": of, "models": []}] if of else [],
        "timeline_unit": "month",
        "timeline": list(periods),
        "undeclared": {"count": of - declared, "examples": []},
        "untraceable": {"count": silent, "examples": []},
        "directories": None,
        "setup": {"hooks": True, "declare": "all", "gate": True},
        "policy": None,
        "secrets": None,
        "lines": None,
        "warnings": [],
    }
    return {**document, **changes}


def example(sha: str = "c" * 40, *, subject: str = "change", published: bool | None = True) -> Document:
    return {
        "sha": sha,
        "date": "2026-07-14T10:00:00Z",
        "subject": subject,
        "published": published,
        "agent": "claude-code",
        "place": "author",
    }


MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")


def monthly(*ai: tuple[int, int], **changes: Any) -> Document:
    """A report of successive months."""
    return report(*(period(name, one) for name, one in zip(MONTHS, ai, strict=False)), **changes)
