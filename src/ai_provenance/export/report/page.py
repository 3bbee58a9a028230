"""The parts of the report's page in words: what the template shows. Only the report document is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from ai_provenance.export.report import geometry, rules
from ai_provenance.export.report.rules import Part, Period
from ai_provenance.export.report.words import Words
from ai_provenance.export.wording import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Document = Mapping[str, Any]
    Shown = dict[str, Any]

TREND_HEIGHT = 190
_ROW_HEIGHT = 56
_ROW_TOP = 16
_ROWS = 6
_OPEN, _CLOSED = 8, 20
"""Commits of a list that are shown, and those that are folded away."""
_DIRECTORIES = 10
_OLD = 0.2
"""The share of silent commits older than the first AI commit from which they are worth a clause."""
_SHORT = 10
"""Digits of a commit id."""


def report_parts(document: Document, words: Words) -> Shown:
    """What the template needs of the report document."""
    shown = rules.shown_periods(document)
    sentence = rules.verdict(document, shown)
    complete = rules.is_complete(document)
    parts: Shown = {
        "agents": _agents(document, shown, words) if complete else None,
        "levels": _levels(document, words) if complete else None,
        "directories": _directories(document, words) if complete else None,
        "undeclared": _undeclared(document, words) if complete else None,
        "unknown": _unknown(document, words) if complete else None,
    }
    judges = {"policy": _findings(document["policy"]), "secrets": _secrets(document["secrets"], words)}
    # of a part of the history only what was found is worth saying
    judged = complete or any(part is not None for part in judges.values())
    todo = rules.actions(document, shown)
    sections = [*(name for name, part in parts.items() if part), *(["policy"] if judged else [])]
    return {
        **parts,
        "nav": [(name, words[f"nav-{name}"]) for name in (*sections, "definitions", "limits")],
        **judges,
        "judged": judged,
        "whose": whose(document, words),
        "verdict": _verdict(document, sentence, words),
        "numbers": _numbers(document, shown, sentence, words),
        "trend": _trend(document, shown, words) if complete else None,
        "title": words["title-report"],
        "question": words["fine-question"],
        "order": words["todo-order"] if len(todo) > 1 else None,
        "all_todos": None,
        "actions": [_action(one, document, words) for one in todo],
        "walked": words.count(document["commits"]["walked"]),
        "lines": _lines(document, words),
        "warnings": [(one_line(one["message"]), one_line(one["hint"])) for one in document["warnings"]],
        "definitions": [
            *((f"def-{number}", words[number], number, words[f"def-{number}"]) for number in rules.NUMBERS),
            ("def-ai", words["word-ai"], "origin: ai", words["def-ai"]),
            ("def-declared", words["word-declared"], "level 2", words["def-declared"]),
            ("def-scope", words["word-scope"], "in_scope", _scope(document, words)),
            ("def-published", words["word-published"], "", words["def-published"]),
        ],
        "limits": [words[f"limit-{number}"] for number in range(1, 5)],
        "footer": _footer(document, "ai-provenance report --format html", words),
    }


def whose(document: Document, words: Words) -> Shown:
    """Whose page it is: the head of both pages."""
    facts, selection = document["repository"], document["range"]
    complete = rules.is_complete(document)
    name = facts.get("name") or _name_of(facts["remote"]) or words["title-report"]
    head = facts["head"]
    return {
        "name": one_line(name),
        "url": _web(facts.get("url")),
        "moment": words.moment(document["generated_at"]),
        "generated_at": document["generated_at"],
        "branch": one_line(facts["branch"]) if facts["branch"] else words["detached"],
        "head": _commit(head, facts, digits=12) if head else None,
        "head_date": words.day(facts["head_date"]) if facts.get("head_date") else None,
        "range": _range(selection, words, is_complete=complete),
        "read": words.fill(
            "commits-read",
            n=words.count(document["commits"]["walked"]),
            state=words["complete" if complete else "shallow"],
        ),
        "complete": complete,
        "day": document["generated_at"][:10],
    }


def _name_of(remote: str | None) -> str | None:
    return remote.rstrip("/").removesuffix(".git").rsplit("/", 1)[-1] if remote else None


def _web(url: str | None) -> str | None:
    # the address goes into links: nothing but a web address may be followed
    return url if url and url.startswith(("https://", "http://")) else None


def _range(selection: Document, words: Words, *, is_complete: bool) -> str:
    whole = selection["revisions"] == "HEAD" and not (selection["since"] or selection["until"] or selection["paths"])
    text = words["whole-history" if is_complete else "part-of-history"] if whole else one_line(selection["revisions"])
    if selection["since"]:
        text += ", " + words.fill("since-option", since=one_line(selection["since"]))
    if selection["until"]:
        text += ", " + words.fill("until-option", until=one_line(selection["until"]))
    if selection["paths"]:
        text += ", " + words.fill("below", paths=", ".join(one_line(path) for path in selection["paths"]))
    if selection["first_parent"]:
        text += ", " + words["first-parent"]
    if selection.get("oldest") and selection.get("newest"):
        text += words.fill("from-to", **{"from": words.day(selection["oldest"]), "to": words.day(selection["newest"])})
    return text


def _commit(sha: str, facts: Document, *, digits: int = _SHORT) -> Shown:
    return {"id": sha[:digits], "url": rules.commit_url(_web(facts.get("url")), sha)}


def _verdict(document: Document, sentence: rules.Verdict, words: Words) -> Shown:
    return {
        "colour": sentence.colour,
        "word": words[f"verdict-{sentence.kind}"],
        "text": f"{_sentence(document, sentence, words)}.".replace("`.", "`"),
        "second": _second(document, words) if sentence.kind not in ("cannot-say", "empty") else None,
    }


def _sentence(document: Document, sentence: rules.Verdict, words: Words) -> str:
    demand = rules.judged(document)
    part = demand.part
    excluded = document["scope"]["excluded"]
    if part is None or not part.whole:
        merges = _counted(excluded["merges"], ("merge", "merges", "fusión", "fusiones"), words)
        in_scope = (document["since_adoption"] or document)["commits"]["in_scope"]
        commits = _counted(in_scope, ("commit", "commits", "commit", "commits"), words)
        return words.fill(
            f"say-{sentence.kind}", merges=merges, automation=words.count(excluded["automation"]), in_scope=commits
        )
    values = {
        "n": words.count(part.part),
        "d": words.count(part.whole),
        "what": words[f"what-{demand.number}"],
        "target": words.target(demand.target),
    }
    if sentence.kind == "fine" and part.part == part.whole:
        one = {**values, "what": words[f"what-one-{demand.number}"]}
        return words.fill("say-one", **one) if part.whole == 1 else words.fill("say-all", **values)
    if sentence.kind == "fine":
        return words.fill("say-target", **values)
    missing = part.whole - part.part
    lack = words["say-not-one"] if missing == 1 else words.fill("say-not", m=words.count(missing))
    text = words.fill("say-part" if sentence.kind == "almost" else "say-only", m=lack, **values)
    if sentence.period is None or sentence.recent is None:
        return text
    unit = document.get("timeline_unit", "month")
    return text + words.fill(
        "say-recent",
        in_period=words.in_period(sentence.period, unit),
        a=words.count(sentence.recent.part),
        b=words.count(sentence.recent.whole),
    )


def _counted(number: int, nouns: tuple[str, str, str, str], words: Words) -> str:
    at = (2 if words.language == "es" else 0) + (number != 1)
    return f"{words.count(number)} {nouns[at]}"


def _second(document: Document, words: Words) -> str:
    silent, in_scope = document["untraceable"]["count"], document["commits"]["in_scope"]
    if not silent:
        return words.fill("second-none", s=words.count(in_scope)) if in_scope else ""
    text = words.fill("second-unknown", u=words.count(silent), s=words.count(in_scope))
    since, first = document.get("since_first_ai"), document.get("first_ai")
    older = 0
    if since and first:
        evidence = rules.part_of(since["traceability"], "trace_all")
        older = silent - (evidence.whole - evidence.part)
    if first and older >= _OLD * silent and older > 0:
        text += words.fill(
            "second-older-one" if older == 1 else "second-older", k=words.count(older), date=words.day(first["date"])
        )
    else:
        text += "."
    declare = (document.get("setup") or {}).get("declare")
    return text + (words["second-declare"] if declare not in (None, "all") else "")


def _numbers(document: Document, shown: Sequence[Period], sentence: rules.Verdict, words: Words) -> list[Shown]:
    return [_number(document, shown, sentence, number, words=words) for number in rules.NUMBERS]


def _number(
    document: Document, shown: Sequence[Period], sentence: rules.Verdict, number: str, *, words: Words
) -> Shown:
    demand = rules.judged(document)
    complete = rules.is_complete(document)
    whole = rules.part_of(document["traceability"], number)
    adopted = document["since_adoption"]
    part = rules.part_of(adopted["traceability"], number) if adopted else whole
    chip, colour = rules.chip(document, number, sentence)
    stated = complete and part.tenths is not None
    target = words.target(demand.target)
    return {
        "anchor": f"def-{number}",
        "suffix": "%",
        "low": None,
        "line": _left_out(document, words) if number == "trace_ai" and complete else None,
        "title": words[number],
        "figure": words.share(part).removesuffix("\N{NO-BREAK SPACE}%") if stated else "",
        "instead": words["no-data" if complete else "not-stated"],
        "chip": words.fill(f"chip-{chip}", target=target),
        "colour": colour,
        "judged": number == demand.number,
        "fraction": f"{words.of(part)} {words[f'unit-{number}']}" if complete else None,
        "meter": geometry.percent(part.part, part.whole) if stated else None,
        "mark": demand.target if number == demand.number else 100 if number == "trace_all" else None,
        "change": _change(document, shown, number, words) if complete else None,
        "more": _since(document, number, whole, words) if complete else None,
    }


def _left_out(document: Document, words: Words) -> str | None:
    """The AI commits that need no declaration: where other parts of the page count more, this says why."""
    reviewed = (document["since_adoption"] or document)["commits"].get("review_only", 0)
    if not reviewed:
        return None
    return words.fill("reviewed-one" if reviewed == 1 else "reviewed", n=words.count(reviewed))


def _change(document: Document, shown: Sequence[Period], number: str, words: Words) -> Shown | None:
    found = rules.change(shown, number)
    if found is None:
        return None
    unit = document.get("timeline_unit", "month")

    def short(name: str) -> str:
        return words.fill(f"short-{unit}", period=words.period(name, unit, year=False))

    label = short(found.period)
    label = label if found.newest else words.fill("newest-with-enough", period=label)
    made: Shown = {
        "period": f"{label[0].upper()}{label[1:]}",
        "value": words.share(found.value),
        "fraction": words.of(found.value),
    }
    if found.before is None or found.earlier is None:
        return {**made, "kind": "flat", "sign": "", "spoken": "", "text": words["nothing-to-compare"], "after": ""}
    before = short(found.before)
    if found.points is None:
        text = f"{before} ({words.share(found.earlier)})"
        return {**made, "kind": "flat", "sign": "≈", "spoken": words["about-same"], "text": text, "after": ""}
    up = found.points > 0
    # a number without a target is neither good nor bad
    kind = "flat" if number == "attribution_coverage" else "up" if up else "down"
    return {
        **made,
        "kind": kind,
        "sign": "▲" if up else "▼",
        "spoken": words["up" if up else "down"],
        "text": words.fill("points", points=words.decimal(abs(found.points))),
        "after": words.fill("on-period", period=before),
    }


def _since(document: Document, number: str, whole: Part, words: Words) -> Shown | None:
    adopted = document["since_adoption"]
    if adopted:
        return {
            "label": words["whole-range"],
            "value": words.share(whole),
            "fraction": words.of(whole),
            "before": words.fill("since-adopted", since=words.day(adopted["since"])),
        }
    since = document.get("since_first_ai")
    part = rules.part_of(since["traceability"], number) if since else whole
    if part.tenths in (None, whole.tenths):
        return None
    return {"label": words["since-first"], "value": words.share(part), "fraction": words.of(part), "before": None}


def _axis(shown: Sequence[Period], unit: str, words: Words) -> Shown:
    """The two lines of labels below a chart, each with the widths at which it is left out."""
    slots = geometry.slots(len(shown))
    texts = [words.axis(one.name, unit) for one in shown]
    firsts = [i for i, text in enumerate(texts) if not i or texts[i - 1][1] != text[1]]
    upper = geometry.labels([(i, slots[i].centre) for i in range(len(shown))])
    lower = geometry.labels([(i, slots[i].centre) for i in firsts])
    return {
        "upper": [(texts[one.at][0], one.x, _hidden(one)) for one in upper],
        "lower": [(texts[one.at][1], one.x, _hidden(one)) for one in lower],
    }


def _hidden(label: geometry.Label) -> str:
    return " ".join(f"w{width}" for width in label.hidden)


def _trend(document: Document, shown: Sequence[Period], words: Words) -> Shown | None:
    if not shown:
        return None
    unit = document.get("timeline_unit", "month")
    demand = rules.judged(document)
    number = demand.number
    if not any(one.numbers[number].whole for one in shown):
        return {"lead": words["better-nothing"], "chart": None}
    lead = _better(rules.better(shown, number), number, unit, words)
    values = [one.numbers[number] for one in shown]
    dots, lines = geometry.curve([(one.part, one.whole) for one in values], TREND_HEIGHT)
    slots = geometry.slots(len(shown))
    ends = [(words.share(values[dots[-1].at]), words[number], dots[-1].y, "t-main")]
    if shown[-1].share.whole:
        share = shown[-1].share
        ends.append((words.share(share), words["share"], geometry.down(*share, TREND_HEIGHT), "t-quiet"))
    places = geometry.spread([end[2] for end in ends], TREND_HEIGHT)
    name = words[number]
    rows = [
        {
            "period": words.period(one.name, unit),
            "value": words.both(one.numbers[number]),
            "share": words.both(one.share),
            "evidence": words.both(one.numbers["trace_all"]),
        }
        for one in shown
    ]
    return {
        "lead": lead,
        "chart": {
            "title": words.fill("trend-title", name=name, unit=words[f"by-{unit}"]),
            "description": lead + words["in-table"],
            "height": TREND_HEIGHT,
            "grid": [(value, geometry.down(value, 100, TREND_HEIGHT)) for value in (0, 25, 50, 75, 100)],
            "bars": [
                (slot.bar, slot.bar_width, geometry.down(*one.share, TREND_HEIGHT))
                for slot, one in zip(slots, shown, strict=True)
                if one.share.part
            ],
            "target": (geometry.down(demand.target, 100, TREND_HEIGHT), words.target(demand.target)),
            "lines": lines,
            "dots": dots,
            "axis": _axis(shown, unit, words),
            "ends": [(text, label, y, kind) for (text, label, _, kind), y in zip(ends, places, strict=True)],
            "hits": [
                (
                    slot.left,
                    slot.width,
                    f"{row['period']}\n{name}: {row['value']}\n{words['share-row']}: {row['share']}",
                )
                for slot, row in zip(slots, rows, strict=True)
            ],
        },
        "name": name,
        "second": number != "trace_all",
        "rows": rows[::-1],
        "hollow": any(dot.few for dot in dots),
        "period": words[f"period-{unit}"],
        "caption": words.fill("trend-caption", unit=_capital(words[f"by-{unit}"])),
    }


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _better(found: rules.Better, number: str, unit: str, words: Words) -> str:
    suffix = "" if number == "trace_ai" else f"-{number}"
    text = words.fill(
        f"better-{'both' if found.earlier.whole else 'one'}{suffix}",
        a=words.count(found.recent.part),
        b=words.count(found.recent.whole),
        c=words.count(found.earlier.part),
        d=words.count(found.earlier.whole),
        recent=words.span("last", unit, found.recent_periods),
        earlier=words.span("before", unit, found.earlier_periods),
    )
    return f"{words[f'better-{found.kind}']}: {text[0].lower()}{text[1:]}" if not text.startswith("AI") else (
        f"{words[f'better-{found.kind}']}: {text}"
    )  # fmt: skip


_NOTE = "git notes --ref=ai-provenance append -m 'Assisted-by: AGENT:MODEL' COMMIT"
_AMEND = "git commit --amend --no-edit --trailer 'Assisted-by: AGENT:MODEL'"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/~^-]*")
_COMMANDS = {
    "hooks": "ai-provenance init && ai-provenance install",
    "people": 'declare = "all"',
    "gate": "ai-provenance report --fail-under 100",
    "unshallow": "git fetch --unshallow",
    "none": "",
}


def _action(action: rules.Action, document: Document, words: Words) -> Shown:
    unit = document.get("timeline_unit", "month")
    values = {
        "n": words.count(action.commits),
        "d": words.count(action.of),
        "in_period": words.in_period(action.period, unit) if action.period else "",
    }
    kind = "declare-one" if action.kind == "declare" and action.commits == 1 else action.kind
    made: Shown = {"title": words.fill(f"do-{kind}", **values), "points": None, "gain": None}
    if action.before is not None and action.number:
        made["points"] = f"+{words.fill('points', points=words.decimal(action.gain))}"
        made["gain"] = words.fill(
            "gain" if action.period is None else "gain-new",
            name=words[action.number],
            before=words.decimal(action.before),
            after=words.target(action.after / 10),
        )
    note = words.fill(f"{action.kind}-note", **values) if action.kind != "none" else None
    command = _fix_command(document) if action.kind == "declare" else _COMMANDS[action.kind]
    return {**made, "note": note, "command": command}


def _fix_command(document: Document) -> str:
    """The command that shows how the range would be declared; HEAD for what a shell would not take as it is."""
    selection = document["range"]["revisions"]
    return f"ai-provenance check --fix --dry-run --others {selection if _PLAIN.fullmatch(selection) else 'HEAD'}"


def _agents(document: Document, shown: Sequence[Period], words: Words) -> Shown | None:
    totals: dict[tuple[str, str | None], list[int]] = {}
    for index, one in enumerate(shown):
        for agent, model, commits in one.agents:
            totals.setdefault((agent, model), [0] * len(shown))[index] += commits
    if not totals:
        return None
    unit = document.get("timeline_unit", "month")
    names = {one["id"]: one_line(one["name"]) for one in document["agents"]}
    ranked = sorted(totals.items(), key=lambda item: (-sum(item[1]), item[0][0], item[0][1] or ""))
    drawn = [
        (names.get(a, one_line(a)), one_line(m) if m else words["model-not-named"], v) for (a, m), v in ranked[:_ROWS]
    ]
    if len(ranked) > _ROWS:
        rest = [sum(column) for column in zip(*(values for _, values in ranked[_ROWS:]), strict=True)]
        others = len(ranked) - _ROWS
        drawn.append((words.fill("agent-other" if others == 1 else "agent-others", n=words.count(others)), "", rest))
    most = max(max(values) for _, _, values in drawn)
    return {
        "lead": _agents_lead(document, words),
        "rows": [_agent_row(*row, most=most, shown=shown, unit=unit, words=words) for row in drawn],
        "axis": _axis(shown, unit, words),
        "caption": words.fill("agents-caption", unit=words[f"by-{unit}"], most=words.count(most)),
        "periods": [
            words.period(one.name, unit) if unit != "month" else " ".join(words.axis(one.name, unit)) for one in shown
        ],
    }


def _agents_lead(document: Document, words: Words) -> str | None:
    if not document["agents"]:
        return None
    top = document["agents"][0]
    named = sum(model["commits"] for one in document["agents"] for model in one["models"])
    return words.fill(
        "agents-lead" if named else "agents-lead-none",
        name=one_line(top["name"]),
        n=words.count(top["commits"]),
        d=words.count(document["commits"]["ai"]),
        named=words.count(named),
    )


def _agent_row(  # noqa: PLR0913 - what a row is made of
    name: str, model: str, values: Sequence[int], *, most: int, shown: Sequence[Period], unit: str, words: Words
) -> Shown:
    peak = max(values)
    at = values.index(peak)
    height = _ROW_TOP + max(geometry.bar_height(peak, most, _ROW_HEIGHT), 1.0)
    title = f"{name}, {model}" if model else name
    slots = geometry.slots(len(values))
    bars = [
        (slot.bar, slot.bar_width, round(height - size, 1), size)
        for slot, value in zip(slots, values, strict=True)
        if (size := geometry.bar_height(value, most, _ROW_HEIGHT))
    ]
    label = words.fill(
        "agent-row",
        name=title,
        n=words.count(sum(values)),
        in_period=words.in_period(shown[at].name, unit),
        peak=words.count(peak),
    )
    return {
        "name": name,
        "model": model,
        "title": title,
        "height": round(height, 1),
        "bars": bars,
        "peak": (slots[at].centre, round(height - geometry.bar_height(peak, most, _ROW_HEIGHT), 1), words.count(peak)),
        "hits": [
            (slot.left, slot.width, f"{words.period(one.name, unit)}\n{title}: {words.count(value)}")
            for slot, one, value in zip(slots, shown, values, strict=True)
            if value
        ],
        "label": label,
        "total": words.count(sum(values)),
        "cells": [words.count(value) if value else "–" for value in values],
    }


def _levels(document: Document, words: Words) -> Shown | None:
    split = document.get("levels_by_origin")
    everything = [document["levels"][str(level)] for level in range(5)]
    if not sum(everything):
        return None
    ai = [split["ai"][str(level)] for level in range(5)] if split else [0] * 5
    others = [total - made for total, made in zip(everything, ai, strict=True)]
    bars = [
        _level_bar(values, words.fill(key, n=words.count(sum(values))), words)
        for key, values in (("levels-made", ai), ("levels-others", others))
        if sum(values)
    ]
    lead = words["levels-lead"] + ("" if everything[3] or everything[4] else words["levels-none-higher"])
    looked_at = document.get("records", {}).get("commit_signatures")
    if looked_at is not None:
        lead += words["levels-signatures" if looked_at else "levels-no-signatures"]
    return {
        "lead": lead,
        "bars": bars,
        "label": words["levels-label"] + ": " + "; ".join(bar["label"] for bar in bars),
        "rows": [
            (
                level,
                words[f"level-{level}"],
                words[f"level-{level}-note"],
                *map(words.count, (ai[level], others[level], everything[level])),
            )
            for level in range(5)
        ],
    }


def _level_bar(values: Sequence[int], title: str, words: Words) -> Shown:
    parts = geometry.segments(values)
    # a label of a segment is about 100 pixels wide
    fitting = {one.at: _hidden(one) for one in geometry.labels([(one.at, one.x) for one in parts], apart=100)}
    whole = sum(values)
    hovers = {
        one.at: words.fill(
            "level-hover",
            level=one.at,
            name=words[f"level-{one.at}"],
            share=words.both(Part(values[one.at], whole)),
        )
        for one in parts
    }
    last = parts[-1].at
    return {
        "title": title,
        "label": f"{title}: {', '.join(hovers.values())}",
        "parts": [
            {
                "level": one.at,
                "x": one.x,
                "width": one.width,
                "hover": hovers[one.at],
                "text": words.fill("level-short", level=one.at, n=words.count(values[one.at])),
                "shown": one.at in fitting,
                "hidden": fitting.get(one.at, ""),
                # the last label would stick out on the right
                "end": one.at == last and one.x > 0,
            }
            for one in parts
        ],
    }


def _directories(document: Document, words: Words) -> Shown | None:
    found = document.get("directories")
    rows = [one for one in found or () if one["in_scope"] >= 10]
    if not rows:
        return None
    adopted, first = document["since_adoption"], document.get("first_ai")
    since = words.day(adopted["since"] if adopted else first["date"] if first else None)
    shares = {words.share(Part(one["ai"], one["in_scope"])) for one in rows}
    used = max(rows, key=lambda one: (one["ai"] / one["in_scope"], one["in_scope"]))
    share = words.share(Part(used["ai"], used["in_scope"]))
    return {
        # of equal ones none is used most
        "lead": words.fill("directories-equal", share=share)
        if len(shares) == 1
        else words.fill("directories-lead", path=_path(used["path"], words), share=share),
        "caption": words.fill("directories-caption", since=since),
        "rows": [
            {
                # a path may be broken behind a slash, and nowhere within a name that fits
                "parts": [part for part in _path(one["path"], words).replace("/", "/\n").split("\n") if part],
                "child": "/" in one["path"].rstrip("/"),
                "width": geometry.percent(one["ai"], one["in_scope"]),
                "share": words.share_of(Part(one["ai"], one["in_scope"])),
                "declared": words.of(Part(one["declared"], one["ai"])) if one["ai"] else "–",
            }
            for one in rows[:_DIRECTORIES]
        ],
    }


def _path(path: str, words: Words) -> str:
    return words["top-files"] if path in ("", ".", "./") else f"{one_line(path).rstrip('/')}/"


def _undeclared(document: Document, words: Words) -> Shown | None:
    found = document.get("undeclared")
    if not found or not found["count"]:
        return None
    names = {one["id"]: one_line(one["name"]) for one in document["agents"]}
    lead = "undeclared-lead-one" if found["count"] == 1 else "undeclared-lead"
    made = _list(found, document, words)
    places = [one.get("published") for one in found["examples"]]
    for row, one in zip([*made["open"], *made["closed"]], found["examples"], strict=False):
        agent = one.get("agent") or ""
        row["agent"] = names.get(agent, one_line(agent)) or "–"
        row["place"] = words.get(f"place-{one.get('place')}", one_line(one.get("place") or "–"))
    return {
        **made,
        "lead": words.fill(lead, n=words.count(found["count"])),
        "note": _NOTE if False not in places or True in places else None,
        "amend": _AMEND if False in places else None,
    }


def _unknown(document: Document, words: Words) -> Shown | None:
    found = document["untraceable"]
    if not found["count"]:
        return None
    return {**_list(found, document, words), "lead": words.fill("unknown-lead", n=words.count(found["count"]))}


def _list(found: Document, document: Document, words: Words) -> Shown:
    facts = document["repository"]
    examples = found["examples"][: _OPEN + _CLOSED]
    places = {one.get("published") for one in examples}
    mixed = {True, False} <= places
    rows = [
        {
            "date": (one["date"] or "–")[:10],
            "commit": _commit(one["sha"], facts),
            "subject": one_line(one["subject"])[:160],
            "state": words["published" if one.get("published") else "local"] if mixed else None,
        }
        for one in examples
    ]
    more = len(rows) - _OPEN
    total = words.count(found["count"])
    return {
        "open": rows[:_OPEN],
        "closed": rows[_OPEN:],
        "mixed": mixed,
        "caption": words[
            "all-are-published" if places == {True} else "none-is-published" if places == {False} else "newest-first"
        ],
        "summary": words.fill("more-of", more=more, n=total) if more > 0 else words.fill("how-to-list", n=total),
        "rest": found["count"] > _OPEN,
    }


def _secrets(part: Document | None, words: Words) -> Shown | None:
    shown = _findings(part)
    if part is None or shown is None or not part.get("suppressed"):
        return shown
    reasons = [one["by"] for one in part["suppressed"]]
    by = ", ".join(f"{reason} {words.count(reasons.count(reason))}" for reason in sorted(set(reasons)))
    return {**shown, "passed": words.fill("secrets-passed", n=words.count(len(reasons)), by=by)}


def _findings(part: Document | None) -> Shown | None:
    if part is None:
        return None
    rows = [(one_line(rule), number) for rule, number in part["by_rule"].items()]
    return {"count": part["findings"], "rows": rows, "passed": ""}


def _lines(document: Document, words: Words) -> Shown | None:
    totals = document["lines"]
    if not totals:
        return None
    return {
        "caption": words.fill("lines-caption", n=words.count(totals["commits"])),
        "rows": [
            (words[f"origin-{origin}"], words.count(lines["added"]), words.count(lines["removed"]))
            for origin, lines in totals["origins"].items()
        ],
    }


def _scope(document: Document, words: Words) -> str:
    excluded = document["scope"]["excluded"]
    return words.fill(
        "def-scope", merges=words.count(excluded["merges"]), automation=words.count(excluded["automation"])
    )


def _footer(document: Document, command: str, words: Words) -> str:
    return words.fill("footer", version=document["tool"]["version"], command=command, schema=document["schema_version"])


def blob_url(facts: Document, path: str) -> str | None:
    """The address of a file at the commit that was read, where the forge's form is known."""
    url = rules.commit_url(_web(facts.get("url")), facts["head"] or "")
    if url is None or "/commits/" in url or not facts["head"]:
        return None
    return f"{url.replace('/commit/', '/blob/', 1)}/{quote(path)}"
