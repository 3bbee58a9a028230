"""The first AI commit, and the counts of the commits since then.

By committer date: the first AI commit is the oldest of origin `ai`, and *since* are it and all that are not older.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import compress

from ai_provenance.model import Level, Origin, Verdict
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.history import LATEST_TIME
from ai_provenance.report.totals import Totals

_NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)
_ALIKE = 4_000
"""Verdicts kept before they are counted."""


class Dated(NamedTuple):
    """A commit and its committer time."""

    oid: str
    commit_time: int


Found = tuple[int, Verdict, bool | None]
"""A row of a batch that has evidence, its verdict, and whether the policy takes it as valid (None: not judged).

A plain tuple, because every commit with evidence makes one.
"""


class SinceFirstAi:
    """Counts the commits since the first AI commit, in one walk and in whatever order they come.

    Which commit is the first is known at the end of the walk only. Until then the commits that are older than the
    oldest AI commit so far wait, as time stamps. History comes newest first, so most of them leave soon: what stays is
    the history before the first AI commit, at eight bytes a commit.
    """

    __slots__ = ("_alike", "_rows", "_verdicts", "_waiting", "_waiting_found", "first", "newest_before", "totals")

    def __init__(self, totals: Totals, first: Dated | None = None, newest_before: int | None = None) -> None:
        self.totals = totals
        """Of the commits since."""
        self.first = first
        self.newest_before = newest_before
        """The newest time among the commits before, of an earlier walk: all that is kept of them."""
        self._waiting = {False: array("q"), True: array("q")}
        """Times of the commits that are older than the oldest AI commit so far, by whether they are merges."""
        self._waiting_found: list[tuple[int, bool, Verdict, bool | None]] = []
        """Those of them that have evidence: time, whether it is a merge, verdict, validity."""
        self._rows = {False: 0, True: 0}
        """Commits since without evidence that are not in `totals` yet, by whether they are merges."""
        self._alike: Counter[tuple[int, bool | None, bool]] = Counter()
        """Commits since with evidence, by the identity of the verdict, validity, and whether they are merges."""
        self._verdicts: dict[int, Verdict] = {}
        """By the identity of the object, and kept so that no other object gets it."""

    def add(self, times: Sequence[int], merges: Sequence[bool], found: Sequence[Found], *, first: Dated | None) -> None:
        """Count a batch: committer times, whether commits are merges, those with evidence, and the oldest AI commit.

        Times beyond the calendar stand for commits without one, which count as since: they are the newest of a walk
        more often than not, and no AI commit of them is left out of the numbers.
        """
        known = self.first
        self.first = older(known, first)
        if self.first and self.first != known:
            self._release(self.first.commit_time)
        start = self.first.commit_time if self.first else LATEST_TIME + 1
        for is_merge, rows in ((True, merges), (False, [not merge for merge in merges])):
            of_kind = list(compress(times, rows))
            # most of a history is older than its first AI commit
            before = of_kind if not of_kind or max(of_kind) < start else [time for time in of_kind if time < start]
            self._waiting[is_merge].extend(before)
            self._rows[is_merge] += len(of_kind) - len(before)
        self._add_found([(times[row], merges[row], verdict, valid) for row, verdict, valid in found], start)
        if len(self._alike) > _ALIKE:
            self._flush()

    def close(self) -> None:
        """Count what was collected. Only the newest of the commits before is remembered."""
        self._flush()
        newest = max((max(times) for times in self._waiting.values() if times), default=None)
        if newest is not None and (self.newest_before is None or newest > self.newest_before):
            self.newest_before = newest
        self._waiting = {False: array("q"), True: array("q")}
        self._waiting_found.clear()

    @property
    def must_recount(self) -> bool:
        """Whether an older AI commit was found than in an earlier walk, and commits of that walk may be since it."""
        return self.first is not None and (self.newest_before or -1) >= self.first.commit_time

    def _add_found(self, found: list[tuple[int, bool, Verdict, bool | None]], start: int) -> None:
        self._waiting_found.extend([one for one in found if one[0] < start])
        since = [one for one in found if one[0] >= start]
        self._verdicts.update({id(verdict): verdict for _, _, verdict, _ in since})
        self._alike.update([(id(verdict), valid, is_merge) for _, is_merge, verdict, valid in since])

    def _release(self, start: int) -> None:
        """Count the waiting commits that are not older than START."""
        for is_merge, times in self._waiting.items():
            before = array("q", [time for time in times if time < start])
            self._rows[is_merge] += len(times) - len(before)
            self._waiting[is_merge] = before
        waiting, self._waiting_found = self._waiting_found, []
        self._add_found(waiting, start)

    def _flush(self) -> None:
        for (name, valid, is_merge), number in self._alike.items():
            self.totals.count(self._verdicts[name], is_merge=is_merge, valid=valid, times=number)
            self._rows[is_merge] -= number
        for is_merge, number in self._rows.items():
            self.totals.count(_NOTHING, is_merge=is_merge, times=number)
        self._rows = {False: 0, True: 0}
        self._alike.clear()
        self._verdicts.clear()


def older(one: Dated | None, other: Dated | None) -> Dated | None:
    """The older of two commits; ids decide between equal times, not the order of walking."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda commit: (commit.commit_time, commit.oid))
