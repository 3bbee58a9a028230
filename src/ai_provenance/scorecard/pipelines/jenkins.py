"""Parses Jenkins pipelines: https://www.jenkins.io/doc/book/pipeline/syntax/.

Stages and shell steps are found by their fixed forms, because a Jenkinsfile is a Groovy program: there is no parser for
it here, and evaluating it would run the repository's code.
"""

from __future__ import annotations

import re

from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline

_COMMENTS = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
_STAGE = re.compile(r"""\bstage\s*\(\s*(['"])([^'"\n]{1,200})\1\s*\)""")
_STEP = re.compile(
    r"""\b(?:sh|bat|pwsh|powershell)\s*\(?\s*(?:script\s*:\s*)?(?:'''(.*?)'''|\"\"\"(.*?)\"\"\"|'([^'\n]*)'|"([^"\n]*)")""",
    re.DOTALL,
)


def parse(path: str, content: bytes) -> Pipeline:
    """One Jenkinsfile, declarative or scripted."""
    text = _COMMENTS.sub(" ", content.decode("utf-8", "replace"))
    stages = [*_STAGE.finditer(text)]
    ends = [*(stage.start() for stage in stages[1:]), len(text)]
    jobs = [Job(stage[2], _steps(text[stage.end() : end])) for stage, end in zip(stages, ends, strict=False)]
    # what else starts a job is configured on the Jenkins server, not in the file
    triggers = {"push"} | ({"schedule"} if re.search(r"\bcron\s*\(", text) else set())
    return Pipeline(
        provider="jenkins",
        path=path,
        triggers=frozenset(triggers),
        jobs=tuple(jobs) or (Job("pipeline", _steps(text)),),
        included=bool(re.search(r"@Library\b|\blibrary\s*[('\"]", text)),
    )


def _steps(text: str) -> tuple[str, ...]:
    return tuple(next(part for part in found.groups() if part is not None) for found in _STEP.finditer(text))
