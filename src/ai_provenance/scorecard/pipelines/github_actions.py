"""Parses GitHub Actions: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions."""

from __future__ import annotations

from typing import Any

from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, table


def parse(path: str, content: bytes) -> Pipeline:
    """One workflow file."""
    document = mapping(content)
    jobs = {str(name): table(job) for name, job in table(document.get("jobs")).items()}
    return Pipeline(
        provider="github",
        path=path,
        triggers=_triggers(document.get("on", document.get(True))),  # YAML 1.1 reads the bare key `on` as true
        jobs=tuple(_job(name, job) for name, job in jobs.items()),
        least_permissions=_has_least_permissions(document, jobs),
        # a job that uses a workflow of another repository, whose text is not here
        included=any("@" in str(job.get("uses", "")) for job in jobs.values()),
    )


def _triggers(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset([value])
    return frozenset(str(one) for one in (value if isinstance(value, (list, dict)) else ()))


def _job(name: str, job: dict[Any, Any]) -> Job:
    steps = [table(step) for step in items(job.get("steps"))]
    environment = job.get("environment")
    environment = environment.get("name") if isinstance(environment, dict) else environment
    return Job(
        name=f"{name} {job.get('name', '')}".strip(),
        commands=tuple(str(step["run"]) for step in steps if "run" in step),
        uses=tuple(_use(one) for one in [job, *steps] if "uses" in one),
        environment=environment if isinstance(environment, str) else None,
    )


def _use(step: dict[Any, Any]) -> str:
    """The action with its inputs."""
    # inputs decide what an action does: with `provenance: true` a build action signs the image
    inputs = " ".join(f"{key}: {value}" for key, value in table(step.get("with")).items())
    return f"{step['uses']} {inputs}".strip()


def _has_least_permissions(document: dict[Any, Any], jobs: dict[str, dict[Any, Any]]) -> bool:
    """Whether permissions are declared at the top or for each job, and nowhere as `write-all`."""
    declared = [document["permissions"]] if "permissions" in document else []
    declared += [job["permissions"] for job in jobs.values() if "permissions" in job]
    everywhere = "permissions" in document or (bool(jobs) and all("permissions" in job for job in jobs.values()))
    return everywhere and "write-all" not in declared
