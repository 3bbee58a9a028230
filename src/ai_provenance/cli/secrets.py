"""`ai-provenance secrets`: scan for secrets, review the findings one by one, keep the list of known ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from ai_provenance.cli.options import base_options, file_option, no_trace_option, output_option, repo_option
from ai_provenance.cli.output import print_lines, read_input, write_findings
from ai_provenance.cli.server_policy import server_policy
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.config import SecretsConfig, find_config, load_config
from ai_provenance.environment.message_cleanup import message_cleanup
from ai_provenance.errors import ExitCode, NoRepositoryError, ProvenanceError, RepositoryError
from ai_provenance.export.findings import FORMATS, RuleText, Run
from ai_provenance.gate.completeness import missing_history
from ai_provenance.model import Finding, Severity
from ai_provenance.project import Project, open_project, self_judged_notice
from ai_provenance.repo import open_repository
from ai_provenance.repo.patch_parser import MESSAGE_PATH, Fragment, Unread
from ai_provenance.repo.patch_stream import history_lines, staged_files, staged_lines, tracked_files
from ai_provenance.repo.updates import ends_at_cut, present, received
from ai_provenance.secretscan import sources
from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file
from ai_provenance.secretscan.baseline import (
    DEFAULT_NAME,
    Baseline,
    configured,
    format_baseline,
    known_findings,
    new_baseline,
    parse_baseline,
    read_baseline,
)
from ai_provenance.secretscan.budget import Budget
from ai_provenance.secretscan.exemptions import allowance, path_filter
from ai_provenance.secretscan.gate import UNREAD_HINT, base_text, unread_text
from ai_provenance.secretscan.match import Match
from ai_provenance.secretscan.review import covered
from ai_provenance.secretscan.scan import DEFAULT_KEY
from ai_provenance.secretscan.scan import scan as scan_fragments
from ai_provenance.text import log_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.secretscan.exemptions import BaseText
    from ai_provenance.snapshot.take import SecretScan

Entry = tuple[str, str, str]
"""A line of the baseline: fingerprint, rule, path."""
Scan = Callable[[Iterable[Fragment]], Iterator[Finding]]


@click.group(cls=SuggestingGroup, short_help="Look for secrets in what is staged, a range, a message or files")
def command() -> None:
    """Look for secrets in what is staged, a range, a message or files; keep the list of known ones.

    The value of a secret is never printed: its place, its kind and a keyed hash are.
    """


@dataclass(frozen=True, slots=True)
class _Source:
    """What to scan: one of these."""

    paths: tuple[Path, ...]
    is_staged: bool
    revisions: tuple[str, ...]
    message_file: Path | None
    pre_receive: bool = False

    def __post_init__(self) -> None:
        chosen = (bool(self.paths), self.is_staged, bool(self.revisions), self.message_file is not None)
        if sum((*chosen, self.pre_receive)) > 1:
            raise click.UsageError(
                "--staged, --range, --message-file, --pre-receive and PATH exclude each other: one source a run"
            )

    def fragments(self, directory: str, *, whole_files: bool, unread: list[Unread]) -> Iterator[Fragment]:
        """The text to scan. What git cannot show goes to UNREAD."""
        if self.paths:
            return sources.plain_files(self.paths)
        if self.message_file:
            message = read_input(str(self.message_file), "--message-file")
            return iter([Fragment(MESSAGE_PATH, 1, message_cleanup(message).kept(message, numbered=True))])
        if self.revisions:
            return history_lines(
                open_repository(directory),
                self.revisions,
                candidate_offsets,
                named=names_credential_file,
                unread=unread,
            )
        source = staged_files if whole_files else staged_lines
        return source(open_repository(directory), candidate_offsets, named=names_credential_file, unread=unread)


@command.command(short_help="Look for secrets: exit 0, 1 (found) or 3 (could not see all)")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--staged", "is_staged", is_flag=True, help="The lines that the next commit adds. The default.")
@click.option("--whole-files", is_flag=True, help="With --staged: the whole of each file that the commit touches.")
@click.option(
    "--range", "revisions", metavar="REV|RANGE", multiple=True, help="Lines and messages of commits; --all: every ref."
)
@click.option("--message-file", type=click.Path(path_type=Path), metavar="FILE", help="A commit message in a file.")
@click.option("--pre-receive", is_flag=True, help="What a push brings: ref updates on standard input.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
@output_option
@no_trace_option
@base_options
@repo_option
def scan(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    paths: tuple[Path, ...],
    is_staged: bool,
    whole_files: bool,
    revisions: tuple[str, ...],
    message_file: Path | None,
    pre_receive: bool,
    format_: str,
    output: str | None,
    no_cache: bool,
    policy_from: str | None,
    require_base: bool,
    directory: str,
) -> int:
    """Look for secrets in what is staged, or in PATH, a range of commits, a push or a commit message."""
    source = _Source(paths, is_staged, revisions, message_file, pre_receive)
    if pre_receive:
        return _scan_push(directory, format_, output)
    judged = revisions or (("HEAD",) if paths else ())
    place = _Place.of(directory, policy_from=policy_from, judged=judged, require_base=require_base)
    unseen = None
    if revisions:
        unseen = missing_history(open_repository(directory), () if "--all" in revisions else revisions)
    unread: list[Unread] = []
    suppressed: list[Finding] = []
    fragments = source.fragments(directory, whole_files=whole_files or place.settings.whole_files, unread=unread)
    base = place.base_of_files() if paths else place.base_text()
    look = _scan(place.settings, place.baseline(), base, unread=unread, suppressed=suppressed)
    findings = tuple(look(fragments))
    complete = not _warn_of_unread(place.settings, unread) and not unseen
    notices = place.project.notices if place.project else ()
    if place.project and (revisions or os.environ.get("CI")):  # files of one machine have no base
        notices = (*notices, *self_judged_notice(place.project))
    if unseen:
        notices = (*notices, unseen)
    print_warnings(notices)
    write_findings(_run((*findings, *suppressed), complete=complete)._replace(notices=notices), format_, output)
    if revisions and not no_cache:
        from ai_provenance.store.recording import record_secret_scan  # SQLite, after the work is done

        record_secret_scan(open_repository(directory), findings)
    return ExitCode.VIOLATION_FOUND if findings else ExitCode.OK if complete else ExitCode.INCONCLUSIVE


def _warn_of_unread(settings: SecretsConfig, unread: list[Unread]) -> bool:
    """Whether files that are not excluded could not be read to their end; a warning names them."""
    is_excluded = path_filter(settings.exclude)
    missing = [file for file in unread if not is_excluded(file.path)]
    if missing:
        print_lines([f"warning: {unread_text(missing)}", f"hint: {UNREAD_HINT}"], err=True)
    return bool(missing)


def _scan_push(directory: str, format_: str, output: str | None) -> int:
    """Scan what a push brings to the repository at DIRECTORY, whatever ref it goes to, before the ref moves."""
    # the configuration is the server's own, or what HEAD holds: nothing that the push brings
    project = open_project(directory, policy_file=server_policy(directory))
    print_warnings(project.notices)
    repository = project.repository
    tips = present(repository, [update.new for update in received(sys.stdin.buffer.read()) if update.is_judged])
    complete = not project.is_unseen and not ends_at_cut(repository, tips)
    unread: list[Unread] = []
    fragments = (
        history_lines(repository, tips, candidate_offsets, named=names_credential_file, known=("--all",), unread=unread)
        if tips
        else iter(())
    )
    suppressed: list[Finding] = []
    # pushed files may name nothing yet: what the repository has is at HEAD
    base = base_text(repository.head, repository) if repository.head else None
    settings = project.config.secrets
    look = _scan(settings, _baseline_of(project), base, unread=unread, suppressed=suppressed)
    findings = tuple(look(fragments))
    complete = not _warn_of_unread(settings, unread) and complete
    run = _run((*findings, *suppressed), complete=complete)._replace(notices=project.notices)
    write_findings(run, format_, output)
    return ExitCode.VIOLATION_FOUND if findings else ExitCode.OK if complete else ExitCode.INCONCLUSIVE


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a scan runs, and what is configured there. Files can be scanned outside of any repository."""

    settings: SecretsConfig
    top: Path | None
    """The directory that the path of the baseline starts from; None in a bare repository."""
    project: Project | None = None

    @classmethod
    def of(
        cls,
        directory: str,
        *,
        policy_from: str | None = None,
        judged: tuple[str, ...] = (),
        require_base: bool = False,
    ) -> _Place:
        """The place that DIRECTORY is in; its configuration is that of the base of JUDGED, a range to scan."""
        try:
            project = open_project(directory, policy_from=policy_from, judged=judged, require_base=require_base)
        except NoRepositoryError:
            file = find_config(Path(directory))
            return cls(load_config(Path(directory)).secrets, file.parent if file else Path(directory))
        return cls(project.config.secrets, project.repository.work_tree, project)

    def base_text(self) -> BaseText | None:
        """What the base has under a path from the top; None without a base or a repository."""
        return _base_text_of(self.project) if self.project else None

    def base_of_files(self) -> BaseText | None:
        """What the base, or HEAD, has of a file by its path from here; None without either."""
        base = self.project and (self.project.commit or self.project.repository.head)
        if not (self.project and base):
            return None
        text, top = base_text(base, self.project.repository), str(self.top or "")
        return lambda path: text(os.path.relpath(path, top).replace(os.sep, "/"))

    def baseline(self) -> Baseline | None:
        """The known findings; None where the configuration names no file of them."""
        if self.project:
            return _baseline_of(self.project)
        return known_findings(self.settings.baseline, top=str(self.top or Path()))


def secret_scan(project: Project) -> SecretScan:
    """The scan as the configuration of PROJECT has it: without the excluded paths and the known findings."""
    settings, known, base = project.config.secrets, _baseline_of(project), _base_text_of(project)

    def look(added: Iterable[Fragment], unread: list[Unread], suppressed: list[Finding]) -> Iterator[Finding]:
        yield from _scan(settings, known, base, unread=unread, suppressed=suppressed)(added)
        is_excluded = path_filter(settings.exclude)
        unread[:] = [file for file in unread if not is_excluded(file.path)]

    return look


def _scan(
    settings: SecretsConfig,
    known: Baseline | None,
    base: BaseText | None,
    *,
    unread: list[Unread] | None = None,
    suppressed: list[Finding] | None = None,
) -> Scan:
    return partial(
        scan_fragments,
        key=known.key if known else DEFAULT_KEY,
        allowed=allowance(settings.exclude, known, pragmas=settings.pragmas, base=base),
        budget=None if unread is None else Budget(settings.seconds, unread),
        suppressed=suppressed,
    )


def _base_text_of(project: Project) -> BaseText | None:
    """What the base of PROJECT has under a path; None for a range that no base was named for."""
    base = project.commit or (None if project.is_judged_by_itself else project.repository.head)
    return base_text(base, project.repository) if base else None


def _baseline_of(project: Project) -> Baseline | None:
    """The known findings, as the base has them where one judges; None where there are none."""
    return configured(project.config.secrets.baseline, project.find_file)


def _run(findings: tuple[Finding, ...], *, complete: bool) -> Run:
    rules = {
        finding.rule: RuleText(
            finding.rule, finding.message, Severity.ERROR, "No credential is committed.", "Whoever reads it can use it."
        )
        for finding in findings
    }
    return Run(command="secrets", findings=findings, complete=complete, rules=rules)


@dataclass(frozen=True, slots=True)
class _KnownFindings:
    """The baseline of a work tree and its file."""

    directory: str
    path: Path
    baseline: Baseline
    exclude: list[str]
    is_read: bool
    """False where the configuration switches known findings off."""

    @classmethod
    def of(cls, directory: str) -> _KnownFindings:
        """The baseline that the configuration names, or a new one."""
        place = _Place.of(directory)
        if place.top is None:
            raise RepositoryError(f"{Path(directory).absolute()} is bare: it has no files", "run it in a clone")
        path = place.top / (place.settings.baseline or DEFAULT_NAME)
        known = read_baseline(str(path), top=str(place.top)) if path.exists() else new_baseline()
        return cls(directory, path, known, [*place.settings.exclude], bool(place.settings.baseline))

    @property
    def entries(self) -> list[Entry]:
        """The lines of the baseline."""
        return [(fingerprint, rule, path) for fingerprint, (rule, path) in self.baseline.entries.items()]

    def tracked(self) -> Iterator[Fragment]:
        """The lines of tracked files that may hold a secret."""
        return tracked_files(open_repository(self.directory), candidate_offsets, named=names_credential_file)

    def allowance(self, known: Baseline | None) -> Callable[[Fragment, Match], str]:
        """What passes: excluded paths, the baseline itself, and the findings that KNOWN lists."""
        return allowance([*self.exclude, self.path.name], known)

    def write(self, entries: list[Entry]) -> None:
        """Replace the file. Raises ProvenanceError where that fails."""
        try:
            self.path.write_text(format_baseline(self.baseline, entries), encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise ProvenanceError(f"cannot write {self.path}: {error.strerror}", "check who may write there") from error
        if not self.is_read:
            print_lines([f"warning: {self.path.name} is not read: `baseline` is empty in [secrets]"], err=True)


@command.command("baseline", short_help="List every finding in tracked files as known, and drop what is gone")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when entries are stale or missing.")
@file_option(
    "--import", "imported", help="Accept only what this .secrets.baseline of detect-secrets lists, and what was known.",
)  # fmt: skip
@repo_option
def baseline(*, check: bool, imported: str | None, directory: str) -> int:
    """List every finding in tracked files as known, and drop the entries that match nothing any more.

    A line holds a keyed hash, the rule and the path: no line number and no date, so that moving code changes nothing
    and two branches merge.
    """
    known = _KnownFindings.of(directory)
    entries = [_entry(finding) for finding in _accepted(known, imported)]
    now = {fingerprint for fingerprint, _, _ in entries}
    stale = sorted(place for fingerprint, place in known.baseline.entries.items() if fingerprint not in now)
    added = sum(fingerprint not in known.baseline.entries for fingerprint in now)
    print_lines([log_line(f"stale: {path} [{rule}]") for rule, path in stale], err=True)
    print_lines([f"{len(now)} known, {added} of them new, {len(stale)} stale"], err=True)
    if check:
        return ExitCode.VIOLATION_FOUND if stale or added else ExitCode.OK
    known.write(entries)
    return ExitCode.OK


def _accepted(known: _KnownFindings, imported: str | None) -> Iterator[Finding]:
    """The findings to list: all of them, or those that IMPORTED and the old baseline know."""
    key = known.baseline.key
    if imported is None:
        return scan_fragments(known.tracked(), key=key, allowed=known.allowance(None))
    foreign = parse_baseline(read_input(imported, "--import"), str(imported)).foreign
    listed = allowance([], Baseline(key, known.entries, foreign))

    def not_listed(fragment: Fragment, match: Match) -> str:
        return "" if listed(fragment, match) else "not imported"

    return scan_fragments(known.tracked(), key=key, allowed=not_listed)


def _entry(finding: Finding) -> Entry:
    return finding.fingerprint, finding.rule, finding.path or ""


@command.command("audit", short_help="Walk the findings that are not known, and say of each whether it is a secret")
@repo_option
def audit(*, directory: str) -> int:
    """Walk the findings in tracked files that are not known yet, and say of each whether it is a secret.

    What is none, or is accepted, goes into the baseline; what is one stays a finding. Values are covered.
    """
    known = _KnownFindings.of(directory)
    accepted: list[Entry] = []
    secrets = 0
    for finding, line in covered(known.tracked(), key=known.baseline.key, allowed=known.allowance(known.baseline)):
        answer = _ask(finding, line)
        if answer == "q":
            break
        secrets += answer == "y"
        if answer == "n":
            accepted.append(_entry(finding))
    if accepted:
        known.write([*known.entries, *accepted])
    print_lines([f"{secrets} called secrets, {len(accepted)} accepted"], err=True)
    return ExitCode.VIOLATION_FOUND if secrets else ExitCode.OK


def _ask(finding: Finding, line: str) -> str:
    print_lines(["", log_line(f"{finding.path}:{finding.line}: {finding.message} [{finding.rule}]"), f"  {line}"])
    choice = click.Choice(["y", "n", "s", "q"])
    try:
        return str(click.prompt("A secret? yes, no (accept it), skip, quit", type=choice, default="s"))
    except click.Abort:
        if sys.stdin.isatty():
            raise  # a person wants out
        print_lines(["", "nothing more on standard input: the rest is skipped"], err=True)
        return "q"
