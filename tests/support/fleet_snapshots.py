"""Snapshots of fleets for tests of the formats that show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ai_provenance.model import Ratio
from ai_provenance.report import NUMBERS
from ai_provenance.snapshot.fleet import FleetSnapshot, Member, Point, Pool

DAY = date(2026, 11, 27)
HOSTILE = 'git.example.org/<script>alert(1)</script>/`x`|"=cmd\\'


def numbers(part: int, whole: int) -> dict[str, Ratio]:
    return dict.fromkeys(NUMBERS, Ratio(part, whole))


def pool(name: str, number: int, part: int = 3, whole: int = 4) -> Pool:
    return Pool(name, number, number, 0, 0, numbers(part, whole), dict.fromkeys(NUMBERS, 0))


def past(of: int) -> list[dict[str, Ratio] | None]:
    """The 26 points of a team; it was too small in the first ones, and had no AI commit on one day."""
    return [None if at < of % 9 else numbers((at + of) % 26, 27) if at != 15 else {} for at in range(26)]


def member(identity: str, at: int = 0, *, few: bool = False) -> Member:
    return Member(
        identity,
        f"team{at % 20}",
        {"tier": "1"},
        "ok",
        "",
        DAY,
        stale=False,
        since=None,
        few_authors=few,
        numbers=numbers(at % 7, 7),
    )


def fleet(number: int, *more: Member) -> FleetSnapshot:
    members = [*(member(f"git.example.org/organisation/repository-{at:05}", at) for at in range(number)), *more]
    failed = Member(
        "git.example.org/a/failed",
        "t",
        {},
        "timeout",
        "took longer than 300 s",
        None,
        stale=True,
        since=DAY,
        few_authors=True,
    )
    return FleetSnapshot(
        organisation="Example <b>&",
        day=DAY,
        definition="d1",
        coverage=0.99,
        newest=DAY,
        newest_coverage=0.99,
        grouped_by="team",
        total=pool("Example", len(members), 30, 40),
        groups=[replace(pool(f"team{at}", 3), trend=past(at)) for at in range(20)],
        agents=[("claude-code", 12)],
        gates=[("G2", {"pass": 2, "fail": 1})],
        trend=[Point(date(2026, 11, at), "d0" if at < 5 else "d1", numbers(at, 27)) for at in range(1, 27)],
        members=members,
        errors=[failed],
    )
