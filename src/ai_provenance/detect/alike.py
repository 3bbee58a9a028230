"""The quick judge of a walk: a few commits are read one by one, and of many more only those that can hold evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ai_provenance.agents.registry import Registry
from ai_provenance.detect.notes import read_notes, shorten
from ai_provenance.detect.reading import classify
from ai_provenance.model import Evidence, Level, NoteRecord, Origin, Verdict
from ai_provenance.repo import Repository
from ai_provenance.repo.history import Batch
from ai_provenance.repo.notes_index import NotesIndex, index_notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.detect.kinds import Kinds

NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)
"""The verdict on a commit that nothing was found in."""


def telling_notes(repository: Repository, refs: Sequence[str], registry: Registry) -> NotesIndex:
    """The notes that hold evidence; those of other tools' own use are as good as none.

    Raises:
        RevisionError: a ref begins with `-`.
        GitError: git failed.
    """

    def says(note: NoteRecord) -> tuple[Evidence, ...] | None:
        return tuple(seen for seen in read_notes((note,), registry) if isinstance(seen, Evidence)) or None

    return index_notes(repository, refs, says, shorten=shorten)


@dataclass(slots=True)
class FastJudge:
    """Judges a stream of batches. It remembers; one exists per walk."""

    registry: Registry
    attached: NotesIndex = field(default_factory=NotesIndex)
    """Notes that hold evidence."""
    exact: bool = True
    """Whether the text of the evidence matters. For counts it does not: session ids are all alike then."""
    few: int = 200
    """Commits that are judged one by one at first: making the sieve takes as long as judging so many."""
    _seen: int = 0
    _kinds: Kinds | None = None

    def found(self, batch: Batch) -> Iterator[tuple[int, Verdict]]:
        """Row and verdict of each commit of BATCH that may have evidence; the others have none.

        The `oid` of the verdict may be that of another commit, or empty.
        """
        self._seen += len(batch)
        if self._seen <= self.few:
            return ((row, self._classify(batch, row)) for row in range(len(batch)))
        return (self._kinds or self._make_kinds()).found(batch)

    def _make_kinds(self) -> Kinds:
        from ai_provenance.detect.kinds import Kinds  # noqa: PLC0415 - a few commits pay for no sieve

        self._kinds = Kinds(self.registry, self.attached, self.exact, self._classify)
        return self._kinds

    def _classify(self, batch: Batch, row: int) -> Verdict:
        return classify(batch.commit(row), self.attached.of(batch.ids[row]), registry=self.registry)
