"""Reads the CI definitions of several systems into one record: jobs with their commands, triggers and environments.

Nothing of a definition is run. One module for each system parses its files, `yaml_text` reads YAML that may be hostile,
`job_kinds` tells what a job does. To add a system, write `parse(path, content) -> Pipeline` in a module of its own,
name it in `PARSERS`, and add the globs of its files to `data/evidence.toml`.
"""

from __future__ import annotations

from collections.abc import Callable

from ai_provenance.scorecard.pipelines import azure, circleci, generic, github_actions, gitlab_ci, jenkins
from ai_provenance.scorecard.pipelines.job_kinds import kinds_of
from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline, PipelineError

__all__ = ["PARSERS", "Job", "Pipeline", "PipelineError", "kinds_of", "parse_pipeline"]

PARSERS: dict[str, Callable[[str, bytes], Pipeline]] = {
    "ci-github": github_actions.parse,
    "ci-gitlab": gitlab_ci.parse,
    "ci-azure": azure.parse,
    "ci-circleci": circleci.parse,
    "ci-jenkins": jenkins.parse,
    "ci-other": generic.parse,
}
"""Kind of evidence (`data/evidence.toml`) -> the parser of such files."""


def parse_pipeline(kind: str, path: str, content: bytes) -> Pipeline:
    """The definition in the file PATH, which is evidence of KIND. Raises PipelineError where it cannot be parsed."""
    return PARSERS[kind](path, content)
