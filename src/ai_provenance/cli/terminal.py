"""What commands write to a terminal beside their results: errors, warnings, and a spinner for what takes long."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

from ai_provenance.cli.output import print_lines
from ai_provenance.text import log_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator

    from ai_provenance.errors import ProvenanceError
    from ai_provenance.model import Notice
    from ai_provenance.repo.cache import CacheDirectory

PATIENCE = 0.7
"""Seconds before a spinner is drawn: a report with nothing new is done long before, and never loads rich."""


def forget_output() -> None:
    """Send what is still to be written to standard output nowhere, where its reader is gone or the disk is full.

    The interpreter flushes at its exit, and would print a traceback.
    """
    import os  # needed where something went wrong

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def error_lines(error: ProvenanceError) -> Iterator[str]:
    """What went wrong, and what to do about it."""
    yield f"error: {log_line(str(error))}"
    if error.hint:
        yield f"hint: {log_line(error.hint)}"


def warning_lines(notices: Iterable[Notice], store: CacheDirectory | None = None) -> Iterator[str]:
    """What a reader of the results must know, and what was wrong with the cache, each warning with its hint."""
    if store and store.complaints:
        first, *more = store.complaints
        yield f"warning: {log_line(first)}{f' and {len(more)} more' if more else ''}"
    for notice in notices:
        yield f"warning: {log_line(notice.message)}"
        if notice.hint:
            yield f"hint: {log_line(notice.hint)}"


def print_warnings(notices: Iterable[Notice]) -> None:
    """Print what a reader of the results must know on standard error."""
    print_lines(warning_lines(notices), err=True)


@contextmanager
def working(text: str, *, quiet: bool = False) -> Generator[None]:
    """Show a spinner with TEXT on standard error while the body runs, when it is a terminal and the body takes long."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    import threading  # only where something may be drawn

    done = threading.Event()
    drawing = threading.Thread(target=_draw, args=(text, done), daemon=True)
    drawing.start()
    try:
        yield
    finally:
        done.set()
        drawing.join()


def _draw(text: str, done: threading.Event) -> None:
    if done.wait(PATIENCE):
        return
    from rich.console import Console  # 4.9 x a bare Python start: only when something is drawn

    with Console(stderr=True).status(text):
        done.wait()
