"""Jenkins pipelines: https://www.jenkins.io/doc/book/pipeline/syntax/.

Groovy has no parser here, and running it would be running the repository's code: stages and shell steps are read by
their fixed forms.
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
    marks = [*_STAGE.finditer(text)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    jobs = [Job(mark[2], _steps(text[mark.end() : end])) for mark, end in zip(marks, ends, strict=False)]
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
