"""Reads the CI definitions of several systems into one record: jobs with their commands, triggers and environments.

Nothing of a definition is run. One module for each system parses its files, `yaml_text` reads YAML that may be hostile,
`conditions` evaluates what is constant in an expression, `shell` finds the commands of a script whose failure counts,
`job_kinds` says what a job does, `enforcement` whether that can stop anything. To add a system, write
`parse(path, content) -> Pipeline` in a module of its own, name it in `PARSERS`, and add the globs of its files to
`data/evidence.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ai_provenance.scorecard.pipelines import azure, circleci, generic, github_actions, gitlab_ci, jenkins
from ai_provenance.scorecard.pipelines.enforcement import CHECKS, Enforcement, kinds_done
from ai_provenance.scorecard.pipelines.job_kinds import kinds_of
from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline, PipelineError, Step

__all__ = [
    "CHECKS",
    "PARSERS",
    "Enforcement",
    "Job",
    "Pipeline",
    "PipelineError",
    "Step",
    "kinds_done",
    "kinds_of",
    "parse_pipeline",
]

PARSERS: dict[str, Callable[[str, bytes], Pipeline]] = {
    "ci-github": github_actions.parse,
    "ci-gitlab": gitlab_ci.parse,
    "ci-azure": azure.parse,
    "ci-circleci": circleci.parse,
    "ci-jenkins": jenkins.parse,
    "ci-other": generic.parse,
}
"""Kind of evidence (`data/evidence.toml`) -> the parser of such files."""


def parse_pipeline(kind: str, path: str, content: bytes, *, shared: Mapping[str, Any] | None = None) -> Pipeline:
    """The definition in the file PATH, which is evidence of KIND.

    SHARED are the jobs that other files of the repository define and this one may extend (`gitlab_ci.job_tables`).

    Raises:
        PipelineError: it cannot be parsed.
    """
    return gitlab_ci.parse(path, content, shared) if kind == "ci-gitlab" else PARSERS[kind](path, content)
