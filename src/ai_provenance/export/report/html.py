"""The page that people look at: one file with its charts and styles inside, which loads nothing and runs nothing.

Everything that came from a repository goes through jinja2's escaping. A content security policy in the page forbids
scripts and every address, should an escape ever be missed.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Any, TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ai_provenance import __version__
from ai_provenance.export.encoding import inert_markup
from ai_provenance.export.options import Options
from ai_provenance.export.report import charts
from ai_provenance.export.wording import day, one_line, percent
from ai_provenance.model import Ratio
from ai_provenance.report import AgentCount, Period, Summary
from ai_provenance.snapshot import Snapshot

# by the path of this module, as `importlib.resources` takes half a start of Python to load
_TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "templates")
_AGENTS_SHOWN = 12
_MONTHS_DRAWN = 48
_LONGEST_NAME = 22
_CODE = re.compile(r"`([^`]*)`")


class Words:
    """The page's words in one language: `words["title"]`, `words.fill("more", count=3)`."""

    def __init__(self, language: str) -> None:
        self.language = "es" if language == "es" else "en"

    def __getitem__(self, key: str) -> str:
        return _texts()[key][self.language]

    def fill(self, key: str, **values: object) -> str:
        """The sentence KEY with its values put in."""
        return self[key].format_map(values)

    def code(self, text: str) -> Markup:
        """TEXT with the parts between backticks as code."""
        return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before

    def count(self, number: int) -> str:
        """A whole number with the language's separator."""
        text = f"{number:,}"
        return text.replace(",", "\N{NO-BREAK SPACE}") if self.language == "es" else text

    def percent(self, ratio: Ratio) -> str:
        """A share as in every other format, with the language's comma."""
        text = percent(ratio)
        if self.language == "en":
            return text
        if ratio.ratio is None:
            return self["no-data" if ratio.complete else "not-stated"]
        return text.replace(".", ",")


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the page: the report, and the scorecard where the snapshot holds one."""
    out.write(inert_markup(page(snapshot, options.language)))


def page(snapshot: Snapshot, language: str = "en") -> str:
    """The page as text."""
    words = Words(language)
    card = None
    if snapshot.card:
        from ai_provenance.export.score.page import score_parts  # the methodology costs pydantic

        card = score_parts(snapshot.card, words.language)
    return _environment().get_template("page.html").render(
        words=words,
        snapshot=snapshot,
        version=__version__,
        where=_where(snapshot),
        numbers=_numbers(snapshot.summary, words),
        adopted=_numbers(snapshot.adoption.summary, words) if snapshot.adoption else None,
        scope=_scope(snapshot.summary, words),
        timeline=_timeline(snapshot.summary, words),
        agents=_agents(snapshot, words),
        levels=_levels(snapshot.summary, words),
        untraceable=_untraceable(snapshot.summary, words),
        card=card,
    ) + "\n"  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _texts() -> dict[str, dict[str, str]]:
    with open(os.path.join(_TEMPLATES, "page.toml"), "rb") as file:
        return tomllib.load(file)


def _where(snapshot: Snapshot) -> dict[str, str | None]:
    facts = snapshot.repository
    return {
        "range": one_line(snapshot.range.revisions),
        "branch": one_line(facts.branch) if facts.branch else None,
        "head": facts.head[:12] if facts.head else None,
        "made": snapshot.generated_at.replace("T", " ").replace("Z", " UTC"),
    }


def _numbers(summary: Summary, words: Words) -> list[dict[str, Any]]:
    rows = (
        ("trace-all", summary.trace_all),
        ("trace-ai", summary.trace_ai),
        ("attribution", summary.attribution_coverage),
    )
    return [
        {
            "key": key,
            "percent": words.percent(ratio),
            "numerator": words.count(ratio.numerator),
            "denominator": words.count(ratio.denominator),
            "width": f"{100 * ratio.ratio:.2f}" if ratio.ratio is not None else None,
        }
        for key, ratio in rows
    ]


def _scope(summary: Summary, words: Words) -> str:
    return words.fill(
        "scope-merges" if summary.scope.include_merges else "scope",
        in_scope=words.count(summary.in_scope),
        walked=words.count(summary.walked),
        merges=words.count(summary.excluded_merges),
        automation=words.count(summary.excluded_automation),
    )


def _timeline(summary: Summary, words: Words) -> dict[str, Any] | None:
    """By month, or by year where there are too many months to draw."""
    dated = [one for one in summary.timeline if one.period != "unknown"]
    if not dated:
        return None
    rows = dated if len(dated) <= _MONTHS_DRAWN else _by_year(dated)
    columns = (("in-scope", "in_scope"), ("traceable", "traceable"), ("ai", "ai"))
    series = [(words[key], [getattr(row, field) for row in rows]) for key, field in columns]
    title = words.fill("chart-of", name=words["over-time"])
    return {
        "chart": charts.lines("time-chart", [row.period for row in rows], series, title=title),
        "rows": [(row.period, *(words.count(getattr(row, field)) for _, field in columns)) for row in reversed(rows)],
        "step": words["years" if rows is not dated else "months"],
    }


def _by_year(months: Sequence[Period]) -> list[Period]:
    years: dict[str, list[int]] = {}
    for month in months:
        total = years.setdefault(month.period[:-3], [0, 0, 0])
        for index, number in enumerate((month.in_scope, month.ai, month.traceable)):
            total[index] += number
    return [Period(year, in_scope, ai, traceable) for year, (in_scope, ai, traceable) in years.items()]


def _agents(snapshot: Snapshot, words: Words) -> dict[str, Any] | None:
    agents = snapshot.summary.agents
    if not agents:
        return None
    shown = agents[:_AGENTS_SHOWN]
    rows = [
        charts.Bar(f"{_short(_name(agent, snapshot))}: {words.count(agent.commits)}", agent.commits) for agent in shown
    ]
    title = words.fill("chart-of", name=words["by-agent"])
    return {
        "chart": charts.bars("agent-chart", rows, title=title),
        "rows": [(_name(agent, snapshot), words.count(agent.commits), _models(agent, words)) for agent in shown],
        "more": words.fill("more", count=len(agents) - len(shown)) if len(agents) > len(shown) else None,
    }


def _name(agent: AgentCount, snapshot: Snapshot) -> str:
    return one_line(snapshot.agent_names.get(agent.id, agent.id))


def _short(name: str) -> str:
    """A name that leaves the bars their place."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _models(agent: AgentCount, words: Words) -> str:
    named = ", ".join(f"{one_line(model)} {words.count(commits)}" for model, commits in agent.models[:4])
    return f"{named}, {words.fill('more', count=len(agent.models) - 4)}" if len(agent.models) > 4 else named


def _levels(summary: Summary, words: Words) -> dict[str, Any] | None:
    if not summary.in_scope:
        return None
    rows = [(words[f"level-{level}"], words.count(commits)) for level, commits in enumerate(summary.levels)]
    drawn = [charts.Bar(f"{name}: {text}", summary.levels[level]) for level, (name, text) in enumerate(rows)]
    return {
        "chart": charts.bars("level-chart", drawn, title=words.fill("chart-of", name=words["by-level"])),
        "rows": rows,
    }


def _untraceable(summary: Summary, words: Words) -> dict[str, Any]:
    note = "untraceable-one" if summary.untraceable == 1 else "untraceable-note"
    return {
        "note": words.fill(note, count=words.count(summary.untraceable)) if summary.untraceable else None,
        "rows": [
            {"oid": one.oid[:12], "date": day(one.commit_time), "subject": one_line(one.subject)[:120]}
            for one in summary.examples
        ],
    }
