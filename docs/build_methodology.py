"""Write docs/methodology.md from the methodology's tables, as they are shipped.

`make docs` runs it; a test compares the page with the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ai_provenance.scorecard.criteria import Criteria, Task, shipped
from ai_provenance.scorecard.indicators import worded

PAGE = Path(__file__).with_name("methodology.md")
_HEAD = """\
# Methodology

Written from the shipped tables by `make docs`. How scores and gates are computed from them:
[scorecard.md](scorecard.md).
"""
_CLASSES = {
    "implement": "this tool does it, or checks it where it is done",
    "measure": "computed from history, definitions or records",
    "assess": "files and definitions are looked at",
    "record": "only a person can know it: an attestation",
}


def page() -> str:
    """The whole page."""
    criteria = shipped()
    parts = (_intro, _tasks, _indicators, _gates, _others, _source)
    return "\n".join([_HEAD, *(line for part in parts for line in part(criteria))]) + "\n"


def _intro(criteria: Criteria) -> Iterator[str]:
    source = criteria.source
    yield f"Version {criteria.version}, digest `{criteria.digest}`."
    yield f'Source: "{source.title}" {criteria.version} (2025-11-06), which names the DORA Report 2025 as its base.'
    yield "Titles in Spanish are the source's own wording."
    yield ""
    yield "| class | who can know |"
    yield "| --- | --- |"
    yield from (f"| {name} | {meaning} |" for name, meaning in _CLASSES.items())


def _tasks(criteria: Criteria) -> Iterator[str]:
    for number, phase in criteria.phases.items():
        yield ""
        yield f"## Phase {number}: {phase.title.en}"
        yield ""
        yield f"*{phase.title.es}*"
        yield ""
        yield "| task | responsible | class | evidence looked for | if nothing is found | files alone show at most |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for name, task in criteria.tasks_of(int(number)).items():
            yield _task(name, task)


def _task(name: str, task: Task) -> str:
    probes = ", ".join(f"`{probe}`" for probe in task.probes) or "none: attest it"
    decides = "; the repository decides" if task.repository_decides else ""
    title = f"**{name}** {task.title.en} (*{task.title.es}*)"
    roles = ", ".join(task.roles)
    return f"| {title} | {roles} | {task.knowledge.value} | {probes} | {task.absence} | {task.ceiling}{decides} |"


def _indicators(criteria: Criteria) -> Iterator[str]:
    yield ""
    yield "## Indicators"
    yield ""
    yield "Ratios are held against thresholds in percent. Within the tolerance a missed threshold counts one half."
    yield ""
    yield "| indicator | threshold | tolerance | source | definition |"
    yield "| --- | --- | --- | --- | --- |"
    for name, entry in criteria.indicators.items():
        slack = entry.threshold.tolerance
        near = "-" if not slack else f"{slack * 100:g} points" if entry.unit == "ratio" else f"{slack:g} {entry.unit}"
        threshold = worded(entry.threshold, entry.unit)
        yield f"| **{name}** {entry.title.en} | {threshold} | {near} | {entry.source} | {entry.definition.en} |"


def _gates(criteria: Criteria) -> Iterator[str]:
    yield ""
    yield "## Gates"
    yield ""
    yield "| criterion | needs |"
    yield "| --- | --- |"
    for gate, parts in criteria.gates.items():
        for name, one in parts.items():
            own = [
                f"{indicator} {worded(one.thresholds.get(indicator, entry.threshold), entry.unit)}"
                for indicator in one.indicators
                for entry in [criteria.indicators[indicator]]
            ]
            tasks = [f"{task} done" for task in one.tasks]
            attested = "an attestation of the criterion" + (" where it cannot be measured" if one.probes else "")
            measured = [f"`{probe}`" for probe in one.probes]
            needs = [*tasks, *own, *measured, *([attested] if one.attested else [])]
            yield f"| `{gate}.{name}` {one.title.en} | {', '.join(needs)} |"


def _others(criteria: Criteria) -> Iterator[str]:
    yield ""
    yield "## Risks and capabilities"
    yield ""
    yield "| risk | impact | probability | mitigated by |"
    yield "| --- | --- | --- | --- |"
    for risk in criteria.risks.values():
        yield f"| {risk.title.en} | {risk.impact} | {risk.probability} | {', '.join(risk.tasks)} |"
    yield ""
    yield "The capabilities are those of the [DORA AI Capabilities Model](https://dora.dev/ai/capabilities-model/)."
    yield ""
    yield "| capability | built by |"
    yield "| --- | --- |"
    yield from (f"| {one.title.en} | {', '.join(one.tasks)} |" for one in criteria.capabilities.values())


def _source(criteria: Criteria) -> Iterator[str]:
    source = criteria.source
    yield ""
    yield "## What the source states of itself"
    yield ""
    yield f"Scores {', '.join(f'{score:g}' for score in source.scores)}. Under the profile `declared` its own evidence"
    yield "gives 90, 80, 75, 75, 41.7 and 42.9, mean 67.4 against its 66.7: its 85 for phase 4 and its 30 for phase 6"
    yield "follow no rule that the other phases follow. All six gates fail on that evidence, although four phases are"
    yield f"headed as completed. Its story points are {sum(source.points_stated.values())} in the summary and"
    yield f"{sum(source.points_listed.values())} when its lists are added up."
    yield ""
    yield "| metric | baseline | promised change | best that it reaches | elite |"
    yield "| --- | --- | --- | --- | --- |"
    for name, row in source.impact.items():
        base = f"{row.baseline[0]:g} to {row.baseline[1]:g} {row.unit}"
        yield f"| {name} | {base} | {row.change[0]:+.0%} to {row.change[1]:+.0%} | {row.best:.3g} | {row.elite:g} |"
    yield ""
    yield "No promised change reaches elite: improvement (gate 5) and the elite tier (gate 6) are judged apart."
    yield ""
    yield f"It counts {len(source.metrics)} DORA metrics ({', '.join(source.metrics)})"
    base = source.metrics_of_its_base
    yield f"and tiers of teams. The report that it names as its base has {len(base)} ({', '.join(base)}),"
    yield "medians, and archetypes of teams instead of tiers. Indicators keep the source's names; their definitions say"
    yield "where the base differs."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
