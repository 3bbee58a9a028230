"""The report as JSON: the document that `schemas/report-1.0.json` describes.

The document is plain dictionaries, because the library that could check it takes ten times the start of Python to load.
`schema.py` has its models; tests hold every kind of snapshot to them and to the shipped schema.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ai_provenance import __version__
from ai_provenance.export.encoding import json_text
from ai_provenance.export.options import Options
from ai_provenance.export.wording import one_line
from ai_provenance.model import Finding, Origin, Ratio
from ai_provenance.report import AgentCount, Example, Summary, utc
from ai_provenance.snapshot import Adoption, RangeFacts, RepositoryFacts, Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.report.line_totals import LineTotals
    from ai_provenance.scorecard.indicators import Indicator

Part = dict[str, object]
"""One object of a document."""

SCHEMA_VERSION = "1.0"
"""Within 1.x fields are only ever added."""


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - every exporter's signature
    """Write the report document, indented, with a final newline."""
    out.write(json_text(document(snapshot)) + "\n")


def document(snapshot: Snapshot) -> Part:
    """Return SNAPSHOT as the published document. The order of the keys is the order in which they are written."""
    summary = snapshot.summary
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": tool_part(),
        "generated_at": snapshot.generated_at,
        "repository": repository_part(snapshot.repository),
        "range": _range(snapshot.range),
        "scope": {
            "rules": list(summary.scope.rules),
            "excluded": {"merges": summary.excluded_merges, "automation": summary.excluded_automation},
        },
        "commits": _commits(summary),
        "traceability": _traceability(summary),
        "since_adoption": _adoption(snapshot.adoption),
        "levels": {str(level): commits for level, commits in enumerate(summary.levels)},
        "agents": [_agent(agent, snapshot.agent_names) for agent in summary.agents],
        "places": dict(summary.places),
        "flags": dict(summary.flags),
        "timeline": [
            {"period": month.period, "in_scope": month.in_scope, "ai": month.ai, "traceable": month.traceable}
            for month in summary.timeline
        ],
        "untraceable": {"count": summary.untraceable, "examples": [_example(one) for one in summary.examples]},
        "policy": _findings(snapshot.violations),
        "secrets": _findings(snapshot.secrets),
        "lines": _lines(snapshot.lines),
        "phases": [],
        "indicators": [indicator_part(one) for one in snapshot.indicators],
        "gates": [],
        "warnings": [{"code": one.code, "message": one.message, "hint": one.hint} for one in snapshot.warnings],
    }


def tool_part() -> Part:
    """What wrote the document."""
    return {"name": "ai-provenance", "version": __version__}


def repository_part(facts: RepositoryFacts) -> Part:
    """The repository that was read."""
    return {
        "head": facts.head,
        "branch": facts.branch,
        "remote": facts.remote,
        "object_format": facts.object_format,
        "shallow": facts.shallow,
        "partial": facts.partial,
    }


def indicator_part(indicator: Indicator) -> Part:
    """One indicator, as the report and the score document publish it."""
    return {
        "id": indicator.id,
        "value": indicator.value,
        "unit": indicator.unit,
        "threshold": indicator.threshold,
        "verdict": indicator.verdict.value,
        "source": indicator.source,
    }


def iso(seconds: int | None) -> str | None:
    """A time stamp as ISO 8601 in UTC; None where no calendar has it."""
    moment = utc(seconds)
    return f"{moment.replace(tzinfo=None).isoformat()}Z" if moment else None


def _range(facts: RangeFacts) -> Part:
    return {
        "revisions": facts.revisions,
        "since": facts.since,
        "until": facts.until,
        "paths": list(facts.paths),
        "first_parent": facts.first_parent,
        "complete": facts.complete,
    }


def _commits(summary: Summary) -> Part:
    return {
        "walked": summary.walked,
        "in_scope": summary.in_scope,
        "ai": summary.origins[Origin.AI],
        "human": summary.origins[Origin.HUMAN],
        "automation": summary.origins[Origin.AUTOMATION],
        "unknown": summary.origins[Origin.UNKNOWN],
        "message_only": summary.message_only,
    }


def _traceability(summary: Summary) -> Part:
    return {
        "trace_all": _ratio(summary.trace_all),
        "trace_ai": _ratio(summary.trace_ai),
        "attribution_coverage": _ratio(summary.attribution_coverage),
    }


def _ratio(ratio: Ratio) -> Part:
    return {"numerator": ratio.numerator, "denominator": ratio.denominator, "ratio": ratio.ratio}


def _adoption(adoption: Adoption | None) -> Part | None:
    if adoption is None:
        return None
    summary = adoption.summary
    return {"since": adoption.since, "commits": _commits(summary), "traceability": _traceability(summary)}


def _agent(agent: AgentCount, names: Mapping[str, str]) -> Part:
    return {
        "id": agent.id,
        "name": names.get(agent.id, agent.id),
        "commits": agent.commits,
        "models": [{"id": model, "commits": commits} for model, commits in agent.models],
    }


def _example(example: Example) -> Part:
    return {"sha": example.oid, "date": iso(example.commit_time), "subject": one_line(example.subject)}


def _lines(totals: LineTotals | None) -> Part | None:
    if totals is None:
        return None
    return {
        "commits": totals.commits,
        "left_out": totals.left_out,
        "origins": {
            origin.value: {"added": lines.added, "removed": lines.removed} for origin, lines in totals.origins.items()
        },
    }


def _findings(findings: Iterable[Finding] | None) -> Part | None:
    # null, not 0: the judge did not run
    if findings is None:
        return None
    by_rule = Counter(finding.rule for finding in findings)
    return {"findings": by_rule.total(), "by_rule": dict(sorted(by_rule.items()))}
