"""Parses GitLab CI: https://docs.gitlab.com/ci/yaml/."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from ai_provenance.scorecard.pipelines.conditions import evaluate
from ai_provenance.scorecard.pipelines.guards import guards, pin_of, texts
from ai_provenance.scorecard.pipelines.pipeline import Filter, Job, Pipeline, Shell, Step, Trigger
from ai_provenance.scorecard.pipelines.yaml_text import Reference, items, mapping, strings, table

_NOT_JOBS = {
    "default", "include", "stages", "variables", "workflow", "image", "services", "cache", "spec",
    "before_script", "after_script",
}  # fmt: skip
# words in rules -> the trigger that they stand for
_SOURCES = {
    "merge_request_event": "pull_request",
    "$CI_MERGE_REQUEST": "pull_request",
    "merge_requests": "pull_request",
    "schedule": "schedule",
}
_BRANCH_REFS = {"branches", "pushes", "merge_requests", "schedules", "external_pull_requests"}
_OTHER_REFS = {"tags", "api", "web", "triggers", "pipelines", "external", "chat"}
_MOST_PARENTS = 10
_SHELL = Shell(errexit=True, pipefail=True)


class _Rules(NamedTuple):
    """What a list of rules can come to."""

    never: bool = False
    manual: bool = False
    after_failure: bool = False
    failure_ignored: bool = False
    paths: tuple[str, ...] = ()
    """The changed paths without which it does not run."""


def parse(path: str, content: bytes) -> Pipeline:
    """One `.gitlab-ci.yml`, or a file that it includes."""
    document = mapping(content)
    tables = {str(name): value for name, value in document.items() if isinstance(value, dict) and name not in _NOT_JOBS}
    default = table(document.get("default"))
    shared = default.get("before_script") or document.get("before_script")
    workflow = _rules(table(document.get("workflow")).get("rules"), {})
    # a job whose name begins with a dot is a template and never runs by itself
    jobs = [
        _job(name, _resolved(job, tables, ()), document, shared)
        for name, job in tables.items()
        if not name.startswith(".")
    ]
    return Pipeline(
        provider="gitlab",
        path=path,
        events=() if workflow.never else tuple(Trigger(name) for name in sorted(_triggers(document))),
        jobs=tuple(jobs),
        included="include" in document,
        includes=tuple(_local_includes(document.get("include"))),
    )


def _local_includes(value: object) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    found = [entry if isinstance(entry, str) else table(entry).get("local") for entry in entries]
    return [one.removeprefix("/") for one in found if isinstance(one, str) and "://" not in one]


def _job(name: str, job: dict[Any, Any], document: dict[Any, Any], shared: object) -> Job:
    environment = job.get("environment")
    environment = environment.get("name") if isinstance(environment, dict) else environment
    before = job.get("before_script", shared)
    script = "\n".join((*_lines(before, document, 0), *_lines(job.get("script"), document, 0)))
    after = "\n".join(_lines(job.get("after_script"), document, 0))
    steps = [Step(script=script, shell=_SHELL)] if script else []
    if after:  # its failure never counts
        steps.append(Step(script=after, name="after_script", shell=_SHELL, guards=guards(failure_ignored=True)))
    steps += [Step(uses=use, pin=pin_of(use)) for use in strings(job.get("trigger"))]
    rules = _rules(job["rules"], job) if "rules" in job else _without_rules(job)
    held = guards(
        failure_ignored=rules.failure_ignored,
        manual=rules.manual,
        never=rules.never,
        filter_=replace(_filter(job), paths=rules.paths),
        needs=tuple(str(one.get("job", "")) if isinstance(one, dict) else str(one) for one in items(job.get("needs"))),
        timeout=job.get("timeout"),
    )
    conditions = (*strings(job.get("rules")), *strings(job.get("only")), *strings(job.get("except")))
    return Job(
        name=f"{name} {job.get('stage', '')}".strip(),
        steps=tuple(steps),
        environment=environment if isinstance(environment, str) else None,
        guards=replace(held, conditions=conditions, after_failure=rules.after_failure),
        id=name,
    )


def _rules(value: object, job: dict[Any, Any]) -> _Rules:
    """What the first rule that matches can say; which one it is may depend on the run."""
    if value is None:
        return _Rules()
    outcomes: list[_Rules] = []
    for rule in map(table, items(value)):
        held = evaluate(rule["if"]) if "if" in rule else True
        if held is False:
            continue
        changes = rule.get("changes")
        paths = strings(changes.get("paths") if isinstance(changes, dict) else changes)
        when = str(rule.get("when", job.get("when", "on_success")))
        ignored = rule.get("allow_failure", job.get("allow_failure"))
        outcomes.append(_outcome(when, ignored)._replace(paths=paths))
        if held and not paths and "exists" not in rule:
            break  # no later rule is reached
    # the best that can happen is what the definition provides for
    by_worth = sorted(outcomes, key=lambda one: (one.never, one.after_failure, one.manual, one.failure_ignored))
    best = by_worth[0] if by_worth else _Rules(never=True)
    unlimited = any(one._replace(paths=()) == best._replace(paths=()) and not one.paths for one in outcomes)
    return best._replace(paths=()) if unlimited else best


def _without_rules(job: dict[Any, Any]) -> _Rules:
    return _outcome(str(job.get("when", "on_success")), job.get("allow_failure"))


def _outcome(when: str, allow_failure: object) -> _Rules:
    # exit codes that are allowed are a part of all: whether the validator's is among them is not known
    return _Rules(
        never=when == "never",
        manual=when == "manual",
        after_failure=when == "on_failure",
        failure_ignored=allow_failure is True or isinstance(allow_failure, dict),
    )


def _filter(job: dict[Any, Any]) -> Filter:
    """The filter that `only` and `except` give. `*` stands for every branch, an empty name for none."""
    only, excluded = _refs(job.get("only")), _refs(job.get("except"))
    branches: tuple[str, ...] = ()
    if only and not _BRANCH_REFS & set(only):
        # without a branch among them the job never runs for one
        branches = tuple(one for one in only if one not in _OTHER_REFS) or ("",)
    ignored = ("**",) if {"branches", "pushes"} & set(excluded) else ()
    names = tuple(one for one in excluded if one not in _BRANCH_REFS | _OTHER_REFS)
    changes = table(job.get("only")).get("changes")
    return Filter(branches=branches, branches_ignored=(*ignored, *names), paths=strings(changes))


def _refs(value: object) -> tuple[str, ...]:
    return texts(value.get("refs")) if isinstance(value, dict) else texts(value)


def _resolved(job: dict[Any, Any], tables: dict[str, Any], seen: tuple[str, ...]) -> dict[Any, Any]:
    """JOB with what it extends; a parent that an included file defines is not here."""
    value = job.get("extends", [])
    merged: dict[Any, Any] = {}
    for parent in texts(value):
        if parent not in seen and len(seen) < _MOST_PARENTS:
            merged |= _resolved(table(tables.get(parent)), tables, (*seen, parent))
    # a key of the child replaces that of its parent: its script runs, and the parent's does not
    return merged | job


def _lines(value: object, document: dict[Any, Any], depth: int) -> list[str]:
    """The lines of a script, with those that `!reference` takes from another job."""
    if isinstance(value, str):
        return [value]
    if depth > _MOST_PARENTS:
        return []
    if isinstance(value, Reference):
        found: object = document
        for key in value:
            found = table(found).get(key)
        return _lines(found, document, depth + 1)
    return [line for one in items(value) for line in _lines(one, document, depth + 1)]


def _triggers(document: dict[Any, Any]) -> frozenset[str]:
    rules = [document.get("workflow")]
    rules += [
        part for job in document.values() if isinstance(job, dict) for part in (job.get("rules"), job.get("only"))
    ]
    text = "\n".join(line for rule in rules for line in strings(rule))
    found = {trigger for word, trigger in _SOURCES.items() if word in text}
    return frozenset(found | {"push"})
