"""Parses Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, strings, table

_SCRIPTS = ("script", "bash", "pwsh", "powershell")


def parse(path: str, content: bytes) -> Pipeline:
    """One `azure-pipelines.yml`."""
    document = mapping(content)
    jobs = tuple(_jobs(document))
    return Pipeline(
        provider="azure",
        path=path,
        triggers=_triggers(document),
        jobs=jobs,
        included="extends" in document or any(use.endswith((".yml", ".yaml")) for job in jobs for use in job.uses),
    )


def _triggers(document: dict[Any, Any]) -> frozenset[str]:
    found = {"schedule"} if document.get("schedules") else set()
    # without the key every push starts the pipeline
    if document.get("trigger") != "none":
        found.add("push")
    if document.get("pr", "") != "none":
        found.add("pull_request")  # the default of GitHub repositories
    return frozenset(found)


def _jobs(part: dict[Any, Any]) -> Iterator[Job]:
    """Jobs at any depth: stages contain jobs, deployments contain strategies, and steps may be at the top."""
    if "steps" in part:
        yield _job(part)
    for key in ("stages", "jobs"):
        for inner in items(part.get(key)):
            yield from _jobs(table(inner))
    if isinstance(part.get("strategy"), dict):
        yield from (_deployment(part, hook) for hook in _hooks(part["strategy"]))


def _hooks(strategy: dict[Any, Any]) -> Iterator[tuple[str, dict[Any, Any]]]:
    for name, inner in strategy.items():
        if isinstance(inner, dict):
            # runOnce, rolling and canary have different hooks at different depths, all with `steps`
            if "steps" in inner:
                yield str(name), inner
            yield from _hooks(inner)


def _deployment(part: dict[Any, Any], hook: tuple[str, dict[Any, Any]]) -> Job:
    job = _job({**hook[1], "name": f"deploy {part.get('deployment', '')} {hook[0]}"})
    environment = part.get("environment")
    environment = environment.get("name") if isinstance(environment, dict) else environment
    return Job(job.name, job.commands, job.uses, environment if isinstance(environment, str) else None)


def _job(part: dict[Any, Any]) -> Job:
    steps = [table(step) for step in items(part.get("steps"))]
    name = " ".join(str(part[key]) for key in ("job", "stage", "name", "displayName") if key in part)
    return Job(
        name=name or "job",
        commands=tuple(line for step in steps for key in _SCRIPTS for line in strings(step.get(key))),
        uses=tuple(str(step[key]) for step in steps for key in ("task", "template") if key in step),
    )
