"""The conformity of an organisation: text, JSON, CSV, a page, and samples for Prometheus."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, TextIO

from ai_provenance import __version__
from ai_provenance.conformity.conform import Conformity, Standing
from ai_provenance.conformity.requirements import State
from ai_provenance.conformity.rollup import Organisation
from ai_provenance.export.encoding import json_text
from ai_provenance.export.findings.of_conformity import document as of_repository
from ai_provenance.export.metrics.csv import inert
from ai_provenance.export.metrics.prometheus import lines
from ai_provenance.export.metrics.series import Sample
from ai_provenance.export.wording import percent
from ai_provenance.model import Ratio
from ai_provenance.text import printable

FORMATS = ("text", "json", "csv", "html", "prometheus")
HELP = {
    "conforming_repositories": "Numerator of I6.2: repositories that conform without an exception.",
    "judged_repositories": "Denominator of I6.2: repositories that could be judged.",
    "excepted_repositories": "Judged repositories that would drift without an exception.",
    "left_out_repositories": "Repositories that are not judged, by why.",
    "drifting_repositories": "Judged repositories that drift, by team.",
    "drift_findings": "Requirements that drift, by template.",
    "conforming_teams": "Numerator of I6.1: teams of which all judged repositories conform.",
    "judged_teams": "Denominator of I6.1: teams with a judged repository.",
    "onboardings": "Onboardings that were begun, by whether they are finished.",
    "onboarding_seconds": "I6.3: median time of the finished onboardings.",
    "conformity_day_timestamp_seconds": "Beginning of the day (UTC) as of which the organisation was judged.",
}
"""Metric family, without prefix -> what it means. All are gauges with the label `organisation`."""
_MOST_LISTED = 500
_ORDER = tuple(Standing).index
_LISTED = {_ORDER(one) for one in (Standing.DRIFTS, Standing.EXCEPTED, Standing.UNKNOWN)}


def write(held: Organisation, format_: str, out: TextIO) -> None:
    """Write the conformity HELD in one of FORMATS."""
    if format_ == "json":
        out.write(json_text(document(held)) + "\n")
    elif format_ == "csv":
        _write_csv(held, out)
    elif format_ == "html":
        out.write(page(document(held)))
    elif format_ == "prometheus":
        out.writelines(f"{line}\n" for line in lines(samples(held), HELP))
    else:
        out.writelines(f"{printable(line)}\n" for line in _text(held))


def _text(held: Organisation) -> Iterator[str]:
    for row in held.rows:
        why = _why(row)
        yield f"{row.standing.value:<15} {row.subject.identity}{f': {why}' if why else ''}"
    for name, one in held.pooled.templates.items():
        many = ": too many, the template is wrong" if one.has_too_many_exceptions(held.most_excepted) else ""
        counts = f"{one.drifting} of {one.repositories} drift, {one.excepted} excepted{many}"
        yield f"template {name}: {counts}"
    yield from (f"team {team}: {number} drift" for team, number in held.pooled.drift_by_team.items())
    left_out = ", ".join(f"{number} {name}" for name, number in held.pooled.left_out.items())
    yield f"repositories that conform (I6.2): {_share(held.pooled.repositories)}; left out: {left_out}"
    yield f"with exceptions: {_share(held.pooled.with_exceptions)}"
    yield f"teams whose repositories conform (I6.1): {_share(held.pooled.teams)}"
    hours = "none is finished" if held.times.hours is None else f"{held.times.hours:.1f} h"
    yield f"onboarding (I6.3): {hours}, {held.times.finished} finished, {held.times.open} open"


def _why(row: Conformity) -> str:
    """What drifts in ROW, or why it could not be judged."""
    drifting = [one.id for one in row.results if one.state is State.DRIFTS]
    return ", ".join(drifting) or "; ".join(one.message for one in row.notices if one.code == "not-judged")


def _share(ratio: Ratio) -> str:
    return "none is judged" if ratio.ratio is None else f"{ratio.numerator}/{ratio.denominator}"


def document(held: Organisation) -> dict[str, Any]:
    """HELD as the published document (`schemas/fleet-conform-1.0.json`)."""
    pooled, times = held.pooled, held.times
    numbers = {"I6.1": pooled.teams, "I6.2": pooled.repositories, "with_exceptions": pooled.with_exceptions}
    return {
        "schema_version": "1.0",
        "tool": {"name": "ai-provenance", "version": __version__},
        "organisation": held.name,
        "at": held.at.isoformat(),
        "numbers": {
            name: {"numerator": one.numerator, "denominator": one.denominator, "ratio": one.ratio}
            for name, one in numbers.items()
        },
        "I6.3": {
            "hours": times.hours,
            "censored_hours": times.censored_hours,
            "finished": times.finished,
            "open": times.open,
        },
        "left_out": dict(pooled.left_out),
        "templates": {
            name: {
                "repositories": one.repositories,
                "drifting": one.drifting,
                "excepted": one.excepted,
                "too_many_exceptions": one.has_too_many_exceptions(held.most_excepted),
            }
            for name, one in pooled.templates.items()
        },
        "drift_by_team": dict(pooled.drift_by_team),
        "repositories": [of_repository(row) for row in held.rows],
    }


def _write_csv(held: Organisation, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["repository", "team", "standing", "rev", "drifting", "excepted"])
    for row in held.rows:
        states = [one.state for one in row.results]
        counts = (states.count(State.DRIFTS), states.count(State.EXCEPTED))
        name, team, rev = (inert(printable(one)) for one in (row.subject.identity, row.subject.team, row.rev))
        writer.writerow([name, team, row.standing.value, rev, *counts])


def samples(held: Organisation) -> Iterator[Sample]:
    """The samples, families together; what is not known has none."""
    own = (("organisation", held.name),)
    pooled, times = held.pooled, held.times
    begun = datetime.combine(held.at, time(), UTC)
    yield Sample("conformity_day_timestamp_seconds", begun.timestamp(), own)
    yield Sample("conforming_repositories", pooled.repositories.numerator, own)
    yield Sample("judged_repositories", pooled.repositories.denominator, own)
    yield Sample("excepted_repositories", pooled.with_exceptions.numerator - pooled.repositories.numerator, own)
    for standing, number in pooled.left_out.items():
        yield Sample("left_out_repositories", number, (*own, ("standing", standing)))
    for team, number in pooled.drift_by_team.items():
        yield Sample("drifting_repositories", number, (*own, ("team", team)))
    findings = Counter(one.template for row in held.rows for one in row.results if one.state is State.DRIFTS)
    for template, number in sorted({**dict.fromkeys(pooled.templates, 0), **findings}.items()):
        yield Sample("drift_findings", number, (*own, ("template", template)))
    yield Sample("conforming_teams", pooled.teams.numerator, own)
    yield Sample("judged_teams", pooled.teams.denominator, own)
    for state, number in (("finished", times.finished), ("open", times.open)):
        yield Sample("onboardings", number, (*own, ("state", state)))
    if times.hours is not None:
        yield Sample("onboarding_seconds", times.hours * 3600, own)


# --- the page, drawn from the document alone


def page(held: Mapping[str, Any]) -> str:
    """The page of a document: one file, without a script, that loads nothing."""
    from ai_provenance.export.report.html import render
    from ai_provenance.export.report.words import Words

    rows = sorted((_row(one) for one in held["repositories"]), key=lambda one: (one["order"], one["name"]))
    listed = [one for one in rows if one["order"] in _LISTED]
    return render(
        "governance.html",
        words=Words("en"),
        held=held,
        verdict=_verdict(held),
        numbers=[*_numbers(held)],
        teams=_teams(held),
        rows=listed[:_MOST_LISTED],
        unshown=max(0, len(listed) - _MOST_LISTED),
        conforming=[one for one in rows if not one["order"]],
    )


def _verdict(held: Mapping[str, Any]) -> dict[str, str]:
    number = _ratio(held["numbers"]["I6.2"])
    if number.ratio is None:
        return {"colour": "none", "word": "Unknown", "text": "no repository could be judged."}
    if number.ratio == 1:
        return {"colour": "good", "word": "All conform", "text": f"{number.denominator:,} repositories are judged."}
    drifting = sum(held["drift_by_team"].values())
    text = f"{drifting:,} of {number.denominator:,} judged repositories drift from the organisation's rules."
    excepted = _ratio(held["numbers"]["with_exceptions"]).numerator - number.numerator
    if not drifting:
        return {"colour": "warn", "word": "None drifts", "text": f"{excepted:,} conform by an exception only."}
    return {"colour": "bad", "word": "Drift", "text": text}


def _numbers(held: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, title, what in (
        ("I6.2", "Repositories that conform", "judged repositories conform without an exception"),
        ("with_exceptions", "With exceptions", "conform, or are excepted until a day"),
        ("I6.1", "Teams that conform", "teams of which every judged repository conforms"),
    ):
        ratio = _ratio(held["numbers"][name])
        known = ratio.ratio is not None
        fraction = f"{ratio.numerator:,} of {ratio.denominator:,} {what}"
        yield {
            "id": name,
            "title": title,
            "figure": percent(ratio),
            "text": fraction if known else "nothing is judged",
            "meter": round(100 * ratio.ratio, 2) if ratio.ratio is not None else None,
        }
    times = held["I6.3"]
    hours = times["hours"]
    yield {
        "id": "I6.3",
        "title": "Onboarding",
        "figure": "no data" if hours is None else f"{hours:.1f} h",
        "text": f"median of {times['finished']:,} finished; {times['open']:,} open",
        "meter": None,
    }


def _teams(held: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Name, repositories that are judged, and of these those that drift, of each team."""
    judged = Counter(
        one["repository"]["team"]
        for one in held["repositories"]
        if one["standing"] in (Standing.CONFORMS, Standing.EXCEPTED, Standing.DRIFTS)
    )
    return [(team, number, held["drift_by_team"].get(team, 0)) for team, number in sorted(judged.items())]


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    found = [result for result in one["results"] if result["state"] in (State.DRIFTS, State.EXCEPTED, State.UNKNOWN)]
    return {
        "name": one["repository"]["identity"],
        "team": one["repository"]["team"],
        "standing": one["standing"].replace("_", " "),
        "order": _ORDER(Standing(one["standing"])),
        "rev": one["governance"]["rev"],
        "found": found,
    }


def _ratio(one: Mapping[str, Any]) -> Ratio:
    return Ratio(one["numerator"], one["denominator"])
