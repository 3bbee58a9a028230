"""Classifies CI jobs by what they do, by the patterns of `data/commands.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from ai_provenance import lazy
from ai_provenance.scorecard.pipelines.pipeline import Job

_LONGEST = 100_000
"""Characters of one text that are searched."""


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Kind -> one regular expression for all its patterns."""
    return {kind: re.compile("|".join(row["patterns"]), re.IGNORECASE) for kind, row in examples().items()}


@cache
def examples() -> dict[str, dict[str, list[str]]]:
    """Kind -> its patterns, and the texts that it must and must not match."""
    text = (resources.files("ai_provenance.scorecard") / "data" / "commands.toml").read_text("utf-8")
    return tomllib.loads(text)


def kinds_of(job: Job) -> frozenset[str]:
    """The kinds of work that the name, commands and actions of JOB show, whether or not they take effect."""
    return kinds_in("\n".join((job.name, *job.commands, *job.uses)))


@lru_cache(maxsize=16_384)  # many jobs run the same commands
def kinds_in(text: str) -> frozenset[str]:
    """The kinds of work that TEXT shows."""
    text = text[:_LONGEST]
    if not _ANY_PATTERN.search(text):  # most texts are of no kind
        return frozenset()
    return frozenset(kind for kind, pattern in patterns().items() if pattern.search(text))


_ANY_PATTERN = lazy.pattern("|".join(one for row in examples().values() for one in row["patterns"]), re.IGNORECASE)
