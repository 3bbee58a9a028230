"""How often comparisons and alarms are wrong where nothing differs, and how often they find what does.

    python benchmarks/delivery_inference.py [SAMPLES] [compare|regress|rework]

`compare`: changes of deployments whose times and shares of AI differ, alone or in requests whose changes depend on each
other. Prints the share of samples without an effect that are called associated, and how often intervals hold the true
effect. `regress`: half a year after a frozen baseline of 12 weeks. `rework`: lines that were replaced. Exits 1 where a
figure is out of its limits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from ai_provenance.delivery.code_rework import interval_of
from ai_provenance.delivery.inference import Sample, risk_difference, sample_of, shift, stratified_p
from ai_provenance.delivery.metrics import WEEK, Window
from ai_provenance.delivery.regress import Series, alarms
from ai_provenance.model import Ratio

if TYPE_CHECKING:
    from numpy.random import Generator

BASELINE = Window(0, 12 * WEEK)
_HALF_A_YEAR = 26
KINDS = {"lead times": (0.0, 0.4), "rates": (0.0, 0.1), "code rework": (0.0, 0.1)}
"""What is compared -> its effects."""
LIMITS = {"false": 0.06, "low": 0.92, "high": 0.97}


def changes(draw: Generator, deployments: int, effect: float, *, requests: bool, kind: str) -> Sample:
    """Changes of two arms, by one of KINDS. For rates and code rework, EFFECT is what the first arm adds to a share."""
    values: list[float] = []
    first: list[bool] = []
    owners: list[int] = []
    for deployment in range(deployments):
        time, share, risk = draw.normal(11, 0.6), draw.beta(1.2, 1.8), draw.beta(2, 18)
        waiting = int(draw.integers(2, 25))
        while waiting > 0:
            size = min(waiting, int(draw.integers(1, 8)) if requests else 1)
            waiting -= size
            is_first, lead = bool(draw.random() < share), time + draw.normal(0, 0.8)
            for _ in range(size):
                if kind == "rates":
                    values.append(float(draw.random() < min(1.0, risk + effect * is_first)))
                elif kind == "code rework":  # of half of the changes nothing is replaced
                    replaced = draw.beta(1 + 10 * risk, 5) * (draw.random() < 0.5)
                    values.append(replaced * (1 - effect) + effect * is_first)
                else:
                    values.append(lead + (draw.normal(0, 0.2) if requests else 0.0) + effect * is_first)
                first.append(is_first)
                owners.append(deployment)
    return sample_of(values, first, owners, owners)


def compared(samples: int) -> Iterator[bool]:
    """Print a line for each kind of sample; whether its figures are within the limits."""
    for kind, effects in KINDS.items():
        is_rate = kind != "lead times"
        for requests in (False, True):
            for deployments in (30, 60):
                for effect in effects:
                    draw = np.random.default_rng(deployments + 1000 * requests)
                    found = held = 0
                    for _ in range(samples):
                        sample = changes(draw, deployments, effect, requests=requests, kind=kind)
                        found += stratified_p(sample, ranked=not is_rate) < 0.05
                        _, interval = (risk_difference if is_rate else shift)(sample)
                        held += interval is not None and interval[0] <= effect <= interval[1]
                    name = f"{kind}, {'requests' if requests else 'changes alone'}"
                    shares = f"associated {found / samples:6.1%}, interval holds it {held / samples:6.1%}"
                    print(f"{name:<28}{deployments:>3} deployments, effect {effect:.1f}: {shares}", flush=True)
                    noise = 2 * sqrt(0.05 * 0.95 / samples)
                    covers = LIMITS["low"] - noise <= held / samples <= LIMITS["high"] + noise
                    yield covers and (effect > 0 or found / samples <= LIMITS["false"] + noise)


def half_year(draw: Generator, per_week: float, factor: float, *, weekly: bool) -> list[tuple[float, bool]]:
    """By the default rule and by `--strict`: weeks until lead times are regressed, and whether failures ever are.

    Infinite weeks: never.
    """
    weeks = 12 + _HALF_A_YEAR
    times = np.sort(draw.random(draw.poisson(per_week * weeks)) * weeks * WEEK).astype(int)
    leads = np.exp(draw.normal(11, 0.7, len(times))) * np.where(times >= BASELINE.until, factor, 1.0)
    failed = draw.random(len(times)) < 0.1
    pairs = [list(zip(times.tolist(), column.tolist(), strict=True)) for column in (leads, failed)]
    series = Series(tuple(pairs[0]), tuple(pairs[1]))
    looks = [(12 + week) * WEEK for week in range(1, _HALF_A_YEAR + 1)] if weekly else times[times >= BASELINE.until]
    found: list[tuple[float, bool]] = []
    for strict in (False, True):
        first, fails = float("inf"), False
        for at in looks:
            # once both are known there is nothing to look for; the strict rule says no more than the default one
            if (first < float("inf") and fails) or (strict and found[0] == (float("inf"), False)):
                break
            lead, fail = alarms(series, BASELINE, at=int(at), strict=strict)
            if lead.state == "regressed":
                first = min(first, (int(at) - BASELINE.until) / WEEK)
            fails = fails or fail.state == "regressed"
        found.append((first, fails))
    return found


def regressed(samples: int) -> Iterator[bool]:
    """Print a row of the table for each pace and rule; a fifth of the samples for what is no false alarm a week."""
    print("| deployments a week | looked at | rule | false, lead time | false, failures | twice | one and a half |")
    print("| ---: | --- | --- | ---: | ---: | ---: | ---: |")
    for per_week, weekly in ((3, True), (8, True), (3, False)):
        draw = np.random.default_rng(per_week)
        cells: tuple[list[str], list[str]] = ([], [])
        for factor in (1.0, 2.0, 1.5) if weekly else (1.0,):
            count = samples if weekly and factor == 1 else samples // 5
            made = [half_year(draw, per_week, factor, weekly=weekly) for _ in range(count)]
            for row, one_rule in zip(cells, zip(*made, strict=True), strict=True):
                weeks = [week for week, _ in one_rule if week < float("inf")]
                if factor == 1:
                    row += [f"{len(weeks) / count:.1%}", f"{sum(fails for _, fails in one_rule) / count:.1%}"]
                else:
                    row.append(f"{len(weeks) / count:.0%} ({np.median(weeks):.0f})")
        how = "weekly" if weekly else "each deployment"
        for rule, row in zip(("default", "`--strict`"), cells, strict=True):
            print(f"| {per_week} | {how} | {rule} | {' | '.join([*row, '-', '-'][:4])} |", flush=True)
            yield True


def reworked(samples: int) -> Iterator[bool]:
    """Print how often the interval of the code rework holds it; whether that is within the limits."""
    for deployments in (10, 30, 60):
        draw = np.random.default_rng(deployments)
        many = [lines_of_a_deployment(draw) for _ in range(20_000)]
        rework = sum(one.numerator for one in many) / sum(one.denominator for one in many)
        held = 0
        for _ in range(samples):
            interval = interval_of([lines_of_a_deployment(draw) for _ in range(deployments)])
            held += interval is not None and interval[0] <= rework <= interval[1]
        print(f"code rework of {deployments} deployments: interval holds it {held / samples:6.1%}", flush=True)
        noise = 2 * sqrt(0.05 * 0.95 / samples)
        yield LIMITS["low"] - noise <= held / samples <= LIMITS["high"] + noise


def lines_of_a_deployment(draw: Generator) -> Ratio:
    """Lines replaced / added of up to 24 changes, whose sizes differ by orders of magnitude."""
    changes = int(draw.integers(1, 25))
    added = np.maximum(1, draw.lognormal(3.5, 1.3, changes)).astype(int)
    replaced = draw.binomial(added, np.clip(draw.beta(1, 4, changes) * 2 * draw.beta(1, 5), 0, 1))
    return Ratio(int(replaced.sum()), int(added.sum()))


def main() -> int:
    """Exit 1 where a figure is out of its limits, by more than the noise of so few samples."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    which = sys.argv[2] if len(sys.argv) > 2 else ""
    kinds = {"compare": compared, "regress": regressed, "rework": reworked}
    good = [one for name, kind in kinds.items() if which in ("", name) for one in kind(samples)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
