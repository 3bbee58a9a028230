"""Code rework: how many of the lines that a change added another commit replaced within three weeks.

The history that is new since the deployments before the window is read once as hunks, parents first. Of each file the
program follows which of its lines were added by which change, through renames and merges; text is not looked at. A
merge takes over the content of one side, which is recognised by its object id, or mixes those of several, which
git shows column by column. Lines that a merge itself changed are nobody's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.records import ORIGINS
from ai_provenance.delivery.slices import FEWEST_AUTHORS
from ai_provenance.delivery.statistics import Z95, Interval
from ai_provenance.errors import IncompleteRangeError
from ai_provenance.model import Ratio
from ai_provenance.repo import Repository
from ai_provenance.repo.line_history import CommitHunks, FileHunks, count_children, read_hunks

DAYS = 21
"""Within which a line that is replaced is rework: after GitClear's churn, which has three weeks."""
FEWEST_DEPLOYMENTS = 10
"""Below which there is no interval."""
_SPAN = DAYS * 86_400
_OTHERS = -1
"""In the place of a change: lines that none of those looked at added."""

_Run: TypeAlias = tuple[int, int, int]
"""Neighbouring lines: the change that added them, which of its lines the first one is, and how many they are."""
_Lines: TypeAlias = tuple[_Run, ...]
_Versions: TypeAlias = dict[bytes, _Lines]
"""Object id of the content of a file -> its lines. After a merge a path has those of all sides: the next change of the
file names the one that was taken over."""
_UNKNOWN: _Lines = ((_OTHERS, 0, 1 << 60),)
"""A file whose lines are older than what is read."""


class Fate(NamedTuple):
    """What became of the lines of one change."""

    added: int
    replaced: int
    """Of those added, the ones that another commit replaced or removed within `DAYS`."""


class CodeRework(NamedTuple):
    """Lines replaced / lines added, over the changes of a window that are old enough."""

    lines: Ratio
    interval: Interval | None
    """95 %, by linearisation over deployments (Cochran 1977); None below `FEWEST_DEPLOYMENTS`."""
    reason: str | None
    """Why there is no ratio: `no-change` (none added a line), `pending` (all are too young), `partial`."""
    changes: int
    pending: int
    """Changes that are younger than `DAYS` at the end of the window."""
    lost: int
    """Contents of files that could not be followed; lines in them count as not replaced."""
    by_origin: Mapping[str, tuple[int, Ratio] | None]
    """`ai` and `rest`: changes and lines; None where fewer than five people made those of either."""
    by_deployment: Mapping[int, Ratio] = MappingProxyType({})
    """By position; of those that have a change that is old enough."""
    days: int = DAYS


def fates(found: Assessment, repository: Repository) -> tuple[dict[int, Fate], int]:
    """Place of each change of the window in the ledger -> what became of its lines; and how many contents were lost.

    Changes that are younger than `DAYS` at the end of the window, or at the newest commit, are left out.

    Raises:
        IncompleteRangeError: a partial clone lacks the contents.
        GitError: git failed.
    """
    ledger, window = found.ledger, found.measured.window
    places = ledger.within(window.since, window.until)
    old = [place for place in places if 0 <= ledger.committed[place] <= window.until - _SPAN]
    if not old:
        return {}, 0
    before = bisect_left(ledger.times, window.since)
    tips = dict.fromkeys([*(one.commit for one in ledger.deployments[before:]), *([found.tip] if found.tip else [])])
    below = dict.fromkeys(one.commit for one in ledger.deployments[:before])
    follower = _Follower({ledger.oid(place): place for place in old}, count_children(repository, tips, below))
    cut = repository.shallow_boundary if repository.shallow else frozenset()
    for commit in read_hunks(repository, tips, below):
        # the whole tree of a commit whose parents are not here would count as added by it
        follower.take(commit._replace(files=()) if commit.oid in cut else commit)
    return {place: Fate(len(lines), sum(lines)) for place, lines in follower.replaced.items()}, follower.lost


class _Follower:
    """The lines of each file at each commit whose children did not all come. Mutable by design."""

    def __init__(self, looked_at: Mapping[str, int], children: Mapping[str, int]) -> None:
        self._looked_at = looked_at
        """Object id -> change."""
        self._children = dict(children)
        self._files: dict[str, dict[bytes, _Versions]] = {}
        """Commit -> path -> its content. Without those that are as they were before what is read."""
        self._times: dict[int, int] = {}
        self.replaced: dict[int, bytearray] = {}
        """Of each change 1 for each line that was replaced in time."""
        self.lost = 0

    def take(self, commit: CommitHunks) -> None:
        """Take the next commit; all of its parents that are read came before."""
        change = self._looked_at.get(commit.oid, _OTHERS)
        if change != _OTHERS:
            self._times[change] = commit.time
            self.replaced[change] = bytearray()
        files = self._inherited(commit.parents)
        taken: dict[bytes, _Versions] = {}
        for file in commit.files:
            if not file.blobs:  # renamed
                versions = files.get(file.old or b"", {})
            elif len(commit.parents) > 1:
                versions = {file.blob: self._mixed(file, files)}
            else:
                versions = {file.blob: self._changed(file, files, change, commit.time)}
            is_known = file.old in files or any(run[0] != _OTHERS for lines in versions.values() for run in lines)
            if file.new is not None and is_known:
                taken[file.new] = versions
        for file in commit.files:
            files.pop(file.old or b"", None)
        files |= taken
        if self._children.get(commit.oid):
            self._files[commit.oid] = files

    def _inherited(self, parents: Sequence[str]) -> dict[bytes, _Versions]:
        """The files of a commit before it changes any: those of its parents."""
        sides = []
        for parent in parents:
            self._children[parent] = left = self._children.get(parent, 1) - 1
            if parent in self._files:  # the last child may have what its parent had
                sides.append(dict(self._files[parent]) if left else self._files.pop(parent))
        if not sides:
            return {}
        files = max(sides, key=len)
        for side in sides:
            for path, versions in side.items():
                known = files.setdefault(path, versions)
                if known is not versions:
                    files[path] = {**known, **versions}
        return files

    def _lines(self, files: Mapping[bytes, _Versions], path: bytes | None, blob: bytes) -> _Lines:
        versions = files.get(path) if path is not None else None
        if versions is None:
            return _UNKNOWN
        if blob not in versions:
            self.lost += 1
        return versions.get(blob, _UNKNOWN)

    def _changed(self, file: FileHunks, files: Mapping[bytes, _Versions], change: int, time: int) -> _Lines:
        """FILE after a commit of TIME that made CHANGE and had FILES before; which lines it replaced is noted."""
        before = _Cursor(self._lines(files, file.old, file.blobs[0]))
        after: list[_Run] = []
        for hunk in file.hunks:
            ((start, count),) = hunk.before
            after += before.take(start - before.at)
            self._note(before.take(count), time)
            if change == _OTHERS:
                after.append((_OTHERS, 0, hunk.after[1]))
            else:
                lines = self.replaced[change]
                after.append((change, len(lines), hunk.after[1]))
                lines += bytes(hunk.after[1])
        return _joined([*after, *before.rest()])

    def _note(self, gone: Iterable[_Run], time: int) -> None:
        for change, first, count in gone:
            if change != _OTHERS and time - self._times[change] <= _SPAN:
                self.replaced[change][first : first + count] = b"\1" * count

    def _mixed(self, file: FileHunks, files: Mapping[bytes, _Versions]) -> _Lines:
        """FILE after a merge that took lines of several parents."""
        sides = [_Cursor(self._lines(files, file.old, blob)) for blob in file.blobs]
        after: list[_Run] = []
        for hunk in file.hunks:
            common = hunk.before[0][0] - sides[0].at
            first, *_ = [side.take(common) for side in sides]
            after += first
            for marks in hunk.marks:
                is_gone = b"-" in marks
                having = [at for at, mark in enumerate(marks) if chr(mark) == ("-" if is_gone else " ")]
                line = [sides[at].take(1) for at in having]
                if not is_gone:
                    after += line[0] if line else [(_OTHERS, 0, 1)]
        return _joined([*after, *sides[0].rest()])


class _Cursor:
    """A place in the lines of a file. Mutable by design."""

    def __init__(self, lines: _Lines) -> None:
        self._runs = list(reversed(lines))
        self.at = 1
        """The number of the line that comes next."""

    def take(self, count: int) -> list[_Run]:
        """The next COUNT lines."""
        taken: list[_Run] = []
        self.at += count
        while count > 0:
            change, first, size = self._runs.pop() if self._runs else (_OTHERS, 0, count)
            if size > count:
                self._runs.append((change, first + count, size - count))
                size = count
            taken.append((change, first, size))
            count -= size
        return taken

    def rest(self) -> Iterator[_Run]:
        """All lines that are left."""
        return reversed(self._runs)


def _joined(runs: Iterable[_Run]) -> _Lines:
    """RUNS with those as one that follow each other."""
    joined: list[_Run] = []
    for change, first, count in runs:
        if not count:
            continue
        if joined and joined[-1][0] == change and (change == _OTHERS or sum(joined[-1][1:]) == first):
            joined[-1] = (change, joined[-1][1], joined[-1][2] + count)
        else:
            joined.append((change, first, count))
    return tuple(joined)


def code_rework(found: Assessment, repository: Repository) -> CodeRework:
    """The code rework of the changes of the window of FOUND. Reads their contents. Raises GitError where git fails."""
    ledger, window = found.ledger, found.measured.window
    places = len(ledger.within(window.since, window.until))
    try:
        known, lost = fates(found, repository)
    except IncompleteRangeError:
        return CodeRework(Ratio(0, 0), None, "partial", 0, places, 0, {})
    lines = _total(known.values())
    groups: dict[int, list[Fate]] = {}
    for place, fate in known.items():
        groups.setdefault(ledger.firsts[place], []).append(fate)
    deployments = {position: _total(group) for position, group in groups.items()}
    arms = {arm: [p for p in known if (ORIGINS[ledger.origins[p]] == "ai") == (arm == "ai")] for arm in ("ai", "rest")}
    few = any(len({ledger.authors[place] for place in arm}) < FEWEST_AUTHORS for arm in arms.values() if arm)
    return CodeRework(
        lines=lines,
        interval=_interval(list(deployments.values())),
        reason=None if lines.denominator else "no-change" if not places or known else "pending",
        changes=len(known),
        pending=places - len(known),
        lost=lost,
        by_origin={
            arm: None if few else (len(some), _total(known[place] for place in some)) for arm, some in arms.items()
        },
        by_deployment=deployments,
    )


def shares(found: Assessment, repository: Repository) -> dict[str, float]:
    """Change -> the share of the lines that it added which was replaced; without those that added none. As `fates`."""
    known = fates(found, repository)[0]
    return {found.ledger.oid(place): one.replaced / one.added for place, one in known.items() if one.added}


def _total(some: Iterable[Fate]) -> Ratio:
    kept = list(some)
    return Ratio(sum(one.replaced for one in kept), sum(one.added for one in kept))


def _interval(deployments: Sequence[Ratio]) -> Interval | None:
    """The 95 % interval of a ratio of sums, of which each deployment has a part."""
    count, added = len(deployments), sum(one.denominator for one in deployments)
    if count < FEWEST_DEPLOYMENTS or not added:
        return None
    ratio = sum(one.numerator for one in deployments) / added
    spread = sum((one.numerator - ratio * one.denominator) ** 2 for one in deployments) * count / (count - 1)
    half = Z95 * sqrt(spread) / added
    return max(0.0, ratio - half), min(1.0, ratio + half)
