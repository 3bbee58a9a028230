"""Parses GitLab CI: https://docs.gitlab.com/ci/yaml/."""

from __future__ import annotations

from typing import Any

from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, strings, table

_NOT_JOBS = {
    "default", "include", "stages", "variables", "workflow", "image", "services", "cache", "spec",
    "before_script", "after_script",
}  # fmt: skip
# words in rules -> the trigger that they stand for; the rules themselves are expressions, which are not evaluated
_SOURCES = {
    "merge_request_event": "pull_request",
    "$CI_MERGE_REQUEST": "pull_request",
    "merge_requests": "pull_request",
    "schedule": "schedule",
}


def parse(path: str, content: bytes) -> Pipeline:
    """One `.gitlab-ci.yml`, or a file that it includes."""
    document = mapping(content)
    tables = {str(name): value for name, value in document.items() if isinstance(value, dict) and name not in _NOT_JOBS}
    shared = strings(table(document.get("default")).get("before_script") or document.get("before_script"))
    # a job whose name begins with a dot is a template and never runs by itself
    jobs = [_job(name, job, tables, shared) for name, job in tables.items() if not name.startswith(".")]
    return Pipeline(
        provider="gitlab",
        path=path,
        triggers=_triggers(document),
        jobs=tuple(jobs),
        included="include" in document,
    )


def _job(name: str, job: dict[Any, Any], tables: dict[str, Any], shared: tuple[str, ...]) -> Job:
    # one level of `extends`; a parent that an included file defines is not here
    parents = [table(tables.get(parent)) for parent in _parents(job)]
    environment = job.get("environment")
    environment = environment.get("name") if isinstance(environment, dict) else environment
    scripts = [strings(one.get(key)) for one in (*parents, job) for key in ("before_script", "script", "after_script")]
    return Job(
        name=f"{name} {job.get('stage', '')}".strip(),
        commands=(*shared, *(line for script in scripts for line in script)),
        uses=strings(job.get("trigger")),
        environment=environment if isinstance(environment, str) else None,
    )


def _parents(job: dict[Any, Any]) -> list[str]:
    value = job.get("extends", [])
    return [value] if isinstance(value, str) else [str(one) for one in items(value)]


def _triggers(document: dict[Any, Any]) -> frozenset[str]:
    rules = [document.get("workflow")]
    rules += [
        part for job in document.values() if isinstance(job, dict) for part in (job.get("rules"), job.get("only"))
    ]
    text = "\n".join(line for rule in rules for line in strings(rule))
    found = {trigger for word, trigger in _SOURCES.items() if word in text}
    return frozenset(found | {"push"})
