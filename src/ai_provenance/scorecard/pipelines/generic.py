"""Parses the CI systems whose definitions are simple YAML: all commands in them become one job."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline
from ai_provenance.scorecard.pipelines.yaml_text import mapping, strings

# the keys that contain commands in one of these systems
_KEYS = {
    "script", "before_script", "install", "before_install", "after_success", "deploy", "commands", "command", "run",
    "test_script", "build_script", "deploy_script", "tasks",
}  # fmt: skip


def parse(path: str, content: bytes) -> Pipeline:
    """Travis CI, Bitbucket, Drone, Woodpecker, Cirrus, Buildkite, AppVeyor, sourcehut."""
    # the systems differ in where commands are, not in how they write them
    commands = tuple(_commands(mapping(content)))
    return Pipeline("other", path, frozenset({"push"}), (Job("pipeline", commands[:2000]),))


def _commands(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner) if str(key) in _KEYS else _commands(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _commands(inner)
