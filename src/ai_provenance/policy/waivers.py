"""Waivers: exceptions from a rule, each with an owner, a reason and an expiry date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ai_provenance.policy.case import Case
from ai_provenance.policy.globs import matches_name, matches_path

if TYPE_CHECKING:
    from ai_provenance.config import Waiver


class Waivers:
    """The waivers of a policy on one day, and how often each was used."""

    def __init__(self, waivers: tuple[Waiver, ...], *, today: date) -> None:
        self.in_force = tuple(waiver for waiver in waivers if waiver.expires >= today)
        self.expired = tuple(waiver for waiver in waivers if waiver.expires < today)
        self.used: dict[Waiver, int] = dict.fromkeys(self.in_force, 0)

    def covering(self, rule: str, case: Case) -> str | None:
        """Owner and reason of the first waiver in force that covers RULE for this commit; None when there is none."""
        for waiver in self.in_force:
            if waiver.rule == rule and _covers(waiver, case):
                self.used[waiver] += 1
                return f"{waiver.owner}: {waiver.reason} (until {waiver.expires})"
        return None


def _covers(waiver: Waiver, case: Case) -> bool:
    oid = case.commit.oid
    if waiver.commits and not (oid and oid.startswith(waiver.commits)):
        return False
    if waiver.agents and not _only_agents(waiver, case):
        return False
    return not waiver.paths or _only_paths(waiver, case)


def _only_agents(waiver: Waiver, case: Case) -> bool:
    agents = {use.id for use in case.verdict.agents}
    return bool(agents) and all(matches_name(agent, waiver.agents) for agent in agents)


def _only_paths(waiver: Waiver, case: Case) -> bool:
    paths = case.changes.paths if case.changes else ()
    return bool(paths) and all(matches_path(path, waiver.paths) for path in paths)
