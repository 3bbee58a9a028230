"""A limit on the time that a project's own expression may take: a repository may be made to hang those who read it."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from ai_provenance.errors import ConfigError


@contextmanager
def limited(key: str, *, seconds: float = 5) -> Generator[None]:
    """End matching by the expression of `[delivery] KEY` after SECONDS of processor time.

    Python's matcher looks for signals while it backtracks. Without such a timer (Windows), or outside the main thread,
    there is no limit. Raises ConfigError when the time is up.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise ConfigError(
            f"matching by {key} took more than {seconds:g} seconds, expected an expression without nested repetition",
            "ai-provenance config show",
        )

    try:
        before = signal.signal(signal.SIGPROF, stop)
    except (AttributeError, ValueError):
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
