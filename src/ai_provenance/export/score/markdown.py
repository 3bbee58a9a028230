"""The scorecard as Markdown, for a step summary or a wiki page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ai_provenance.export.options import Options
from ai_provenance.export.report.markdown import escape
from ai_provenance.export.score.text import percentage, phrase, span
from ai_provenance.scorecard.indicators import IndicatorVerdict
from ai_provenance.scorecard.score_wording import say_all, word
from ai_provenance.scorecard.scoring import Scorecard
from ai_provenance.snapshot import Snapshot
from ai_provenance.text import log_line


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the scorecard of SNAPSHOT; whatever came from the repository is escaped."""
    out.writelines(log_line(line) + "\n" for line in lines(snapshot, options.language))


def lines(snapshot: Snapshot, language: str = "en") -> Iterator[str]:
    """The scorecard, line by line. Raises ValueError where the snapshot holds none."""
    card = snapshot.scored
    yield f"## {phrase('title', language)} {escape(snapshot.range.revisions)}"
    yield ""
    yield f"{phrase('criteria', language)} {card.criteria.version} `{card.criteria.digest}`, {card.profile}"
    yield ""
    yield from _phases(card, language)
    yield from _tasks(card, language)
    yield from _gates(card, language)
    yield from _indicators(card, language)
    for notice in snapshot.warnings:
        yield ""
        yield f"> {escape(notice.message)}"


def _phases(card: Scorecard, language: str) -> Iterator[str]:
    yield "| | score | claimed | interval | known | label |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for phase in card.phases:
        title = card.title_of(phase).get(language)
        label = card.label_of(phase).text.get(language)
        scores = f"{percentage(phase.score, language)} | {percentage(phase.claimed, language)}"
        yield f"| {phase.phase} {title} | {scores} | {span(phase)} | {phase.coverage:.0%} | {label} |"
    total = card.overall
    scores = f"{percentage(total.score, language)} | {percentage(total.claimed, language)}"
    known = phrase("known", language).format(known=total.known, tasks=total.tasks)
    yield f"| {phrase('overall', language)} | {scores} | {span(total)} | {known} | |"


def _tasks(card: Scorecard, language: str) -> Iterator[str]:
    yield ""
    yield "| task | state | why |"
    yield "| --- | --- | --- |"
    for phase in card.phases:
        for task in phase.tasks:
            title = card.criteria.tasks[task.id].title.get(language)
            why = say_all(task.reasons, language)
            yield f"| {task.id} {escape(title)} | {word(task.state.value, language)} | {escape(why)} |"


def _gates(card: Scorecard, language: str) -> Iterator[str]:
    yield ""
    yield "| gate | verdict | criteria |"
    yield "| --- | --- | --- |"
    for gate in card.gates:
        titles = card.criteria.gates[gate.gate]
        parts = (
            f"{escape(titles[one.id.split('.', 1)[1]].title.get(language))}: {word(one.verdict.value, language)}"
            for one in gate.criteria
        )
        yield f"| {gate.gate} | {word(gate.verdict.value, language)} | {', '.join(parts)} |"


def _indicators(card: Scorecard, language: str) -> Iterator[str]:
    unknown = [one.id for one in card.indicators if one.verdict is IndicatorVerdict.UNKNOWN]
    if unknown:
        titles = card.titles(language)
        yield ""
        named = "; ".join(f"{name} {escape(titles[name])}" for name in unknown)
        yield f"{phrase('unmeasured', language)}: {named}"
