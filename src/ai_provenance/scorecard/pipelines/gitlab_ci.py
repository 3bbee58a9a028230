"""Parses GitLab CI: https://docs.gitlab.com/ci/yaml/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ai_provenance.scorecard.pipelines.conditions import evaluate
from ai_provenance.scorecard.pipelines.guards import guards, pin_of, texts
from ai_provenance.scorecard.pipelines.pipeline import (
    Filter,
    Job,
    Pipeline,
    PipelineError,
    Rule,
    Shell,
    Step,
    Trigger,
)
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
_REFS = {
    "merge_requests": "merge_request_event",
    "schedules": "schedule",
    "api": "api",
    "web": "web",
    "triggers": "trigger",
}
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


def job_tables(contents: Iterable[bytes]) -> dict[str, dict[Any, Any]]:
    """Name -> table of every job and template that CONTENTS define; a job may extend one of another file."""
    found: dict[str, dict[Any, Any]] = {}
    for content in contents:
        try:
            found |= _job_tables(mapping(content))
        except PipelineError:
            continue  # whoever parses it says so
    return found


def _job_tables(document: dict[Any, Any]) -> dict[str, dict[Any, Any]]:
    return {str(name): value for name, value in document.items() if isinstance(value, dict) and name not in _NOT_JOBS}


def parse(path: str, content: bytes, shared: Mapping[str, dict[Any, Any]] | None = None) -> Pipeline:
    """One `.gitlab-ci.yml`, or a file that it includes; SHARED are the jobs that other files define."""
    document = mapping(content)
    own = _job_tables(document)
    tables = {**(shared or {}), **own}
    default = table(document.get("default"))
    shared = default.get("before_script") or document.get("before_script")
    workflow = _rules(table(document.get("workflow")).get("rules"), {})
    # a job whose name begins with a dot is a template and never runs by itself
    jobs = [
        _job(name, _resolved(job, tables, ()), document, shared)
        for name, job in own.items()
        if not name.startswith(".")
    ]
    return Pipeline(
        provider="gitlab",
        path=path,
        events=() if workflow.never else tuple(Trigger(name) for name in sorted(_triggers(document))),
        jobs=tuple(jobs),
        included="include" in document,
        includes=tuple(_local_includes(document.get("include"))),
        elsewhere=tuple(_elsewhere(document.get("include"))),
        rules=_rule_list(table(document.get("workflow"))),
    )


def _local_includes(value: object) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    found = [entry if isinstance(entry, str) else table(entry).get("local") for entry in entries]
    return [one.removeprefix("/") for one in found if isinstance(one, str) and "://" not in one]


def _elsewhere(value: object) -> Iterable[Step]:
    for entry in map(table, value if isinstance(value, list) else [value]):
        if "component" in entry:
            use = f"component:{entry['component']}"
            yield Step(uses=use, pin=pin_of(use))
        elif "project" in entry:
            for file in texts(entry.get("file")) or ("",):
                use = f"project:{entry['project']}:{file.removeprefix('/')}"
                yield Step(uses=use, pin=pin_of(f"{use}@{entry['ref']}" if "ref" in entry else use))
        else:
            yield from (Step(uses=f"{key}:{entry[key]}") for key in ("remote", "template") if key in entry)


def _rule_list(part: dict[Any, Any]) -> tuple[Rule, ...] | None:
    """`rules` of a job or workflow, or what `only` and `except` come to as rules."""
    if "rules" in part:
        return tuple(
            Rule(
                str(rule.get("if", "")),
                str(rule.get("when", part.get("when", "on_success"))),
                failure_ignored=bool(rule.get("allow_failure", part.get("allow_failure", False))),
                limited="changes" in rule or "exists" in rule,
            )
            for rule in map(table, items(part["rules"]))
        )
    if not ("only" in part or "except" in part):
        return None
    limited = any(key in table(part.get(word)) for word in ("only", "except") for key in ("changes", "variables"))
    excluded = [Rule(_condition(ref), "never") for ref in _refs(part.get("except"))]
    when, ignored = str(part.get("when", "on_success")), bool(part.get("allow_failure", False))
    chosen = [_condition(ref) for ref in _refs(part.get("only"))] or (
        [""] if _refs(part.get("except")) else ["$CI_COMMIT_BRANCH"]
    )
    return (*excluded, *(Rule(condition, when, failure_ignored=ignored, limited=limited) for condition in chosen))


def _condition(ref: str) -> str:
    """What a name below `only` or `except` means, as the condition of a rule."""
    if ref in ("branches", "pushes"):
        return "$CI_COMMIT_BRANCH"
    if ref in _REFS:
        return f'$CI_PIPELINE_SOURCE == "{_REFS[ref]}"'
    return (
        "$CI_COMMIT_TAG"
        if ref == "tags"
        else f"$CI_COMMIT_REF_NAME =~ {ref}"
        if ref[:1] == "/"
        else f'$CI_COMMIT_BRANCH == "{ref}"'
    )


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
        guards=replace(held, conditions=conditions, after_failure=rules.after_failure, rules=_rule_list(job)),
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
    """The filter that `only` and `except` give. `*` means every branch, an empty name none."""
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
