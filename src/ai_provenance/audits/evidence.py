"""The record of one repository in an audit: what it showed at one commit, on one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ai_provenance.conformity.conform import Conformity, Options, Subject, judge
from ai_provenance.conformity.governance import Source
from ai_provenance.conformity.requirements import State
from ai_provenance.errors import ProvenanceError
from ai_provenance.policy import RULES
from ai_provenance.policy.judge import severity_of
from ai_provenance.project import Project, project_of
from ai_provenance.repo import Repository, Selection, is_complete
from ai_provenance.repo.files import list_files, present_files, read_files
from ai_provenance.repo.patch_parser import Fragment
from ai_provenance.report import Scope, Summary
from ai_provenance.report.classify import count
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.scorecard.facts import collect
from ai_provenance.scorecard.indicators import IndicatorVerdict
from ai_provenance.scorecard.scoring import Scorecard, score
from ai_provenance.scorecard.states import GateVerdict
from ai_provenance.secretscan.baseline import parse_baseline
from ai_provenance.secretscan.exemptions import allowance
from ai_provenance.secretscan.scan import DEFAULT_KEY, scan

Record = dict[str, Any]
_LARGEST = 512 * 1024
_AUDITED = ("I2.", "I3.")
GATE = "G2"
"""The gate whose loss is a critical finding."""


def record_of(
    repository: Repository, source: Source, subject: Subject, options: Options, *, secrets: bool = True
) -> Record:
    """The record of REPOSITORY at a revision, judged on a day by the governance repository SOURCE.

    An error that keeps it from being judged becomes part of the record: the audit does not cover it then. Without
    SECRETS the files are not scanned, and whether they hold any is unknown.
    """
    revision = options.revision
    try:
        project = project_of(repository, policy_from=revision)
        found = judge(repository, source, subject, options)
        summary = _summary(project)
        card = score(collect(repository, revision=revision, summary=summary), today=options.at)
        leaks = _secrets(project, revision) if secrets else None
        complete = is_complete(repository, revision)
    except ProvenanceError as error:
        return failed(subject, str(error))
    limit = source.tree().manifest.most_undeclared
    undeclared = summary.trace_ai.denominator - summary.trace_ai.numerator
    critical = [*_critical(found), *(["secret"] if leaks else []), *(["undeclared"] if undeclared > limit else [])]
    return {
        "repository": {"identity": subject.identity, "team": subject.team, "head": project.commit},
        "governance": {"rev": found.rev, "digest": found.digest},
        "conformity": {
            "standing": found.standing.value,
            "templates": dict(found.templates),
            "results": [_result(one) for one in found.results],
        },
        "commits": {
            "walked": summary.walked,
            "ai": summary.trace_ai.denominator,
            "undeclared": undeclared,
            "traceable": summary.trace_all.numerator,
            "in_scope": summary.trace_all.denominator,
        },
        "tasks": {task.id: task.state.value for phase in card.phases for task in phase.tasks},
        "gates": {gate.gate: gate.verdict.value for gate in card.gates},
        "indicators": {
            one.id: {"value": one.value, "verdict": one.verdict.value, "source": one.source} for one in card.indicators
        },
        "rules": {rule: severity.value for rule in RULES if (severity := severity_of(rule, project.config.policy))},
        "secrets": leaks,
        "complete": complete,
        "errors": [] if complete else ["a shallow clone cuts the history off"],
        "critical": sorted(critical),
        "passed": complete and _passes(card),
    }


def failed(subject: Subject, message: str) -> Record:
    """The record of a repository that could not be judged."""
    return {
        "repository": {"identity": subject.identity, "team": subject.team, "head": None},
        "complete": False,
        "errors": [message],
        "critical": [],
        "passed": False,
    }


def lost_gate(record: Record, previous: Mapping[str, Any] | None) -> Record:
    """RECORD with the critical finding that it has lost the gate which it had passed in the PREVIOUS audit."""
    passed_before = (previous or {}).get("gates", {}).get(GATE) == GateVerdict.PASS.value
    if passed_before and record.get("gates", {}).get(GATE) == GateVerdict.FAIL.value:
        return {**record, "critical": sorted({*record["critical"], "gate-lost"})}
    return record


def is_covered(record: Mapping[str, Any]) -> bool:
    """Whether the repository was judged whole."""
    return not record["errors"]


def _summary(project: Project) -> Summary:
    """The counts of the commits that the policy holds for: since its adoption, where the configuration names it."""
    config, adoption = project.config, project.adoption
    selection = Selection(
        revisions=(project.commit or "HEAD", *(adoption.exclusions if adoption else ())),
        since=f"@{adoption.since} +0000" if adoption and adoption.since is not None else None,
        first_parent=config.report.first_parent,
    )
    scope = Scope(include_merges=config.report.include_merges)
    return count(project.repository, selection, ClassifierSettings(config), scope=scope)


def _critical(found: Conformity) -> Iterator[str]:
    if any(one.requirement == "pin-moved" for one in found.results):
        yield "pin-moved"
    if any(one.template == "policy" and one.state is State.DRIFTS for one in found.results):
        yield "policy-loosened"


def _result(one: Any) -> Record:
    until = one.until.isoformat() if one.until else None
    return {
        "id": one.id,
        "state": one.state.value,
        "path": one.path,
        "line": one.line or None,
        "got": one.got,
        "until": until,
    }


def _secrets(project: Project, revision: str) -> int | None:
    """The number of secrets in the files of REVISION; None where this clone lacks some of them."""
    repository, settings = project.repository, project.config.secrets
    listing = list_files(repository, revision)
    files = [file for file in listing.files if file.regular]
    if listing.missing or len(present_files(repository, files)) < len(files):
        return None
    known = (
        parse_baseline(project.read_file(settings.baseline, hint=""), settings.baseline) if settings.baseline else None
    )
    contents = read_files(repository, files, limit=_LARGEST)
    fragments = (Fragment(file.path, 1, data) for file, data in contents if data and b"\0" not in data[:8000])
    allowed = allowance(settings.exclude, known, pragmas=settings.pragmas)
    return sum(1 for _ in scan(fragments, key=known.key if known else DEFAULT_KEY, allowed=allowed))


def _passes(card: Scorecard) -> bool:
    """Whether no measured indicator of phases 2 and 3 is missed; I2.5 is about audits."""
    judged = [one for one in card.indicators if one.id.startswith(_AUDITED) and one.id != "I2.5"]
    return all(one.verdict is not IndicatorVerdict.MISSED for one in judged)
