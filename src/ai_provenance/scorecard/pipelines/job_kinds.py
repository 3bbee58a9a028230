"""Classifies CI jobs by what they do, by the patterns of `data/commands.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from ai_provenance.scorecard.pipelines.pipeline import Job

_LONGEST = 100_000
"""Characters of one job that are searched."""


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Kind -> one regular expression for all its patterns."""
    return {kind: re.compile("|".join(row["patterns"]), re.IGNORECASE) for kind, row in examples().items()}


@cache
def examples() -> dict[str, dict[str, list[str]]]:
    """Kind -> its patterns, and the texts that it must and must not match."""
    text = (resources.files("ai_provenance.scorecard") / "data" / "commands.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=4096)  # several probes need the kinds of the same job
def kinds_of(job: Job) -> frozenset[str]:
    """The kinds of work that the name, commands and actions of JOB show."""
    text = "\n".join((job.name, *job.commands, *job.uses))[:_LONGEST]
    return frozenset(kind for kind, pattern in patterns().items() if pattern.search(text))
