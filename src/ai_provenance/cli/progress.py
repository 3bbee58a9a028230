"""A sign of life on a terminal for what takes long; nothing in a pipe, a log, or for what is quick."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading

PATIENCE = 0.7
"""Seconds before anything is drawn: a warm report is done long before, and never pays for loading rich."""


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
