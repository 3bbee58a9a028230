"""Which parser reads which file."""

from __future__ import annotations

from collections.abc import Callable

from ai_provenance.scorecard.pipelines import azure, circleci, generic, github_actions, gitlab_ci, jenkins
from ai_provenance.scorecard.pipelines.pipeline import Pipeline

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
    """The definition at PATH. Raises PipelineError where it cannot be parsed."""
    return PARSERS[kind](path, content)
