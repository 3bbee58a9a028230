"""The record that the definition of every CI system is parsed into."""

from __future__ import annotations

from dataclasses import dataclass, field


class PipelineError(ValueError):
    """A definition cannot be parsed. The message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Filter:
    """The branches, tags and paths that something is limited to, as patterns; empty where there is no limit."""

    branches: tuple[str, ...] = ()
    branches_ignored: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    paths_ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event that starts a pipeline."""

    event: str
    """In GitHub's words: `push`, `pull_request`, `schedule`, `workflow_call`, `workflow_dispatch`, ..."""
    filter: Filter = Filter()
    types: tuple[str, ...] = ()
    """The activities of the event that count (`opened`, `closed`); empty for those that count by default."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One of the rules of which the first that holds decides about a job (GitLab)."""

    condition: str = ""
    """The expression as written; empty where it always holds."""
    when: str = "on_success"
    failure_ignored: bool = False
    limited: bool = False
    """It also depends on which paths are changed, or exist."""


@dataclass(frozen=True, slots=True)
class Guards:
    """What decides whether a job or a step runs, and whether its failure counts."""

    conditions: tuple[str, ...] = ()
    """Expressions as written (`if`, `condition`, `rules`, `when`)."""
    never: bool = False
    """A condition is false whatever happens."""
    manual: bool = False
    """Waits for a person to start it."""
    after_failure: bool = False
    """Runs only when something else has failed."""
    failure_ignored: bool = False
    """`continue-on-error`, `allow_failure` and their like."""
    filter: Filter = Filter()
    needs: tuple[str, ...] = ()
    """Ids of the jobs that must have succeeded before it."""
    permissions: tuple[str, ...] | None = None
    """`contents: read` and its like, as written; None where it declares none."""
    timeout: str = ""
    rules: tuple[Rule, ...] | None = None
    """The rules that decide in place of the conditions; None where the system, or the job, has none."""


@dataclass(frozen=True, slots=True)
class Pin:
    """How the version of an action, template or image is fixed."""

    ref: str
    """What follows the `@`; empty where there is none."""
    style: str
    """`sha` (an object id or a digest), `tag` (a version), `branch` (any other name) or `none`."""
    comment: str = ""
    """The version that a comment behind it names, e.g. `v4.1.0` behind an object id."""


@dataclass(frozen=True, slots=True)
class Shell:
    """How the shell that runs a script treats failures."""

    errexit: bool = True
    """It stops at the first command that fails (`set -e`)."""
    pipefail: bool = False
    """A pipe fails where any of its commands does."""
    known: bool = True
    """False where the script is no shell script (`shell: python`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A script, or one use of an action, task, orb or template."""

    script: str = ""
    """Shell text as written; it is never run."""
    uses: str = ""
    """The action with its inputs."""
    name: str = ""
    guards: Guards = Guards()
    shell: Shell = Shell()
    pin: Pin | None = None
    """How `uses` is pinned; None for a script."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job (stage, step group) of a pipeline."""

    name: str
    """Its id and its title, or the stage that it belongs to."""
    steps: tuple[Step, ...] = ()
    environment: str | None = None
    """The deployment environment it names."""
    guards: Guards = Guards()
    id: str = ""
    """What `needs` of other jobs call it."""

    @property
    def commands(self) -> tuple[str, ...]:
        """The scripts of its steps."""
        return tuple(step.script for step in self.steps if step.script)

    @property
    def uses(self) -> tuple[str, ...]:
        """Actions, orbs, tasks and templates that it uses."""
        return tuple(step.uses for step in self.steps if step.uses)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One CI definition."""

    provider: str
    """`github`, `gitlab`, `azure`, `circleci`, `jenkins` or `other`."""
    path: str
    events: tuple[Trigger, ...]
    """What starts it; empty where nothing does."""
    jobs: tuple[Job, ...]
    least_permissions: bool | None = None
    """Whether permissions are narrowed for every job; None where the system has no such notion."""
    permissions: tuple[str, ...] | None = None
    """Those of all jobs that declare none; None where none are declared."""
    included: bool = False
    """Whether a part of it is elsewhere (a remote template): what is missing here may be there."""
    includes: tuple[str, ...] = field(default=())
    """Paths (or globs) of files of the same repository that it takes its jobs from."""
    elsewhere: tuple[Step, ...] = ()
    """What it takes in from other places (`component:`, `project:`, `remote:`, `template:`), with its pin."""
    rules: tuple[Rule, ...] | None = None
    """The rules that decide whether it is started at all (GitLab's `workflow`)."""
    secret_variables: tuple[str, ...] = ()
    """Variables of all steps of a job, or of all jobs, that hold a secret."""

    @property
    def triggers(self) -> frozenset[str]:
        """The names of its events."""
        return frozenset(one.event for one in self.events)
