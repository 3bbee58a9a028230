"""Parses the CI systems whose definitions are simple YAML: each group of commands in them becomes one job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ai_provenance.scorecard.pipelines.conditions import evaluate
from ai_provenance.scorecard.pipelines.guards import guards, included_and_not
from ai_provenance.scorecard.pipelines.pipeline import Filter, Guards, Job, Pipeline, Shell, Step, Trigger
from ai_provenance.scorecard.pipelines.yaml_text import mapping, strings, table

# the keys that contain commands in one of these systems
_KEYS = {
    "script", "before_script", "install", "before_install", "deploy", "commands", "command", "run",
    "test_script", "build_script", "deploy_script", "tasks",
}  # fmt: skip
# ... and those whose failure changes nothing: Travis and AppVeyor run them when the result is known
_AFTER = {"after_success", "after_failure", "after_script", "on_success", "on_failure", "on_finish", "after-script"}
_IGNORED = ("allow_failure", "allow_failures", "soft_fail", "ignore_failure")
_MOST = 2000
"""Scripts of one definition that are read."""
_SHELL = Shell(errexit=True, pipefail=False)


def parse(path: str, content: bytes) -> Pipeline:
    """Travis CI, Bitbucket, Drone, Woodpecker, Cirrus, Buildkite, AppVeyor, sourcehut."""
    document = mapping(content)
    steps = []
    for step in _steps(document, _guards(document)):
        steps.append(step)
        if len(steps) >= _MOST:
            break
    # the systems differ in where commands are, not in how they write them
    grouped: dict[Guards, list[Step]] = {}
    for step in steps:
        grouped.setdefault(step.guards, []).append(step)
    jobs = tuple(
        Job("pipeline", tuple(replace(step, guards=Guards()) for step in group), guards=held)
        for held, group in grouped.items()
    )
    return Pipeline("other", path, (Trigger("push", _filter(document)),), jobs or (Job("pipeline"),))


def _steps(value: object, held: Guards) -> Iterator[Step]:
    if isinstance(value, dict):
        for key, inner in value.items():
            name = str(key)
            if name in _KEYS and not isinstance(inner, dict):
                script = "\n".join(strings(inner))
                if script:
                    yield Step(script=script, guards=held, shell=_SHELL)
            elif name in _AFTER:
                for line in strings(inner):
                    yield Step(script=line, guards=replace(held, failure_ignored=True), shell=_SHELL)
            else:
                # Bitbucket starts what is below `custom` by hand
                below = replace(held, manual=True) if name == "custom" else held
                yield from _steps(inner, _joined(below, inner) if isinstance(inner, dict) else below)
    elif isinstance(value, list):
        blocked = False
        for inner in value:
            blocked = blocked or "block" in table(inner)  # Buildkite waits there for a person
            at = replace(held, manual=True) if blocked else held
            yield from _steps(inner, _joined(at, inner) if isinstance(inner, dict) else at)


def _guards(part: dict[Any, Any]) -> Guards:
    """The guards that PART itself has, in the words of any of the systems."""
    condition = part.get("if", part.get("only_if"))
    when = part.get("when")
    ignored = [part[key] for key in _IGNORED if key in part]
    manual = "manual" in (part.get("trigger"), part.get("trigger_type"), when)
    return guards(
        None if isinstance(condition, (dict, list)) else condition,
        failure_ignored=part.get("failure") == "ignore" or any(map(_is_allowed, ignored)),
        manual=manual,
        never=when == "never" or _is_skipped(part.get("skip")),
        filter_=_step_filter(when if isinstance(when, dict) else {}, part.get("branches")),
    )


def _is_allowed(value: object) -> bool:
    # Buildkite lists the exit codes that are allowed; Travis lists jobs, in a table of its own
    if isinstance(value, list):
        return any("exit_status" in table(one) for one in value)
    return evaluate(value) is True if not isinstance(value, dict) else False


def _is_skipped(value: object) -> bool:
    # a text is the reason, and skips as well
    return value is True or (isinstance(value, str) and evaluate(value) is not False and bool(value))


def _step_filter(when: dict[Any, Any], branches: object) -> Filter:
    only, ignored = included_and_not(when.get("branch"))
    if isinstance(branches, str):  # Buildkite: names in one text, `!` before those that are left out
        names = branches.split()
        only = tuple(name for name in names if not name.startswith("!"))
        ignored = tuple(name[1:] for name in names if name.startswith("!"))
    return Filter(branches=only, branches_ignored=ignored, paths=strings(table(when.get("path")).get("include")))


def _joined(outer: Guards, part: dict[Any, Any]) -> Guards:
    own = _guards(part)
    return replace(
        own,
        conditions=(*outer.conditions, *own.conditions),
        never=outer.never or own.never,
        manual=outer.manual or own.manual,
        after_failure=outer.after_failure or own.after_failure,
        failure_ignored=outer.failure_ignored or own.failure_ignored,
        filter=own.filter if own.filter != Filter() else outer.filter,
    )


def _filter(document: dict[Any, Any]) -> Filter:
    """`branches` of Travis and AppVeyor, `trigger` of Drone."""
    given = table(document.get("branches"))
    trigger = table(document.get("trigger"))
    only, ignored = included_and_not(trigger.get("branch")) if trigger else included_and_not(given or None)
    if given:
        only, ignored = strings(given.get("only")), strings(given.get("except"))
    return Filter(branches=only, branches_ignored=ignored)
