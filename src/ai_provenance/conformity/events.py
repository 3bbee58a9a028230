"""Whether the guards of a job let it run, and count, for one event: as far as that does not depend on the run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ai_provenance.scorecard.pipelines.conditions import NOTHING_FAILED, Value, evaluate
from ai_provenance.scorecard.pipelines.pipeline import Guards, Rule

REQUEST_BRANCH = "branch-of-a-request"
"""Stands for the branch that a request comes from, on systems that start for every push."""
EVENTS: Mapping[str, frozenset[str]] = {
    "push": frozenset({"push"}),
    "push:default": frozenset({"push"}),
    "pull_request": frozenset({"pull_request", "pull_request_target"}),
    "merge_group": frozenset({"merge_group"}),
    "schedule": frozenset({"schedule"}),
    "workflow_dispatch": frozenset({"workflow_dispatch"}),
}
"""Event of a template -> the events of a definition that are it."""
_PUSHED = frozenset({"push", "pull_request", "merge_group"})
_NONE = {"$ci_commit_tag": "", "$ci_merge_request_iid": "", "$ci_merge_request_id": ""}

Allowed = Callable[[str], bool]


def started_by(event: str, provider: str) -> frozenset[str]:
    """The events of a definition of PROVIDER that mean the template's EVENT."""
    # the other systems build every push, whether it belongs to a request or not, or are configured on the server
    is_pushed = provider in ("gitlab", "jenkins", "other") and bool(EVENTS[event] & _PUSHED)
    return EVENTS[event] | {"push"} if is_pushed else EVENTS[event]


def known_values(event: str, provider: str, branch: str | None) -> list[dict[str, Value]]:
    """What is known of the variables of a run that EVENT starts; several where there are several ways to start it."""
    default = branch or "main"
    if provider == "gitlab":
        pushed: dict[str, Value] = {**_NONE, "$ci_default_branch": default, "$ci_pipeline_source": "push"}
        if event == "pull_request":
            request: dict[str, Value] = {
                "$ci_pipeline_source": "merge_request_event",
                "$ci_commit_branch": "",
                "$ci_merge_request_iid": "1",
            }
            own: dict[str, Value] = {"$ci_commit_branch": REQUEST_BRANCH, "$ci_commit_ref_name": REQUEST_BRANCH}
            request |= {"$ci_merge_request_id": "1", "$ci_merge_request_target_branch_name": default}
            return [pushed | request, pushed | own]
        own = {"$ci_commit_branch": default, "$ci_commit_ref_name": default}
        return [pushed | own | ({"$ci_pipeline_source": "schedule"} if event == "schedule" else {})]
    if provider == "azure":
        reason = {"pull_request": "PullRequest", "schedule": "Schedule"}.get(event, "IndividualCI")
        values: dict[str, Value] = {"variables['build.reason']": reason}
        return [
            values | ({} if event == "pull_request" else {"variables['build.sourcebranch']": f"refs/heads/{default}"})
        ]
    if provider != "github":
        return [{}]
    name = event.removesuffix(":default")
    values = {"github.event_name": name, "github.event.repository.default_branch": default}
    if name == "pull_request":
        return [values | {"github.base_ref": default}, values | {"github.event_name": "pull_request_target"}]
    return [values | {"github.ref": f"refs/heads/{default}", "github.ref_name": default, "github.ref_type": "branch"}]


def fault_of(guards: Iterable[Guards], known: Mapping[str, Value], allowed: Allowed) -> str:
    """Why one of GUARDS keeps a run with the values KNOWN from happening or counting; empty where none does.

    A reason is an id of the scorecard's `kinds.toml`, or a sentence for what depends on the run and is not ALLOWED.
    """
    for held in guards:
        found = rules_fault(held.rules, known, allowed) if held.rules is not None else _conditions(held, known, allowed)
        if found:
            return found
    return ""


def rules_fault(rules: Sequence[Rule] | None, known: Mapping[str, Value], allowed: Allowed) -> str:
    """As `fault_of`, for rules of which the first that holds decides; what is allowed is taken not to hold."""
    if rules is None:
        return ""
    possible: list[str] = []
    unclear = ""
    for rule in rules:
        held = evaluate(rule.condition, known) if rule.condition else True
        if held is False:
            continue
        depends = held is None or rule.limited
        if depends and allowed(rule.condition):
            continue
        possible.append(_outcome(rule))
        if not depends:
            break
        unclear = unclear or rule.condition or "changed paths"
    else:
        possible.append("idle-never")
    if "" not in possible:
        return possible[0]
    return f"it depends on {unclear}" if any(possible) else ""


def _outcome(rule: Rule) -> str:
    reasons = {"never": "idle-never", "manual": "idle-manual", "on_failure": "idle-after-failure"}
    return reasons.get(rule.when) or ("idle-ignored" if rule.failure_ignored else "")


def _conditions(held: Guards, known: Mapping[str, Value], allowed: Allowed) -> str:
    for condition in held.conditions:
        value = evaluate(condition, {**NOTHING_FAILED, **known})
        if value is False:
            return "idle-never"
        if value is None and not allowed(condition):
            return f"it depends on {condition}"
    return ""


def normal_condition(text: str) -> str:
    """A condition without the brackets around it, in one spelling of quotes and spaces."""
    whole = re.fullmatch(r"\s*\$(?:\{\{(.*)\}\}|\[(.*)\])\s*", text, re.DOTALL)
    inner = (whole[1] or whole[2] or "") if whole else text
    return " ".join(inner.replace('"', "'").split())
