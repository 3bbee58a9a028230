"""A stream of commits before the policy, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice

from ai_provenance.config.model import Config
from ai_provenance.detect import classify
from ai_provenance.detect.declaring import declaration_line, names_agent
from ai_provenance.gate.adoption import Start
from ai_provenance.gate.ledger import Judgement, Ledger, uses_of
from ai_provenance.model import Changes, Commit, Finding, NoteRecord, Notice, Verdict
from ai_provenance.policy import RULES, Case, Judge
from ai_provenance.policy.demands import needs_lines, needs_paths
from ai_provenance.policy.judge import fingerprint, severity_of
from ai_provenance.repo import Repository
from ai_provenance.repo.changes import changes

_BATCH = 512


@dataclass(frozen=True)
class Question:
    """What is asked of the gate."""

    repository: Repository
    config: Config
    start: Start = field(default_factory=Start)
    branch: str | None = None
    """Short name of the branch that the commits are judged for."""
    notes: dict[str, tuple[NoteRecord, ...]] = field(default_factory=dict)
    """Git notes by commit."""
    on_the_range: tuple[Finding, ...] = ()
    """Findings that are about the range as a whole, made elsewhere."""
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    """The day on which waivers are read."""


Labelled = tuple[Commit, str | None]
"""A commit, and the branch that it is judged for."""


def check_commits(question: Question, commits: Iterable[Commit], *, unseen: Notice | None = None) -> Judgement:
    """Judge a stream of commits for the question's branch. UNSEEN says why the stream is known not to be whole."""
    return check_labelled(question, ((commit, question.branch) for commit in commits), unseen=unseen)


def check_labelled(question: Question, commits: Iterable[Labelled], *, unseen: Notice | None = None) -> Judgement:
    """Judge a stream of commits, each for a branch of its own. Memory does not grow with the stream."""
    judge = Judge(question.config, today=question.today)
    ledger = Ledger()
    if unseen:
        ledger.cannot_see(unseen)
    for finding in (*_expired(judge), *question.on_the_range):
        ledger.add(finding)
    stream = iter(commits)
    while batch := list(islice(stream, _BATCH)):
        for case in _cases(question, judge, batch, ledger):
            for finding in judge.findings(case):
                ledger.add(finding)
    return ledger.freeze(uses_of(judge.waivers))


def _cases(question: Question, judge: Judge, batch: list[Labelled], ledger: Ledger) -> list[Case]:
    """The commits of a batch that can break a rule, with what the judge needs to know of each."""
    cases = [
        Case(
            commit,
            verdict,
            branch=branch,
            names_agent=names_agent,
            declares=lambda use: declaration_line(use, question.config.profile),
        )
        for commit, branch, verdict in _in_force(question, judge, batch, ledger)
    ]
    known = _changes(question, judge, [case.commit.oid for case in cases], ledger)
    return [replace(case, changes=known.get(case.commit.oid)) for case in cases]


def _in_force(
    question: Question, judge: Judge, batch: list[Labelled], ledger: Ledger
) -> Iterator[tuple[Commit, str | None, Verdict]]:
    """The commits that the policy is about, classified: those with evidence, or all where humans must declare."""
    everyone = any(demands.require_human_declaration for demands in (judge.policy, *judge.policy.overrides))
    for commit, branch in batch:
        if (commit.is_merge and not judge.policy.include_merges) or not question.start.holds_for(commit):
            continue
        ledger.commits += 1
        verdict = classify(commit, question.notes.get(commit.oid, ()))
        if everyone or verdict.evidence:
            yield commit, branch, verdict


def _changes(question: Question, judge: Judge, oids: list[str], ledger: Ledger) -> dict[str, Changes]:
    if not oids or not needs_paths(judge.policy):
        return {}
    known = changes(question.repository, oids, lines=needs_lines(judge.policy))
    if len(known) < len(oids):
        missing = len(oids) - len(known)
        ledger.cannot_see(
            Notice(
                "changes-not-here",
                f"a partial clone lacks the trees or blobs of {missing} commits that the policy asks about",
                "git fetch --refetch --no-filter",
            )
        )
    return known


def _expired(judge: Judge) -> Iterator[Finding]:
    weight = severity_of("AIP014", judge.policy)
    if weight is None:
        return
    for waiver in judge.waivers.expired:
        yield Finding(
            rule="AIP014",
            severity=weight,
            message=f"the waiver of {waiver.rule} by {waiver.owner} ({waiver.reason}) expired on {waiver.expires}",
            hint=RULES["AIP014"].mending,
            fingerprint=fingerprint("AIP014", waiver.rule, waiver.owner, str(waiver.expires)),
        )
