"""What of a repository's delivery a command looks at: the options that the commands of `delivery` share."""

from __future__ import annotations

import re
import time
from contextlib import nullcontext
from functools import wraps

import click

from ai_provenance.cli.options import file_option, repo_option
from ai_provenance.cli.output import read_input
from ai_provenance.cli.terminal import print_warnings, working
from ai_provenance.errors import ProvenanceError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.project import Project, open_project
from ai_provenance.repo.cache import CacheDirectory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ai_provenance.config import DeliveryConfig
    from ai_provenance.delivery.assess import Assessment
    from ai_provenance.delivery.exports import Exported
    from ai_provenance.export.metrics.series import Sample

_OPTIONS = (
    click.option(
        "--since", metavar="DATE", help="From DATE on (as git reads dates). Default: 180 days before --until."
    ),
    click.option("--until", metavar="DATE", help="Before DATE. Default: now."),
    click.option(
        "--clock",
        type=click.Choice(["author", "committer"]),
        help="Which date of a change its lead time begins with. Default: `[delivery] clock`, else author.",
    ),
    click.option(
        "--deployments",
        type=click.Choice(["auto", "tags", "branch"]),
        help="What is a deployment: the best of the files, else release tags; or every commit of the branch. Default: "
        "`[delivery] source`, else auto.",
    ),
    file_option(
        "--events",
        multiple=True,
        help="Deployments, releases, CI runs, incidents: exports of GitHub and GitLab, CDEvents, own JSONL; - is "
        "standard input; may be repeated.",
    ),
    click.option(
        "--environment",
        metavar="NAME",
        help="Deployments to it count. Default: `[delivery] environment`, else production.",
    ),
    click.option("--deploy-run", metavar="REGEX", help="CI runs whose name or path fits deploy."),
    click.option(
        "--component",
        metavar="NAME",
        help="Only releases of this component, or what `[delivery.components]` says of it.",
    ),
    click.option(
        "--path", "paths", multiple=True, metavar="PATH", help="Only changes that touch PATH; may be repeated."
    ),
    click.option("--tag-pattern", metavar="REGEX", help="Which tags are releases; groups `component` and `version`."),
    click.option("--include-automation", is_flag=True, default=None, help="Count the commits of bots as changes."),
    click.option("--no-cache", is_flag=True, help="Walk everything, and leave nothing in the repository."),
    click.option("--quiet", "-q", is_flag=True, help="No warnings on standard error."),
    repo_option,
)


class Selection(NamedTuple):
    """The values of the shared options, as they were given."""

    revision: str
    since: str | None
    until: str | None
    clock: str | None
    deployments: str | None
    events: tuple[str, ...]
    environment: str | None
    deploy_run: str | None
    component: str | None
    paths: tuple[str, ...]
    tag_pattern: str | None
    include_automation: bool | None
    no_cache: bool
    quiet: bool
    directory: str

    def assess(self, *, weeks: int | None = None, window_only: bool = False) -> tuple[Project, Assessment]:
        """The project, and its delivery as these options select it. Warnings are printed on standard error.

        WEEKS is the length of the window where `--since` is not given. WINDOW_ONLY is as for `assess`.

        Raises:
            ProvenanceError, click.UsageError: a date, pattern, file or revision that cannot be used.
        """
        from ai_provenance.delivery.assess import assess, configured
        from ai_provenance.report.settings import ClassifierSettings

        for option, expression in (("--tag-pattern", self.tag_pattern), ("--deploy-run", self.deploy_run)):
            _check_expression(expression, option)
        project = open_project(self.directory)
        config = self.over(project.config.delivery)
        since, until = _seconds(project, "--since", self.since), _seconds(project, "--until", self.until)
        if self.paths:
            from ai_provenance.repo.history import Selection as Commits
            from ai_provenance.repo.selections import check_selection  # only where a path is given

            check_selection(project.repository, Commits(revisions=(self.revision,), paths=self.paths))
        if since is None and weeks is not None:
            since = (int(time.time()) if until is None else until) - weeks * 604_800
        options = configured(config, component=self.component, paths=self.paths)._replace(
            revision=self.revision,
            since=since,
            until=until,
        )
        exported = exports_of(project, self.events, config)
        cache = self.cache_of(project)
        with working("walking the history", quiet=self.quiet):
            settings = ClassifierSettings(project.config)
            found = assess(
                project.repository,
                options,
                settings=settings,
                exported=exported,
                store=cache,
                window_only=window_only,
            )
        if not self.quiet:
            print_warnings((*project.notices, *found.warnings))
        return project, found

    def cache_of(self, project: Project) -> CacheDirectory | None:
        """Where counts of PROJECT are kept between runs; None where the run shall leave nothing."""
        return None if self.no_cache else CacheDirectory(project.repository.common)

    def over(self, config: DeliveryConfig) -> DeliveryConfig:
        """CONFIG with what was given on the command line in place of its own."""
        given: dict[str, Any] = {
            "source": self.deployments,
            "tag_pattern": self.tag_pattern,
            "environment": self.environment,
            "deploy_run": self.deploy_run,
            "clock": self.clock,
            "include_automation": self.include_automation,
        }
        return config._replace(**{name: value for name, value in given.items() if value is not None})


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `[REV]` and the shared options; FUNCTION gets them together, as `selection`."""
    names = Selection._fields

    @wraps(function)
    def with_selection(**given: Any) -> Any:
        return function(selection=Selection(**{name: given.pop(name) for name in names}), **given)

    command: Callable[..., Any] = with_selection
    for option in reversed((click.argument("revision", default="HEAD", metavar="[REV]"), *_OPTIONS)):
        command = option(command)
    return command


def _seconds(project: Project, option: str, date: str | None) -> int | None:
    if date is None:
        return None
    from ai_provenance.repo.selections import date_seconds  # only where a date is given

    return date_seconds(project.repository, option, date)


def _check_expression(text: str | None, option: str) -> None:
    try:
        re.compile(text or "")
    except re.error as error:
        raise click.UsageError(f"{option} is no regular expression: {error}") from None


def exports_of(project: Project, files: tuple[str, ...], config: DeliveryConfig) -> Exported | None:
    """What the FILES of `--events` say, read as CONFIG has it; None without files.

    Raises ProvenanceError where one cannot be read.
    """
    if not files:
        return None
    from ai_provenance.delivery.exports import read_exports  # pydantic: only where there is a file
    from ai_provenance.delivery.patterns import limited

    contents = [(name, read_input(name, "--events")) for name in files]
    run = re.compile(config.deploy_run) if config.deploy_run else None
    with limited("deploy-run", seconds=60) if run else nullcontext():  # the time includes reading the files
        return read_exports(
            contents,
            deploy_run=(lambda text: bool(run.search(text))) if run else None,
            branch=project.repository.branch,
            incident_labels=config.incident_labels,
        )


def record_samples(project: Project, found: Assessment, samples: Iterable[Sample], *, store: str | None) -> None:
    """Keep SAMPLES in the store, at the commit that FOUND assessed.

    Raises ProvenanceError where there is none, or the store cannot be written.
    """
    from ai_provenance.export.metrics.series import rows
    from ai_provenance.repo import commits_by_id
    from ai_provenance.store.recording import Definitions, locate, open_place
    from ai_provenance.store.recording import rows as stored_rows

    if found.tip is None:
        raise ProvenanceError("no commit to record the numbers of", hint="git commit, then run this again")
    (commit,) = commits_by_id(project.repository, [found.tip])
    values = stored_rows(rows(samples), found.tip, commit.commit_time or 0, definitions=Definitions(found.definition))
    with open_place(locate(project.repository, store)) as opened:
        opened.record_values(values, now=int(time.time()))
