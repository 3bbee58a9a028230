"""Holds the CI definitions of a repository against a template: what it requires, owns and forbids."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from math import inf

from ai_provenance.conformity.documents import Forbid, Named, Own, PinRule, Require, Template, version_of
from ai_provenance.conformity.events import (
    REQUEST_BRANCH,
    fault_of,
    known_values,
    normal_condition,
    rules_fault,
    started_by,
)
from ai_provenance.conformity.normal_form import first_difference
from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.pipelines import Enforcement, Job, Pipeline, Step, kinds_done
from ai_provenance.scorecard.pipelines.enforcement import decides, idle_reason
from ai_provenance.scorecard.pipelines.pipeline import Pin
from ai_provenance.scorecard.score_wording import kind as worded

_MOST_CALLS = 5


class State(StrEnum):
    """Whether a repository meets one requirement."""

    MET = "met"
    DRIFTS = "drifts"
    BEHIND = "behind"
    EXCEPTED = "excepted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Result:
    """One requirement, held against one repository."""

    template: str
    """The id of the template; `pin` or `policy` for what every consumer must keep."""
    requirement: str
    state: State
    path: str = ""
    line: int = 0
    got: str = ""
    expected: str = ""
    remedy: str = ""
    rule: str = ""
    """The rule of the policy that a waiver or a severity sets aside."""
    until: dt.date | None = None
    """The last day of the exception that covers it."""

    @property
    def id(self) -> str:
        """TEMPLATE/REQUIREMENT."""
        return f"{self.template}/{self.requirement}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a template is held against."""

    facts: Facts
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    """Path of an owned file -> its content; None where it is not in this clone. A path that is missing has no file."""
    releases: Mapping[str, str] = field(default_factory=dict)
    """Tag -> commit, of the governance repository."""
    governance: str = ""
    """Owner and name of the governance repository, as `uses` names it; empty where its address shows none."""


def judge_template(template: Template, ground: Ground, owned: Mapping[str, bytes]) -> Iterator[Result]:
    """The result of each requirement of TEMPLATE. OWNED are its files with the variables filled in."""
    for require in template.require:
        yield _require(template.id, require, ground)
    present = {pipeline.provider for pipeline in ground.facts.pipelines}
    for own in template.own:
        # a template with a file for each system: only those of the systems in use are missed
        if own.path in ground.files or len(template.own) == 1 or not present or present & set(own.providers):
            yield _own(template.id, own, ground, owned[own.path])
    for number, forbid in enumerate(template.forbid):
        yield _forbid(template.id, replace_id(forbid, number), ground)


def replace_id(forbid: Forbid, number: int) -> Forbid:
    """FORBID with an id, by its place where it has none."""
    return forbid if forbid.id else forbid.model_copy(update={"id": f"forbid-{number + 1}"})


# --- what is required


@dataclass(frozen=True, slots=True)
class _Site:
    """A place in a definition where what is required was found."""

    pipeline: Pipeline
    jobs: tuple[Job, ...]
    """From the job that is started to the one, in a workflow that it calls, that does the work."""
    step: Step | None
    fault: str
    """Why it can stop nothing, whatever the event; empty where it can."""


def _require(template: str, require: Require, ground: Ground) -> Result:
    facts = ground.facts
    sites = [*_sites(require, facts)]
    expected = f"{require.what} on {', '.join(require.on)}"
    result = Result(template, require.id, State.MET, expected=expected, remedy=require.remedy)
    faults = {event: [(_fault(site, event, require, ground), site) for site in sites] for event in require.on}
    for event, found in faults.items():
        if any(not fault for fault, _ in found):
            continue
        if found:
            fault, site = found[0]
            return _drift(result, site, f"on {event}: {worded(fault)}", ground)
        return _missing(result, require, facts)
    site = next(site for fault, site in faults[require.on[0]] if not fault)
    return replace(result, path=site.pipeline.path)


def _missing(result: Result, require: Require, facts: Facts) -> Result:
    """The result where nothing was found: it may be in a definition that is not here."""
    if facts.ci_unseen or facts.problems:
        path = next((path for one in facts.problems for path in one.looked_at), "")
        return replace(result, state=State.UNKNOWN, path=path, got="a CI definition could not be read")
    # what another file brings in runs for no other events than the definition that names it
    included = (one for one in facts.pipelines if one.included and one.provider in require.providers)
    elsewhere = next(
        (one for one in included if all(started_by(event, one.provider) & one.triggers for event in require.on)), None
    )
    if elsewhere is not None and require.kind:
        return replace(result, state=State.UNKNOWN, path=elsewhere.path, got="included-elsewhere")
    path = next((one.path for one in facts.pipelines if one.provider in require.providers), "")
    return replace(result, state=State.DRIFTS, path=path, got="no job does it")


def _drift(result: Result, site: _Site, got: str, ground: Ground) -> Result:
    return replace(result, state=State.DRIFTS, path=site.pipeline.path, line=_line(site, ground), got=got)


def _sites(named: Named, facts: Facts) -> Iterator[_Site]:
    calls = Enforcement(facts.pipelines, facts.default_branch)
    providers = named.providers if isinstance(named, Require) else None
    for pipeline in facts.pipelines:
        if providers is None or pipeline.provider in providers:
            for job in pipeline.jobs:
                yield from _in_job(named, calls, pipeline, (job,))
            if named.include:
                for step in pipeline.elsewhere:
                    if _is_named(step.uses, named.include):
                        yield _Site(pipeline, (), step, "")


def _in_job(named: Named, calls: Enforcement, pipeline: Pipeline, jobs: tuple[Job, ...]) -> Iterator[_Site]:
    job = jobs[-1]
    whole = next((why for one in jobs if (why := idle_reason(one.guards))), "")
    found = False
    for step in job.steps:
        fault = _step_fault(named, job, step)
        if fault is not None:
            found = True
            yield _Site(pipeline, jobs, step, whole or fault)
    # the name of a job says what it does where none of its steps does
    if named.kind and not found:
        kinds = kinds_done(job)
        fault = whole if named.kind in kinds.enforced else dict(kinds.idle).get(named.kind)
        if fault is not None:
            yield _Site(pipeline, jobs, None, fault)
    if len(jobs) < _MOST_CALLS:
        for called in calls.called(job):
            for inner in called.jobs:
                yield from _in_job(named, calls, pipeline, (*jobs, inner))


def _step_fault(named: Named, job: Job, step: Step) -> str | None:
    """Why STEP, which does what is named, can stop nothing; empty where it can, None where it does something else."""
    if named.kind:
        kinds = kinds_done(replace(job, name="", steps=(step,), guards=replace(job.guards, never=False)))
        return "" if named.kind in kinds.enforced else dict(kinds.idle).get(named.kind)
    if not named.uses or not _is_named(step.uses, named.uses):
        return None
    return idle_reason(step.guards) or ("" if decides(step.uses) else "idle-status")


def _is_named(use: str, pattern: str) -> bool:
    """Whether USE, less its version and inputs, is what PATTERN names."""
    name = use.partition(" ")[0]
    return fnmatchcase(name.rpartition("@")[0] or name, pattern)


def _fault(site: _Site, event: str, require: Require, ground: Ground) -> str:
    """Why what is at SITE does not meet REQUIRE for EVENT; empty where it does."""
    pipeline = site.pipeline
    if site.fault:
        return site.fault
    # systems that build every push judge a request by the push of its branch
    pushed = event in ("pull_request", "merge_group") and pipeline.provider in (
        "gitlab",
        "circleci",
        "jenkins",
        "other",
    )
    facts = ground.facts
    enforcement = Enforcement(
        facts.pipelines, REQUEST_BRANCH if pushed and facts.default_branch else facts.default_branch
    )
    if site.jobs:
        # GitLab's rules say it for each event, and are judged below
        events = started_by(event, pipeline.provider)
        held = enforcement.held_back(pipeline, site.jobs[0], events)
        if held and not (held in ("idle-branches", "idle-paths") and site.jobs[0].guards.rules is not None):
            return held
    guards = [*(job.guards for job in site.jobs), *([site.step.guards] if site.step else [])]
    wanted = require.guards.if_
    listed = frozenset(map(normal_condition, wanted)) if isinstance(wanted, tuple) else frozenset()
    faults = [
        rules_fault(pipeline.rules, known, lambda _: False)
        or fault_of(guards, known, lambda text: wanted == "any" or normal_condition(text) in listed)
        for known in known_values(event, pipeline.provider, facts.default_branch)
    ]
    first = "" if "" in faults else faults[0]
    return (
        first or _permission_fault(site, require) or (_pin_fault(site.step, require.pin, ground) if require.pin else "")
    )


def _permission_fault(site: _Site, require: Require) -> str:
    if require.guards.permissions != "read" or site.pipeline.provider != "github" or not site.jobs:
        return ""
    own = site.jobs[-1].guards.permissions
    declared = site.pipeline.permissions if own is None else own
    if declared is None:
        return "its permissions are not declared, expected reading only"
    wide = next((one for one in declared if "write" in one), "")
    return f"it has the permission {wide}, expected reading only" if wide else ""


def _pin_fault(step: Step | None, rule: PinRule, ground: Ground) -> str:
    pin = step.pin if step else None
    if step is None or pin is None:
        return ""
    styles = rule.style.split("|")
    if pin.style not in styles:
        return f"{step.uses.partition(' ')[0]} is pinned by {pin.style}, expected {' or '.join(styles)}"
    name = step.uses.partition("@")[0]
    own = bool(ground.governance) and name.startswith(f"{ground.governance}/")
    stale = own and pin.style == "sha" and bool(pin.comment) and ground.releases.get(pin.comment) != pin.ref
    if stale:
        return f"the comment says {pin.comment}, which is not {pin.ref[:12]}"
    version = _version(pin, ground.releases if own else {})
    if rule.at_least is None:
        return ""
    if version is None:
        return f"{pin.ref[:12]} shows no version, expected {rule.at_least} or newer"
    # `v3` moves with its releases: it is the newest of them
    least = version_of(rule.at_least) or ()
    reached = (*version, *([inf] * (len(least) - len(version)))) >= least
    return "" if reached else f"version {pin.comment or pin.ref} is used, expected {rule.at_least} or newer"


def _version(pin: Pin, releases: Mapping[str, str]) -> tuple[int, ...] | None:
    if pin.style != "sha":
        return version_of(pin.ref)
    named = next((name for name, commit in releases.items() if commit == pin.ref and version_of(name)), pin.comment)
    return version_of(named)


def _line(site: _Site, ground: Ground) -> int:
    """The line of the step, else of the job; 0 where the text does not show it."""
    text = ground.facts.contents.get(site.pipeline.path, b"").decode("utf-8", "replace")
    lines = text.splitlines()
    job = site.jobs[0].id if site.jobs else ""
    start = next(
        (at for at, line in enumerate(lines) if job and re.match(rf"\s*['\"]?{re.escape(job)}['\"]?\s*:", line)), None
    )
    # the step of a called workflow is in another file
    wanted = _shown(site.step) if site.step and len(site.jobs) < 2 else ""
    at = next((at for at, line in enumerate(lines) if at >= (start or 0) and wanted and wanted in line), start)
    return 0 if at is None else at + 1


def _shown(step: Step) -> str:
    text = (
        step.uses.partition(" ")[0].partition(":")[2] if step.uses.startswith(("component:", "project:")) else step.uses
    )
    first = next((line.strip() for line in step.script.splitlines() if line.strip()), "")
    return text.partition(" ")[0] or first


# --- what is owned and forbidden


def _own(template: str, own: Own, ground: Ground, wanted: bytes) -> Result:
    result = Result(template, own.path, State.MET, own.path, expected="the template's file", remedy="onboard writes it")
    if own.path not in ground.files:
        return replace(result, state=State.DRIFTS, got="no such file")
    content = ground.files[own.path]
    if content is None:
        return replace(result, state=State.UNKNOWN, got="not in this clone")
    found = first_difference(content, wanted, own.path)
    if found is None:
        return result
    line, got, expected = found
    return replace(result, state=State.DRIFTS, line=line, got=got, expected=expected)


def _forbid(template: str, forbid: Forbid, ground: Ground) -> Result:
    facts = ground.facts
    result = Result(template, forbid.id, State.MET, expected=f"no {forbid.what}", remedy="take it out")
    for pipeline, job, got in _forbidden(forbid, facts.pipelines):
        site = _Site(pipeline, (job,) if job else (), None, "")
        return _drift(result, site, got, ground)
    return replace(result, state=State.UNKNOWN, got="a CI definition could not be read") if facts.problems else result


def _forbidden(forbid: Forbid, pipelines: Iterable[Pipeline]) -> Iterator[tuple[Pipeline, Job | None, str]]:
    for one in pipelines:
        if forbid.kind == "pull-request-target" and "pull_request_target" in one.triggers:
            yield one, None, "it is started by pull_request_target"
        if forbid.kind == "secrets-in-env" and one.secret_variables:
            yield one, None, f"{one.secret_variables[0]} has a secret for steps that do not need it"
        if forbid.kind == "write-all" and "write-all" in (one.permissions or ()):
            yield one, None, "its permissions are write-all"
        for job in one.jobs:
            if forbid.kind == "write-all" and "write-all" in (job.guards.permissions or ()):
                yield one, job, "its permissions are write-all"
            if forbid.kind and forbid.kind in kinds_done(job).possible:
                yield one, job, f"the job {job.name} does it"
            uses = (use for use in job.uses if forbid.uses and _is_named(use, forbid.uses))
            yield from ((one, job, f"it uses {use.partition(' ')[0]}") for use in uses)
        includes = (step for step in one.elsewhere if forbid.include and _is_named(step.uses, forbid.include))
        yield from ((one, None, f"it includes {step.uses}") for step in includes)
