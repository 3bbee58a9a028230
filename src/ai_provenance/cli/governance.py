"""`ai-provenance governance`: the organisation's rules in a repository of their own."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from ai_provenance.cli.options import at_option, day_of, output_option, repo_option
from ai_provenance.cli.output import print_document, write_findings
from ai_provenance.cli.plans import carry_out, dry_run_option, show_changes
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.conform import Subject
from ai_provenance.conformity.documents import DOCUMENTS, document_schema
from ai_provenance.conformity.governance import Source, open_source
from ai_provenance.conformity.review import review
from ai_provenance.conformity.scaffold import scaffold
from ai_provenance.errors import ConfigError, ExitCode
from ai_provenance.export.encoding import json_text
from ai_provenance.export.findings import FORMATS, Run
from ai_provenance.install.install_plan import Plan
from ai_provenance.install.onboard_plan import pin_step
from ai_provenance.install.steps import Write
from ai_provenance.project import open_project
from ai_provenance.repo.identity import identity_of_address

governance_option = click.option(
    "--governance", "place", metavar="DIR|URL@REV", help="The governance repository. Default: the one that is pinned."
)


@click.group(cls=SuggestingGroup)
def command() -> None:
    """Set up, check and pin the rules that an organisation keeps in one repository."""


@command.command("init")
@click.argument("directory", type=click.Path(), metavar="DIR")
@click.option("--organisation", metavar="NAME", help="Default: the name of the directory.")
@click.option(
    "--ci",
    type=click.Choice(["github", "gitlab", "none"]),
    default="github",
    show_default=True,
    help="The system that the first template is for.",
)
@dry_run_option
def init(*, directory: str, organisation: str | None, ci: str, dry_run: bool) -> None:
    """Write a new governance repository into DIR. Files that are there already are kept."""
    top = Path(directory)
    name = organisation or top.resolve().name
    files = scaffold(name, ci)
    steps = tuple(Write(top / path, content) for path, content in files.items() if not os.path.lexists(top / path))
    note = f"next: git -C {directory} init && ai-provenance governance check --repo {directory}, commit, git tag v1.0.0"
    carry_out(Plan(steps, (note,)), dry_run=dry_run, nothing="nothing to do: every file is there")


@command.command("check")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@at_option
@output_option
@repo_option
def check(*, format_: str, at: dt.datetime | None, output: str | None, directory: str) -> int:
    """Validate a governance repository: exit 0, 1 (something is wrong) or 3 (it cannot be read)."""
    source = open_source(directory)
    findings = tuple(review(source.tree(), at=day_of(at)))
    write_findings(Run("governance", findings, policy_path="governance.toml"), format_, output)
    return ExitCode.VIOLATION_FOUND if any(one.severity.value == "error" for one in findings) else ExitCode.OK


@command.command("pin")
@click.option("--rev", metavar="TAG", help="The release to pin. Default: the newest.")
@governance_option
@dry_run_option
@repo_option
def pin(*, rev: str | None, place: str | None, dry_run: bool, directory: str) -> None:
    """Write or renew the pin in a consumer's configuration, and print the diff. Nothing is committed."""
    project = open_project(directory)
    source = governance_of(project.config.governance, place, top=project.repository.work_tree)
    new = pin_of(source, url=project.config.governance.url or source.place, rev=rev)
    plan = Plan(pin_step(project, new))
    show_changes(plan)
    carry_out(plan, dry_run=dry_run, nothing=f"nothing to do: {new.rev} is pinned")


@command.command("schema")
@click.argument("kind", type=click.Choice(tuple(DOCUMENTS)))
def schema(*, kind: str) -> None:
    """Print the JSON Schema of one kind of file in a governance repository."""
    print_document(json_text(document_schema(kind)) + "\n")


def governance_of(pin: GovernanceConfig, place: str | None, *, top: Path | None) -> Source:
    """The governance repository that PLACE names, else the one that PIN does, relative to TOP.

    Raises ConfigError where neither names one, or it is not on this machine.
    """
    if place:
        return open_source(place)
    if pin.url is None:
        raise ConfigError("no governance repository is named, expected a pin or --governance", "--governance DIR")
    return open_source(pin.url, base=top)


def pin_of(source: Source, *, url: str, rev: str | None = None) -> GovernanceConfig:
    """The pin of REV, or of the newest release of SOURCE.

    Raises ConfigError where there is no release.
    """
    chosen = rev or source.rev or (source.releases[-1].name if source.releases else None)
    if chosen is None:
        raise ConfigError(f"{source.place} has no release, expected a tag vN.N.N", f"git -C {source.place} tag v1.0.0")
    return GovernanceConfig(url, chosen, source.tree(chosen).digest)


def listed(source: Source) -> list[Subject]:
    """The repositories that `fleet.toml` of the governance repository names one by one."""
    from ai_provenance.fleet.definition import FILE, UNASSIGNED, read_fleet

    path = source.folder / FILE
    if not path.is_file():
        return []
    named = [(identity_of_address(table.url), table) for table in read_fleet(str(path)).file.repository]
    return [Subject(identity, table.team or UNASSIGNED, table.labels) for identity, table in named if identity]


def subjects_in(config: str) -> list[tuple[Subject, str]]:
    """Each repository of the definition CONFIG with the directory to read; what is left out counts as archived."""
    from ai_provenance.fleet.definition import UNASSIGNED, read_fleet

    return [
        (Subject(entry.identity, entry.team or UNASSIGNED, entry.labels, bool(entry.left_out)), entry.mirror)
        for entry in read_fleet(config).entries()
    ]
