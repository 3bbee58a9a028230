"""The rules behind the sentences and numbers of the page: pure functions of the report document, without words.

A per cent value is held as tenths, rounded down: 999 is 99.9 %, and 1000 means all. Differences are taken of these, so
that a reader can check them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ai_provenance.export.report.geometry import FEW, periods
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Document = Mapping[str, Any]

CLOSE = 5
"""Points below the target from which the newest period no longer counts as close to it."""
FEWEST_COMMITS = 3
"""A difference of fewer commits is no difference."""
RECENT = 3
"""Periods that are held against those before them."""
ACTIONS = 3
"""Actions that are shown at most."""
NUMBERS = ("trace_ai", "trace_all", "attribution_coverage")
_COLUMNS = {
    "trace_ai": ("declared", "declared_of"),
    "trace_all": ("traceable", "in_scope"),
    "attribution_coverage": ("known", "walked"),
}


class Part(NamedTuple):
    """A number of commits out of others; nothing where the range is incomplete or no commit is in question."""

    part: int
    whole: int

    @property
    def tenths(self) -> int | None:
        """Tenths of a per cent, rounded down; None out of nothing."""
        return self.part * 1000 // self.whole if self.whole else None

    @property
    def enough(self) -> bool:
        """Whether it rests on enough commits to be compared."""
        return self.whole >= FEW

    def reaches(self, target: float) -> bool:
        """Whether it is TARGET per cent or more, exactly."""
        return 100 * self.part >= target * self.whole


class Period(NamedTuple):
    """One period of the timeline."""

    name: str
    numbers: Mapping[str, Part]
    share: Part
    """Commits made with AI, of those that count."""
    agents: tuple[tuple[str, str | None, int], ...] = ()


class Judged(NamedTuple):
    """The number that is judged, and where it has to arrive."""

    number: str
    target: float
    part: Part | None
    """None where the range is incomplete."""


class Verdict(NamedTuple):
    """Which sentence fits, and the period that it speaks of."""

    kind: str
    """`cannot-say`, `empty`, `nothing`, `fine`, `almost` or `not-yet`."""
    colour: str
    period: str | None = None
    recent: Part | None = None


class Change(NamedTuple):
    """The newest period that says enough, against the one before it."""

    period: str
    value: Part
    newest: bool
    """Whether it is the newest period of all."""
    before: str | None = None
    points: int | None = None
    """Difference in tenths of a point; None where there is nothing to compare with, or no difference."""
    earlier: Part | None = None


class Better(NamedTuple):
    """The last periods, pooled, against all earlier ones that are shown."""

    kind: str
    """`few`, `early`, `stays`, `same`, `yes` or `no`."""
    recent: Part
    earlier: Part
    recent_periods: int
    earlier_periods: int


class Action(NamedTuple):
    """One thing to do. `before` and `after` are tenths of a per cent of NUMBER; None where nothing is gained."""

    kind: str
    """`declare`, `hooks`, `people`, `gate`, `unshallow` or `none`."""
    number: str | None = None
    before: int | None = None
    after: int = 1000
    commits: int = 0
    of: int = 0
    period: str | None = None

    @property
    def gain(self) -> int:
        """What it brings, in tenths of a point."""
        return 0 if self.before is None else self.after - self.before


def is_complete(document: Document) -> bool:
    """Whether the whole range was there to be read."""
    return bool(document["range"]["complete"])


def part_of(traceability: Document, number: str) -> Part:
    """NUMBER of one of the document's sets of numbers."""
    return Part(traceability[number]["numerator"], traceability[number]["denominator"])


def judged(document: Document) -> Judged:
    """What is judged: since adoption where that is configured."""
    demand = document.get("judged") or {}
    number = demand.get("number") or "trace_ai"
    target = demand.get("target")
    numbers = (document["since_adoption"] or document)["traceability"]
    part = part_of(numbers, number) if is_complete(document) else None
    return Judged(number, 100.0 if target is None else float(target), part)


def shown_periods(document: Document) -> list[Period]:
    """The periods from the first AI commit or the adoption on, gaps included, the newest 24 at most."""
    unit = document.get("timeline_unit", "month")
    # a document before 1.1 has too little in a period to say anything about it
    dated = {row["period"]: row for row in document["timeline"] if row["period"] != "unknown" and "declared_of" in row}
    first = _first_period(document, unit)
    if first is None:
        first = min((name for name, row in dated.items() if row["ai"] or row["declared_of"]), default="")
    names = periods((name for name in dated if name >= first), unit)
    return [_period(name, dated.get(name, {})) for name in names]


def _first_period(document: Document, unit: str) -> str | None:
    adopted, first = document["since_adoption"], document.get("first_ai")
    when = adopted["since"] if adopted else first and first["date"]
    # a week is named by its Monday: the one that the first commit belongs to is 6 days older at most
    if not when or unit == "week" or len(when) < 10 or not when[:4].isdigit():
        return None
    return str(when[: 7 if unit == "month" else 10])


def _period(name: str, row: Document) -> Period:
    numbers = {number: Part(row.get(part, 0), row.get(whole, 0)) for number, (part, whole) in _COLUMNS.items()}
    agents = tuple((one["id"], one["model"], one["commits"]) for one in row.get("agents", ()))
    return Period(name, numbers, Part(row.get("ai", 0), row.get("in_scope", 0)), agents)


def newest_with_enough(shown: Sequence[Period], number: str) -> Period | None:
    """The newest period that says enough about NUMBER."""
    return next((one for one in reversed(shown) if one.numbers[number].enough), None)


def verdict(document: Document, shown: Sequence[Period]) -> Verdict:
    """The first rule that fits wins."""
    demand = judged(document)
    if demand.part is None:
        return Verdict("cannot-say", "none")
    commits = (document["since_adoption"] or document)["commits"]
    if not commits["in_scope"] and not commits["ai"]:
        return Verdict("empty", "none")
    if not demand.part.whole:
        return Verdict("nothing", "none")
    if demand.part.reaches(demand.target):
        return Verdict("fine", "good")
    newest = newest_with_enough(shown, demand.number)
    recent = newest.numbers[demand.number] if newest else None
    name = newest.name if newest else None
    if recent and recent.reaches(demand.target - CLOSE):
        return Verdict("almost", "warn", name, recent)
    return Verdict("not-yet", "bad", name, recent)


def chip(document: Document, number: str, sentence: Verdict) -> tuple[str, str]:
    """The word beside NUMBER, and its colour."""
    demand = judged(document)
    if number == demand.number:
        if not demand.part or not demand.part.whole:
            return "not-judged", "none"
        return ("met", "good") if sentence.kind == "fine" else ("below", sentence.colour)
    if number == "attribution_coverage":
        return "no-target", "none"
    everything = part_of(document["traceability"], number)
    reached = is_complete(document) and everything.whole > 0 and everything.part == everything.whole
    return "ambition", "good" if reached else "none"


def change(shown: Sequence[Period], number: str) -> Change | None:
    """What the newest periods say about NUMBER; None where none says enough."""
    said = [one for one in shown if one.numbers[number].enough]
    if not said:
        return None
    newest = said[-1]
    value = newest.numbers[number]
    is_newest = newest is shown[-1]
    if len(said) == 1:
        return Change(newest.name, value, is_newest)
    before = said[-2]
    earlier = before.numbers[number]
    points = (value.tenths or 0) - (earlier.tenths or 0)
    # fewer commits than chance gives
    small = abs(points) * value.whole < FEWEST_COMMITS * 1000
    return Change(newest.name, value, is_newest, before.name, None if small else points, earlier)


def better(shown: Sequence[Period], number: str) -> Better:
    """Whether NUMBER rises: the last periods pooled, as one month against the other is mostly chance."""
    recent, earlier = shown[-RECENT:], shown[:-RECENT]
    last, first = _pooled(recent, number), _pooled(earlier, number)
    return Better(_better(last, first), last, first, len(recent), len(earlier))


def _better(last: Part, first: Part) -> str:
    if not first.whole:
        return "early"
    if not last.enough or not first.enough:
        return "few"
    if last.part == last.whole and first.part == first.whole:
        return "stays"
    difference = last.part / last.whole - first.part / first.whole
    if abs(difference) * last.whole < FEWEST_COMMITS:
        return "same"
    return "yes" if difference > 0 else "no"


def _pooled(shown: Sequence[Period], number: str) -> Part:
    parts = [one.numbers[number] for one in shown]
    return Part(sum(one.part for one in parts), sum(one.whole for one in parts))


def actions(document: Document, shown: Sequence[Period]) -> list[Action]:
    """What to do: first what lifts the judged number, then what gains most."""
    if not is_complete(document):
        return [Action("unshallow")]
    found = [one for one in _candidates(document, shown) if one is not None]
    number = judged(document).number
    found.sort(key=lambda one: (one.number != number, -one.gain))
    if found:
        return found[:ACTIONS]
    gate = (document.get("setup") or {}).get("gate")
    return [Action("gate")] if gate is False else [Action("none")]


def _candidates(document: Document, shown: Sequence[Period]) -> list[Action | None]:
    setup = document.get("setup") or {}
    return [
        _declare(document),
        _hooks(shown) if setup.get("hooks") is not True else None,
        _people(shown) if setup.get("declare") not in (None, "all") else None,
    ]


def _declare(document: Document) -> Action | None:
    demand = judged(document)
    # where another number is judged, the AI commits are still those of the whole range
    part = demand.part if demand.number == "trace_ai" else part_of(document["traceability"], "trace_ai")
    if part is None or part.part == part.whole:
        return None
    return Action("declare", "trace_ai", part.tenths, commits=part.whole - part.part, of=part.whole)


def _hooks(shown: Sequence[Period]) -> Action | None:
    newest = newest_with_enough(shown, "trace_ai")
    if newest is None:
        return None
    part = newest.numbers["trace_ai"]
    missing = part.whole - part.part
    return (
        Action("hooks", "trace_ai", part.tenths, commits=missing, of=part.whole, period=newest.name)
        if missing
        else None
    )


def _people(shown: Sequence[Period]) -> Action | None:
    newest = newest_with_enough(shown, "trace_all")
    if newest is None:
        return None
    part = newest.numbers["trace_all"]
    missing = part.whole - part.part
    if not missing:
        return None
    return Action("people", "trace_all", part.tenths, commits=missing, of=part.whole, period=newest.name)


def commit_url(base: str | None, sha: str) -> str | None:
    """The address of a commit at the forges whose form is known; None elsewhere."""
    if not base or not base.startswith(("https://", "http://")):
        return None
    host = base.split("/")[2].rsplit("@", 1)[-1].split(":")[0].lower()
    for name, form in (("github", "commit"), ("gitlab", "-/commit"), ("bitbucket", "commits")):
        if name in host.split("."):
            return f"{base}/{form}/{sha}"
    if any(name in host for name in ("gitea", "forgejo", "codeberg")):
        return f"{base}/commit/{sha}"
    return None
