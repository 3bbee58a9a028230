"""`ai-provenance report`: how far the commits of a range can be traced."""

from __future__ import annotations

import os

import click

from ai_provenance.cli.options import base_options, commit_signatures_option, metrics_option, output_option, repo_option
from ai_provenance.cli.output import print_lines, update_metrics, write_document
from ai_provenance.cli.terminal import print_warnings, warning_lines, working
from ai_provenance.errors import ExitCode
from ai_provenance.export import FORMATS, writer
from ai_provenance.export.judgement import judgement
from ai_provenance.model import Notice
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.project import Project, open_project, self_judged_notice
from ai_provenance.repo import Selection
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.report import NUMBERS, Scope
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.snapshot import Snapshot, Threshold
from ai_provenance.snapshot.take import Request, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.config import Config
    from ai_provenance.snapshot.take import SecretScan

_UNNAMED = Notice(
    "judged-number",
    "fail-under of [report] judges trace_ai, the AI commits that are declared; it used to judge trace_all",
    hint='under [report], write of = "trace_ai", or of = "trace_all"',
)
_NOTES_LEFT_OUT = (
    "note: a base judges these commits, so notes on them count for nothing; where they are published, "
    "--policy-from HEAD counts notes"
)


class _WalkOptions(NamedTuple):
    """The options that narrow the walk, or say how its commits are classified."""

    revisions: tuple[str, ...]
    since: str | None
    until: str | None
    paths: tuple[str, ...]
    first_parent: bool
    include_merges: bool
    commit_signatures: bool


@click.command(short_help="How far the commits of a range can be traced, with denominator and evidence.")
@click.argument("revisions", nargs=-1, metavar="[REV|RANGE]...")
@click.option("--since", metavar="DATE", help="Only commits more recent than DATE (as git reads dates).")
@click.option("--until", metavar="DATE", help="Only commits older than DATE.")
@click.option("--path", "paths", multiple=True, metavar="PATH", help="Only commits that touch PATH; may be repeated.")
@click.option("--first-parent", is_flag=True, help="Follow only the first parent of merges.")
@click.option("--include-merges", is_flag=True, help="Count merge commits as in scope.")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@output_option
@metrics_option
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PCT",
    help="Exit 1 when the number that --of names is lower than PCT percent, 3 when that cannot be judged.",
)
@click.option(
    "--of",
    type=click.Choice(NUMBERS),
    help="The number that --fail-under judges. Default: trace_ai, the AI commits that are declared.",
)
@click.option(
    "--base",
    metavar="REV",
    help="Compare with REV: the numbers of REV..HEAD, of REV and of HEAD, and the difference.",
)
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 although a shallow clone cuts the range off.")
@click.option(
    "--lines", is_flag=True, help="Count the lines added and removed by origin; reads every change, and keeps it."
)
@click.option(
    "--secrets", is_flag=True, help="Scan what REV or RANGE added for secrets too; counts by kind, never values."
)
@click.option("--lang", "language", type=click.Choice(["en", "es"]), default="en", help="Language of the HTML page.")
@click.option("--quiet", "-q", is_flag=True, help="No warnings on standard error.")
@click.option("--no-cache", is_flag=True, help="Walk everything, and leave nothing in the repository.")
@commit_signatures_option
@base_options
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revisions: tuple[str, ...],
    since: str | None,
    until: str | None,
    paths: tuple[str, ...],
    first_parent: bool,
    include_merges: bool,
    format_: str,
    output: str | None,
    metrics: str | None,
    fail_under: float | None,
    of: str | None,
    base: str | None,
    allow_incomplete: bool,
    lines: bool,
    secrets: bool,
    language: str,
    quiet: bool,
    no_cache: bool,
    commit_signatures: bool,
    policy_from: str | None,
    require_base: bool,
    directory: str,
) -> int:
    """How far the commits of a range can be traced, with denominator and evidence.

    REV is a branch, tag or commit (its whole history), RANGE is A..B. Default: HEAD.
    """
    if base and (len(revisions) > 1 or any(".." in revision for revision in revisions)):
        raise click.UsageError("--base compares with one revision: name the newer one, not a range.")
    judged = revisions or ("HEAD",)
    project = open_project(directory, policy_from=policy_from, judged=judged, require_base=require_base)
    repository, config = project.repository, project.config
    options = _WalkOptions(judged, since, until, paths, first_parent, include_merges, commit_signatures)
    threshold = _threshold(config, fail_under, of)
    # a job of CI may have got `.git` from a cache that a request could write to
    is_gate_of_ci = threshold.target is not None and bool(os.environ.get("CI"))
    cache = None if no_cache or is_gate_of_ci else CacheDirectory(repository.common)
    with working("walking the history", quiet=quiet):
        request = _request(options, project, cache, is_gate=threshold.target is not None)
        request = request._replace(threshold=threshold, base=base, lines=lines)
        if threshold.target is not None:
            request = request._replace(notices=(*request.notices, *self_judged_notice(project)))
        if fail_under is None and config.report.fail_under is not None and not (of or config.report.of):
            request = request._replace(notices=(*request.notices, _UNNAMED))
        if threshold.target is not None and 0 < threshold.target < 1:
            request = request._replace(notices=(*request.notices, _below_one(threshold.target)))
        snapshot = take(repository, request._replace(secrets=_secret_scan(project) if secrets else None))
    print_lines(() if quiet else warning_lines(snapshot.warnings, cache), err=True)
    write_document(writer(format_), snapshot, output, language=language, is_text=format_ == "text")
    if metrics is not None:
        from ai_provenance.cli.phase_scores import phase_scores  # only runs that keep a metrics file pay for it

        scores = phase_scores(project, snapshot, cache)
        if scores and not quiet:
            print_warnings(scores.notices)
        update_metrics(metrics, snapshot, scores)
    if not snapshot.range.complete:
        return ExitCode.OK if allow_incomplete else _incomplete(snapshot, quiet=quiet)
    if threshold.target is None:
        return ExitCode.OK
    code = _judge(snapshot, unseen=project.is_unseen, quiet=quiet)
    if code == ExitCode.VIOLATION_FOUND and request.settings.is_gate and _has_notes(project):
        print_lines([_NOTES_LEFT_OUT], err=True)
    return code


def _has_notes(project: Project) -> bool:
    from ai_provenance.repo.note_writing import RECORDS
    from ai_provenance.repo.notes import note_refs

    return bool(note_refs(project.repository, [*project.config.notes_refs, RECORDS]))


def _below_one(target: float) -> Notice:
    """The warning that a threshold is in per cent, where it was likely meant as a part of one."""
    text = f"the threshold is {target:g} %, less than one per cent"
    return Notice("threshold-below-one", text, hint=f"--fail-under {target * 100:g} demands {target * 100:g} %")


def _threshold(config: Config, fail_under: float | None, of: str | None) -> Threshold:
    """What is demanded: by the command line, else by the configuration."""
    target = fail_under if fail_under is not None else config.report.fail_under
    return Threshold(of or config.report.of or NUMBERS[0], target)


def _request(options: _WalkOptions, project: Project, cache: CacheDirectory | None, *, is_gate: bool) -> Request:
    config = project.config
    selection = Selection(
        revisions=options.revisions,
        since=options.since,
        until=options.until,
        paths=options.paths,
        first_parent=options.first_parent or config.report.first_parent,
    )
    if selection.since or selection.until or selection.paths:
        from ai_provenance.repo.selections import check_selection  # only runs that narrow the walk pay for it

        check_selection(project.repository, selection)
    return Request(
        selection,
        Scope(include_merges=options.include_merges or config.report.include_merges),
        ClassifierSettings(
            config,
            base=project.commit,
            judged=options.revisions,
            commit_signatures=options.commit_signatures,
            is_gate=is_gate,
        ),
        adoption=project.adoption,
        store=cache,
        declare=config.declare,
        notices=project.notices,
    )


def _secret_scan(project: Project) -> SecretScan:
    from ai_provenance.cli.secrets import secret_scan

    return secret_scan(project)


def _incomplete(snapshot: Snapshot, *, quiet: bool) -> int:
    if not quiet or snapshot.threshold.target is not None:
        what = "cannot judge --fail-under" if snapshot.threshold.target is not None else "no percentage is stated"
        print_lines([f"{what}: a shallow clone cuts the range off"], err=True)
    return ExitCode.INCONCLUSIVE


def _judge(snapshot: Snapshot, *, unseen: bool, quiet: bool) -> int:
    """The exit code for the threshold; the reason is printed. UNSEEN: the configuration is not here."""
    grafts = next((one for one in snapshot.warnings if one.code == "grafts"), None)
    if grafts:
        print_lines([f"cannot judge --fail-under: {grafts.message}", f"hint: {grafts.hint}"], err=True)
        return ExitCode.INCONCLUSIVE
    if unseen:
        print_lines(["cannot judge --fail-under: the configuration is not in this partial clone"], err=True)
        return ExitCode.INCONCLUSIVE
    number, target = snapshot.threshold
    ratio = snapshot.judged_ratio
    if ratio.ratio is None and (number != "trace_ai" or not snapshot.judged.walked):
        print_lines([f"cannot judge --fail-under: {number} is about no commit of this range"], err=True)
        return ExitCode.INCONCLUSIVE
    passes = ratio.numerator * 100 >= (target or 0) * ratio.denominator
    if not passes or not quiet:
        print_lines(judgement(snapshot), err=True)
    return ExitCode.OK if passes else ExitCode.VIOLATION_FOUND
