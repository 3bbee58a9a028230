"""Measures the indicators that the repository itself can answer; others come from records of earlier runs."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.model import Ratio
from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.indicators import Measurement


def measure_repository(facts: Facts) -> Iterator[tuple[str, Measurement]]:
    """Id and value of each indicator that FACTS can answer."""
    # where a definition could not be parsed the share would be about a part of the pipelines only
    if facts.pipelines and not facts.problems and not facts.unlisted:
        runs = len(facts.pipelines_that("policy"))
        source = "pipelines that run a policy validator whose failure counts / pipelines"
        yield "I2.1", _share(Ratio(runs, len(facts.pipelines)), source)
    if facts.summary:
        part = "" if facts.complete else "; shallow clone: a part of the history"
        yield "I2.3", _share(facts.summary.trace_all, f"trace_all: in-scope commits at level >= 1{part}")
        yield "I3.4", _share(facts.summary.trace_ai, f"trace_ai: AI commits at level >= 2 with valid metadata{part}")
    names = _environments(facts)
    if names and facts.found["iac"] and not facts.ci_unseen:
        covered = sum(_has_code(name, facts) for name in names)
        yield (
            "I3.1",
            _share(Ratio(covered, len(names)), "environments named in CI with infrastructure code of that name"),
        )


def _environments(facts: Facts) -> frozenset[str]:
    """Deployment environments that CI names literally."""
    # a variable (`$ENV`, `${{ inputs.env }}`) may be any of them
    named = (job.environment for pipeline in facts.pipelines for job in pipeline.jobs)
    return frozenset(name.lower() for name in named if name and "$" not in name and "{" not in name)


def _has_code(environment: str, facts: Facts) -> bool:
    """Whether a directory or file of infrastructure code has the environment's name, or its short form (`prod`)."""
    parts = {part.split(".")[0] for path in facts.found["iac"] for part in path.lower().split("/")}
    return any(part == environment or (len(part) >= 3 and environment.startswith(part)) for part in parts)


def _share(ratio: Ratio, source: str) -> Measurement:
    return Measurement(ratio.ratio, source)
