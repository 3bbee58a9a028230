"""From a stream of commits to the cases that a judge is given, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ai_provenance.gate.adoption import Start
from ai_provenance.gate.ledger import Ledger
from ai_provenance.model import AgentUse, Commit, Finding, Level, Notice, Origin, Verdict
from ai_provenance.policy import Case
from ai_provenance.policy.demands import needs_lines, needs_paths
from ai_provenance.repo import Repository
from ai_provenance.repo.attached import Attached, attached
from ai_provenance.repo.batches import Batch
from ai_provenance.repo.changes import changes

if TYPE_CHECKING:
    from ai_provenance.config.model import Config
    from ai_provenance.config.policy import PolicyConfig
    from ai_provenance.detect import Registry
    from ai_provenance.detect.reading import BatchClassifier

# NOTE: nothing of `detect` is imported with this module. What needs it is made for the first batch, so that git runs
# while the rules are loaded.
# ruff: noqa: PLC0415

_NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)
"""The verdict on a commit without evidence."""
Labelled = tuple[Batch, str | None]
"""Some commits, and the branch that they are judged for."""


@dataclass(frozen=True)
class Question:
    """What is asked of the gate."""

    repository: Repository
    config: Config
    start: Start = field(default_factory=Start)
    branch: str | None = None
    """Short name of the branch that the commits are judged for."""
    on_the_range: tuple[Finding, ...] = ()
    """Findings that are about the range as a whole, made elsewhere."""
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    """The day on which waivers are read."""

    @cached_property
    def registry(self) -> Registry:
        """The agents to know: ours, and those of the configuration."""
        from ai_provenance.detect import registry_of

        return registry_of(self.config.agents)

    @cached_property
    def classifier(self) -> BatchClassifier:
        """Classifies the commits."""
        from ai_provenance.detect.reading import BatchClassifier

        return BatchClassifier(self.registry)

    @cached_property
    def notes(self) -> Attached:
        """The git notes that hold evidence."""
        from ai_provenance.detect.notes import evidence_in, shorten

        registry, refs = self.registry, self.config.notes_refs
        return attached(self.repository, refs, lambda note: evidence_in(note, registry), shorten=shorten)

    def verdicts(self, batch: Batch) -> dict[int, Verdict]:
        """The verdicts on the rows of BATCH that can have evidence."""
        notes = self.notes
        noted = {row: notes.of(batch.ids[row]) for row in notes.rows(batch.ids)} if notes else {}
        return dict(self.classifier.classify(batch, noted))

    def names_agent(self, value: str) -> bool:
        """Whether the value of a trailer names a tool or a bot rather than a person."""
        from ai_provenance.detect.declaring import names_agent

        return names_agent(value, self.registry)

    def declaration(self, use: AgentUse) -> str:
        """The trailer line that declares USE in the project's form."""
        from ai_provenance.detect.declaring import declaration_line

        return declaration_line(use, self.config.profile, self.registry)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must be known of the commits."""

    everyone: bool = True
    """Commits without any evidence too."""
    merges: bool = False
    paths: bool = True
    lines: bool = False

    @classmethod
    def by(cls, policy: PolicyConfig) -> Wanted:
        """As much as POLICY asks about, and no more."""
        return cls(
            everyone=any(demands.require_human_declaration for demands in (policy, *policy.overrides)),
            merges=policy.include_merges,
            paths=needs_paths(policy),
            lines=needs_lines(policy),
        )


def cases(question: Question, stream: Iterable[Labelled], wanted: Wanted, ledger: Ledger) -> Iterator[Case]:
    """The commits that are judged, each with its verdict and changes; LEDGER counts them all.

    Memory does not grow with the stream. What cannot be seen is told to LEDGER.
    """
    for batch, branch in stream:
        rows = _in_force(question, batch, wanted)
        ledger.commits += len(rows)
        verdicts = question.verdicts(batch)
        if not wanted.everyone:
            rows = [row for row in rows if row in verdicts and verdicts[row].evidence]
        found = [_case(question, batch.commit(row), verdicts.get(row, _NOTHING), branch) for row in rows]
        yield from _with_changes(question, found, wanted, ledger)


def _in_force(question: Question, batch: Batch, wanted: Wanted) -> Sequence[int]:
    """The rows of a batch that the policy is about: since it holds, and without merges unless they are wanted."""
    rows: Sequence[int] = range(len(batch))
    if not wanted.merges:
        widest = batch.widest()
        rows = [row for row in rows if len(batch.ids[row]) < widest]
    return [row for row in rows if question.start.holds_at(batch.times[row])] if question.start.since else rows


def _case(question: Question, commit: Commit, verdict: Verdict, branch: str | None) -> Case:
    return Case(
        commit,
        replace(verdict, oid=commit.oid),
        branch=branch,
        names_agent=question.names_agent,
        declares=question.declaration,
    )


def _with_changes(question: Question, found: list[Case], wanted: Wanted, ledger: Ledger) -> list[Case]:
    if not found or not wanted.paths:
        return found
    known = changes(question.repository, [case.commit.oid for case in found], lines=wanted.lines)
    if len(known) < len(found):
        ledger.cannot_see(_not_here(len(found) - len(known)))
    return [replace(case, changes=known.get(case.commit.oid)) for case in found]


def _not_here(missing: int) -> Notice:
    return Notice(
        "changes-not-here",
        f"a partial clone lacks trees or blobs of what is asked about; commits: {missing}",
        "git fetch --refetch --no-filter",
    )
