"""`ai-provenance score`: what the evidence says about the phases of AI adoption, and whether a gate is passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import click

from ai_provenance.cli.delivery_selection import exports_of
from ai_provenance.cli.options import (
    base_options,
    file_option,
    metrics_option,
    output_option,
    repo_option,
    store_option,
)
from ai_provenance.cli.output import print_lines, read_input, update_metrics, write_document
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.cli.terminal import print_warnings, working
from ai_provenance.errors import ConfigError, ExitCode, GitError, IncompleteRangeError, RevisionError
from ai_provenance.export import SCORE_FORMATS, score_writer
from ai_provenance.export.metrics.series import rows, samples
from ai_provenance.model import Notice
from ai_provenance.project import Project, open_project, self_judged_notice
from ai_provenance.repo import Selection
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.revisions import peel
from ai_provenance.report import Scope
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.scorecard.delivered import Delivered
from ai_provenance.scorecard.facts import CRITERIA, CRITERIA_UNSEEN, CycleLedger, Facts, collect
from ai_provenance.scorecard.indicators import Measurement
from ai_provenance.scorecard.scoring import PROFILES, Scorecard, only_phase, only_role, score
from ai_provenance.scorecard.states import GateVerdict
from ai_provenance.snapshot import Snapshot
from ai_provenance.snapshot.take import Request, take
from ai_provenance.store.recording import provenance_definition, recall, record_run

_GATE_EXIT = {
    GateVerdict.PASS: ExitCode.OK,
    GateVerdict.FAIL: ExitCode.VIOLATION_FOUND,
    GateVerdict.INCONCLUSIVE: ExitCode.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class _Options:
    """The options that change what is judged."""

    revision: str
    profile: str
    criteria: str | None
    store: str | None
    junit: tuple[str, ...]
    events: tuple[str, ...]
    no_cache: bool
    policy_from: str | None
    require_base: bool


_SHARED = (
    click.option("--rev", "revision", default="HEAD", metavar="REV", help="Commit to judge. Default: HEAD."),
    click.option(
        "--profile",
        type=click.Choice(PROFILES),
        default="strict",
        show_default=True,
        help="What pending work is worth.",
    ),
    file_option("--criteria", help="Changes to the methodology. Default: .ai-provenance/criteria.toml of the commit."),
    file_option(
        "--junit", multiple=True, help="Result of the AI test suite (JUnit XML), for indicator I3.3; may be repeated."
    ),
    file_option(
        "--events",
        multiple=True,
        help="Deployments and incidents for the delivery metrics, as `delivery --events` takes them; may be repeated.",
    ),
    store_option,
    click.option("--no-cache", is_flag=True, help="Walk everything, and leave nothing in the repository."),
    click.option("--lang", "language", type=click.Choice(["en", "es"]), default="en", help="Language."),
    base_options,
    repo_option,
)


def _with_shared_options(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """COMMAND with the options that `score` and its gates share; those of `_Options` reach it as one record."""

    @wraps(command)
    def wrapped(**values: Any) -> int | None:
        own = {item.name: values.pop(item.name) for item in fields(_Options)}
        return command(options=_Options(**own), **values)

    for option in reversed(_SHARED):
        wrapped = option(wrapped)
    return wrapped


@click.group(
    cls=SuggestingGroup,
    invoke_without_command=True,
    short_help="Scores of the phases of AI adoption, by evidence, and their gates.",
)
@click.option("--phase", type=click.IntRange(1, 6), metavar="N", help="Show one phase only.")
@click.option(
    "--role", metavar="NAME", help="Show the tasks of a role only (`devops`, `security`), with deliverable and tools."
)
@click.option(
    "--format", "format_", type=click.Choice(SCORE_FORMATS), default="text", show_default=True, help="Output format."
)
@metrics_option
@click.option(
    "--record", is_flag=True, help="Keep this run in the metrics database, as a point of the trend and as an audit."
)
@output_option
@_with_shared_options
@click.pass_context
def command(  # noqa: PLR0913 - one parameter for each option of its own
    context: click.Context,
    *,
    phase: int | None,
    role: str | None,
    format_: str,
    metrics: str | None,
    record: bool,
    output: str | None,
    options: _Options,
    language: str,
    directory: str,
) -> int | None:
    """Scores of the phases of AI adoption, by evidence, and their gates.

    Reads files, CI definitions, git history and attestations; nothing of the repository is run. What cannot be known
    from the repository is reported as unknown and widens the interval.
    """
    if context.invoked_subcommand:
        return None
    project = _opened(directory, options)
    snapshot = _judged(project, options)
    if record:
        counted_by = provenance_definition(
            ClassifierSettings(project.config),
            snapshot.summary.scope,
            first_parent=snapshot.range.first_parent,
            adopted=snapshot.adoption and snapshot.adoption.since,
        )
        measured = rows(samples(snapshot))
        record_run(project.repository, options.store, snapshot, measured=measured, counted_by=counted_by)
    if metrics is not None:
        update_metrics(metrics, snapshot)
    if phase:
        snapshot = snapshot._replace(card=only_phase(snapshot.scored, phase))
    if role:
        snapshot = snapshot._replace(card=_of_role(snapshot.scored, role))
        if format_ == "text":
            from ai_provenance.export.score.text import role_lines  # as for `gate` below

            print_lines(role_lines(snapshot.scored, language), output)
            return ExitCode.OK
    write_document(score_writer(format_), snapshot, output, language=language, is_text=format_ == "text")
    return ExitCode.OK


@command.command("gate")
@click.argument("number", type=click.IntRange(1, 6), metavar="N")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@_with_shared_options
def gate(*, number: int, format_: str, options: _Options, language: str, directory: str) -> int:
    """Judge one gate: exit 0 when it passes, 1 when it fails, 3 when it is inconclusive."""
    project = _opened(directory, options)
    print_warnings(self_judged_notice(project))
    snapshot = _judged(project, options)
    card = only_phase(snapshot.scored, number)
    if format_ == "json":
        write_document(score_writer("json"), snapshot._replace(card=card), None, language=language)
    else:
        from ai_provenance.export.score.text import gate_lines  # `score` itself has a module for each format

        print_lines(line.removeprefix("  ") for line in [*gate_lines(card, language)][2:])
    # `report.first-parent`, agents and adoption may change what the gate counts, and criteria what it is
    if project.is_unseen or any(notice.code == CRITERIA_UNSEEN for notice in snapshot.warnings):
        return ExitCode.INCONCLUSIVE
    return _GATE_EXIT[card.gates[0].verdict]


def _of_role(card: Scorecard, role: str) -> Scorecard:
    try:
        return only_role(card, role)
    except KeyError:
        roles = sorted({one for task in card.criteria.tasks.values() for one in task.roles})
        raise click.UsageError(f"no task is given to a role {role!r}, expected a part of: {', '.join(roles)}") from None


def _opened(directory: str, options: _Options) -> Project:
    return open_project(
        directory, policy_from=options.policy_from, judged=(options.revision,), require_base=options.require_base
    )


def _judged(project: Project, options: _Options) -> Snapshot:
    repository, config = project.repository, project.config
    selection = Selection(revisions=(options.revision,), first_parent=config.report.first_parent)
    scope = Scope(include_merges=config.report.include_merges)
    cache = None if options.no_cache else CacheDirectory(repository.common)
    settings = ClassifierSettings(config)
    request = Request(
        selection,
        scope,
        settings,
        adoption=project.adoption,
        store=cache,
        declare=config.declare,
        notices=project.notices,
    )
    with working("walking the history"):
        snapshot = take(repository, request)
    print_warnings(snapshot.warnings)
    known = recall(repository, options.store)
    facts = collect(repository, revision=options.revision, summary=snapshot.judged, records=known.records)
    measured, why_not = _delivered(project, options, cache)
    facts = replace(facts, delivered=measured, ledger=_ledger(project, options, facts))
    unseen = (*facts.notices(own_criteria=options.criteria is not None), *why_not)
    print_warnings(unseen)
    card = score(
        facts,
        profile=options.profile,
        today=datetime.now(UTC).date(),
        criteria=_criteria(project, options, unseen=facts.criteria_unseen),
        recorded={**known.indicators, **_test_results(options.junit)},
    )
    judged = snapshot.repository._replace(head=peel(repository, options.revision))
    return snapshot._replace(repository=judged, card=card, warnings=(*snapshot.warnings, *unseen))


def _ledger(project: Project, options: _Options, facts: Facts) -> CycleLedger | None:
    from ai_provenance.delivery.chain import DIRECTORY, LEDGER  # as below
    from ai_provenance.snapshot.delivery import ledger_of

    if f"{DIRECTORY}/{LEDGER}" not in facts.found["pdca"]:
        return None
    return ledger_of(project.repository, peel(project.repository, options.revision))


def _delivered(
    project: Project, options: _Options, cache: CacheDirectory | None
) -> tuple[Delivered | None, tuple[Notice, ...]]:
    """The delivery metrics as `delivery` measures them; None, and why, where they cannot be measured."""
    from ai_provenance.delivery import baseline as baselines
    from ai_provenance.delivery.assess import assess, configured  # `score --help` needs none of it
    from ai_provenance.snapshot.delivery import delivered

    config = project.config.delivery
    chosen = configured(config)._replace(revision=options.revision)
    exported = exports_of(project, options.events, config)
    try:
        with working("measuring delivery"):
            settings = ClassifierSettings(project.config)
            found = assess(project.repository, chosen, settings=settings, exported=exported, store=cache)
    except (RevisionError, IncompleteRangeError, GitError) as error:  # e.g. a released commit that is not in this clone
        return None, (Notice("delivery-not-measured", f"delivery was not measured: {error}", error.hint or ""),)
    frozen = baselines.read(project.repository, project.commit or found.tip)
    notices = [one for one in found.warnings if one.code == "rows-rejected"]
    if frozen is not None and frozen.method != found.method:
        message = "the frozen baseline was measured by another method: no change against it is known"
        notices.append(Notice("baseline-of-another-method", message, "ai-provenance delivery baseline freeze"))
        frozen = None
    return delivered(found, baseline=frozen.window if frozen else None), tuple(notices)


def _criteria(project: Project, options: _Options, *, unseen: bool) -> bytes | None:
    """The team's own criteria; None where the tree that is judged has them, or where none are in this clone."""
    if options.criteria is not None:
        return read_input(options.criteria, "--criteria")
    try:
        return project.criteria(CRITERIA)
    except ConfigError:
        if unseen and options.policy_from is None:
            return None  # the shipped criteria hold, with a warning, and no gate passes
        raise


def _test_results(files: tuple[str, ...]) -> dict[str, Measurement]:
    if not files:
        return {}
    from ai_provenance.scorecard.junit_results import measure  # only for runs that are given a test result

    return {"I3.3": measure((str(path), read_input(path, "--junit")) for path in files)}
