"""What every CI system's definition comes down to."""

from __future__ import annotations

from dataclasses import dataclass


class PipelineError(ValueError):
    """A definition that cannot be parsed. The message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job (stage, step group) of a pipeline."""

    name: str
    commands: tuple[str, ...] = ()
    """Shell text, as written; never run."""
    uses: tuple[str, ...] = ()
    """Actions, orbs, tasks, included templates."""
    environment: str | None = None
    """The deployment environment it names."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One CI definition."""

    provider: str
    """`github`, `gitlab`, `azure`, `circleci`, `jenkins` or `other`."""
    path: str
    triggers: frozenset[str]
    """In GitHub's words (`push`, `pull_request`, `schedule`, `workflow_call`, ...); empty where unknown."""
    jobs: tuple[Job, ...]
    least_permissions: bool | None = None
    """Whether permissions are narrowed for every job; None where the system has no such notion."""
    included: bool = False
    """Whether a part of it lives elsewhere (remote template), so that what is missing cannot be told."""
