"""The parts of the scorecard's page in words: what the template shows. Only the two documents are read.

A phase of which less than half is known has an interval and no number, and so have the overall figure and a
capability: a number over a fifth of the tasks would be read as one over all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ai_provenance.export.report import geometry
from ai_provenance.export.report.page import blob_url, whose
from ai_provenance.export.report.rules import Part
from ai_provenance.export.report.words import Words
from ai_provenance.export.wording import one_line
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.scorecard.score_wording import quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Document = Mapping[str, Any]
    Shown = dict[str, Any]

ENOUGH = 0.5
"""The share that must be known for a number."""
LABELS = ((80.0, "score-complete", "good"), (50.0, "score-progress", "warn"), (35.0, "score-pending", "warn"))
"""From which score on which word and colour; below the last it is `score-start`."""
TICKS = (35, 50, 80)
_FIRST = 3
_OPEN = 10
_STATES = {"done": "good", "partial": "warn", "started": "warn", "blocked": "warn", "absent": "bad"}
_VERDICTS = {"pass": "good", "fail": "bad", "met": "good", "tolerated": "warn", "missed": "bad"}
_RISKS = {"mitigated": "good", "partly": "warn", "open": "bad"}


class Overall(NamedTuple):
    """The figure over all phases: a number only where enough is known."""

    score: float | None
    """Mean of the phases that have a number."""
    low: float | None
    high: float | None
    mean: float | None
    """The mean even where it is no score."""
    scored: tuple[tuple[int, float], ...]
    """Phases that have a number, and it."""
    phases: int
    known: Part
    """Tasks known, of those that apply."""

    @property
    def label(self) -> tuple[str, str]:
        """The key of the word for it, and its colour."""
        if self.score is None:
            return "score-early", "none"
        found = next(((key, colour) for least, key, colour in LABELS if self.score >= least), None)
        return found or ("score-start", "bad")


def score_of(phase: Document) -> float | None:
    """The score of PHASE where at least half of it is known."""
    score: float | None = phase["score"] if phase["coverage"] >= ENOUGH else None
    return score


def overall(score: Document) -> Overall:
    """The overall figure of a score document."""
    scored = tuple((phase["phase"], found) for phase in score["phases"] if (found := score_of(phase)) is not None)
    mean = sum(one for _, one in scored) / len(scored) if scored else None
    part = Part(score["global"]["known"], score["global"]["tasks"])
    low, high = score["global"]["interval"] or (None, None)
    enough = part.whole > 0 and part.part >= ENOUGH * part.whole
    return Overall(
        score=mean if enough else None,
        low=low,
        high=high,
        mean=mean,
        scored=scored,
        phases=len(score["phases"]),
        known=part,
    )


def todos(score: Document) -> list[Document]:
    """The tasks that are not done: largest gain first, then those that the next gate needs, then by code."""
    needed = set(_needs(next_gate(score)))
    found = [task for phase in score["phases"] for task in phase["tasks"] if task["gain"] > 0]
    return sorted(found, key=lambda task: (-task["gain"], task["id"] not in needed, _code(task["id"])))


def next_gate(score: Document) -> Document | None:
    """The first gate that has not passed."""
    return next((gate for gate in score["gates"] if gate["verdict"] != "pass"), None)


def _needs(gate: Document | None) -> list[str]:
    return [need["id"] for one in gate["criteria"] for need in one["needs"]] if gate else []


def _code(name: str) -> tuple[str, ...]:
    return tuple(part.zfill(4) for part in name[1:].split("."))


def score_parts(report: Document, score: Document, words: Words) -> Shown:
    """What the template needs; REPORT names the repository."""
    total = overall(score)
    due = todos(score)
    gates = [_gate(gate, score, words) for gate in score["gates"]]
    measured = [one for one in score["indicators"] if one["value"] is not None]
    return {
        "whose": {**whose(report, words), "range": words["score-range"]},
        "title": words["title-score"],
        "question": words["where-question"],
        "verdict": _verdict(total, score, words),
        "numbers": [_overall(total, words), _known(total, score, words), _gates_passed(score, words)],
        "phases": [_phase(phase, score, words) for phase in score["phases"]],
        "ticks": TICKS,
        "actions": [_action(task, total, words) for task in due[:_FIRST]]
        or [{"title": words["todo-none"], "points": None, "gain": None, "note": None, "command": ""}],
        "order": words["todo-score-order"],
        "all_todos": words.fill("todo-all", n=len(due)) if len(due) > _FIRST else None,
        "warnings": [(one_line(one["message"]), one_line(one["hint"])) for one in score["warnings"]],
        "nav": [
            (name, words[f"nav-{name}"] if name in ("definitions", "limits") else text)
            for name, text in (
                ("todo", words["todo"]),
                ("gates", words["gates"]),
                ("indicators", words["indicators"]),
                ("tasks", words.fill("tasks", n=_tasks(score))),
                ("risks", words["risks"]),
                ("capabilities", words["capabilities"]),
                ("definitions", ""),
                ("limits", ""),
            )
        ],
        "todo": [_todo(task, score, words) for task in due],
        "todo_open": _OPEN,
        "gates": gates,
        "indicators": [_indicator(one, words) for one in measured],
        "indicators_lead": words.fill("indicators-lead", k=len(measured), t=len(score["indicators"])),
        "unmeasured": [_indicator(one, words) for one in score["indicators"] if one["value"] is None],
        "tasks": words.fill("tasks", n=_tasks(score)),
        "all_tasks": [
            (phase["phase"], phase["title"], [_task(task, report, words) for task in phase["tasks"]])
            for phase in score["phases"]
        ],
        "risks": [_risk(one, score, words) for one in score["risks"]],
        "capabilities": [_capability(one, words) for one in score["capabilities"]],
        "waivers": [(one["task"], _title(one["task"], score), one["reason"]) for one in score["waivers"]],
        "notices": [(one["reason"], one["looked_at"]) for one in score["findings"]],
        "definitions": [
            (f"def-{name}", words[f"word-{name}"], code, words[f"def-{name}"])
            for name, code in (
                ("score", "phases[].score"),
                ("interval", "phases[].interval"),
                ("known", "phases[].coverage"),
                ("attest", ""),
                ("gate", "gates[]"),
            )
        ],
        "limits": [
            words["score-limit-1"],
            words["score-limit-2"],
            words.fill("score-limit-3", version=score["criteria"]["version"], profile=score["criteria"]["profile"]),
            *([words["score-changed"]] if score["criteria"]["changed"] else []),
        ],
        "footer": words.fill(
            "footer",
            version=score["tool"]["version"],
            command="ai-provenance score --format html",
            schema=score["schema_version"],
        ),
    }


def tenths(value: float) -> int:
    """VALUE in tenths, rounded down; what is computed in binary may lie a hair below."""
    return math.floor(value * 10 + 1e-6)


def _number(value: float, words: Words) -> str:
    return words.percent(tenths(value))


def _span(key: str, low: float, high: float, words: Words, **more: object) -> str:
    return words.fill(key, low=words.decimal(tenths(low)), high=words.decimal(tenths(high)), **more)


def _verdict(total: Overall, score: Document, words: Words) -> Shown:
    key, colour = total.label
    known, tasks = total.known
    if total.score is None:
        text = words.fill("score-early-say", t=tasks, k=known, u=tasks - known)
    else:
        text = words.fill("score-say", score=_number(total.score, words), k=known, t=tasks)
    return {
        "colour": colour,
        "word": words[key],
        "text": text,
        "second": _mean(total, words) + " " + _gate_counts(score, words),
    }


def _mean(total: Overall, words: Words) -> str:
    if total.mean is None:
        return words["score-mean-none"]
    listed = ", ".join(words.fill("phase-score", n=n, score=_number(one, words)) for n, one in total.scored)
    if len(total.scored) == 1:
        return words.fill("score-mean-one", of=total.phases, list=listed)
    return words.fill("score-mean", k=len(total.scored), of=total.phases, mean=_number(total.mean, words), list=listed)


def _counts(score: Document) -> tuple[int, int, int]:
    verdicts = [gate["verdict"] for gate in score["gates"]]
    return verdicts.count("pass"), verdicts.count("fail"), verdicts.count("inconclusive")


def _gate_counts(score: Document, words: Words) -> str:
    passed, failed, open_ = _counts(score)
    return words.fill("score-gates", passed=passed, failed=failed, open=open_)


def _card(title: str, anchor: str, *, colour: str, chip: str) -> Shown:
    """A number of the first screen, with everything that it may leave out."""
    empty = dict.fromkeys(("instead", "fraction", "meter", "mark", "low", "change", "more", "line"))
    return {**empty, "title": title, "anchor": anchor, "colour": colour, "chip": chip, "judged": False, "suffix": "%"}


def _overall(total: Overall, words: Words) -> Shown:
    key, colour = total.label
    card = _card(words["overall"], "phases", colour=colour, chip=words["range-only" if total.score is None else key])
    card["figure"] = ""
    if total.low is None or total.high is None:
        return {**card, "instead": words["no-data"]}
    card["fraction"] = _span("over-tasks", total.low, total.high, words, t=total.known.whole)
    if total.score is not None:
        return {**card, "figure": words.decimal(tenths(total.score)), "meter": geometry.percent(total.score, 100)}
    low, high = geometry.percent(total.low, 100), geometry.percent(total.high, 100)
    return {
        **card,
        # the ends are moved outwards, so that the interval never claims more than is known
        "figure": words.fill("interval", low=math.floor(total.low), high=math.ceil(total.high)).removesuffix(
            "\N{NO-BREAK SPACE}%"
        ),
        "low": low,
        "meter": round(high - low, 2),
        "line": _mean(total, words).split(":")[0].rstrip(".") + "." if len(total.scored) > 1 else None,
    }


def _known(total: Overall, score: Document, words: Words) -> Shown:
    part = total.known
    enough = part.whole > 0 and part.part >= ENOUGH * part.whole
    card = _card(
        words["tasks-known"],
        "todo",
        colour="good" if enough else "warn",
        chip=words["enough-known" if enough else "needs-half"],
    )
    states = [task["state"] for phase in score["phases"] for task in phase["tasks"]]
    partly = sum(states.count(state) for state in ("partial", "started", "blocked"))
    return {
        **card,
        "figure": words.decimal(part.tenths) if part.tenths is not None else "",
        "instead": words["no-data"],
        "fraction": words.fill("n-tasks", n=part.part, d=part.whole),
        "meter": geometry.percent(part.part, part.whole),
        "mark": 50,
        "line": words.fill("states", done=states.count("done"), partly=partly, missing=states.count("absent")),
    }


def _gates_passed(score: Document, words: Words) -> Shown:
    passed, failed, open_ = _counts(score)
    every = len(score["gates"])
    colour = "bad" if failed else "none" if open_ or not every else "good"
    chip = (
        words.fill("gates-failed", n=failed) if failed else words["gates-open" if open_ or not every else "gates-met"]
    )
    due = next_gate(score)
    line = words["gates-all"]
    if due:
        line = words.fill("gate-next", n=due["gate"][1:], verdict=words[f"verdict-{due['verdict']}"])
    of = words.fill("n-gates", n="", d=every).strip()
    return {
        **_card(words["gates-passed"], "gates", colour=colour, chip=chip),
        "judged": True,
        "figure": str(passed),
        "suffix": of,
        "fraction": words.fill("gates-counts", failed=failed, open=open_),
        "meter": geometry.percent(passed, every),
        "mark": 100,
        "line": line if every else None,
    }


def _phase(phase: Document, score: Document, words: Words) -> Shown:
    value = score_of(phase)
    low, high = phase["interval"] or (None, None)
    possible = words["no-data"] if low is None or high is None else _span("possible", low, high, words)
    text = _number(value, words) if value is not None else words["no-score"]
    left = geometry.percent(low or 0.0, 100)
    gate = next((one for one in score["gates"] if one["gate"] == f"G{phase['phase']}"), None)
    claimed = phase["claimed"]
    differs = value is not None and claimed is not None and claimed > value
    apply = [task for task in phase["tasks"] if task["state"] != "not_applicable"]
    return {
        "number": phase["phase"],
        "title": phase["title"],
        "score": text if value is not None else None,
        "x": geometry.percent(value, 100) if value is not None else None,
        "low": left,
        "width": round(geometry.percent(high, 100) - left, 2) if high is not None else None,
        "label": words.fill("phase-label", n=phase["phase"], score=text, possible=possible),
        "known": words.fill("phase-known", k=sum(t["credit"] is not None for t in apply), t=len(apply)),
        "possible": possible,
        "claimed": words.fill("claimed", score=_number(claimed, words)) if differs else None,
        "gate": gate and (
            _VERDICTS.get(gate["verdict"], "none"),
            words.fill("gate-of", n=phase["phase"], verdict=words[f"verdict-{gate['verdict']}"]),
        ),
    }  # fmt: skip


def _title(code: str, score: Document) -> str:
    """The name that belongs to the code of a task or an indicator."""
    tasks = (task for phase in score["phases"] for task in phase["tasks"])
    found: str = next((one["title"] for one in (*tasks, *score["indicators"]) if one["id"] == code), "")
    return found


def _tasks(score: Document) -> int:
    return sum(len(phase["tasks"]) for phase in score["phases"])


def _state(state: str, words: Words) -> tuple[str, str]:
    return _STATES.get(state, "none"), words[f"state-{state}"]


def _gain(task: Document, words: Words) -> str:
    return f"+{words.decimal(tenths(task['gain']))}"


def _action(task: Document, total: Overall, words: Words) -> Shown:
    unknown = task["state"] == "unknown"
    made: Shown = {
        "title": f"{task['id']} {task['title']}",
        "points": f"+{words.fill('points', points=words.decimal(tenths(task['gain'])))}",
        "gain": None,
        "note": f"{_capital(words['state-' + task['state']])}. {_capital(_ended(task['remedy']))}"
        + (words["attest-in"] if unknown else ""),
        "command": f".ai-provenance/attestations/{task['id']}.toml" if unknown else "",
    }
    if total.low is not None:
        before = tenths(total.low)
        made["gain"] = words.fill(
            "gain-overall", before=words.decimal(before), after=words.percent(before + tenths(task["gain"]))
        )
    return made


def _ended(text: str) -> str:
    return text if text.endswith((".", ":", "!", "?")) or not text else f"{text}."


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _todo(task: Document, score: Document, words: Words) -> Shown:
    gates = [gate["gate"] for gate in score["gates"] if task["id"] in _needs(gate)]
    return {
        "id": task["id"],
        "title": task["title"],
        "gain": _gain(task, words),
        "state": _state(task["state"], words),
        "how": _capital(_ended(task["remedy"])),
        "gates": gates,
    }


def _gate(gate: Document, score: Document, words: Words) -> Shown:
    return {
        "id": gate["gate"],
        "number": gate["gate"][1:],
        "title": gate["title"],
        "colour": _VERDICTS.get(gate["verdict"], "none"),
        "text": words[f"verdict-{gate['verdict']}"],
        "criteria": [_criterion(one, score, words) for one in gate["criteria"]],
    }


def _criterion(one: Document, score: Document, words: Words) -> Shown:
    missing = []
    for need in one["needs"]:
        state = need["state"]
        word = words[f"verdict-{state}"] if state in _VERDICTS else words[f"state-{state}"]
        if _STATES.get(state) != "good" and _VERDICTS.get(state) != "good":
            missing.append((need["id"], _title(need["id"], score), word))
    return {
        "colour": _VERDICTS.get(one["verdict"], "none"),
        "text": words[f"verdict-{one['verdict']}"],
        "title": _capital(one["title"]),
        "missing": missing,
        # what rests on no task and no indicator has only its sentence
        "reason": one["reason"] if not missing and one["verdict"] != "pass" else "",
    }


def _indicator(one: Document, words: Words) -> Shown:
    value = one["value"]
    text = ""
    if value is not None:
        ratio = one["unit"] == "ratio"
        text = _number(100 * value, words) if ratio else quantity(value, one["unit"], words.language)
    known = one["verdict"] in _VERDICTS
    return {
        "id": one["id"],
        "title": one["title"],
        "value": text,
        "threshold": one["threshold"],
        "verdict": (_VERDICTS.get(one["verdict"], "none"), words[f"verdict-{one['verdict']}"] if known else "–"),
        "how": _capital(one["definition"]),
    }


def _task(task: Document, report: Document, words: Words) -> Shown:
    return {
        "id": task["id"],
        "title": task["title"],
        "facts": [
            words.fill(name, list=", ".join(task[key]) if isinstance(task[key], list) else task[key])
            for name, key in (("task-roles", "roles"), ("task-deliverable", "deliverable"), ("task-tools", "tools"))
            if task[key]
        ],
        "state": _state(task["state"], words),
        "why": _capital(_ended(task["reason"])),
        "files": [(one, blob_url(report["repository"], one)) for one in task["evidence"][:3]],
    }


def _named(codes: Sequence[str], score: Document) -> list[tuple[str, str]]:
    return [(code, _title(code, score)) for code in codes]


def _risk(one: Document, score: Document, words: Words) -> Shown:
    return {
        "title": one["title"],
        "tasks": _named(one["tasks"], score),
        "degree": f"{words['degree-' + one['impact']]}, {words['degree-' + one['probability']]}",
        "state": (_RISKS.get(one["state"], "none"), words[f"risk-{one['state']}"]),
    }


def _capability(one: Document, words: Words) -> Shown:
    tasks = len(one["tasks"])
    enough = one["score"] is not None and one["known"] >= ENOUGH * tasks
    return {
        "title": one_line(one["title"]),
        "score": _number(one["score"], words) if enough else words["no-score"],
        "known": words.fill("n-of-d", n=one["known"], d=tasks),
    }
