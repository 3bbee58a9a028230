"""A snapshot as plain data that JSON can hold, and back: how a run travels between machines and into a store.

The published documents are for readers and round what they show; this form keeps everything, and only this program
reads it.
"""

from __future__ import annotations

from ai_provenance.model import Finding, Notice, Origin, Ratio, Severity
from ai_provenance.report import NUMBERS, AgentCount, AgentUses, Counts, Dated, Example, Period, Scope, Summary
from ai_provenance.snapshot.records import (
    Adoption,
    Comparison,
    Part,
    RangeFacts,
    RepositoryFacts,
    Setup,
    Snapshot,
    Threshold,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ai_provenance.report.directories import Directory
    from ai_provenance.report.line_totals import LineTotals

FORMAT = 3
"""Raised when a field changes its meaning. What another format holds is refused, never guessed."""


def dump(snapshot: Snapshot) -> dict[str, Any]:
    """Return SNAPSHOT as values that JSON can hold."""
    return {
        "format": FORMAT,
        "generated_at": snapshot.generated_at,
        "repository": snapshot.repository._asdict(),
        "range": snapshot.range._asdict(),
        "summary": _dump_summary(snapshot.summary),
        "adoption": None
        if snapshot.adoption is None
        else {"since": snapshot.adoption.since, "summary": _dump_summary(snapshot.adoption.summary)},
        "secrets": _dump_findings(snapshot.secrets),
        "suppressed": _dump_findings(snapshot.suppressed),
        "lines": _dump_lines(snapshot.lines),
        "violations": _dump_findings(snapshot.violations),
        "warnings": [notice._asdict() for notice in snapshot.warnings],
        "agent_names": dict(snapshot.agent_names),
        "card": None if snapshot.card is None else snapshot.card.dump(),
        "threshold": list(snapshot.threshold),
        "setup": snapshot.setup and list(snapshot.setup),
        "comparison": _dump_comparison(snapshot.comparison),
        "directories": None if snapshot.directories is None else [list(one) for one in snapshot.directories],
    }


def load(content: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot that `dump` gave CONTENT of.

    Raises KeyError, TypeError or ValueError where CONTENT is no such thing.
    """
    if content["format"] != FORMAT:
        raise ValueError(f"snapshot of format {content['format']!r}, expected {FORMAT}")
    adoption, card = content["adoption"], None
    if content["card"] is not None:
        from ai_provenance.scorecard.scoring import Scorecard  # a report pays for no methodology

        card = Scorecard.load(content["card"])
    return Snapshot(
        generated_at=content["generated_at"],
        repository=RepositoryFacts(**content["repository"]),
        range=RangeFacts(**{**content["range"], "paths": tuple(content["range"]["paths"])}),
        summary=_load_summary(content["summary"]),
        adoption=adoption and Adoption(adoption["since"], _load_summary(adoption["summary"])),
        secrets=_load_findings(content["secrets"]),
        suppressed=_load_findings(content.get("suppressed")) or (),
        lines=_load_lines(content["lines"]),
        violations=_load_findings(content["violations"]),
        warnings=tuple(Notice(**{**notice, "details": tuple(notice["details"])}) for notice in content["warnings"]),
        agent_names=dict(content["agent_names"]),
        card=card,
        threshold=Threshold(*content["threshold"]),
        setup=content["setup"] and Setup(*content["setup"]),
        comparison=_load_comparison(content["comparison"]),
        directories=_load_directories(content["directories"]),
    )


def _dump_summary(summary: Summary) -> dict[str, Any]:
    return {
        **_dump_counts(summary),
        "scope": summary.scope._asdict(),
        "agents": [agent._asdict() for agent in summary.agents],
        "timeline": [list(period) for period in summary.timeline],
        "days": [list(period) for period in summary.days],
        "examples": [example._asdict() for example in summary.examples],
        "undeclared": [example._asdict() for example in summary.undeclared],
        "since_first_ai": summary.since_first_ai and _dump_counts(summary.since_first_ai),
    }


def _load_summary(content: Mapping[str, Any]) -> Summary:
    # every field is named by Summary itself: one that is missing or unknown is a TypeError
    return Summary(
        **{
            **_loaded_counts(content),
            "scope": Scope(**content["scope"]),
            "agents": tuple(
                AgentCount(**{**agent, "models": tuple((model, commits) for model, commits in agent["models"])})
                for agent in content["agents"]
            ),
            "places": tuple((place, commits) for place, commits in content["places"]),
            "flags": tuple((flag, commits) for flag, commits in content["flags"]),
            "timeline": _load_periods(content["timeline"]),
            "days": _load_periods(content["days"]),
            "newest": content["newest"] and Dated(*content["newest"]),
            "examples": tuple(Example(**example) for example in content["examples"]),
            "undeclared": tuple(Example(**example) for example in content["undeclared"]),
            "first_ai": content["first_ai"] and Dated(*content["first_ai"]),
            "roots": tuple(content["roots"]),
            "since_first_ai": content["since_first_ai"] and Counts(**_loaded_counts(content["since_first_ai"])),
        }
    )


def _dump_counts(counts: Counts | Summary) -> dict[str, Any]:
    return {
        **counts._asdict(),
        "origins": {origin.value: commits for origin, commits in counts.origins.items()},
        "levels_by_origin": {origin.value: levels for origin, levels in counts.levels_by_origin.items()},
        **{number: list(getattr(counts, number)) for number in NUMBERS},
    }


def _loaded_counts(content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of CONTENT with those of `Counts` as they are in the record."""
    return {
        **content,
        "origins": {Origin(name): int(commits) for name, commits in content["origins"].items()},
        "levels_by_origin": {Origin(name): tuple(levels) for name, levels in content["levels_by_origin"].items()},
        "levels": tuple(content["levels"]),
        **{number: Ratio(*content[number]) for number in NUMBERS},
    }


def _load_periods(content: Iterable[Iterable[Any]]) -> tuple[Period, ...]:
    periods = (Period(*period) for period in content)
    return tuple(one._replace(agents=tuple(AgentUses(*use) for use in one.agents)) for one in periods)


def _dump_comparison(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    parts = {"request": comparison.request, "before": comparison.before, "after": comparison.after}
    return {
        "base": comparison.base,
        **{name: [part.revisions, _dump_counts(part.counts)] for name, part in parts.items()},
    }


def _load_comparison(content: Mapping[str, Any] | None) -> Comparison | None:
    if content is None:
        return None
    parts = {
        name: Part(revisions, Counts(**_loaded_counts(counts)))
        for name, (revisions, counts) in content.items()
        if name != "base"
    }
    return Comparison(content["base"], **parts)


def _dump_findings(findings: Iterable[Finding] | None) -> list[dict[str, Any]] | None:
    # None is kept apart from no findings: it says that the judge did not run
    if findings is None:
        return None
    return [{**finding._asdict(), "severity": finding.severity.value} for finding in findings]


def _load_findings(content: Iterable[Mapping[str, Any]] | None) -> tuple[Finding, ...] | None:
    if content is None:
        return None
    return tuple(Finding(**{**finding, "severity": Severity(finding["severity"])}) for finding in content)


def _dump_lines(totals: LineTotals | None) -> dict[str, Any] | None:
    if totals is None:
        return None
    origins = {origin.value: [lines.added, lines.removed] for origin, lines in totals.origins.items()}
    return {"commits": totals.commits, "left_out": totals.left_out, "origins": origins}


def _load_lines(content: Mapping[str, Any] | None) -> LineTotals | None:
    if content is None:
        return None
    from ai_provenance.report.line_totals import Lines, LineTotals  # only runs that count lines pay for it

    origins = {Origin(name): Lines(added, removed) for name, (added, removed) in content["origins"].items()}
    return LineTotals(content["commits"], content["left_out"], origins)


def _load_directories(content: Iterable[Iterable[Any]] | None) -> tuple[Directory, ...] | None:
    if content is None:
        return None
    from ai_provenance.report.directories import Directory  # as above

    return tuple(Directory(*directory) for directory in content)
