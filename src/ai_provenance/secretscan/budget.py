"""What a scan may spend on a file: processor time, so that no file, however hostile, holds up a commit."""

from __future__ import annotations

from time import process_time

from ai_provenance.repo.patch_parser import Unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ai_provenance.repo.patch_parser import Fragment


class Budget:
    """The processor time that a scan may spend on each file, and the files that it did not suffice for."""

    __slots__ = ("_file", "_left", "seconds", "unread")

    def __init__(self, seconds: float, unread: list[Unread]) -> None:
        self.seconds = seconds
        """For one file of one commit."""
        self.unread = unread
        """Where the files go that were not scanned to their end."""
        self._file: tuple[str | None, str] | None = None
        self._left = seconds

    def begin(self, fragment: Fragment) -> bool:
        """Whether there is time for FRAGMENT, which follows those of the same file."""
        if self._file != (fragment.commit, fragment.path):
            self._file, self._left = (fragment.commit, fragment.path), self.seconds
        return self._left > 0

    def within(self, offsets: Sequence[int]) -> Iterator[int]:
        """OFFSETS, as long as there is time."""
        began = process_time()
        for at in range(0, len(offsets), _BETWEEN_LOOKS):
            if self._left <= process_time() - began:
                break
            yield from offsets[at : at + _BETWEEN_LOOKS]
        had = self._left > 0
        self._left -= process_time() - began
        if had and self._left <= 0 and self._file:
            commit, path = self._file
            self.unread.append(Unread(path, commit, f"the scan took longer than {self.seconds:g} s"))


_BETWEEN_LOOKS = 512
"""Candidates between two looks at the clock."""
