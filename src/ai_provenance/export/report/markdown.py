"""The report as Markdown, for a step summary or a pull request comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance.export.options import Options
from ai_provenance.export.wording import day, one_line, percent
from ai_provenance.model import Ratio
from ai_provenance.report import Summary
from ai_provenance.snapshot import Snapshot

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
    yield f"Range {escape(snapshot.range.revisions)}: {summary.walked:,} commits walked, {summary.in_scope:,} in scope "
    yield f"(left out: {summary.excluded_merges:,} merges, {summary.excluded_automation:,} by automation)."
    yield ""
    yield from _numbers(summary)
    if snapshot.adoption:
        yield ""
        yield f"Since adoption ({escape(snapshot.adoption.since)}):"
        yield ""
        yield from _numbers(snapshot.adoption.summary)
    yield from _agents(snapshot)
    yield from _untraceable(summary)
    yield from (f"\n> **{escape(notice.code)}**: {escape(notice.message)}" for notice in snapshot.warnings)


def escape(text: str) -> str:
    """TEXT so that Markdown renders it as it is: no markup, no HTML, no mention, no link."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("\\@", "@\u2060")


def _numbers(summary: Summary) -> Iterator[str]:
    yield "| number | value | of |"
    yield "| --- | ---: | --- |"
    yield _number("Traceable commits", summary.trace_all)
    yield _number("AI commits declared", summary.trace_ai)
    yield _number("Origin known", summary.attribution_coverage)


def _number(name: str, ratio: Ratio) -> str:
    return f"| {name} | {percent(ratio)} | {ratio.numerator:,} of {ratio.denominator:,} |"


def _agents(snapshot: Snapshot) -> Iterator[str]:
    if not snapshot.summary.agents:
        return
    yield ""
    yield "| agent | commits |"
    yield "| --- | ---: |"
    for agent in snapshot.summary.agents:
        yield f"| {escape(snapshot.agent_names.get(agent.id, agent.id))} | {agent.commits:,} |"


def _untraceable(summary: Summary) -> Iterator[str]:
    if not summary.untraceable:
        return
    yield ""
    yield f"<details><summary>{summary.untraceable:,} untraceable commits</summary>"
    yield ""
    for example in summary.examples[:_EXAMPLES_SHOWN]:
        yield f"- `{example.oid[:10]}` {day(example.commit_time)} {escape(example.subject)}"
    yield ""
    yield "</details>"
