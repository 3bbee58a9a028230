"""The record that the definition of every CI system is parsed into."""

from __future__ import annotations

from dataclasses import dataclass


class PipelineError(ValueError):
    """A definition cannot be parsed. The message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job (stage, step group) of a pipeline."""

    name: str
    commands: tuple[str, ...] = ()
    """Shell text as written; it is never run."""
    uses: tuple[str, ...] = ()
    """Actions, orbs, tasks and templates that the job uses."""
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
    """Whether a part of it is elsewhere (a remote template): what is missing here may be there."""
