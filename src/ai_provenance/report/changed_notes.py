"""Whether notes that changed since a count bear on what was counted.

With records on, every commit writes a note: were each of them a reason to count anew, every report of such a history
would walk all of it. A note bears on the commit that it is attached to, and a record on the commit that it is about, or
that shares its author time: it may be the same change.
"""

from __future__ import annotations

from ai_provenance.repo.note_writing import RECORDS
from ai_provenance.repo.notes import changed_notes, is_trace_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ai_provenance.repo import Repository
    from ai_provenance.repo.cache import CacheDirectory
    from ai_provenance.repo.history import Batch

_KIND = "authored"


class AuthorTimes:
    """The author times of the commits that were counted, kept beside the count."""

    def __init__(self, store: CacheDirectory, key: bytes) -> None:
        """KEY is that of the count."""
        self._store = store
        self._key = key
        self._times = bytearray()
        """As git prints them, each with a space behind it: a hostile one is longer than any integer."""

    def collected(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """BATCHES, whose author times are added."""
        for batch in batches:
            self._times += b" ".join([*(ids[ids.rindex(b" ") + 1 :] for ids in batch.ids), b""])
            yield batch

    def save(self, tips: Sequence[str]) -> None:
        """Keep the times of the commits that TIPS reach."""
        self._store.save_for(_KIND, self._key, " ".join(tips).encode("ascii") + b"\n" + self._times)

    def load(self, tips: Sequence[str]) -> frozenset[bytes] | None:
        """The times that were kept for TIPS, to which others can be added; None where there are none."""
        saved, found, content = (self._store.load_for(_KIND, self._key) or b"").partition(b"\n")
        if not found or saved != " ".join(tips).encode("ascii"):
            return None
        self._times = bytearray(content)
        return frozenset(content.split())


def bear_on_counted(
    repository: Repository,
    refs: Mapping[str, tuple[str, str]],
    *,
    tips: Sequence[str],
    times: frozenset[bytes] | None,
) -> bool:
    """Whether notes that changed bear on commits that TIPS reach, as far as can be found out.

    REFS are the refs that moved, each with its tip then and now. TIMES are the author times of the commits that were
    counted; None: they are not known. Raises GitError where git fails.
    """
    if any(is_trace_ref(ref) for ref in refs):
        return True
    about: set[str] = set()
    for ref, (then, now) in refs.items():
        changed = changed_notes(repository, then, now)
        if changed is None:
            return True
        about |= changed.keys()
        if ref == RECORDS:
            blobs = {blob for both in changed.values() for blob in both if blob}
            records = _records(repository, blobs)
            if times is None or any(time in times for _, time in records):
                return True
            about |= {commit for commit, _ in records}
    return _reach_any(repository, tips, about)


def _records(repository: Repository, blobs: set[str]) -> set[tuple[str, bytes]]:
    """Commit and author time of each record in notes."""
    from ai_provenance.attest.history import records_in  # noqa: PLC0415 - only where a note of records changed

    return {(record.commit, b"%d" % (record.author_time or 0)) for record in records_in(repository, sorted(blobs))}


def _reach_any(repository: Repository, tips: Sequence[str], oids: set[str]) -> bool:
    """Whether TIPS reach any of OIDS, or are gone."""
    from ai_provenance.repo.batch_process import object_headers  # noqa: PLC0415 - as above
    from ai_provenance.repo.run import try_git  # noqa: PLC0415

    names = sorted(oids)
    headers = zip(names, object_headers(repository, names), strict=True)
    here = [name for name, header in headers if header and header.kind == "commit"]
    if not here:
        return False
    walked = "".join(f"{name}\n" for name in (*here, *(f"^{tip}" for tip in tips)))
    beyond = try_git(repository, "rev-list", "--stdin", stdin=walked.encode("ascii"))
    return beyond.status != 0 or not set(here).issubset(beyond.stdout.decode("ascii").split())
