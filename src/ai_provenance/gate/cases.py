"""The commits to judge, each with its verdict and its changes, from a stream of batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ai_provenance.detect.declaring import declaration_line, names_agent
from ai_provenance.gate.ledger import Ledger
from ai_provenance.model import AgentUse, Commit, Finding, Identity, Level, Notice, Origin, RecordClaim, Verdict
from ai_provenance.policy import Case
from ai_provenance.policy.case import Standing
from ai_provenance.policy.overrides import needs_lines, needs_paths
from ai_provenance.repo import Repository
from ai_provenance.repo.changes import changes
from ai_provenance.repo.history import Batch
from ai_provenance.repo.notes_index import NotesIndex, index_notes
from ai_provenance.repo.refs import CommitIds, beyond, unpublished
from ai_provenance.repo.run import REFETCH

if TYPE_CHECKING:
    from ai_provenance.agents import Registry
    from ai_provenance.attest.base import Base
    from ai_provenance.attest.commit_signature import CommitSignatures
    from ai_provenance.attest.history import RecordsIndex
    from ai_provenance.config import Config, PolicyConfig
    from ai_provenance.detect.reading import BatchClassifier
    from ai_provenance.project import AdoptionPoint
    from ai_provenance.repo.mailmap import Mailmap

# NOTE: nothing of `detect` is imported with this module. What needs it is made for the first batch, so that git runs
# while the rules are loaded.
# ruff: noqa: PLC0415

_NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)
"""The verdict on a commit without evidence."""
Labelled = tuple[Batch, str | None]
"""Some commits, and the branch that they are judged for."""


@dataclass(frozen=True)
class CheckRequest:
    """One request to check commits or a message: the repository, its configuration and what narrows the check."""

    repository: Repository
    config: Config
    base: str | None = None
    """The commit whose configuration and `.mailmap` judge; None: those of HEAD."""
    judged: tuple[str, ...] = ()
    """The range that it has the say over."""
    adoption: AdoptionPoint | None = None
    """From where on commits are judged; None: all of them."""
    branch: str | None = None
    """Short name of the branch that the commits are judged for."""
    revisions: tuple[str, ...] = ("HEAD",)
    """What is judged, to find out which commits of it are published."""
    tips: tuple[str, ...] = ()
    """Where the branches of a push end: for whoever pushes, each is the last commit of a branch."""
    is_push: bool = False
    """Whether it is a push that is judged: what the receiving side does not have is the change."""
    range_findings: tuple[Finding, ...] = ()
    """Findings on the range as a whole, such as what a squash merge of it would lose."""
    commit_signatures: bool = False
    """Whether a good signature of a commit raises the level of what its message declares."""
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    """The day by which waivers expire."""

    @property
    def exclusions(self) -> tuple[str, ...]:
        """Revisions to add to a range, so that it leaves out what came before the policy."""
        return self.adoption.exclusions if self.adoption else ()

    @cached_property
    def registry(self) -> Registry:
        """The known agents: ours, and those of the configuration."""
        from ai_provenance.agents import registry_of

        return registry_of(self.config.agents)

    @cached_property
    def classifier(self) -> BatchClassifier:
        """Classifies the commits."""
        from ai_provenance.detect.reading import BatchClassifier

        return BatchClassifier(self.registry)

    @cached_property
    def notes(self) -> NotesIndex:
        """The git notes that hold evidence."""
        from ai_provenance.detect.notes import evidence_in, named_paths, shorten

        registry = self.registry
        return index_notes(
            self.repository,
            self.config.notes_refs,
            lambda note: evidence_in(note, registry),
            shorten=shorten,
            named_paths=lambda note: named_paths(note, registry),
        )

    @cached_property
    def records(self) -> RecordsIndex[RecordClaim] | None:
        """The provenance records, judged by the trust of the base; None where there are none."""
        from ai_provenance.attest.history import read_records

        return read_records(self.repository, self._trust_base)

    @property
    def _trust_base(self) -> Base:
        """What has the say over records and signatures."""
        from ai_provenance.attest.base import Base

        return Base(self.config.records, self.config.notes_refs, self.base, self.judged)

    @cached_property
    def signatures(self) -> CommitSignatures | None:
        """The signatures of the commits, judged by the trust of the base; None where they are not looked at."""
        if not self.commit_signatures:
            return None
        from ai_provenance.attest.commit_signature import signatures_by

        return signatures_by(self.repository, self._trust_base)

    def verdicts(self, batch: Batch) -> tuple[dict[int, Verdict], dict[int, Verdict]]:
        """The verdicts on the rows of BATCH that can have evidence, and on those of them whose notes settle nothing.

        The second are the verdicts without notes, and without records that neither a trusted signature nor the base
        gives a say: a finding that one of these brings about stays, whatever a note claims.
        """
        notes, records = self.notes, self.records
        noted = {row: notes.of(batch.ids[row]) for row in notes.rows(batch.ids)} if notes else {}
        claims = records.of(batch) if records else {}
        verdicts = dict(self.classifier.classify(batch, noted, claims))
        trusted = {row: tuple(one for one in found if one.decides) for row, found in claims.items()}
        doubted = {*noted, *(row for row, found in claims.items() if len(trusted[row]) < len(found))} & verdicts.keys()
        oids = list(batch.oids()) if doubted or self.signatures is not None else []
        brought = [row for row in doubted if self.brings(oids[row])]
        if not brought:
            return self._signed(oids, verdicts), {}
        found = dict(self.classifier.classify(batch, {}, {row: kept for row, kept in trusted.items() if kept}))
        plain = {row: found.get(row, _NOTHING) for row in brought}
        verdicts |= {row: _without_relief(verdicts[row], plain[row]) for row in brought}
        return self._signed(oids, verdicts), self._signed(oids, plain)

    def _signed(self, oids: Sequence[str], verdicts: dict[int, Verdict]) -> dict[int, Verdict]:
        """VERDICTS by row, raised where a good signature is on the commit."""
        if self.signatures is None:
            return verdicts
        rows = {oids[row]: row for row in verdicts}
        changed = self.signatures.applied((oid, verdicts[row]) for oid, row in rows.items())
        return verdicts | {rows[oid]: verdict for oid, verdict in changed.items()}

    def brings(self, oid: str) -> bool:
        """Whether the commit OID is part of a change that a base judges: no note on it may lower a finding."""
        return oid in (self.unpublished if self.is_push else self._brought)

    @cached_property
    def _brought(self) -> CommitIds:
        return CommitIds(beyond(self.repository, self.base, self.revisions) if self.base else ())

    @cached_property
    def unpublished(self) -> CommitIds:
        """The commits of the range that no remote and no tag has."""
        return CommitIds(unpublished(self.repository, self.revisions))

    def standing_of(self, oid: str) -> Standing:
        """Where the commit OID is; the empty id is that of a message."""
        if not oid:
            return Standing.MESSAGE
        if oid not in self.unpublished:
            return Standing.REQUESTED if self.brings(oid) else Standing.PUBLISHED
        return Standing.LAST if oid in (self.repository.head, *self.tips) else Standing.OLDER

    def names_agent(self, value: str) -> bool:
        """Whether the value of a trailer names a tool or a bot rather than a person."""

        return names_agent(value, self.registry)

    def proper(self, who: Identity) -> Identity:
        """WHO as the `.mailmap` has it that was agreed before the judged commits."""
        return self._mailmap.proper(who)

    @cached_property
    def _mailmap(self) -> Mailmap:
        from ai_provenance.repo.mailmap import read_mailmap

        return read_mailmap(self.repository, self.base or self.repository.head)

    def declaration(self, use: AgentUse) -> str:
        """The trailer line that declares USE in the project's form."""

        return declaration_line(use, self.config.profile, self.registry)


def _without_relief(noted: Verdict, plain: Verdict) -> Verdict:
    """The verdict NOTED, in which notes count, with no more relief than PLAIN, the one without them.

    A note may be written after the fact by whoever may push: it shows that an agent helped, and settles nothing.
    """
    if noted.origin is not Origin.AI:
        from ai_provenance.detect.disclosure import EXAMINED

        added = {*noted.flags} - {EXAMINED}  # the one flag that answers a demand
        return plain._replace(flags=tuple(sorted({*plain.flags, *added})))
    return noted._replace(level=min(noted.level, plain.level)) if plain.origin is Origin.AI else noted


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commits are needed, and what of them."""

    everyone: bool = True
    """Commits without any evidence too."""
    merges: bool = False
    paths: bool = True
    lines: bool = False

    @classmethod
    def by(cls, policy: PolicyConfig) -> Wanted:
        """What the rules of POLICY need, and no more."""
        return cls(
            everyone=any(
                bool(demands.require_human_declaration or demands.require_level) for demands in policy.variants()
            ),
            merges=policy.include_merges,
            paths=needs_paths(policy),
            lines=needs_lines(policy),
        )


def cases(request: CheckRequest, stream: Iterable[Labelled], wanted: Wanted, ledger: Ledger) -> Iterator[Case]:
    """The commits to judge, each with its verdict and changes.

    Memory does not grow with the stream. LEDGER counts all commits, and records what of them is missing here.
    """
    for batch, branch in stream:
        rows = _in_force(request, batch, wanted)
        ledger.commits += len(rows)
        verdicts, plain = request.verdicts(batch)
        if not wanted.everyone:
            rows = [row for row in rows if row in verdicts and verdicts[row].evidence]
        found = [
            _case(request, batch.commit(row), verdicts.get(row, _NOTHING), branch, plain=plain.get(row)) for row in rows
        ]
        yield from _with_changes(request, found, wanted, ledger)


def _in_force(request: CheckRequest, batch: Batch, wanted: Wanted) -> Sequence[int]:
    """The rows of a batch that the policy applies to: after its adoption, and without merges unless they are wanted."""
    rows: Sequence[int] = range(len(batch))
    if not wanted.merges:
        widest = batch.widest()
        rows = [row for row in rows if len(batch.ids[row]) < widest]
    adoption = request.adoption
    return [row for row in rows if adoption.holds_at(batch.times[row])] if adoption and adoption.since else rows


def _case(
    request: CheckRequest, commit: Commit, verdict: Verdict, branch: str | None, *, plain: Verdict | None
) -> Case:
    return Case(
        commit,
        verdict._replace(oid=commit.oid),
        branch=branch,
        names_agent=request.names_agent,
        proper=request.proper,
        declares=request.declaration,
        standing_of=request.standing_of,
        without_notes=plain and plain._replace(oid=commit.oid),
    )


def _with_changes(request: CheckRequest, found: list[Case], wanted: Wanted, ledger: Ledger) -> list[Case]:
    if not found or not wanted.paths:
        return found
    known = changes(request.repository, [case.commit.oid for case in found], lines=wanted.lines)
    if len(known) < len(found):
        ledger.mark_incomplete(_missing_changes(len(found) - len(known)))
    return [replace(case, changes=known.get(case.commit.oid)) for case in found]


def _missing_changes(commits: int) -> Notice:
    return Notice(
        "changes-not-here",
        f"a partial clone lacks trees or blobs of the checked range; commits: {commits}",
        REFETCH,
    )
