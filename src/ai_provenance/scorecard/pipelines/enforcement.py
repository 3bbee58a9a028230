"""Judges whether what a pipeline checks can stop anything: whether it runs by itself, and whether its failure counts.

A step that is there and validates nothing (`|| true`, `if: false`, `continue-on-error`, started by hand, for another
branch) is distinguished from one that is missing, and from one that holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ai_provenance import lazy
from ai_provenance.scorecard.pipelines.conditions import is_never
from ai_provenance.scorecard.pipelines.job_kinds import kinds_in
from ai_provenance.scorecard.pipelines.pipeline import Filter, Guards, Job, Pipeline, Trigger
from ai_provenance.scorecard.pipelines.shell import read_script

CHECKS = frozenset({"policy", "audit", "test", "static-analysis", "secret-scan", "iac", "ai-tests", "sign"})
"""Kinds of work that are worth something only where their failure counts. Others (build, deploy) may be manual."""
_BY_COMMAND = frozenset({"policy", "audit", "metrics", "secret-scan", "sign"})
"""Kinds that the name of a job does not show: a job called after a command need not run it."""
_CHANGES = frozenset({"push", "pull_request", "pull_request_target", "merge_group", "schedule", "workflow_run"})
"""Events that changes cause, or that come by themselves."""
_BY_DEFAULT = frozenset({"opened", "synchronize", "reopened", "ready_for_review", "completed", "checks_requested"})
_PREPARES = lazy.pattern(
    r"(?:[\w.-]+/)?(?:checkout|cache|(?:action-)?setup-?[\w-]*|login-action|download-artifact)(?:[@: ]|$)"
)
"""Actions that only make ready for what a job does: that they can fail says nothing of it."""
_MAKES_READY = lazy.pattern(r"(?:set[-_ ]?up|prepare|determine|detect|generate)\b(?!.*\band\b)", re.IGNORECASE)
"""Names of jobs that make ready for others: `Setup test matrix` tests nothing."""
_FAIL_OFF = lazy.pattern(r"\b(?:fail|fail[-_]on[-_]\w+|strict): *(?:false|never|off|no)\b", re.IGNORECASE)
"""Inputs of actions that make them report only; `fail` is that of our own action."""
_IGNORE_ON = lazy.pattern(
    r"\b(?:continue[-_]on[-_]error|soft[-_]fail|allow[-_]failure|exit[-_]zero|dry[-_]run): *true\b", re.I
)


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a job does, by the kinds of `data/commands.toml`."""

    enforced: frozenset[str] = frozenset()
    """Done, and a failure of it makes the job fail."""
    idle: tuple[tuple[str, str], ...] = ()
    """Kinds that are written there and can stop nothing, each with the reason (an id of `data/kinds.toml`)."""
    possible: frozenset[str] = frozenset()
    """Done at all, by hand or without effect on the result too."""


@lru_cache(maxsize=65_536)  # several probes need the kinds of the same job
def kinds_done(job: Job) -> Kinds:
    """What JOB does, and what of it can stop a change."""
    enforced: set[str] = set()
    idle: dict[str, str] = {}
    possible: set[str] = set()
    whole = idle_reason(job.guards)
    work: list[str] = []  # why each command or action that may be the job's work can stop nothing, empty where it can
    for guards, texts in _texts(job):
        reason = whole or idle_reason(guards)
        for text, counts in texts:
            kinds = kinds_in(text)
            if not (guards.never or job.guards.never):
                possible |= kinds
            why = reason or ("" if counts else "idle-status")
            if not _PREPARES.match(text):
                work.append(why)
            if why:
                for kind in kinds:
                    idle.setdefault(kind, why)
            else:
                enforced |= kinds
    # a job called `test` runs tests, whatever its script is called; but not where its own tests are without effect
    named = frozenset() if _MAKES_READY.match(job.name) else kinds_in(job.name) - _BY_COMMAND
    if not job.guards.never:
        possible |= named
    if "" in work:
        enforced |= named - idle.keys()
    elif work:
        idle |= dict.fromkeys(named - idle.keys(), work[0])
    left = tuple((kind, why) for kind, why in idle.items() if kind not in enforced)
    return Kinds(frozenset(enforced), left, frozenset(possible))


def _texts(job: Job) -> Iterator[tuple[Guards, list[tuple[str, bool]]]]:
    """For each step its guards, and its commands or action with whether its failure counts."""
    for step in job.steps:
        found: list[tuple[str, bool]] = []
        if step.uses:
            found.append((step.uses, decides(step.uses)))
        if step.script:
            script = read_script(step.script, step.shell)
            found.append(("\n".join(script.decisive), True))
            found.append(("\n".join(script.ignored), False))
        yield step.guards, [(text, counts) for text, counts in found if text]


def decides(use: str) -> bool:
    """Whether an action with its inputs can fail the job."""
    return not (_FAIL_OFF.search(use) or _IGNORE_ON.search(use))


def idle_reason(guards: Guards) -> str:
    """Why what GUARDS hold can stop nothing; empty where it can."""
    if guards.never:
        return "idle-never"
    if guards.manual:
        return "idle-manual"
    if guards.after_failure:
        return "idle-after-failure"
    return "idle-ignored" if guards.failure_ignored else ""


class Enforcement:
    """What the pipelines of one repository enforce on its default branch."""

    def __init__(self, pipelines: Sequence[Pipeline], default_branch: str | None) -> None:
        self._pipelines = pipelines
        self._branch = default_branch
        """None where it is not known: then no filter is held to leave it out."""
        self._in_question: set[str] = set()
        self._started: dict[tuple[str, frozenset[str]], str] = {}
        self._skipped = {one.path: _skipped(one) for one in pipelines}
        self._by_path = {pipeline.path: pipeline for pipeline in pipelines}

    def reason_against(self, pipeline: Pipeline, kind: str, *, events: frozenset[str] = _CHANGES) -> str | None:
        """Empty where PIPELINE enforces KIND; why not where it is written there; None where it is not."""
        found: list[str] = []
        for job in pipeline.jobs:
            found += self._of_job(pipeline, job, kind, events, frozenset({pipeline.path}))
        if not found:
            return None
        return "" if "" in found else found[0]

    def _of_job(
        self, pipeline: Pipeline, job: Job, kind: str, events: frozenset[str], seen: frozenset[str]
    ) -> Iterator[str]:
        kinds = kinds_done(job)
        outer = self.held_back(pipeline, job, events)
        if kind in kinds.enforced:
            yield outer
        yield from (why for one, why in kinds.idle if one == kind)
        for called in self.called(job):
            if called.path not in seen:
                for inner in called.jobs:
                    for why in self._of_job(called, inner, kind, events, seen | {called.path}):
                        yield outer or idle_reason(job.guards) or why

    def called(self, job: Job) -> list[Pipeline]:
        """The workflows of this repository that JOB uses."""
        # `./` is the checkout, `$/` the repository of the workflow at the same commit
        paths = [use.split(" ")[0][2:] for use in job.uses if use.startswith(("./", "$/"))]
        return [self._by_path[path] for path in paths if path in self._by_path]

    def held_back(self, pipeline: Pipeline, job: Job, events: frozenset[str]) -> str:
        """Why JOB of PIPELINE does not run for EVENTS on the default branch; empty where it does."""
        if job.id in self._skipped[pipeline.path]:
            return "idle-never"
        key = (pipeline.path, events)
        if key not in self._started:
            self._started[key] = self._starts(pipeline, events)
        if self._started[key]:
            return self._started[key]
        if pipeline.provider == "github" and self._never_for(pipeline, job, events):
            return "idle-never"
        return self._limited(job.guards.filter)

    def _starts(self, pipeline: Pipeline, events: frozenset[str]) -> str:
        """Why nothing starts PIPELINE by itself; empty where something does."""
        if pipeline.provider == "gitlab" and not self._is_included(pipeline):
            return "idle-uncalled"
        reasons = [self._trigger(one) for one in pipeline.events if one.event in events]
        if "" in reasons or self._is_called(pipeline, events):
            return ""
        if reasons:
            return reasons[0]
        if "workflow_call" in pipeline.triggers:
            return "idle-uncalled"
        return "idle-manual" if pipeline.events else "idle-never"

    def _is_called(self, pipeline: Pipeline, events: frozenset[str]) -> bool:
        """Whether a job of another workflow, which itself runs for changes, uses PIPELINE."""
        if "workflow_call" not in pipeline.triggers or pipeline.path in self._in_question:
            return False
        self._in_question.add(pipeline.path)  # workflows that call each other in a circle are started by no one
        try:
            return any(
                not idle_reason(job.guards) and not self.held_back(other, job, events)
                for other in self._pipelines
                for job in other.jobs
                if other is not pipeline and pipeline in self.called(job)
            )
        finally:
            self._in_question.discard(pipeline.path)

    def _trigger(self, trigger: Trigger) -> str:
        if trigger.types and not _BY_DEFAULT.intersection(trigger.types):
            return "idle-events"
        if trigger.event == "push" and trigger.filter.tags and not trigger.filter.branches:
            return "idle-branches"
        return self._limited(trigger.filter)

    def _limited(self, limit: Filter) -> str:
        if self._branch is not None:
            if limit.branches and not _chooses(limit.branches, self._branch):
                return "idle-branches"
            if _chooses(limit.branches_ignored, self._branch):
                return "idle-branches"
        elif "" in limit.branches or "**" in limit.branches_ignored:
            return "idle-branches"
        if limit.paths and not any(path in ("**", "*", "**/*", ".") for path in limit.paths):
            return "idle-paths"
        return "idle-paths" if {"**", "**/*"}.intersection(limit.paths_ignored) else ""

    def _never_for(self, pipeline: Pipeline, job: Job, events: frozenset[str]) -> bool:
        """Whether the condition of JOB is false for each event that starts the pipeline."""
        started = [one.event for one in pipeline.events if one.event in events and one.event != "workflow_call"]
        return bool(started) and all(is_never(job.guards.conditions, {"github.event_name": event}) for event in started)

    def _is_included(self, pipeline: Pipeline) -> bool:
        """Whether PIPELINE is the file that GitLab reads, or one that it takes in."""
        if pipeline.path in (".gitlab-ci.yml", ".gitlab-ci.yaml"):
            return True
        return any(_chooses((one,), pipeline.path) for other in self._pipelines for one in other.includes)


def _skipped(pipeline: Pipeline) -> frozenset[str]:
    """Ids of the jobs that never run because a job that they need never does."""
    waiting_for: dict[str, list[Job]] = {}
    for job in pipeline.jobs:
        for name in job.guards.needs:
            waiting_for.setdefault(name, []).append(job)
    skipped: set[str] = set()
    ends = [job.id for job in pipeline.jobs if job.guards.never and job.id]
    while ends:
        for job in waiting_for.get(ends.pop(), ()):
            anyway = any("always()" in one or "!cancelled()" in one for one in job.guards.conditions)
            if job.id and job.id not in skipped and not anyway:
                skipped.add(job.id)
                ends.append(job.id)
    return frozenset(skipped)


def _chooses(patterns: Sequence[str], name: str) -> bool:
    """Whether PATTERNS, of which a later one that begins with `!` takes names out again, choose NAME."""
    chosen = False
    for pattern in patterns:
        negative = pattern.startswith("!")
        if _matches(pattern.removeprefix("!"), name):
            chosen = not negative
    return chosen


def _matches(pattern: str, name: str) -> bool:
    if (
        (pattern.startswith("/") and pattern.endswith("/"))
        or "${{" in pattern
        or "$(" in pattern
        or pattern.startswith("$")
    ):
        return True  # a regular expression or a variable: what it matches is not evaluated here
    pattern = pattern.removeprefix("refs/heads/")
    translated = re.sub(
        r"\\\*\\\*|\\\*|\\\?", lambda one: {r"\*\*": ".*", r"\*": "[^/]*"}.get(one[0], "."), re.escape(pattern[:200])
    )
    return re.fullmatch(translated, name) is not None
