"""The report as JSON: the document that `schemas/report-1.1.json` describes.

The document is plain dictionaries, because the library that could check it takes ten times the start of Python to load.
`schema.py` has its models; tests hold every kind of snapshot to them and to the shipped schema.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ai_provenance import __version__
from ai_provenance.export.encoding import json_text
from ai_provenance.export.judgement import advice_text
from ai_provenance.export.options import Options
from ai_provenance.export.wording import one_line
from ai_provenance.model import Finding, Origin, Ratio
from ai_provenance.report import AgentCount, Counts, Dated, Example, Period, Summary, utc
from ai_provenance.report.tally import records_of
from ai_provenance.snapshot import Adoption, Comparison, RepositoryFacts, Setup, Snapshot
from ai_provenance.snapshot.advice import advice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.report.directories import Directory
    from ai_provenance.report.line_totals import LineTotals
    from ai_provenance.scorecard.indicators import Indicator

Part = dict[str, object]
"""One object of a document."""

SCHEMA_VERSION = "1.1"
"""Within 1.x fields are only ever added."""


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - every exporter's signature
    """Write the report document, indented, with a final newline."""
    out.write(json_text(document(snapshot)) + "\n")


def document(snapshot: Snapshot) -> Part:
    """Return SNAPSHOT as the published document. The order of the keys is the order in which they are written."""
    summary = snapshot.summary
    unit, periods = snapshot.periods
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": tool_part(),
        "generated_at": snapshot.generated_at,
        "repository": {**repository_part(snapshot.repository), **_named(snapshot.repository)},
        "complete": snapshot.range.complete,
        "range": _range(snapshot),
        "scope": {
            "rules": list(summary.scope.rules),
            "excluded": {"merges": summary.excluded_merges, "automation": summary.excluded_automation},
        },
        "commits": _commits(summary),
        "traceability": _traceability(summary),
        "judged": {"number": snapshot.threshold.number, "target": snapshot.threshold.target},
        "since_adoption": _adoption(snapshot.adoption),
        "first_ai": _dated(summary.first_ai),
        "since_first_ai": _since_first_ai(summary) if snapshot.adoption is None else None,
        "comparison": _comparison(snapshot.comparison),
        "levels": _levels(summary.levels),
        "levels_by_origin": {origin.value: _levels(levels) for origin, levels in summary.levels_by_origin.items()},
        "agents": [_agent(agent, snapshot.agent_names) for agent in summary.agents],
        "places": dict(summary.places),
        "flags": dict(summary.flags),
        "timeline_unit": unit,
        "timeline": [_period(period) for period in periods],
        "undeclared": {
            "count": _undeclared(summary),
            "examples": [_undeclared_example(one) for one in summary.undeclared],
        },
        "untraceable": {"count": summary.untraceable, "examples": [_example(one) for one in summary.examples]},
        "directories": _directories(snapshot.directories),
        "setup": _setup(snapshot.setup),
        "advice": _advice(snapshot),
        "records": _records(snapshot),
        "policy": _findings(snapshot.violations),
        "secrets": _secrets(snapshot),
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


def _named(facts: RepositoryFacts) -> Part:
    """What names the repository for a reader."""
    return {"identity": facts.identity, "name": facts.name, "url": facts.url, "head_date": iso(facts.head_time)}


def _range(snapshot: Snapshot) -> Part:
    facts, summary = snapshot.range, snapshot.summary
    return {
        "revisions": facts.revisions,
        "since": facts.since,
        "until": facts.until,
        "paths": list(facts.paths),
        "first_parent": facts.first_parent,
        "complete": facts.complete,
        "oldest": iso(summary.oldest),
        "newest": iso(summary.newest.commit_time) if summary.newest else None,
    }


def _commits(counts: Summary | Counts) -> Part:
    return {
        "walked": counts.walked,
        "in_scope": counts.in_scope,
        "ai": counts.origins[Origin.AI],
        "human": counts.origins[Origin.HUMAN],
        "automation": counts.origins[Origin.AUTOMATION],
        "unknown": counts.origins[Origin.UNKNOWN],
        "examined": counts.examined,
        "unlisted": counts.unlisted,
        "review_only": counts.review_only,
        "message_only": counts.message_only,
    }


def _records(snapshot: Snapshot) -> Part:
    records = records_of(snapshot.summary)
    return {
        "commits": records.bound + records.carried,
        **records._asdict(),
        "commit_signatures": snapshot.range.commit_signatures,
    }


def _traceability(counts: Summary | Counts) -> Part:
    return {
        "trace_all": _ratio(counts.trace_all),
        "trace_ai": _ratio(counts.trace_ai),
        "attribution_coverage": _ratio(counts.attribution_coverage),
    }


def _ratio(ratio: Ratio) -> Part:
    return {"numerator": ratio.numerator, "denominator": ratio.denominator, "ratio": ratio.ratio}


def _adoption(adoption: Adoption | None) -> Part | None:
    return adoption and _since(adoption.since, adoption.summary)


def _since_first_ai(summary: Summary) -> Part | None:
    if summary.first_ai is None or summary.since_first_ai is None:
        return None
    return _since(iso(summary.first_ai.commit_time), summary.since_first_ai)


def _since(since: str | None, counts: Summary | Counts) -> Part:
    return {"since": since, "commits": _commits(counts), "traceability": _traceability(counts)}


def _comparison(comparison: Comparison | None) -> Part | None:
    if comparison is None:
        return None
    parts = {"request": comparison.request, "before": comparison.before, "after": comparison.after}
    difference = {
        number: _difference(comparison, number) for number in ("trace_all", "trace_ai", "attribution_coverage")
    }
    return {
        "base": comparison.base,
        **{
            name: {
                "revisions": part.revisions,
                "commits": _commits(part.counts),
                "traceability": _traceability(part.counts),
            }
            for name, part in parts.items()
        },
        "difference": difference,
    }


def _difference(comparison: Comparison, number: str) -> float | None:
    before = getattr(comparison.before.counts, number).ratio
    after = getattr(comparison.after.counts, number).ratio
    return None if before is None or after is None else after - before


def _levels(levels: Iterable[int]) -> Part:
    return {str(level): commits for level, commits in enumerate(levels)}


def _period(period: Period) -> Part:
    return {**period._asdict(), "agents": [use._asdict() for use in period.agents]}


def _dated(commit: Dated | None) -> Part | None:
    return None if commit is None else {"sha": commit.oid, "date": iso(commit.commit_time)}


def _undeclared(summary: Summary) -> int:
    return summary.trace_ai.denominator - summary.trace_ai.numerator


def _undeclared_example(example: Example) -> Part:
    return {**_example(example), "agent": example.agent or None, "place": example.place or None}


def _directories(directories: Iterable[Directory] | None) -> list[Part] | None:
    return None if directories is None else [one._asdict() for one in directories]


def _advice(snapshot: Snapshot) -> list[Part]:
    found = advice(snapshot)
    if found is None:
        return []
    own = {"number": found.number, "setting": found.setting, "value": found.value}
    return [{**own, "ratio": found.ratio.ratio, "gives": found.gives, "message": advice_text(found)}]


def _setup(setup: Setup | None) -> Part | None:
    return None if setup is None else setup._asdict()


def _agent(agent: AgentCount, names: Mapping[str, str]) -> Part:
    return {
        "id": agent.id,
        "name": names.get(agent.id, agent.id),
        "commits": agent.commits,
        "models": [{"id": model, "commits": commits} for model, commits in agent.models],
    }


def _example(example: Example) -> Part:
    return {
        "sha": example.oid,
        "date": iso(example.commit_time),
        "subject": one_line(example.subject),
        "published": example.published,
    }


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


def _secrets(snapshot: Snapshot) -> Part | None:
    part = _findings(snapshot.secrets)
    return part and {
        **part,
        "suppressed": [
            {"path": one.path, "line": one.line, "rule": one.rule, "commit": one.commit, "by": one.waived_by}
            for one in snapshot.suppressed
        ],
    }


def _findings(findings: Iterable[Finding] | None) -> Part | None:
    # null, not 0: the judge did not run
    if findings is None:
        return None
    by_rule = Counter(finding.rule for finding in findings)
    return {"findings": by_rule.total(), "by_rule": dict(sorted(by_rule.items()))}
