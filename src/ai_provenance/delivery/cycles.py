"""Plan, do, check, act: a change that was planned against a number, and what the number says of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ai_provenance.config.toml_text import load_toml
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.experiment_plans import RATES, quoted
from ai_provenance.delivery.experiments import Analysis
from ai_provenance.delivery.statistics import Interval
from ai_provenance.errors import ProvenanceError

Metric = Literal[
    "deployment_frequency",
    "change_lead_time",
    "change_fail_rate",
    "recovery_time",
    "rework_rate",
    "lead_time",
    "cycle_time",
    "lines",
    "reverted",
]
"""The five metrics of delivery, and the outcomes of an experiment."""
DELIVERED: tuple[str, ...] = get_args(Metric)[:5]
Verdict = Literal["pass", "fail", "inconclusive"]
ACTS: Mapping[Verdict, str] = {"pass": "apply", "fail": "revert", "inconclusive": "extend"}
"""What a verdict proposes to do."""
_HIGHER_IS_BETTER = "deployment_frequency"


class CyclePlanError(ProvenanceError):
    """A plan that cannot be read, or that means nothing."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Guard(_Table):
    """A number that must not become worse than a limit."""

    metric: Metric
    limit: float


class Planned(_Table):
    """What is expected of a change, decided before it is made."""

    hypothesis: Annotated[str, Field(min_length=1, max_length=1000)]
    metric: Metric
    target: float
    """In the metric's own unit; with an experiment the ratio to its first arm, for a rate the difference."""
    guards: tuple[Guard, ...] = ()
    window_days: Annotated[int, Field(alias="window-days", ge=1, le=3650)] = 30
    min_n: Annotated[int, Field(alias="min-n", ge=1)] = 10
    """Deployments, or units an arm, below which there is no verdict."""
    owner: Annotated[str, Field(max_length=200)] = ""
    """A team or a role, never a person."""


class Done(_Table):
    """What was done: the commits of a range, or an experiment."""

    range: Annotated[str, Field(pattern=r"^[^.\s-][^\s]*\.\.[^\s]+$")] | None = None
    experiment: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$")] | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Done:
        if (self.range is None) is (self.experiment is None):
            raise ValueError("name exactly one of range and experiment")
        return self


class CyclePlan(_Table):
    """`.ai-provenance/pdca/ID.toml`."""

    plan: Planned
    do: Done

    @model_validator(mode="after")
    def _measures_what_is_done(self) -> CyclePlan:
        for metric in (self.plan.metric, *(guard.metric for guard in self.plan.guards)):
            if (metric in DELIVERED) is (self.do.experiment is not None):
                raise ValueError(f"{metric} is no number of {'an experiment' if self.do.experiment else 'a range'}")
        return self


@dataclass(frozen=True, slots=True)
class Number:
    """One number, with the interval that decides. None where it is not known."""

    metric: str
    value: float | None
    interval: Interval | None
    n: int
    """Deployments, or units of the smaller arm, that it is from."""
    reason: str | None = None
    """Why it is not known."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the numbers say of a plan."""

    verdict: Verdict
    reason: str
    numbers: tuple[Number, ...]

    @property
    def act(self) -> str:
        """What is proposed."""
        return ACTS[self.verdict]


def plan_in(content: bytes, name: str) -> CyclePlan:
    """The plan in CONTENT, the file NAME. Raises CyclePlanError with the key that is wrong."""
    try:
        return CyclePlan.model_validate(_tuples(load_toml(content.decode("utf-8"))))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CyclePlanError(f"{name}: '{place}': {first['msg']}", hint="ai-provenance pdca init --help") from None
    except (ValueError, RecursionError) as error:
        raise CyclePlanError(f"{name} is no TOML: {error}", hint="ai-provenance pdca init --help") from None


def _tuples(value: Any) -> Any:
    """VALUE with its arrays as tuples, and whole numbers of limits as fractions: models are strict."""
    if isinstance(value, dict):
        return {
            name: float(one) if name in ("target", "limit") and type(one) is int else _tuples(one)
            for name, one in value.items()
        }
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def judge(plan: CyclePlan, numbers: Sequence[Number]) -> Checked:
    """The verdict of PLAN by NUMBERS, the planned metric first and then the guards.

    Passed when the whole interval meets the target and no guard's is all worse than its limit; failed when the whole
    interval misses it, or a guard's is all worse; else inconclusive.
    """
    for guard, number in zip(plan.plan.guards, numbers[1:], strict=True):
        if number.interval and _is_worse(guard.metric, number.interval, guard.limit):
            return Checked("fail", f"{guard.metric} is worse than its limit {guard.limit:g}", tuple(numbers))
    primary, target = numbers[0], plan.plan.target
    if primary.interval is None:
        return Checked("inconclusive", f"{primary.metric} is unknown: {primary.reason}", tuple(numbers))
    if primary.n < plan.plan.min_n:
        return Checked("inconclusive", f"{primary.n} of {plan.plan.min_n} that are needed", tuple(numbers))
    if _is_worse(primary.metric, primary.interval, target):
        return Checked("fail", f"all of the interval misses the target {target:g}", tuple(numbers))
    low, high = primary.interval
    if (low >= target) if primary.metric == _HIGHER_IS_BETTER else (high <= target):
        return Checked("pass", f"all of the interval meets the target {target:g}", tuple(numbers))
    return Checked("inconclusive", f"the interval holds the target {target:g}", tuple(numbers))


def _is_worse(metric: str, interval: Interval, limit: float) -> bool:
    low, high = interval
    return high < limit if metric == _HIGHER_IS_BETTER else low > limit


def of_delivery(assessment: Assessment, metrics: Sequence[str]) -> list[Number]:
    """METRICS of an assessment, over its window."""
    measured = assessment.measured
    known = {
        "deployment_frequency": measured.frequency,
        "change_lead_time": measured.lead_time,
        "change_fail_rate": measured.fail_rate,
        "recovery_time": measured.recovery,
        "rework_rate": measured.rework,
    }
    found = []
    for name in metrics:
        one = known[name]
        reason = one.reason or one.interval_reason
        found.append(Number(name, one.value, one.interval, len(measured.outcomes), reason))
    return found


def of_experiment(analysis: Analysis, metrics: Sequence[str]) -> list[Number]:
    """METRICS of an experiment of two arms: its second against its first. A result that is not sound is unknown."""
    name = analysis.arms[1].name if len(analysis.arms) == 2 else None
    sound = analysis.verdict in ("difference", "no-difference") and not analysis.exploratory
    found = []
    for metric in metrics:
        one = next((one for one in analysis.effects if (one.outcome, one.arm) == (metric, name)), None)
        if one is None or not sound:
            why = "exploratory" if analysis.exploratory else "not-measured" if sound else analysis.verdict
            found.append(Number(metric, None, None, 0, why))
        else:
            found.append(Number(metric, one.estimate, one.interval, min(one.units), one.reason))
    return found


def plan_text(plan: CyclePlan) -> str:
    """The file of PLAN."""
    planned, done = plan.plan, plan.do
    lines = [
        "[plan]",
        f"hypothesis = {quoted(planned.hypothesis)}",
        f'metric = "{planned.metric}"',
        f"target = {planned.target!r}{_unit(plan)}",
        f"window-days = {planned.window_days}",
        f"min-n = {planned.min_n}",
        f"owner = {quoted(planned.owner)}",
    ]
    for guard in planned.guards:
        lines += ["", "[[plan.guards]]", f'metric = "{guard.metric}"', f"limit = {guard.limit!r}"]
    what = f"range = {quoted(done.range)}" if done.range else f'experiment = "{done.experiment}"'
    return "\n".join([*lines, "", "[do]", what]) + "\n"


def _unit(plan: CyclePlan) -> str:
    if plan.do.experiment:
        return " # difference of shares" if plan.plan.metric in RATES else " # ratio to the first arm"
    units = {"deployment_frequency": "a week", "change_lead_time": "seconds", "recovery_time": "seconds"}
    return f" # {units.get(plan.plan.metric, 'share')}"
