"""What of a repository's delivery a command looks at: the options that the commands of `delivery` share."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import wraps

import click

from ai_provenance.cli.options import file_option, repo_option
from ai_provenance.cli.output import read_input
from ai_provenance.cli.terminal import print_warnings, working
from ai_provenance.project import Project, open_project
from ai_provenance.repo.cache import CacheDirectory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ai_provenance.delivery.assess import Assessment
    from ai_provenance.delivery.exports import Exported

_OPTIONS = (
    click.option(
        "--since", metavar="DATE", help="From DATE on (as git reads dates). Default: 180 days before --until."
    ),
    click.option("--until", metavar="DATE", help="Before DATE. Default: now."),
    click.option(
        "--clock",
        type=click.Choice(["author", "committer"]),
        default="author",
        show_default=True,
        help="Which date of a change its lead time begins with.",
    ),
    click.option(
        "--deployments",
        type=click.Choice(["auto", "tags", "branch"]),
        default="auto",
        show_default=True,
        help="What is a deployment: the best of the files, else release tags; or every commit of the branch.",
    ),
    file_option(
        "--events",
        multiple=True,
        help="Deployments, releases, CI runs, incidents: exports of GitHub and GitLab, CDEvents, own JSONL; - is "
        "standard input; may be repeated.",
    ),
    click.option("--environment", default="production", show_default=True, help="Deployments to it count."),
    click.option("--deploy-run", metavar="REGEX", help="CI runs whose name or path fits deploy."),
    click.option("--component", metavar="NAME", help="Only releases of this component."),
    click.option(
        "--path", "paths", multiple=True, metavar="PATH", help="Only changes that touch PATH; may be repeated."
    ),
    click.option("--tag-pattern", metavar="REGEX", help="Which tags are releases; groups `component` and `version`."),
    click.option("--include-automation", is_flag=True, help="Count the commits of bots as changes."),
    click.option("--no-cache", is_flag=True, help="Walk everything; neither read nor write the cache."),
    click.option("--quiet", "-q", is_flag=True, help="No warnings on standard error."),
    repo_option,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The values of the shared options, as they were given."""

    revision: str
    since: str | None
    until: str | None
    clock: str
    deployments: str
    events: tuple[str, ...]
    environment: str
    deploy_run: str | None
    component: str | None
    paths: tuple[str, ...]
    tag_pattern: str | None
    include_automation: bool
    no_cache: bool
    quiet: bool
    directory: str

    def assess(self) -> tuple[Project, Assessment]:
        """The project, and its delivery as these options select it. Warnings are printed on standard error.

        Raises:
            ProvenanceError, click.UsageError: a date, pattern, file or revision that cannot be used.
        """
        from ai_provenance.delivery.assess import Options, assess
        from ai_provenance.delivery.metrics import Rules
        from ai_provenance.delivery.sources import SourceOptions
        from ai_provenance.report.settings import ClassifierSettings

        project = open_project(self.directory)
        pattern = _pattern(self.tag_pattern, "--tag-pattern")
        options = Options(
            revision=self.revision,
            since=_seconds(project, "--since", self.since),
            until=_seconds(project, "--until", self.until),
            source=SourceOptions(self.deployments, self.environment, self.component, pattern and pattern.pattern),
            rules=Rules(clock=self.clock),
            include_automation=self.include_automation,
            paths=self.paths,
        )
        exported = _exported(project, self.events, _pattern(self.deploy_run, "--deploy-run"))
        cache = None if self.no_cache else CacheDirectory(project.repository.common)
        with working("walking the history", quiet=self.quiet):
            settings = ClassifierSettings(project.config)
            found = assess(project.repository, options, settings=settings, exported=exported, store=cache)
        if not self.quiet:
            print_warnings((*project.notices, *found.warnings))
        return project, found


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `[REV]` and the shared options; FUNCTION gets them together, as `selection`."""
    names = [one.name for one in fields(Selection)]

    @wraps(function)
    def with_selection(**given: Any) -> Any:
        return function(selection=Selection(**{name: given.pop(name) for name in names}), **given)

    command: Callable[..., Any] = with_selection
    for option in reversed((click.argument("revision", default="HEAD", metavar="[REV]"), *_OPTIONS)):
        command = option(command)
    return command


def _seconds(project: Project, option: str, date: str | None) -> int | None:
    from ai_provenance.repo.selections import date_seconds  # only where a date is given

    return None if date is None else date_seconds(project.repository, option, date)


def _pattern(text: str | None, option: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise click.UsageError(f"{option} is no regular expression: {error}") from None


def _exported(project: Project, files: tuple[str, ...], run: re.Pattern[str] | None) -> Exported | None:
    if not files:
        return None
    from ai_provenance.delivery.exports import read_exports  # pydantic: only where there is a file

    contents = [(name, read_input(name, "--events")) for name in files]
    selects = None if run is None else lambda text: bool(run.search(text))
    return read_exports(contents, deploy_run=selects, branch=project.repository.branch)
