"""Parses CircleCI: https://circleci.com/docs/configuration-reference/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, strings, table


def parse(path: str, content: bytes) -> Pipeline:
    """One `.circleci/config.yml`."""
    document = mapping(content)
    commands = table(document.get("commands"))
    jobs = [_job(str(name), table(job), commands) for name, job in table(document.get("jobs")).items()]
    # a schedule belongs to a workflow; the jobs themselves know nothing of it
    workflows = table(document.get("workflows"))
    scheduled = any(
        "schedule" in table(one) for flow in workflows.values() for one in items(table(flow).get("triggers"))
    )
    return Pipeline(
        provider="circleci",
        path=path,
        # CircleCI builds every push of a branch, with a pull request or without
        triggers=frozenset({"push", "pull_request"} | ({"schedule"} if scheduled else set())),
        jobs=(*jobs, *_orb_jobs(workflows, {job.name for job in jobs})),
        included="orbs" in document,
    )


def _job(name: str, job: dict[Any, Any], shared: dict[Any, Any]) -> Job:
    commands: list[str] = []
    uses: list[str] = []
    for step in items(job.get("steps")):
        word = step if isinstance(step, str) else next(iter(table(step)), "")
        if isinstance(step, dict) and word == "run":
            run = step["run"]
            commands.extend(strings(run.get("command") if isinstance(run, dict) else run))
        elif word in shared:
            # one level deep: a command that calls itself would never end
            commands.extend(_job(str(word), table(shared[word]), {}).commands)
        else:
            uses.append(str(word))
    return Job(name, tuple(commands), tuple(uses))


def _orb_jobs(workflows: dict[Any, Any], own: set[str]) -> Iterator[Job]:
    """Jobs that workflows take from orbs, of which the definition has only the names."""
    for flow in workflows.values():
        for entry in items(table(flow).get("jobs")):
            name = str(entry if isinstance(entry, str) else next(iter(table(entry)), ""))
            if name and name not in own:
                yield Job(name, (), (name,))
