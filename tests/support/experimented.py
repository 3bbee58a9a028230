"""Histories of experiments: units by the hundred, each a branch of commits that a merge brings, by fast-import."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ai_provenance.delivery.experiment_plans import Plan, plan_text
from ai_provenance.environment.experiment import DIRECTORY, arm_of
from ai_provenance.sha256 import sha256
from repository import Repository

START, HOUR = 1_767_225_600, 3_600  # 2026-01-01 UTC
SALT = bytes(range(32))
ENDS = date(2026, 6, 30)


@dataclass(frozen=True)
class Row:
    """One unit: the arms that its commits name, hours from its first commit to its merge, and who made it."""

    arms: Sequence[str]
    hours: float
    author: str
    trailer: str = "{arm}"
    is_ai: bool = False


def plan(**settings: object) -> Plan:
    """The plan of the experiment `speed`, with other values where they are given."""
    values: dict[str, object] = {
        "name": "speed",
        "hypothesis": "Small steps are faster",
        "unit": "branch",
        "arms": (("control", 1), ("small", 1)),
        "salt_sha256": sha256(SALT).hexdigest(),
        "primary": "cycle_time",
        "ends": ENDS,
        "minimum_units": 20,
    }
    return Plan(**{**values, **settings})  # type: ignore[arg-type]  # the names are those of the fields


def rows(
    count: int, hours: Callable[[str, random.Random], float], *, seed: int = 1, planned: Plan | None = None
) -> list[Row]:
    """COUNT units of the plan, each with the arm of its branch, the hours that HOURS gives and one of nine people."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        arm = arm_of(SALT, "speed", f"topic/{seed}-{number}", (planned or plan()).arms)
        found.append(Row([arm, arm], hours(arm, draw), f"p{draw.randrange(9)}"))
    return found


def build(repo: Repository, planned: Plan, units: Sequence[Row], *, squash: bool = False) -> None:
    """Write the plan, then a history of UNITS that a release follows; with SQUASH each lands as one commit."""
    stream = "".join(_stream(planned, units, squash)).encode()
    repo.run("fast-import", "--quiet", stdin=stream)
    repo.git("reset", "-q", "--hard", "main")
    kept = repo.path / ".git" / DIRECTORY
    kept.mkdir(exist_ok=True)
    (kept / planned.name).write_text(SALT.hex())


def _stream(planned: Plan, units: Sequence[Row], squash: bool) -> Iterator[str]:
    text = plan_text(planned)
    yield _commit("refs/heads/main", START, "lead", "Plan", mark=1)
    yield f"M 100644 inline {planned.path}\ndata {len(text.encode())}\n{text}\n"
    mark = 1
    for number, unit in enumerate(units):
        began = START + (number + 1) * 2 * HOUR
        landed = began + int(unit.hours * HOUR)
        trailers = [f"Experiment: {planned.name}/{unit.trailer.format(arm=arm)}" for arm in unit.arms]
        ai = "\nAssisted-by: Claude" if unit.is_ai else ""
        base = mark
        if squash:
            body = "\n".join(f"* part {part}\n\n{trailer}{ai}\n" for part, trailer in enumerate(trailers))
            mark += 1
            yield _commit(
                "refs/heads/main",
                landed,
                unit.author,
                f"Topic {number} (#{number})\n\n{body}",
                mark=mark,
                authored=began,
            )
            yield f"from :{base}\nM 100644 inline f{number}\ndata 1\nx\n"
            continue
        for part, trailer in enumerate(trailers):
            mark += 1
            message = f"Topic {number} part {part}\n\n{trailer}{ai}"
            yield _commit("refs/heads/topic", began + part, unit.author, message, mark=mark)
            yield f"from :{base if part == 0 else mark - 1}\nM 100644 inline f{number}-{part}\ndata 1\nx\n"
        mark += 1
        yield _commit("refs/heads/main", landed, "lead", f"Merge branch 'topic/{number}'", mark=mark)
        yield f"from :{base}\nmerge :{mark - 1}\n"
        yield "".join(f"M 100644 inline f{number}-{part}\ndata 1\nx\n" for part in range(len(trailers)))
    yield f"reset refs/tags/v1.0.0\nfrom :1\n\nreset refs/tags/v1.1.0\nfrom :{mark}\n\n"


def _commit(ref: str, time: int, author: str, message: str, *, mark: int, authored: int | None = None) -> str:
    made = time if authored is None else authored
    size = len(message.encode())
    return (
        f"commit {ref}\nmark :{mark}\nauthor {author} <{author}@example.org> {made} +0000\n"
        f"committer {author} <{author}@example.org> {time} +0000\ndata {size}\n{message}\n"
    )
