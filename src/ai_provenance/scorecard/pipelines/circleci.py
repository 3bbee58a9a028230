"""Parses CircleCI: https://circleci.com/docs/configuration-reference/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ai_provenance.scorecard.pipelines.conditions import evaluate
from ai_provenance.scorecard.pipelines.guards import guards, included_and_not, pin_of, texts
from ai_provenance.scorecard.pipelines.pipeline import Filter, Guards, Job, Pipeline, Shell, Step, Trigger
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, strings, table

_SHELL = Shell(errexit=True, pipefail=True)
_DEEPEST = 5


def parse(path: str, content: bytes) -> Pipeline:
    """One `.circleci/config.yml`."""
    document = mapping(content)
    workflows = {name: table(flow) for name, flow in table(document.get("workflows")).items() if isinstance(flow, dict)}
    scheduled = any("schedule" in table(one) for flow in workflows.values() for one in items(flow.get("triggers")))
    # CircleCI builds every push of a branch, with a pull request or without
    events = ["push", "pull_request", *(["schedule"] if scheduled else [])]
    return Pipeline(
        provider="circleci",
        path=path,
        events=tuple(map(Trigger, events)),
        jobs=tuple(_jobs(document, workflows)),
        included="orbs" in document,
    )


def _jobs(document: dict[Any, Any], workflows: dict[Any, dict[Any, Any]]) -> Iterator[Job]:
    """Each job as the workflows run it; a job that no workflow names never runs."""
    commands = table(document.get("commands"))
    defined = {str(name): _job(str(name), table(job), commands) for name, job in table(document.get("jobs")).items()}
    entries = [entry for flow in workflows.values() for entry in _entries(flow)]
    waiting = {name for name, given, _ in entries if given.get("type") == "approval"}
    for name, given, flow_guards in entries:
        if given.get("type") == "approval":
            continue
        job = defined.get(name, Job(name, (Step(uses=name, pin=pin_of(name)),)))
        yield replace(job, guards=_entry_guards(given, flow_guards, waiting))
    named = {name for name, _, _ in entries}
    for name, job in defined.items():
        # without workflows the job `build` runs by itself
        if name not in named and (workflows or name != "build"):
            yield replace(job, guards=replace(job.guards, never=True))
        elif name not in named:
            yield job


def _entries(flow: dict[Any, Any]) -> Iterator[tuple[str, dict[Any, Any], Guards]]:
    held = _when(flow)
    for entry in items(flow.get("jobs")):
        name = entry if isinstance(entry, str) else next(iter(table(entry)), "")
        if name:
            yield str(name), table(table(entry).get(name)), held


def _entry_guards(given: dict[Any, Any], flow: Guards, waiting: set[str]) -> Guards:
    filters = table(given.get("filters"))
    only, ignored = included_and_not(_only(filters.get("branches")))
    needs = tuple(str(one) for one in texts(given.get("requires")))
    return replace(
        flow,
        manual=flow.manual or bool(waiting.intersection(needs)),
        filter=Filter(only, ignored, tags=strings(filters.get("tags"))),
        needs=needs,
    )


def _only(value: object) -> dict[Any, Any]:
    given = table(value)
    return {"include": list(texts(given.get("only"))), "exclude": list(texts(given.get("ignore")))}


def _when(part: dict[Any, Any]) -> Guards:
    """`when` and `unless` of a workflow or a step."""
    conditions = [part["when"]] if "when" in part and not isinstance(part["when"], (dict, list)) else []
    unless = evaluate(_scalar(part["unless"])) if "unless" in part else False
    # a table of `and`, `not`, `equal` over parameters is not evaluated
    unclear = [f"when {part['when']}"] if isinstance(part.get("when"), (dict, list)) else []
    unclear += [f"unless {part['unless']}"] if unless is None else []
    return guards(*conditions, *unclear, never=unless is True)


def _scalar(value: object) -> object:
    return None if isinstance(value, (dict, list)) else value


def _job(name: str, job: dict[Any, Any], shared: dict[Any, Any]) -> Job:
    return Job(name, tuple(_steps(job.get("steps"), shared, Guards(), 0)), id=name)


def _steps(value: object, shared: dict[Any, Any], held: Guards, depth: int) -> Iterator[Step]:
    for step in items(value):
        word = str(step if isinstance(step, str) else next(iter(table(step)), ""))
        given = table(step).get(word)
        if word == "run":
            yield _run(given, held)
        elif word in ("when", "unless") and depth < _DEEPEST:
            written = table(given).get("condition")
            condition = evaluate(_scalar(written))
            inner = replace(held, never=held.never or condition is (word == "unless"))
            if condition is None:
                inner = replace(inner, conditions=(*held.conditions, f"{word} {written}"))
            yield from _steps(table(given).get("steps"), shared, inner, depth + 1)
        elif word in shared and depth < _DEEPEST:  # a command that calls itself would never end
            yield from _steps(table(shared[word]).get("steps"), shared, held, depth + 1)
        elif word:
            yield Step(uses=word, guards=held, pin=pin_of(word))


def _run(given: object, held: Guards) -> Step:
    run = table(given)
    script = "\n".join(strings(run.get("command") if isinstance(given, dict) else given))
    shell = str(run.get("shell", ""))
    # a shell of its own has the options that are written there
    how = Shell(errexit="-e" in shell, pipefail="pipefail" in shell) if shell else _SHELL
    on_fail = run.get("when") == "on_fail"
    return Step(
        script=script,
        name=str(run.get("name", "")),
        guards=replace(held, after_failure=on_fail, never=held.never or run.get("background") is True),
        shell=how,
    )
