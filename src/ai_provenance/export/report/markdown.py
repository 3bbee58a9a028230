"""The report as Markdown, for a step summary or a pull request comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from ai_provenance.export.judgement import advice_text, judgement
from ai_provenance.export.options import Options
from ai_provenance.export.wording import (
    NUMBER_NAMES,
    count,
    day,
    differs_since_first_ai,
    fraction,
    one_line,
    percent,
    points,
)
from ai_provenance.model import Ratio
from ai_provenance.report import Counts, Example, Summary
from ai_provenance.snapshot import Comparison, Snapshot
from ai_provenance.snapshot.advice import advice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&@:])")
_EXAMPLES_SHOWN = 10


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - every exporter's signature
    """Write the report; whatever came from the repository is escaped and renders as text."""
    for line in lines(snapshot):
        out.write(line + "\n")


def lines(snapshot: Snapshot) -> Iterator[str]:
    """The report, line by line."""
    summary = snapshot.summary
    yield "## AI provenance"
    yield ""
    walked = count(summary.walked, "commit")
    yield f"Range {escape(snapshot.range.revisions)}: {walked} walked, {summary.in_scope:,} in scope "
    yield f"(left out: {count(summary.excluded_merges, 'merge')}, {summary.excluded_automation:,} by automation)."
    if summary.review_only:
        yield f"AI commits declared leaves out {count(summary.review_only, 'commit')} that an AI only reviewed."
    yield ""
    yield from _numbers(summary)
    if snapshot.adoption:
        yield ""
        yield f"Since adoption ({escape(snapshot.adoption.since)}):"
        yield ""
        yield from _numbers(snapshot.adoption.summary)
    elif differs_since_first_ai(summary) and summary.first_ai and summary.since_first_ai:
        yield ""
        yield f"Since the first AI commit ({day(summary.first_ai.commit_time)}):"
        yield ""
        yield from _numbers(summary.since_first_ai)
    if snapshot.comparison:
        yield from _comparison(snapshot.comparison)
    if snapshot.threshold.target is not None and snapshot.range.complete:
        yield ""
        yield from (escape(line) for line in judgement(snapshot))
    yield from _agents(snapshot)
    yield from _undeclared(summary)
    yield from _untraceable(snapshot)
    yield from (f"\n> **{escape(notice.code)}**: {escape(notice.message)}" for notice in snapshot.warnings)


def escape(text: str) -> str:
    """TEXT so that Markdown renders it as it is: no markup, no HTML, no mention, no link."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("\\@", "@\u2060")


def _numbers(summary: Summary | Counts) -> Iterator[str]:
    yield "| number | value | of |"
    yield "| --- | ---: | --- |"
    yield _number("Traceable commits", summary.trace_all)
    yield _number("AI commits declared", summary.trace_ai)
    yield _number("Origin known", summary.attribution_coverage)


def _number(name: str, ratio: Ratio) -> str:
    return f"| {name} | {percent(ratio)} | {ratio.numerator:,} of {ratio.denominator:,} |"


def _comparison(comparison: Comparison) -> Iterator[str]:
    parts = (comparison.request, comparison.before, comparison.after)
    yield ""
    yield f"Compared with {escape(comparison.base)}:"
    yield ""
    yield "| number | this request | before | after | difference |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for number, name in NUMBER_NAMES.items():
        ratios = [getattr(part.counts, number) for part in parts]
        yield f"| {name} | {' | '.join(map(fraction, ratios))} | {points(ratios[1], ratios[2])} |"


def _undeclared(summary: Summary) -> Iterator[str]:
    number = summary.trace_ai.denominator - summary.trace_ai.numerator
    if number:
        yield ""
        yield f"<details><summary>{count(number, 'AI commit')} to declare</summary>"
        yield ""
        yield from _examples(summary.undeclared)


def _examples(examples: Iterable[Example]) -> Iterator[str]:
    for example in islice(examples, _EXAMPLES_SHOWN):
        yield f"- `{example.oid[:10]}` {day(example.commit_time)} {escape(example.subject)}"
    yield ""
    yield "</details>"


def _agents(snapshot: Snapshot) -> Iterator[str]:
    if not snapshot.summary.agents:
        return
    yield ""
    yield "| agent | commits |"
    yield "| --- | ---: |"
    for agent in snapshot.summary.agents:
        yield f"| {escape(snapshot.agent_names.get(agent.id, agent.id))} | {agent.commits:,} |"


def _untraceable(snapshot: Snapshot) -> Iterator[str]:
    summary = snapshot.summary
    if not summary.untraceable:
        return
    yield ""
    yield f"<details><summary>{count(summary.untraceable, 'untraceable commit')}</summary>"
    yield ""
    yield from _examples(summary.examples)
    found = advice(snapshot)
    if found:
        yield ""
        yield f"To raise it: {escape(advice_text(found))}"
