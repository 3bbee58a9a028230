"""Readiness of the pipelines that a repository defines: stages, triggers, environments and safeguards of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.pipelines import Pipeline, Step

STAGES = ("build", "test", "static-analysis", "deploy", "rollback", "observability")


class Readiness(NamedTuple):
    """What one definition is ready for."""

    path: str
    provider: str
    triggers: tuple[str, ...]
    stages: dict[str, str]
    """Stage -> `runs`, why a check that is written can stop nothing, or empty where there is no job for it."""
    environments: tuple[str, ...]
    """Deployment environments that it names literally."""
    jobs: int
    jobs_with_timeout: int
    actions: int
    """Uses of actions, templates and images of others."""
    actions_pinned: int
    """Those fixed by an object id or a digest."""
    least_permissions: bool | None
    """None where the system cannot narrow what a job may do."""


def pipeline_readiness(facts: Facts) -> tuple[Readiness, ...]:
    """The readiness of each definition of FACTS that could be parsed, by path."""
    running = {stage: facts.pipelines_that(stage) for stage in STAGES}
    idle = {stage: facts.idle(stage) for stage in STAGES}
    return tuple(
        _readiness(one, {stage: "runs" if one in running[stage] else idle[stage].get(one, "") for stage in STAGES})
        for one in sorted(facts.pipelines, key=lambda pipeline: pipeline.path)
    )


def _readiness(one: Pipeline, stages: dict[str, str]) -> Readiness:
    own = ("./", "$/")
    pins = [step.pin for step in _steps(one) if step.pin is not None and not step.uses.startswith(own)]
    named = {job.environment for job in one.jobs if job.environment}
    return Readiness(
        one.path,
        one.provider,
        tuple(sorted(one.triggers)),
        stages,
        # a variable may be any environment
        tuple(sorted(name for name in named if "$" not in name and "{" not in name)),
        len(one.jobs),
        sum(bool(job.guards.timeout) for job in one.jobs),
        len(pins),
        sum(pin.style == "sha" for pin in pins),
        one.least_permissions,
    )


def _steps(one: Pipeline) -> Iterator[Step]:
    for job in one.jobs:
        yield from job.steps
    yield from one.elsewhere
