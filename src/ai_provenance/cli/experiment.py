"""`ai-provenance experiment`: plan a controlled experiment, join it, and judge it once at its end."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from ai_provenance.cli.options import at_option, day_of, file_option, output_option, repo_option, store_option
from ai_provenance.cli.output import print_document, print_lines, read_input
from ai_provenance.cli.plans import carry_out, work_tree_of
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.delivery.experiment_plans import (
    OUTCOMES,
    Plan,
    PlanFileError,
    checked_arms,
    checked_name,
    needed_units,
    path_of,
    plan_in,
    plan_text,
    salt_digest,
)
from ai_provenance.environment import experiment
from ai_provenance.environment.experiment import DIRECTORY, LARGEST_PLAN, PLANS, SALT_BYTES, PlanError
from ai_provenance.errors import ExitCode, IncompleteRangeError
from ai_provenance.export.encoding import json_text
from ai_provenance.install.install_plan import Plan as Steps
from ai_provenance.install.steps import Configure, Write
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Repository, open_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from typing import Any, Literal

    from ai_provenance.delivery.experiments import Analysis

_CONSENT = (
    "My commits on assigned branches carry the name of the experiment and the arm. Results are given for arms, never "
    "for persons. I can leave at any time."
)
_name_argument = click.argument("name", metavar="NAME")


@click.group(cls=SuggestingGroup)
def command() -> None:
    """Plan a controlled experiment, join it, and judge it once at its end."""


@command.command("init")
@_name_argument
@click.option("--hypothesis", required=True, metavar="TEXT", help="What is expected, in one sentence.")
@click.option(
    "--arm", "arms", multiple=True, metavar="NAME[=WEIGHT]", help="An arm; the first is compared with. May be repeated."
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    metavar="ARM=ai|not-ai",
    help="Who should write the commits of ARM: how far that was kept to is reported.",
)
@click.option(
    "--unit",
    type=click.Choice(experiment.UNITS),
    default="branch",
    show_default=True,
    help="What is assigned as a whole.",
)
@click.option(
    "--except", "excepted", multiple=True, metavar="BRANCH", help="A branch that is in no arm: the main line."
)
@click.option(
    "--primary", type=click.Choice(tuple(OUTCOMES)), default="lead_time", show_default=True, help="What decides."
)
@click.option(
    "--guard", "guards", multiple=True, type=click.Choice(tuple(OUTCOMES)), help="What must not become worse."
)
@click.option(
    "--ends", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE", help="The last day of assignment."
)
@click.option(
    "--effect",
    type=click.FloatRange(0.01, 100),
    default=1.5,
    show_default=True,
    help="The smallest ratio worth finding: decides how many units an arm needs, at a power of 0.8.",
)
@click.option("--minimum", type=click.IntRange(1), metavar="N", help="Units that an arm needs, instead of --effect.")
@click.option("--consent", default=_CONSENT, metavar="TEXT", help="What those who join agree to.")
@file_option("--salt", help="Use the salt in FILE, as in another repository of the experiment, instead of a new one.")
@click.option("--aa", "is_aa", is_flag=True, help="All arms work alike: a test of the experiment itself.")
@repo_option
def init(  # noqa: PLR0913 - one parameter an option
    *,
    name: str,
    hypothesis: str,
    arms: tuple[str, ...],
    origins: tuple[str, ...],
    unit: str,
    excepted: tuple[str, ...],
    primary: str,
    guards: tuple[str, ...],
    ends: dt.datetime,
    effect: float,
    minimum: int | None,
    consent: str,
    salt: str | None,
    is_aa: bool,
    directory: str,
) -> None:
    """Write the plan of an experiment, and make its salt in the git directory. Nobody joins by it."""
    repository = open_repository(directory)
    top = work_tree_of(repository)
    if (top / path_of(checked_name(name))).exists():
        raise PlanFileError(f"{path_of(name)} is there already", hint=f"ai-provenance experiment status {name}")
    try:
        needed = minimum or needed_units(primary, effect=effect)
        plan = Plan(
            name, hypothesis, unit, checked_arms(arms or ("control", "treatment")), "", primary, ends.date(), needed,
            guards=tuple(one for one in dict.fromkeys(guards) if one != primary), is_aa=is_aa, consent=consent,
            excepted=excepted,
            origins=dict(text.partition("=")[::2] for text in origins) or None,
        )  # fmt: skip
    except (PlanError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    if set(plan.origins or ()) - dict(plan.arms).keys():
        raise click.UsageError(f"--origin names no arm, expected one of {', '.join(dict(plan.arms))}")
    known = _given_salt(salt) if salt else experiment.read_salt(repository.common, name)
    kept = _salt_file(repository, name)
    content = (known or secrets.token_bytes(SALT_BYTES)).hex() + "\n"
    steps = [Write(kept, content.encode("ascii"), mode=0o600)] if salt or not known else []
    carry_out(Steps(tuple(steps)), dry_run=False, nothing=f"keep the salt in {kept}")
    text = plan_text(_with_salt(plan, experiment.read_salt(repository.common, name) or b""))
    table = experiment.toml_table(text)
    plan_in(table, name)  # what is written is what can be read
    carry_out(
        Steps(
            (Write(top / path_of(name), text.encode()),),
            (
                f"an arm needs {needed} units before there is a result",
                f"commit {path_of(name)} before anyone joins: a later change makes the result exploratory",
                f"give {kept} to those who join, by a way that is not the repository",
                f"next: ai-provenance experiment join {name}",
            ),
        ),
        dry_run=False,
        nothing="",
    )


@command.command("join")
@_name_argument
@file_option("--salt", help="The salt that whoever planned the experiment gave you; - is standard input.")
@repo_option
def join(*, name: str, salt: str | None, directory: str) -> None:
    """Take part: your commits in this clone are assigned to an arm by their branch or ticket."""
    repository = open_repository(directory)
    plan = _plan(repository, name)
    known = experiment.read_salt(repository.common, name)
    if salt is not None:
        known = _given_salt(salt)
    if known is None or salt_digest(known) != plan.salt_sha256:
        what = "no salt is here" if known is None else "this is not the salt of the plan"
        raise PlanFileError(
            f"{what}, expected the one whose SHA-256 is {plan.salt_sha256[:12]}...",
            hint=f"ai-provenance experiment join {name} --salt FILE",
        )
    steps = [Write(_salt_file(repository, name), (known.hex() + "\n").encode("ascii"), mode=0o600)] if salt else []
    if plan.consent:
        print_lines([plan.consent])
    configure = Configure(work_tree_of(repository), (f"ai-provenance.{name}.experiment", "join"))
    note = "hooks write the arm into your commits; ai-provenance doctor proves that they run here"
    carry_out(Steps((*steps, configure), (note,)), dry_run=False, nothing="")


@command.command("leave")
@_name_argument
@repo_option
def leave(*, name: str, directory: str) -> None:
    """Take no part any longer: later commits of this clone carry no arm. Those that were made keep theirs."""
    repository = open_repository(directory)
    checked_name(name)
    if name not in experiment.joined(repository.common):
        print_lines([f"nothing to do: this clone has not joined {name}"])
        return
    arguments = ("--unset-all", f"ai-provenance.{name}.experiment")
    carry_out(Steps((Configure(work_tree_of(repository), arguments),)), dry_run=False, nothing="")


@command.command("status")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@at_option
@repo_option
def status(*, name: str | None, format_: str, at: dt.datetime | None, directory: str) -> None:
    """The experiments that are planned here, whether this clone takes part, and the arm of the current branch."""
    repository = open_repository(directory)
    names = [checked_name(name)] if name else _planned(repository)
    rows = [_state(repository, one, day_of(at)) for one in names]
    if format_ == "json":
        print_document(json_text({"experiments": rows}) + "\n")
        return
    print_lines(line for row in rows for line in _state_lines(row)) if rows else print_lines(
        ["no experiment is planned"]
    )


@command.command("check")
@_name_argument
@click.argument("revision", default="HEAD", metavar="[REV]")
@file_option("--events", multiple=True, help="Deployments, as for `delivery`; may be repeated.")
@click.option(
    "--deployments", type=click.Choice(["auto", "tags", "branch"]), help="What is a deployment, as for `delivery`."
)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--record", is_flag=True, help="Keep a result in the metrics store (T5.2).")
@at_option
@store_option
@output_option
@repo_option
def check(  # noqa: PLR0913 - one parameter an option
    *,
    name: str,
    revision: str,
    events: tuple[str, ...],
    deployments: Literal["auto", "tags", "branch"] | None,
    format_: str,
    record: bool,
    at: dt.datetime | None,
    store: str | None,
    output: str | None,
    directory: str,
) -> int:
    """Whether the allocation is sound and, after the end, whether the arms differ, in the history of REV.

    Exits 0 with a result; 1 where units are not divided by the weights, or an A/A test differs; 3 while it runs, and
    where there is too little to judge.
    """
    from ai_provenance.export.delivery.experiment import as_document, as_lines

    project = open_project(directory)
    found = analysed(project, name, revision=revision, events=events, deployments=deployments, at=day_of(at))
    if record and found.verdict in _FINISHED:
        from ai_provenance.store.recording import record_experiment

        record_experiment(project.repository, name, found.plan.ends, differs=found.verdict in _DIFFERS, address=store)
    if format_ == "json":
        print_document(json_text(as_document(found)) + "\n", output)
    else:
        print_lines(as_lines(found), output)
    return _EXIT.get(found.verdict, ExitCode.INCONCLUSIVE)


_DIFFERS = frozenset(("difference", "aa-failed"))
_FINISHED = _DIFFERS | {"no-difference", "aa-passed"}
_EXIT = {
    **dict.fromkeys(("difference", "no-difference", "aa-passed"), ExitCode.OK),
    **dict.fromkeys(("misallocated", "aa-failed"), ExitCode.VIOLATION_FOUND),
}
"""Verdict -> exit code; the others could not be judged."""


def analysed(  # noqa: PLR0913 - what is analysed, and by what
    project: Project,
    name: str,
    *,
    at: dt.date,
    revision: str = "HEAD",
    events: tuple[str, ...] = (),
    deployments: Literal["auto", "tags", "branch"] | None = None,
) -> Analysis:
    """The analysis of the experiment NAME as of the day AT.

    Raises:
        ProvenanceError: the plan is not in the history, or the history is not whole.
    """
    from ai_provenance.cli.delivery_selection import exports_of
    from ai_provenance.delivery.assess import configured
    from ai_provenance.delivery.experiments import analyse
    from ai_provenance.delivery.sources import find_deployments
    from ai_provenance.repo.revisions import peel
    from ai_provenance.report.settings import ClassifierSettings

    repository = project.repository
    if repository.shallow:
        raise IncompleteRangeError(
            "a shallow clone has not all units", hint="git fetch --unshallow, then run this again"
        )
    tip = peel(repository, revision)
    plan = plan_in(_committed(repository, tip, checked_name(name)), name)
    config = project.config.delivery
    config = config._replace(source=deployments) if deployments else config
    source = configured(config, component=None, paths=()).source
    return analyse(
        repository,
        plan,
        tip,
        deployments=find_deployments(repository, tip, exports_of(project, events, config), source).deployments,
        settings=ClassifierSettings(project.config),
        at=at,
    )


def _committed(repository: Repository, tip: str, name: str) -> dict[str, Any]:
    """The plan NAME in the tree of TIP: what is judged is what was agreed, not what a work tree holds."""
    from ai_provenance.repo.files import read_files, top_files

    files = [file for file in top_files(repository, tip, [path_of(name)]) if file.regular]
    content = next((data for _, data in read_files(repository, files, limit=LARGEST_PLAN)), None)
    if content is None:
        raise PlanFileError(f"{path_of(name)} is not in {tip[:12]}", hint="commit the plan, then run this again")
    try:
        return experiment.toml_table(content.decode("utf-8", "replace"))
    except PlanError as error:
        raise PlanFileError(f"{path_of(name)} cannot be read: {error}") from None


def _state(repository: Repository, name: str, today: dt.date) -> dict[str, object]:
    plan, salt = _plan(repository, name), experiment.read_salt(repository.common, name)
    fits = salt is not None and salt_digest(salt) == plan.salt_sha256
    branch = repository.branch or ""
    unit = "" if branch in plan.excepted else experiment.unit_of(branch, "", kind=plan.unit)
    is_joined = name in experiment.joined(repository.common)
    return {
        "name": name,
        "state": "running" if today <= plan.ends else "ended",
        "ends": plan.ends.isoformat(),
        "joined": is_joined,
        "salt": "here" if fits else "missing" if salt is None else "of-another-plan",
        "unit": unit or None,
        "arm": experiment.arm_of(salt, name, unit, plan.arms) if salt and fits and unit and is_joined else None,
        "primary": plan.primary,
        "minimum_units": plan.minimum_units,
    }


def _state_lines(row: dict[str, object]) -> Iterator[str]:
    part = "joined" if row["joined"] else "not joined"
    yield f"{row['name']}: {row['state']}, ends {row['ends']}, {part}, salt {row['salt']}"
    if row["joined"]:
        yield f"  {row['unit'] or 'no unit here'}: {row['arm'] or 'not assigned'}"


def _planned(repository: Repository) -> list[str]:
    directory = work_tree_of(repository) / PLANS
    return sorted(path.stem for path in directory.glob("*.toml") if experiment.is_name(path.stem))


def _plan(repository: Repository, name: str) -> Plan:
    try:
        table = experiment.read_plan(str(work_tree_of(repository)), checked_name(name))
    except (OSError, PlanError) as error:
        raise PlanFileError(f"{path_of(name)} cannot be read: {error}") from None
    if table is None:
        raise PlanFileError(f"{path_of(name)} is not here", hint="ai-provenance experiment status")
    return plan_in(table, name)


def _given_salt(path: str) -> bytes:
    try:
        found = bytes.fromhex(read_input(path, "--salt").decode("ascii"))
    except ValueError:
        found = b""
    if len(found) < SALT_BYTES:
        raise PlanFileError(
            f"the salt is no hexadecimal text of {SALT_BYTES} bytes or more", hint="name the file with --salt FILE"
        )
    return found


def _salt_file(repository: Repository, name: str) -> Path:
    return Path(repository.common) / DIRECTORY / name


def _with_salt(plan: Plan, salt: bytes) -> Plan:
    from dataclasses import replace

    return replace(plan, salt_sha256=salt_digest(salt))
