"""`ai-provenance pdca`: plan a change against a number, check it, record the verdict, and propose what to do."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path

import click

from ai_provenance.cli.delivery_selection import exports_of
from ai_provenance.cli.options import NamedNumber, at_option, day_of, file_option, repo_option
from ai_provenance.cli.output import print_document, print_lines
from ai_provenance.cli.plans import carry_out, work_tree_of
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.config.read import read_regular
from ai_provenance.delivery.assess import Options, assess, configured
from ai_provenance.delivery.chain import DIRECTORY, END, LEDGER, appended, ledgers, verified
from ai_provenance.delivery.cycles import (
    Checked,
    CyclePlan,
    CyclePlanError,
    Number,
    judge,
    of_delivery,
    of_experiment,
    plan_in,
    plan_text,
)
from ai_provenance.delivery.metrics import DAY
from ai_provenance.delivery.statistics import Interval
from ai_provenance.environment.experiment import is_name
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.encoding import json_text
from ai_provenance.install.install_plan import Plan as Steps
from ai_provenance.install.steps import Write
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Repository, commits_by_id, open_repository, run_git
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.revisions import check_revisions, peel
from ai_provenance.repo.scratch import branch_of_reverts
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.store.recording import record_cycle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_id_argument = click.argument("name", metavar="ID")


def _measuring(command_: Callable[..., Any]) -> Callable[..., Any]:
    """The options of what measures."""
    for option in reversed(
        (
            _id_argument,
            file_option(
                "--events", multiple=True, help="Deployments and incidents, as for `delivery`; may be repeated."
            ),
            at_option,
            repo_option,
        )
    ):
        command_ = option(command_)
    return command_


@click.group(cls=SuggestingGroup)
def command() -> None:
    """Plan a change against a number, check it, record the verdict, and propose what to do."""


@command.command("init")
@_id_argument
@click.option("--hypothesis", required=True, metavar="TEXT", help="What is expected, in one sentence.")
@click.option("--metric", required=True, metavar="NAME", help="A metric of `delivery`, or an outcome of an experiment.")
@click.option("--target", required=True, type=float, help="What the metric must reach, in its own unit.")
@click.option(
    "--guard", "guards", multiple=True, type=NamedNumber(), metavar="METRIC=LIMIT", help="What must not become worse."
)
@click.option("--window", type=click.IntRange(1, 3650), default=30, show_default=True, help="Days that are measured.")
@click.option("--min-n", type=click.IntRange(1), default=10, show_default=True, help="Deployments or units needed.")
@click.option("--owner", default="", metavar="TEAM", help="A team or a role.")
@click.option("--range", "range_", metavar="A..B", help="The commits of the change.")
@click.option("--experiment", metavar="NAME", help="The experiment that tries the change.")
@repo_option
def init(  # noqa: PLR0913 - one parameter an option
    *,
    name: str,
    hypothesis: str,
    metric: str,
    target: float,
    guards: tuple[tuple[str, float], ...],
    window: int,
    min_n: int,
    owner: str,
    range_: str | None,
    experiment: str | None,
    directory: str,
) -> None:
    """Write the plan of a change, before or after it is made, and before it is measured."""
    path = _place(open_repository(directory), name)
    if path.exists():
        raise CyclePlanError(f"{DIRECTORY}/{name}.toml is there already", hint=f"ai-provenance pdca check {name}")
    planned = {
        "hypothesis": hypothesis,
        "metric": metric,
        "target": target,
        "guards": tuple({"metric": one, "limit": limit} for one, limit in guards),
        "window-days": window,
        "min-n": min_n,
        "owner": owner,
    }
    from pydantic import ValidationError

    try:
        plan = CyclePlan.model_validate({"plan": planned, "do": {"range": range_, "experiment": experiment}})
    except ValidationError as error:
        first = error.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc'])) or 'plan'}: {first['msg']}") from None
    content = plan_text(plan).encode("utf-8", "replace")
    plan_in(content, path.name)  # what is written is what can be read
    carry_out(Steps((Write(path, content),)), dry_run=False, nothing="")


@command.command("check")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@_measuring
def check(*, name: str, events: tuple[str, ...], at: dt.datetime | None, directory: str, format_: str) -> int:
    """Measure what was planned: exit 0 passed, 1 failed, 3 inconclusive. Nothing is recorded."""
    project = open_project(directory)
    checked, _ = _check(project, name, events, day_of(at))
    if format_ == "json":
        document = {
            "schema_version": "1.0",
            "id": name,
            "verdict": checked.verdict,
            "reason": checked.reason,
            "act": checked.act,
        }
        print_document(json_text({**document, "values": _values(checked)}) + "\n")
    else:
        print_lines(_lines(name, checked))
    return _exit(checked)


@command.command("record")
@_measuring
def record(*, name: str, events: tuple[str, ...], at: dt.datetime | None, directory: str) -> int:
    """Measure as `check` does, and append the verdict to the ledger, which is verified first."""
    project = open_project(directory)
    repository = project.repository
    checked, plan = _check(project, name, events, day_of(at))
    ledger, end = _ledger(repository)
    verified(ledger, end, committed=ledgers(repository, repository.head))
    moment = dt.datetime.combine(at.date(), dt.time(), dt.UTC) if at else dt.datetime.now(dt.UTC)
    content = _plan_content(repository, name)
    entry = {
        "at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "id": name,
        "plan": run_git(repository, "hash-object", "--stdin", stdin=content).decode("ascii").strip(),
        "verdict": checked.verdict,
        "values": _values(checked),
        "act": checked.act,
        "commits": [oid for oid, _ in _commits(repository, plan)],
    }
    grown, end = appended(ledger, entry)
    places = _place(repository, LEDGER), _place(repository, END)
    carry_out(Steps((Write(places[0], grown), Write(places[1], end))), dry_run=False, nothing="")
    record_cycle(repository, end.decode("ascii").strip(), checked.verdict)
    print_lines(_lines(name, checked))
    return _exit(checked)


@command.command("verify")
@repo_option
def verify(*, directory: str) -> int:
    """Whether the ledger is what was recorded: exit 0, or 1 with the first line that is not."""
    repository = open_repository(directory)
    ledger, end = _ledger(repository)
    entries = verified(ledger, end, committed=ledgers(repository, repository.head))
    acts = sum(entry.get("act") != "extend" for entry in entries)
    print_lines([f"unbroken: {len(entries)} line(s), of which {acts} propose to apply or to revert"])
    return ExitCode.OK


@command.command("act")
@click.argument("act", type=click.Choice(("revert",)))
@_id_argument
@click.option("--branch", metavar="NAME", help="Make a branch with the reverts, from HEAD; nothing else is touched.")
@repo_option
def act(*, act: str, name: str, branch: str | None, directory: str) -> None:  # noqa: ARG001 - the only act there is
    """Print the commands that take a change back, or make a branch that does. Nothing is pushed."""
    repository = open_repository(directory)
    plan = plan_in(_plan_content(repository, name), f"{name}.toml")
    commits = _commits(repository, plan)
    if not commits:
        raise ProvenanceError(f"{name} names no range of commits to take back", hint=f"cat {DIRECTORY}/{name}.toml")
    if branch is None:
        print_lines(
            f"git revert --no-edit {'-m 1 ' if is_merge else ''}{shlex.quote(oid)}" for oid, is_merge in commits
        )
        return
    top = repository.work_tree or repository.git_dir
    made = branch_of_reverts(top, branch, peel(repository, "HEAD"), commits)
    print_lines([f"branch {branch} at {made[:12]}: {len(commits)} revert(s); push it yourself, or git branch -D it"])


def _check(project: Project, name: str, events: tuple[str, ...], today: dt.date) -> tuple[Checked, CyclePlan]:
    plan = plan_in(_plan_content(project.repository, name), f"{name}.toml")
    metrics: list[str] = [plan.plan.metric, *(guard.metric for guard in plan.plan.guards)]
    if plan.do.experiment:
        return judge(plan, _tried(project, plan.do.experiment, metrics, events, today)), plan
    repository = project.repository
    tip = _ends(repository, plan)[-1]
    (commit,) = commits_by_id(repository, [tip])
    since = commit.commit_time or 0
    until = since + plan.plan.window_days * DAY
    if dt.datetime.combine(today, dt.time(), dt.UTC).timestamp() < until:
        day = dt.datetime.fromtimestamp(until, dt.UTC).date()
        numbers = [Number(metric, None, None, 0, f"the window ends on {day}") for metric in metrics]
        return judge(plan, numbers), plan
    config = project.config.delivery
    options = configured(config, component=None, paths=())
    found = assess(
        repository,
        Options(options.revision, since, until, options.source, options.rules, options.include_automation),
        settings=ClassifierSettings(project.config),
        exported=exports_of(project, events, config),
        store=CacheDirectory(repository.common),
    )
    return judge(plan, of_delivery(found, metrics)), plan


def _tried(project: Project, name: str, metrics: list[str], events: tuple[str, ...], today: dt.date) -> list[Number]:
    from ai_provenance.cli.experiment import analysed

    return of_experiment(analysed(project, name, events=events, at=today), metrics)


def _ends(repository: Repository, plan: CyclePlan) -> list[str]:
    """The ends of the plan's range, as commits; the second is where the change was complete."""
    left, _, right = (plan.do.range or "").partition("..")
    return [peel(repository, left), peel(repository, right.removeprefix("."))]


def _commits(repository: Repository, plan: CyclePlan) -> list[tuple[str, bool]]:
    """The commits of the plan's range on its main line, newest first, each with whether it is a merge."""
    if plan.do.range is None:
        return []
    check_revisions([plan.do.range])
    left, right = _ends(repository, plan)
    listed = run_git(
        repository, "rev-list", "--first-parent", "--parents", "--end-of-options", f"{left}..{right}", "--"
    )
    rows = [line.split() for line in listed.decode("ascii").splitlines()]
    return [(row[0], len(row) > 2) for row in rows]


def _place(repository: Repository, name: str) -> Path:
    """The file NAME of the cycles, or the plan of that id."""
    if name in (LEDGER, END):
        return work_tree_of(repository) / DIRECTORY / name
    if not is_name(name):
        raise CyclePlanError(
            f"{name!r} is no id, expected letters, digits, - and _", hint="ai-provenance pdca init --help"
        )
    return work_tree_of(repository) / DIRECTORY / f"{name}.toml"


def _plan_content(repository: Repository, name: str) -> bytes:
    content = read_regular(str(_place(repository, name)), top=str(repository.work_tree))
    if content is None:
        raise CyclePlanError(f"{DIRECTORY}/{name}.toml is not here", hint="ai-provenance pdca init --help")
    return content


def _ledger(repository: Repository) -> tuple[bytes, bytes | None]:
    """The ledger and the file that keeps its end."""
    top = str(repository.work_tree)
    ledger = read_regular(str(_place(repository, LEDGER)), top=top)
    return ledger or b"", read_regular(str(_place(repository, END)), top=top)


def _values(checked: Checked) -> dict[str, dict[str, object]]:
    return {
        one.metric: {
            "value": one.value,
            "low": one.interval[0] if one.interval else None,
            "high": one.interval[1] if one.interval else None,
            "n": one.n,
            "reason": one.reason,
        }
        for one in checked.numbers
    }


def _lines(name: str, checked: Checked) -> Iterator[str]:
    yield f"{name}: {checked.verdict}: {checked.reason}; proposed: {checked.act}"
    for one in checked.numbers:
        yield f"  {one.metric}: {_shown(one.value, one.interval)}, n {one.n}" + (
            f" ({one.reason})" if one.reason else ""
        )


def _shown(value: float | None, interval: Interval | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:g} [{interval[0]:g}, {interval[1]:g}]" if interval else f"{value:g}"


def _exit(checked: Checked) -> int:
    return {"pass": ExitCode.OK, "fail": ExitCode.VIOLATION_FOUND}.get(checked.verdict, ExitCode.INCONCLUSIVE)
