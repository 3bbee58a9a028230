"""The scorecard for a person at a terminal: one line a phase, then what is open and how to fix it, then the gates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ai_provenance.export.options import Options
from ai_provenance.export.wording import one_line
from ai_provenance.scorecard.criteria import Text
from ai_provenance.scorecard.evaluate import Overall, PhaseResult, TaskResult
from ai_provenance.scorecard.gates import GateResult
from ai_provenance.scorecard.indicators import IndicatorVerdict
from ai_provenance.scorecard.score_wording import quantity, say, say_all, word
from ai_provenance.scorecard.scoring import Scorecard
from ai_provenance.scorecard.states import GateVerdict
from ai_provenance.snapshot import Snapshot
from ai_provenance.text import log_line

_WORDS = {
    "title": Text(en="Scorecard of", es="Scorecard de"),
    "profile": Text(en="profile", es="perfil"),
    "criteria": Text(en="criteria", es="criterios"),
    "changed": Text(en="changed by this repository", es="cambiados por este repositorio"),
    "overall": Text(en="Overall", es="Global"),
    "columns": Text(
        en="Phase                                                score  claimed       interval  known  label",
        es="Fase                                                 score   dicho       intervalo  visto  etiqueta",
    ),
    "tasks": Text(en="by tasks", es="por tareas"),
    "known": Text(en="{known} of {tasks} tasks known", es="{known} de {tasks} tareas conocidas"),
    "scored": Text(
        en="{phases} phase(s) have a score, mean {mean}", es="{phases} fase(s) con puntuación, media {mean}"
    ),
    "no-score": Text(en="no score", es="sin nota"),
    "gates": Text(en="Gates (only a gate says completed)", es="Gates (solo un gate dice completado)"),
    "indicators": Text(en="Indicators", es="Indicadores"),
    "unmeasured": Text(en="not measured", es="sin medir"),
    "risks": Text(en="Risks", es="Riesgos"),
    "waivers": Text(en="Left out as not applicable", es="Excluidas como no aplicables"),
    "findings": Text(en="Also found", es="Además"),
    "remedy": Text(en="to do", es="por hacer"),
    "roles": Text(en="responsible", es="a cargo de"),
    "deliverable": Text(en="deliverable", es="entregable"),
    "tools": Text(en="tools", es="herramientas"),
}


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the scorecard of SNAPSHOT as plain lines."""
    out.writelines(log_line(line) + "\n" for line in lines(snapshot, options.language))


def lines(snapshot: Snapshot, language: str = "en") -> Iterator[str]:
    """The scorecard, line by line. Raises ValueError where the snapshot holds none."""
    card = snapshot.scored
    head = snapshot.repository.head or "-"
    yield f"{phrase('title', language)} {one_line(snapshot.range.revisions)} ({head[:10]})"
    changed = f", {phrase('changed', language)}" if card.changed_criteria else ""
    digest = card.criteria.digest[:19]
    yield (
        f"{phrase('profile', language)} {card.profile}, "
        f"{phrase('criteria', language)} {card.criteria.version} {digest}{changed}"
    )
    yield ""
    yield phrase("columns", language)
    for phase in card.phases:
        yield phase_line(phase, card, language)
    yield _overall(card, language)
    for phase in card.phases:
        yield from _tasks(phase, card, language)
    yield from _indicators(card, language)
    yield from gate_lines(card, language)
    yield from _rest(card, language)


def phrase(key: str, language: str) -> str:
    """One of this page's own words."""
    return _WORDS[key].get(language)


def percentage(score: float | None, language: str = "en") -> str:
    """`66.7 %`, or that there is no score."""
    return phrase("no-score", language) if score is None else f"{score:.1f} %"


def span(scored: PhaseResult | Overall) -> str:
    """`33.3-50.0`: from everything unknown failed to everything unknown done."""
    return "-" if scored.low is None or scored.high is None else f"{scored.low:.1f}-{scored.high:.1f}"


def phase_line(phase: PhaseResult, card: Scorecard, language: str) -> str:
    """Score, claim, interval, coverage and label of one phase."""
    title = card.title_of(phase).get(language)
    label = card.label_of(phase).text.get(language)
    figures = f"{percentage(phase.score, language):>8}{percentage(phase.claimed, language):>9}{span(phase):>15}"
    return f"{phase.phase} {title[:47]:<48}{figures}{phase.coverage:>6.0%}  {label}"


def gate_lines(card: Scorecard, language: str) -> Iterator[str]:
    """The gates with every criterion that did not pass."""
    yield ""
    yield phrase("gates", language)
    for gate in card.gates:
        yield f"  {gate.gate}  {word(gate.verdict.value, language)}"
        yield from _open_criteria(gate, card, language)


def _open_criteria(gate: GateResult, card: Scorecard, language: str) -> Iterator[str]:
    for one in gate.criteria:
        if one.verdict is not GateVerdict.PASS:
            title = card.criteria.gates[gate.gate][one.id.split(".", 1)[1]].title.get(language)
            why = "; ".join(say(reason, language, card.titles(language)) for reason in one.reasons)
            yield f"      {word(one.verdict.value, language)}: {title}: {one_line(why)}"


def _overall(card: Scorecard, language: str) -> str:
    total = card.overall
    figures = f"{percentage(total.score, language):>8}{percentage(total.claimed, language):>9}{span(total):>15}"
    known = phrase("known", language).format(known=total.known, tasks=total.tasks)
    if total.score is None:
        mean = percentage(total.mean_of_scored, language)
        rest = phrase("scored", language).format(phases=total.phases_scored, mean=mean)
    else:
        rest = f"{phrase('tasks', language)} {percentage(total.task_weighted, language)}"
    return f"  {phrase('overall', language):<48}{figures}   {known}; {rest}"


def _tasks(phase: PhaseResult, card: Scorecard, language: str) -> Iterator[str]:
    yield ""
    yield f"{phase.phase} {card.title_of(phase).get(language)}"
    for task in phase.tasks:
        yield from _task(task, card, language)


def _task(task: TaskResult, card: Scorecard, language: str) -> Iterator[str]:
    entry = card.criteria.tasks[task.id]
    yield f"  {task.id}  {word(task.state.value, language):<15}{entry.title.get(language)}"
    yield f"        {one_line(say_all(task.reasons, language))}"
    if task.credit is not None and task.credit < 1.0:
        yield f"        {phrase('remedy', language)}: {entry.remedy.get(language)}"


def role_lines(card: Scorecard, language: str) -> Iterator[str]:
    """The tasks of CARD with who is responsible, what is to be delivered and by what tools."""
    for phase in card.phases:
        yield f"{phase.phase} {card.title_of(phase).get(language)}"
        for task in phase.tasks:
            yield from _task(task, card, language)
            entry = card.criteria.tasks[task.id]
            yield f"        {phrase('roles', language)}: {', '.join(entry.roles)}"
            yield f"        {phrase('deliverable', language)}: {entry.deliverable.get(language)}"
            if entry.tools:
                yield f"        {phrase('tools', language)}: {', '.join(entry.tools)}"


def _indicators(card: Scorecard, language: str) -> Iterator[str]:
    known = [one for one in card.indicators if one.verdict is not IndicatorVerdict.UNKNOWN]
    yield ""
    yield phrase("indicators", language)
    for one in known:
        assert one.value is not None  # noqa: S101 - what is known has a value
        value = f"{one.value:.1%}" if one.unit == "ratio" else quantity(one.value, one.unit, language)
        title = card.criteria.indicators[one.id].title.get(language)
        yield f"  {one.id}  {word(one.verdict.value, language):<14}{value:>9}  ({one.threshold})  {title}"
    titles = card.titles(language)
    for one in card.indicators:
        if one.verdict is IndicatorVerdict.UNKNOWN:
            yield f"  {one.id}  {phrase('unmeasured', language):<37}{titles[one.id]}"


def _rest(card: Scorecard, language: str) -> Iterator[str]:
    titles = card.titles(language)
    yield ""
    yield phrase("risks", language)
    for risk in card.risks:
        title = card.criteria.risks[risk.id].title.get(language)
        yield f"  {word(risk.state.value, language):<14}{title}"
        for name in risk.tasks:
            yield f"                {name} {titles[name]}"
    if card.waivers:
        yield ""
        yield phrase("waivers", language)
        for task in card.waivers:
            why = "; ".join(say(reason, language) for reason in task.reasons)
            yield f"  {task.id} {titles[task.id]}: {one_line(why)}"
    if card.findings:
        yield ""
        yield phrase("findings", language)
        for finding in card.findings:
            place = f" ({one_line(finding.looked_at[0])})" if finding.looked_at else ""
            yield f"  {one_line(say(finding.reason, language))}{place}"
