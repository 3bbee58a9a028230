"""What goes to a terminal: text from a repository without control characters, and a snapshot's warnings."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ai_provenance.errors import ProvenanceError
    from ai_provenance.repo.cache import Store
    from ai_provenance.snapshot import Snapshot


def printable(text: str) -> str:
    """TEXT without control characters: what came from a repository must not drive the terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)


def forget_output() -> None:
    """Nobody reads, or nothing more can be written: the flush at the interpreter's exit must not complain of it."""
    import os  # built in; needed where something went wrong
    import sys

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def error_lines(error: ProvenanceError) -> Iterator[str]:
    """What went wrong, and what to do about it."""
    yield f"error: {printable(str(error))}\n"
    if error.hint:
        yield f"hint: {printable(error.hint)}\n"


def warning_lines(snapshot: Snapshot, store: Store | None) -> Iterator[str]:
    """What a reader of SNAPSHOT must know, and what was wrong with the cache, each warning with its hint."""
    if store and store.complaints:
        first, *more = store.complaints
        yield f"warning: {printable(first)}{f' and {len(more)} more' if more else ''}\n"
    for notice in snapshot.warnings:
        yield f"warning: {printable(notice.message)}\n"
        if notice.hint:
            yield f"hint: {printable(notice.hint)}\n"
