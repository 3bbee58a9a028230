"""`ai-provenance fleet conform`: every repository of an organisation against its rules."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import click

from ai_provenance.cli.governance import governance_of, governance_option, subjects_in
from ai_provenance.cli.options import at_option, day_of, output_option
from ai_provenance.cli.output import open_output
from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.conform import Conformity, Options, judge, unjudged
from ai_provenance.conformity.requirements import State
from ai_provenance.conformity.rollup import Onboarding, OnboardingTime, Rollup, onboarding_time, pool
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.findings.of_conformity import document
from ai_provenance.model import Ratio
from ai_provenance.repo import open_repository
from ai_provenance.store.recording import onboarding_of
from ai_provenance.text import printable


@click.command("conform")
@click.option("--config", default="fleet.toml", show_default=True, metavar="FILE", help="The fleet's definition.")
@governance_option
@click.option("--store", metavar="URL", help="Metrics store with the onboardings. Default: each clone's own.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@at_option
@output_option
def command(  # noqa: PLR0913 - one parameter an option
    *, config: str, place: str | None, store: str | None, format_: str, at: dt.datetime | None, output: str | None
) -> int:
    """Hold every repository against the organisation's rules: I6.1, I6.2, I6.3, drift by template and team.

    Exits 0 where all that is judged conforms, 1 where one drifts, 3 where none could be judged.
    """
    source = governance_of(GovernanceConfig(), place or ".", top=None)
    rows: list[Conformity] = []
    begun: list[Onboarding] = []
    day = day_of(at)
    for subject, mirror in subjects_in(config):
        try:
            known = onboarding_of(mirror, subject.identity, store)
            begun += [Onboarding(subject.identity, *known)] if known else []
            rows.append(judge(open_repository(mirror), source, subject, Options(day)))
        except ProvenanceError as error:
            rows.append(unjudged(subject, day, str(error)))
    found = pool(rows)
    end = dt.datetime.combine(day, dt.time.max, dt.UTC)
    times = onboarding_time(begun, now=int(end.timestamp()))
    most = source.tree().manifest.most_excepted
    with open_output(output) as out:
        if format_ == "json":
            out.write(json.dumps(_document(rows, found, times), indent=2, ensure_ascii=False) + "\n")
        else:
            lines = _csv(rows) if format_ == "csv" else _text(rows, found, times, most=most)
            out.writelines(f"{printable(line)}\n" for line in lines)
    wrong = any(one.has_too_many_exceptions(most) for one in found.templates.values())
    if found.repositories.ratio is None:
        return ExitCode.INCONCLUSIVE
    return ExitCode.VIOLATION_FOUND if wrong or found.with_exceptions.ratio != 1 else ExitCode.OK


def _text(rows: list[Conformity], found: Rollup, times: OnboardingTime, *, most: float) -> Iterator[str]:
    for row in rows:
        drifting = [one.id for one in row.results if one.state is State.DRIFTS]
        why = ", ".join(drifting) or "; ".join(one.message for one in row.notices if one.code == "not-judged")
        yield f"{row.standing.value:<15} {row.subject.identity}{f': {why}' if why else ''}"
    for name, one in found.templates.items():
        many = ": too many, the template is wrong" if one.has_too_many_exceptions(most) else ""
        counts = f"{one.drifting} of {one.repositories} drift, {one.excepted} excepted{many}"
        yield f"template {name}: {counts}"
    yield from (f"team {team}: {number} drift" for team, number in found.drift_by_team.items())
    left_out = ", ".join(f"{number} {name}" for name, number in found.left_out.items())
    yield f"repositories that conform (I6.2): {_share(found.repositories)}; left out: {left_out}"
    yield f"with exceptions: {_share(found.with_exceptions)}"
    yield f"teams whose repositories conform (I6.1): {_share(found.teams)}"
    hours = "none is finished" if times.hours is None else f"{times.hours:.1f} h"
    yield f"onboarding (I6.3): {hours}, {times.finished} finished, {times.open} open"


def _share(ratio: Ratio) -> str:
    return "none is judged" if ratio.ratio is None else f"{ratio.numerator}/{ratio.denominator}"


def _document(rows: list[Conformity], found: Rollup, times: OnboardingTime) -> dict[str, Any]:
    numbers = {"I6.1": found.teams, "I6.2": found.repositories, "with_exceptions": found.with_exceptions}
    return {
        "schema_version": "1.0",
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
        "left_out": dict(found.left_out),
        "templates": {
            name: {"repositories": one.repositories, "drifting": one.drifting, "excepted": one.excepted}
            for name, one in found.templates.items()
        },
        "drift_by_team": dict(found.drift_by_team),
        "repositories": [document(row) for row in rows],
    }


def _csv(rows: list[Conformity]) -> list[str]:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["repository", "team", "standing", "rev", "drifting", "excepted"])
    for row in rows:
        states = [one.state for one in row.results]
        counts = (states.count(State.DRIFTS), states.count(State.EXCEPTED))
        writer.writerow([row.subject.identity, row.subject.team, row.standing.value, row.rev, *counts])
    return out.getvalue().splitlines()
