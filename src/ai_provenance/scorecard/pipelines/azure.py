"""Parses Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ai_provenance import lazy
from ai_provenance.scorecard.pipelines.conditions import evaluate
from ai_provenance.scorecard.pipelines.guards import guards, included_and_not, pin_of, texts
from ai_provenance.scorecard.pipelines.pipeline import Filter, Guards, Job, Pipeline, Shell, Step, Trigger
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, strings, table

_SCRIPTS = ("script", "bash", "pwsh", "powershell")
# its shells stop at nothing: the status of the last command is that of the step
_SHELL = Shell(errexit=False)
_UNCLEAR = "${{"
"""Key under which an entry has the template expressions around it that depend on the run; no other key is like it."""
_TEMPLATE_IF = lazy.pattern(r"\$\{\{\s*(?:if|elseif)\s+(.*?)\}\}", re.DOTALL)


def parse(path: str, content: bytes) -> Pipeline:
    """One `azure-pipelines.yml`."""
    document = mapping(content)
    jobs = tuple(_jobs(document, Guards()))
    return Pipeline(
        provider="azure",
        path=path,
        events=tuple(_events(document)),
        jobs=jobs,
        included="extends" in document or any(use.endswith((".yml", ".yaml")) for job in jobs for use in job.uses),
    )


def _events(document: dict[Any, Any]) -> Iterator[Trigger]:
    # without the keys every push and, from GitHub, every pull request starts the pipeline
    for key, event in (("trigger", "push"), ("pr", "pull_request")):
        given = document.get(key, "")
        if given != "none":
            yield Trigger(event, _filter(given))
    if document.get("schedules"):
        yield Trigger("schedule")


def _filter(given: object) -> Filter:
    if not isinstance(given, dict):
        return Filter(branches=texts(given or None))
    branches, not_branches = included_and_not(given.get("branches"))
    paths, not_paths = included_and_not(given.get("paths"))
    tags, _ = included_and_not(given.get("tags"))
    return Filter(branches, not_branches, tags, paths, not_paths)


def _jobs(part: dict[Any, Any], outer: Guards) -> Iterator[Job]:
    """Jobs at any depth: stages contain jobs, deployments contain strategies, and steps may be at the top."""
    held = _joined(outer, _guards(part))
    if "steps" in part:
        yield _job(part, held)
    for key in ("stages", "jobs"):
        for inner in _selected(part.get(key)):
            yield from _jobs(inner, held)
    if isinstance(part.get("strategy"), dict):
        yield from (_deployment(part, hook, held) for hook in _hooks(part["strategy"]))


def _selected(value: object) -> Iterator[dict[Any, Any]]:
    """The entries of a list, and of the lists below template expressions whose condition is not always false."""
    for entry in map(table, items(value)):
        expressions = [key for key in entry if isinstance(key, str) and key.startswith("${{")]
        if not expressions:
            yield entry
        for key in expressions:
            found = _TEMPLATE_IF.match(key)
            held = evaluate(found[1]) if found else None
            if held is not False:
                unclear = () if held else (key.strip("${} "),)
                yield from ({**one, _UNCLEAR: (*one.get(_UNCLEAR, ()), *unclear)} for one in _selected(entry[key]))


def _guards(part: dict[Any, Any]) -> Guards:
    return guards(
        part.get("condition"),
        *part.get(_UNCLEAR, ()),
        failure_ignored=part.get("continueOnError"),
        never=evaluate(part.get("enabled", True)) is False,
        manual=part.get("trigger") == "manual" and "stage" in part,
        needs=texts(part.get("dependsOn")),
        timeout=part.get("timeoutInMinutes"),
    )


def _joined(outer: Guards, inner: Guards) -> Guards:
    """What holds for a job whose stage is held by OUTER."""
    return replace(
        inner,
        conditions=(*outer.conditions, *inner.conditions),
        never=outer.never or inner.never,
        manual=outer.manual or inner.manual,
        after_failure=outer.after_failure or inner.after_failure,
        failure_ignored=outer.failure_ignored or inner.failure_ignored,
    )


def _hooks(strategy: dict[Any, Any]) -> Iterator[tuple[str, dict[Any, Any]]]:
    for name, inner in strategy.items():
        if isinstance(inner, dict):
            # runOnce, rolling and canary have different hooks at different depths, all with `steps`
            if "steps" in inner:
                yield str(name), inner
            yield from _hooks(inner)


def _deployment(part: dict[Any, Any], hook: tuple[str, dict[Any, Any]], held: Guards) -> Job:
    job = _job({**hook[1], "name": f"deploy {part.get('deployment', '')} {hook[0]}"}, held)
    environment = part.get("environment")
    environment = environment.get("name") if isinstance(environment, dict) else environment
    return replace(job, environment=environment if isinstance(environment, str) else None)


def _job(part: dict[Any, Any], held: Guards) -> Job:
    name = " ".join(str(part[key]) for key in ("job", "stage", "name", "displayName") if key in part)
    steps = tuple(step for entry in _selected(part.get("steps")) for step in _steps(entry))
    return Job(name=name or "job", steps=steps, guards=held, id=str(part.get("job", part.get("stage", ""))))


def _steps(entry: dict[Any, Any]) -> Iterator[Step]:
    held, name = _guards(entry), str(entry.get("displayName", ""))
    for key in _SCRIPTS:
        for script in strings(entry.get(key)):
            yield Step(script=script, name=name, guards=held, shell=_SHELL)
    for key in ("task", "template"):
        if key in entry:
            yield Step(uses=str(entry[key]), name=name, guards=held, pin=pin_of(str(entry[key])))
    inputs = table(entry.get("inputs"))
    for script in strings([inputs.get("script"), inputs.get("inlineScript")]):
        yield Step(script=script, name=name, guards=held, shell=_SHELL)
