"""Parses Jenkins pipelines: https://www.jenkins.io/doc/book/pipeline/syntax/.

Stages and shell steps are found by their fixed forms, because a Jenkinsfile is a Groovy program: there is no parser for
it here, and evaluating it would run the repository's code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import NamedTuple

from ai_provenance import lazy
from ai_provenance.scorecard.pipelines.conditions import evaluate
from ai_provenance.scorecard.pipelines.guards import guards
from ai_provenance.scorecard.pipelines.pipeline import Filter, Guards, Job, Pipeline, Shell, Step, Trigger

# strings first, so that `//` and braces in them are none
_LEXEME = lazy.pattern(
    r"(?P<text>'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<comment>/\*.*?\*/|(?<!:)//[^\n]*)|(?P<open>\{)|(?P<close>\})",
    re.DOTALL,
)
_STAGE = lazy.pattern(r"""\bstage\s*\(\s*(['"])([^'"\n]{1,200})\1\s*\)\s*$""")
_STEP = lazy.pattern(
    r"""\b(?P<shell>sh|bat|pwsh|powershell)\s*(?P<call>\([^'"]{0,200})?\s*(?:script\s*:\s*)?(?:'''(?P<a>.*?)'''|\"\"\"(?P<b>.*?)\"\"\"|'(?P<c>[^'\n]*)'|"(?P<d>[^"\n]*)")(?P<rest>[^\n]{0,100})""",
    re.DOTALL,
)
_IGNORING = lazy.pattern(r"\b(?:catchError|warnError|try)\b[^{]*$")
_CONDITION = lazy.pattern(r"\bif\s*\((.{0,200})\)\s*$", re.DOTALL)
_BRANCH = lazy.pattern(r"""\bbranch\s*\(?\s*(?:pattern\s*:\s*)?['"]([^'"\n]{1,200})['"]""")
_EXPRESSION = lazy.pattern(r"\bexpression\s*\{\s*(?:return\s+)?([^{}]{0,200}?)\s*;?\s*\}")


class _Block(NamedTuple):
    """What is between two braces, and the text before the first one."""

    start: int
    end: int
    header: str


def parse(path: str, content: bytes) -> Pipeline:
    """One Jenkinsfile, declarative or scripted."""
    text, blocks = _blocks(content.decode("utf-8", "replace"))
    stages = [(block, name[2]) for block in blocks if (name := _STAGE.search(block.header))]
    by_stage: dict[int, list[Step]] = {}
    starts = [block.start for block in blocks]
    for found in _STEP.finditer(text):
        around = [block for block in blocks[: bisect_right(starts, found.start())] if block.end > found.start()]
        owner = max((block.start for block in around if _STAGE.search(block.header)), default=-1)
        by_stage.setdefault(owner, []).append(_step(found, around, text))
    jobs = [
        Job(name, tuple(by_stage.get(block.start, ())), guards=_stage_guards(block, text), id=name)
        for block, name in stages
        if block.start in by_stage or not any(block.start < other.start < block.end for other, _ in stages)
    ]
    if -1 in by_stage or not jobs:
        jobs.append(Job("pipeline", tuple(by_stage.get(-1, ()))))
    # what else starts a job is configured on the Jenkins server, not in the file
    events = ["push", *(["schedule"] if re.search(r"\bcron\s*\(", text) else [])]
    return Pipeline(
        provider="jenkins",
        path=path,
        events=tuple(map(Trigger, events)),
        jobs=tuple(jobs),
        included=bool(re.search(r"@Library\b|\blibrary\s*[('\"]", text)),
    )


def _blocks(text: str) -> tuple[str, list[_Block]]:
    """TEXT with its comments blanked out, and its blocks by their beginning."""
    pieces: list[str] = []
    opened: list[tuple[int, str]] = []
    blocks: list[_Block] = []
    last = boundary = 0
    for found in _LEXEME.finditer(text):
        pieces.append(text[last : found.start()])
        last = found.end()
        if found["comment"]:
            pieces.append(re.sub(r"[^\n]", " ", found[0]))
            continue
        pieces.append(found[0])
        if found["open"]:
            opened.append((found.end(), text[max(boundary, found.start() - 300) : found.start()]))
        elif found["close"] and opened:
            start, header = opened.pop()
            blocks.append(_Block(start, found.start(), header))
        if not found["text"]:
            boundary = found.end()
    pieces.append(text[last:])
    blocks += [_Block(start, len(text), header) for start, header in opened]
    return "".join(pieces), sorted(blocks)


def _step(found: re.Match[str], around: list[_Block], text: str) -> Step:
    script = next(part for part in (found["a"], found["b"], found["c"], found["d"]) if part is not None)
    options = f"{found['call'] or ''}{found['rest'] or ''}"
    ignored = any(_IGNORING.search(block.header) for block in around)
    # a status that is returned counts only where `error` is called for it
    returned = "returnStatus" in options and not re.search(r"\berror\s*[('\"]", text)
    conditions = [one[1] for block in around if (one := _CONDITION.search(block.header))]
    in_post = any(re.search(r"\bpost\s*$", block.header) for block in around)
    unhappy = in_post and any(
        re.search(r"\b(?:failure|unstable|aborted|unsuccessful)\s*$", block.header) for block in around
    )
    held = replace(guards(*conditions, failure_ignored=ignored or returned), after_failure=unhappy)
    return Step(script=script, guards=held, shell=Shell(errexit=found["shell"] == "sh"))


def _stage_guards(stage: _Block, text: str) -> Guards:
    """`when` and `input` of a stage. Stages inside it are left out."""
    own = text[stage.start : stage.end].split("stage(", 1)[0]
    when = re.search(r"\bwhen\s*\{", own)
    given = _balanced(own[when.end() :]) if when else ""
    expressions = _EXPRESSION.findall(given)
    negated = re.search(r"\b(?:not|anyOf)\s*\{", given)
    never = not negated and any(evaluate(one) is False for one in expressions)
    manual = bool(re.search(r"\binput\b\s*(?:\{|\(|message|['\"])", own))
    branches = () if negated else tuple(_BRANCH.findall(given))
    held = guards(never=never, manual=manual, filter_=Filter(branches=branches))
    return replace(held, conditions=tuple(expressions))


def _balanced(text: str) -> str:
    """TEXT up to the brace that closes what is open at its beginning."""
    depth = 1
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return text[: found.start()]
    return text
