"""The report as JSON: a snapshot put into the document's models, which check it on the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from ai_provenance import __version__
from ai_provenance.export.document import (
    AdoptionPart,
    AgentPart,
    CommitsPart,
    ExamplePart,
    ExcludedPart,
    FindingsPart,
    IndicatorPart,
    LinesOfOrigin,
    LinesPart,
    ModelPart,
    PeriodPart,
    RangePart,
    RatioPart,
    ReportDocument,
    RepositoryPart,
    ScopePart,
    ToolPart,
    TraceabilityPart,
    UntraceablePart,
    WarningPart,
)
from ai_provenance.export.options import Options
from ai_provenance.export.wording import one_line
from ai_provenance.model import Finding, Origin, Ratio
from ai_provenance.report import AgentCount, Example, Summary, utc
from ai_provenance.report.line_totals import LineTotals
from ai_provenance.snapshot import Adoption, RangeFacts, RepositoryFacts, Snapshot


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - every exporter's signature
    """Write the report document, indented, with a final newline."""
    out.write(document(snapshot).model_dump_json(indent=2))
    out.write("\n")


def document(snapshot: Snapshot) -> ReportDocument:
    """The snapshot as the published document."""
    summary = snapshot.summary
    return ReportDocument(
        tool=ToolPart(version=__version__),
        generated_at=snapshot.generated_at,
        repository=_repository(snapshot.repository),
        range=_range(snapshot.range),
        scope=_scope(summary),
        commits=_commits(summary),
        traceability=_traceability(summary),
        since_adoption=_adoption(snapshot.adoption),
        levels={"0": summary.levels[0], "1": summary.levels[1], "2": summary.levels[2], "3": summary.levels[3],
                "4": summary.levels[4]},
        agents=[_agent(agent, snapshot.agent_names) for agent in summary.agents],
        places=dict(summary.places),
        flags=dict(summary.flags),
        timeline=[
            PeriodPart(period=month.period, in_scope=month.in_scope, ai=month.ai, traceable=month.traceable)
            for month in summary.timeline
        ],
        untraceable=UntraceablePart(count=summary.untraceable, examples=[_example(one) for one in summary.examples]),
        policy=_findings(snapshot.violations),
        secrets=_findings(snapshot.secrets),
        lines=_lines(snapshot.lines),
        phases=[],
        indicators=[
            IndicatorPart(
                id=one.id, value=one.value, unit=one.unit, threshold=one.threshold, verdict=one.verdict.value,
                source=one.source,
            )
            for one in snapshot.indicators
        ],
        gates=[],
        warnings=[WarningPart(code=one.code, message=one.message, hint=one.hint) for one in snapshot.warnings],
    )  # fmt: skip


def iso(seconds: int | None) -> str | None:
    """A time stamp as ISO 8601 in UTC; None where no calendar has it."""
    moment = utc(seconds)
    return f"{moment.replace(tzinfo=None).isoformat()}Z" if moment else None


def _repository(facts: RepositoryFacts) -> RepositoryPart:
    return RepositoryPart.model_validate(
        {
            "head": facts.head,
            "branch": facts.branch,
            "remote": facts.remote,
            "object_format": facts.object_format,
            "shallow": facts.shallow,
            "partial": facts.partial,
        }
    )


def _range(facts: RangeFacts) -> RangePart:
    return RangePart(
        revisions=facts.revisions,
        since=facts.since,
        until=facts.until,
        paths=list(facts.paths),
        first_parent=facts.first_parent,
        complete=facts.complete,
    )


def _scope(summary: Summary) -> ScopePart:
    excluded = ExcludedPart(merges=summary.excluded_merges, automation=summary.excluded_automation)
    return ScopePart(rules=list(summary.scope.rules), excluded=excluded)


def _commits(summary: Summary) -> CommitsPart:
    return CommitsPart(
        walked=summary.walked,
        in_scope=summary.in_scope,
        ai=summary.origins[Origin.AI],
        human=summary.origins[Origin.HUMAN],
        automation=summary.origins[Origin.AUTOMATION],
        unknown=summary.origins[Origin.UNKNOWN],
        message_only=summary.message_only,
    )


def _traceability(summary: Summary) -> TraceabilityPart:
    return TraceabilityPart(
        trace_all=_ratio(summary.trace_all),
        trace_ai=_ratio(summary.trace_ai),
        attribution_coverage=_ratio(summary.attribution_coverage),
    )


def _ratio(ratio: Ratio) -> RatioPart:
    return RatioPart(numerator=ratio.numerator, denominator=ratio.denominator, ratio=ratio.ratio)


def _adoption(adoption: Adoption | None) -> AdoptionPart | None:
    if adoption is None:
        return None
    summary = adoption.summary
    return AdoptionPart(since=adoption.since, commits=_commits(summary), traceability=_traceability(summary))


def _agent(agent: AgentCount, names: dict[str, str]) -> AgentPart:
    models = [ModelPart(id=model, commits=commits) for model, commits in agent.models]
    return AgentPart(id=agent.id, name=names.get(agent.id, agent.id), commits=agent.commits, models=models)


def _example(example: Example) -> ExamplePart:
    return ExamplePart(sha=example.oid, date=iso(example.commit_time), subject=one_line(example.subject))


def _lines(totals: LineTotals | None) -> LinesPart | None:
    if totals is None:
        return None
    origins = {
        origin.value: LinesOfOrigin(added=lines.added, removed=lines.removed)
        for origin, lines in totals.origins.items()
    }
    return LinesPart(commits=totals.commits, left_out=totals.left_out, origins=origins)


def _findings(findings: Iterable[Finding] | None) -> FindingsPart | None:
    if findings is None:
        return None
    by_rule = Counter(finding.rule for finding in findings)
    return FindingsPart(findings=by_rule.total(), by_rule=dict(sorted(by_rule.items())))
