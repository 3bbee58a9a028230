"""Fixes the violations of a range that a program may fix: what is published gets a note, what is not is rewritten.

`plan_fixes` says for each commit that breaks a rule what will become of it, and changes nothing; `apply_fixes` does it.
A person's declaration is never added, and a signed commit is never rewritten, nor anything that one builds on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fnmatch import fnmatchcase

from ai_provenance.gate.cases import CheckRequest, Labelled, Wanted, cases
from ai_provenance.gate.ledger import Ledger
from ai_provenance.model import Evidence, Finding, Notice, Role, Severity, Strength, Verdict
from ai_provenance.policy import Case, Judge
from ai_provenance.policy.case import Standing
from ai_provenance.policy.fixed_message import FIXABLE, FixedMessage, fixed_message
from ai_provenance.repo import Repository, notes_by_commit, run_git
from ai_provenance.repo.note_writing import write_notes
from ai_provenance.repo.refs import unpublished
from ai_provenance.repo.rewrite import Original, read_originals, rewrite_head

NOTES_REF = "refs/notes/ai-provenance"
"""Where notes on published commits are written; the configuration's `notes-refs` reads it by default."""
_REASON = "ai-provenance check --fix"


class Action(Enum):
    """What becomes of a commit that breaks a rule."""

    AMEND = "amend"
    NOTE = "note"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Fix:
    """One commit that breaks a rule, and what becomes of it."""

    oid: str
    subject: str
    findings: tuple[Finding, ...]
    """Its violations that no waiver covers."""
    action: Action
    reason: str = ""
    """Why it is left; empty where its violations are of a kind that a person has to fix."""
    added: tuple[str, ...] = ()
    """Trailer lines that are added to the message, or are written into a note."""
    removed: tuple[str, ...] = ()
    """Trailer lines that are taken out of the message."""
    message: bytes = b""
    """The new message in the charset of the commit, where it is amended."""
    noted: tuple[str, ...] = ()
    """Lines that belong into a note on the commit: all of a published one, what the project keeps out of messages."""

    @property
    def leaves_errors(self) -> bool:
        """Whether something that fails a check is left when the plan is carried out."""
        fixed = frozenset[str]() if self.action is Action.LEAVE else FIXABLE
        return any(one.severity is Severity.ERROR for one in self.findings if one.rule not in fixed)


@dataclass(frozen=True, slots=True)
class Plan:
    """What will become of the commits of a range that break a rule, and what that takes."""

    fixes: tuple[Fix, ...]
    """Newest first."""
    originals: tuple[Original, ...] = ()
    """What HEAD reaches and no one else can have fetched, parents before children."""
    commits: int = 0
    """Commits judged."""
    complete: bool = True
    notices: tuple[Notice, ...] = ()

    def of(self, action: Action) -> tuple[Fix, ...]:
        """The commits of which ACTION becomes."""
        return tuple(fix for fix in self.fixes if fix.action is action)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written."""

    renamed: dict[str, str]
    """Old id -> new id of every commit that was rewritten, those that only build on an amended one among them."""
    notes: int
    """Notes written or extended."""


def plan_fixes(
    request: CheckRequest, stream: Iterable[Labelled], *, others: bool = False, incomplete: Notice | None = None
) -> Plan:
    """What becomes of each commit of STREAM that breaks a rule. Nothing is changed.

    Only the caller's own commits are fixed: whose author has the address that git would commit with, or an agent's that
    the caller committed. OTHERS: everyone's.

    Raises:
        GitError: git failed.
    """
    judge = Judge(request.config, today=request.today)
    ledger = Ledger()
    if incomplete:
        ledger.mark_incomplete(incomplete)
    broken: list[tuple[Case, tuple[Finding, ...]]] = []
    for case in cases(request, stream, Wanted.by(judge.policy), ledger):
        findings = tuple(finding for finding in judge.findings(case) if not finding.waived_by)
        if findings:
            broken.append((case, findings))
    planner = _Planner(request, judge, others=others) if broken else None
    fixes = tuple(planner.fix(case, findings) for case, findings in broken) if planner else ()
    originals = planner.originals if planner else {}
    return Plan(fixes, tuple(originals.values()), ledger.commits, ledger.complete, tuple(ledger.notices))


class _Planner:
    """Decides what becomes of a commit; made once for a range."""

    def __init__(self, request: CheckRequest, judge: Judge, *, others: bool) -> None:
        repository = request.repository
        self._request = request
        self._judge = judge
        self._others = others
        self._callers = _addresses_of_caller(repository)
        self._reads_notes = _is_read(NOTES_REF, request.config.notes_refs)
        rewritable = repository.head and not repository.bare
        mine = tuple(unpublished(repository, ["HEAD"], parents_first=True)) if rewritable else ()
        self.originals = read_originals(repository, mine)
        self._pinned = _pinned(tuple(self.originals.values()))

    def fix(self, case: Case, findings: tuple[Finding, ...]) -> Fix:
        """What becomes of CASE, which breaks the rules of FINDINGS."""
        commit = case.commit
        subject = commit.text.strip().partition("\n")[0]
        left = Fix(commit.oid, subject, findings, Action.LEAVE)
        broken = {finding.rule for finding in findings} & FIXABLE
        if not broken:
            return left
        if not any(_says_who_wrote(item) for item in case.verdict.evidence) and "AIP011" not in broken:
            return replace(left, reason="an AI reviewed it, and nothing says that one wrote a line of it")
        if not (self._others or self._is_own(case)):
            return replace(left, reason="another person's commit; --others fixes it too")
        standing = self._request.standing_of(commit.oid)
        if standing is Standing.REQUESTED:
            reason = "a remote or a tag has it, and no note on a commit of a change settles a finding"
            return replace(left, reason=reason)
        if standing is Standing.PUBLISHED:
            return self._noted(case, left, broken)
        return self._amended(case, left, broken)

    def _is_own(self, case: Case) -> bool:
        author, committer = case.commit.author, case.commit.committer
        if author.email.lower() in self._callers:
            return True
        by_agent = case.names_agent(f"{author.name} <{author.email}>")
        return by_agent and committer.email.lower() in self._callers

    def _noted(self, case: Case, left: Fix, broken: set[str]) -> Fix:
        """A published commit: a note declares what its message does not, and changes nothing else about it."""
        if broken != {"AIP001"}:
            return replace(left, reason="a remote or a tag has it, so its message stays")
        if not self._reads_notes:
            return replace(left, reason=f"a remote or a tag has it, and notes-refs does not read {NOTES_REF}")
        demands = self._judge.demands(case)
        lines = tuple(dict.fromkeys(self._judge.trailer(use, case, demands) for use in case.verdict.agents))
        if not lines or self._rules_broken(case, case.commit.message + b"\n\n" + "\n".join(lines).encode()) & broken:
            return replace(left, reason="its evidence names no agent that could be declared")
        return replace(left, action=Action.NOTE, added=lines, noted=lines)

    def _amended(self, case: Case, left: Fix, broken: set[str]) -> Fix:
        original = self.originals.get(case.commit.oid)
        if original is None:
            return replace(left, reason="not on the branch that is checked out; switch to it, and run this again")
        if original.is_signed:
            return replace(left, reason="signed: a new commit would lose the signature")
        if original.oid in self._pinned:
            return replace(left, reason=f"the signed commit {self._pinned[original.oid][:12]} builds on it")
        fixed = fixed_message(case, self._judge, broken)
        message = original.encoded(fixed.message) if fixed else None
        if fixed is None or message is None or not self._is_better(case, fixed):
            return replace(left, reason="no line could be added that git reads as a trailer, or its charset holds none")
        return replace(
            left, action=Action.AMEND, added=fixed.added, removed=fixed.removed, message=message, noted=fixed.withheld
        )

    def _is_better(self, case: Case, fixed: FixedMessage) -> bool:
        """Whether the new message breaks no rule that is fixed here, none that the old one kept, and loses no agent."""
        before = self._rules_broken(case, case.commit.message)
        after = self._rules_broken(case, fixed.message)
        agents = {use.id for use in self._verdict(case, fixed.message).agents}
        is_whole = bool(fixed.withheld) or {use.id for use in case.verdict.agents} <= agents
        return is_whole and not after & FIXABLE and after <= before

    def _rules_broken(self, case: Case, message: bytes) -> set[str]:
        commit = case.commit._replace(message=message)
        judged = replace(case, commit=commit, verdict=self._verdict(case, message), without_notes=None)
        return {finding.rule for finding in self._judge.findings(judged) if not finding.waived_by}

    def _verdict(self, case: Case, message: bytes) -> Verdict:
        from ai_provenance.detect import classify  # noqa: PLC0415 - as in `cases`

        return classify(case.commit._replace(message=message), registry=self._request.registry)


def apply_fixes(repository: Repository, plan: Plan) -> Applied:
    """Carry PLAN out: rewrite what is not published, write notes on what is. Index and work tree are not touched.

    Raises:
        RepositoryError: git is in the middle of a rebase, a merge or the like.
        GitError: git refuses, or HEAD has moved since the plan was made. HEAD is then where it was.
    """
    amended = {fix.oid: fix.message for fix in plan.of(Action.AMEND)}
    renamed = rewrite_head(repository, plan.originals, amended, reason=_REASON) if amended else {}
    noted = {renamed.get(fix.oid, fix.oid): fix.noted for fix in plan.fixes if fix.noted}
    return Applied(renamed, _add_notes(repository, noted))


def _add_notes(repository: Repository, lines_of: dict[str, tuple[str, ...]]) -> int:
    """Add lines to the notes on commits; the number of notes that changed. A line that is there is not repeated."""
    present = notes_by_commit(repository, [NOTES_REF]) if lines_of else {}
    bodies = {}
    for oid, lines in lines_of.items():
        old = b"".join(record.body for record in present.get(oid, ()))
        known = old.decode("utf-8", "replace").splitlines()
        new = [line for line in lines if line not in known]
        if new:
            above = old.rstrip(b"\n") + b"\n\n" if old else b""
            bodies[oid] = above + "".join(f"{line}\n" for line in new).encode()
    write_notes(repository, NOTES_REF, bodies, reason=f"{_REASON}\n")
    return len(bodies)


def _says_who_wrote(item: Evidence) -> bool:
    """Whether ITEM is an agent's part in writing, which alone may be declared."""
    return item.role is Role.AUTHOR and item.strength is Strength.DECLARED and not item.human


def _pinned(originals: Sequence[Original]) -> dict[str, str]:
    """Commits that cannot get another id -> the signed commit that is, or that builds on it."""
    pinned: dict[str, str] = {}
    for original in reversed(originals):
        if original.is_signed:
            pinned[original.oid] = original.oid
        for parent in original.parents if original.oid in pinned else original.merged_tags:
            pinned.setdefault(parent, pinned.get(original.oid, original.oid))
    return pinned


def _addresses_of_caller(repository: Repository) -> frozenset[str]:
    """The addresses that git would commit with, lower case; none where it knows none."""
    idents = [run_git(repository, "var", name, check=False) for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")]
    found = (ident.decode("utf-8", "replace").rpartition(">")[0].rpartition("<")[2].lower() for ident in idents)
    return frozenset(address for address in found if address)


def _is_read(ref: str, patterns: Sequence[str]) -> bool:
    """Whether one of PATTERNS (as `git for-each-ref` takes them) matches REF."""
    return any(
        ref == pattern or ref.startswith(f"{pattern.rstrip('/')}/") or fnmatchcase(ref, pattern) for pattern in patterns
    )
