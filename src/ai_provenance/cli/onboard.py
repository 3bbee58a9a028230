"""`ai-provenance onboard`: join an organisation's rules, prove the first green run, or take it all back."""

from __future__ import annotations

import datetime as dt
import time

import click

from ai_provenance.cli.governance import governance_of, governance_option, listed, pin_of
from ai_provenance.cli.options import file_option, repo_option
from ai_provenance.cli.output import print_lines, read_input
from ai_provenance.cli.plans import carry_out, dry_run_option, show_changes
from ai_provenance.conformity.conform import subject_of
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.install.install_plan import Plan
from ai_provenance.install.onboard_plan import Joining, journal_of, journal_step, plan_onboarding, plan_undo
from ai_provenance.install.onboard_proof import Run, proofs
from ai_provenance.project import Project, open_project
from ai_provenance.store.recording import record_onboarding


@click.command()
@click.option("--team", metavar="NAME", help="The team that the repository belongs to.")
@governance_option
@click.option(
    "--ci", type=click.Choice(["github", "gitlab"]), help="The system to write for. Default: the one that is in use."
)
@click.option("--finish", is_flag=True, help="Prove the first green run, and record how long it took.")
@click.option("--undo", is_flag=True, help="Put back what onboarding replaced, byte for byte.")
@click.option(
    "--kickoff",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"]),
    metavar="TIME",
    help="When the onboarding began (UTC). Default: the first run of this command.",
)
@file_option("--run", "run_file", help="With --finish: an export of a CI run (JSON); `-` reads standard input.")
@click.option("--run-url", metavar="URL", help="With --finish: the address of a green run, as --attested-by says.")
@click.option("--attested-by", metavar="TEAM", help="The team that attests the run at --run-url.")
@dry_run_option
@repo_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    team: str | None,
    place: str | None,
    ci: str | None,
    finish: bool,
    undo: bool,
    kickoff: dt.datetime | None,
    run_file: str | None,
    run_url: str | None,
    attested_by: str | None,
    dry_run: bool,
    directory: str,
) -> int:
    """Write configuration, hooks, the template's files and the pin, and print what to run next.

    What is there already is kept; nothing is committed.
    """
    if finish and undo:
        raise click.UsageError("--finish and --undo exclude each other")
    project = open_project(directory)
    if undo:
        carry_out(plan_undo(project.repository), dry_run=dry_run, nothing="nothing to do")
        return ExitCode.OK
    began = int(kickoff.replace(tzinfo=dt.UTC).timestamp()) if kickoff else None
    if finish:
        export = read_input(run_file, "--run") if run_file else None
        return _finish(project, Run(export, run_url, attested_by), kickoff=began)
    joining = _joining(project, place, ci, team=team)
    _join(project, joining, kickoff=began or int(time.time()), dry_run=dry_run)
    return ExitCode.OK


def _joining(project: Project, place: str | None, ci: str | None, *, team: str | None) -> Joining:
    repository, held = project.repository, project.config.governance
    source = governance_of(held, place, top=repository.work_tree)
    # a renewed pin is a change of its own (`governance pin`)
    pin = held if held.rev and held.digest else pin_of(source, url=held.url or source.place)
    return Joining(
        source.tree(pin.rev or ""),
        pin,
        subject_of(repository, listed(source), team=team),
        ci or _system(project),
        repository.branch or "main",
        dt.datetime.now(dt.UTC).date(),
    )


def _join(project: Project, joining: Joining, *, kickoff: int, dry_run: bool) -> None:
    repository = project.repository
    plan = plan_onboarding(project, joining)
    if dry_run:
        show_changes(plan)
    steps = (*plan.steps, journal_step(repository, plan, kickoff=kickoff)) if plan.steps else ()
    carry_out(Plan(steps, plan.notes), dry_run=dry_run, nothing="nothing to do: the repository is on board")
    if not dry_run:
        record_onboarding(repository, kickoff=int((journal_of(repository) or {}).get("kickoff", kickoff)))


def _system(project: Project) -> str:
    top = project.repository.work_tree
    return "gitlab" if top and (top / ".gitlab-ci.yml").exists() and not (top / ".github").exists() else "github"


def _finish(project: Project, run: Run, *, kickoff: int | None) -> int:
    known = journal_of(project.repository)
    began = kickoff or (int(known["kickoff"]) if known else None)
    if began is None:
        raise ProvenanceError("no onboarding is known here, expected one to finish", hint="ai-provenance onboard")
    found = [*proofs(project, run, kickoff=began)]
    for one in found:
        print_lines([f"{'ok' if one.holds else 'open':<8}{one.subject}: {one.detail}"])
        if not one.holds:
            print_lines([f"{'':<8}fix: {one.fix}"])
    if not all(one.holds for one in found):
        return ExitCode.VIOLATION_FOUND
    seconds = record_onboarding(project.repository, kickoff=began, finish=int(time.time()))
    print_lines([f"onboarded in {seconds / 3600:.1f} hours (I6.3)"])
    return ExitCode.OK
