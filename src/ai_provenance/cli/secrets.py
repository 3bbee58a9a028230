"""`ai-provenance secrets`: look for secrets, judge them one by one, keep the list of known ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ai_provenance import __version__
from ai_provenance.cli.options import output_option, repo_option
from ai_provenance.cli.printing import printable
from ai_provenance.cli.secrets_known import audit, baseline
from ai_provenance.cli.secrets_settings import settings_of
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.model import Finding, Severity
from ai_provenance.repo import open_repository
from ai_provenance.repo.patch_parser import Fragment
from ai_provenance.repo.patch_stream import history_lines, staged_files, staged_lines
from ai_provenance.secretscan import sources
from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file
from ai_provenance.secretscan.scan import scan_with


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where to look: one of these."""

    paths: tuple[Path, ...]
    is_staged: bool
    revisions: tuple[str, ...]
    message_file: Path | None

    def __post_init__(self) -> None:
        if sum((bool(self.paths), self.is_staged, bool(self.revisions), self.message_file is not None)) > 1:
            raise click.UsageError("--staged, --range, --message-file and PATH exclude each other: one source a run")

    def fragments(self, directory: Path, *, whole_files: bool) -> Iterator[Fragment]:
        """What to look at."""
        if self.paths:
            return sources.plain_files(self.paths)
        if self.message_file:
            return sources.message_file(self.message_file)
        if self.revisions:
            return history_lines(
                open_repository(directory), self.revisions, candidate_offsets, named=names_credential_file
            )
        source = staged_files if whole_files else staged_lines
        return source(open_repository(directory), candidate_offsets, named=names_credential_file)


FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")
"""Those of `export.findings`; a test compares. Named here so that a scan does not load them all."""


@click.group(short_help="Look for secrets in what is staged, a range, a message or files")
def command() -> None:
    """Look for secrets in what is staged, a range, a message or files; keep the list of known ones.

    The value of a secret is never printed: its place, its kind and a keyed hash are.
    """


command.add_command(baseline)
command.add_command(audit)


@command.command(short_help="Look for secrets: exit 0, 1 (found) or 3 (could not see all)")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--staged", "is_staged", is_flag=True, help="The lines that the next commit adds. The default.")
@click.option("--whole-files", is_flag=True, help="With --staged: the whole of each file that the commit touches.")
@click.option(
    "--range", "revisions", metavar="REV|RANGE", multiple=True, help="Lines and messages of commits; --all: every ref."
)
@click.option("--message-file", type=click.Path(path_type=Path), metavar="FILE", help="A commit message in a file.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
@output_option
@repo_option
def scan(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    paths: tuple[Path, ...],
    is_staged: bool,
    whole_files: bool,
    revisions: tuple[str, ...],
    message_file: Path | None,
    format_: str,
    output: Path | None,
    directory: Path,
) -> int:
    """Look for secrets in what is staged, or in PATH, a range of commits or a commit message."""
    asked = _Asked(paths, is_staged, revisions, message_file)
    settings = settings_of(directory)
    whole = not revisions or "--all" in revisions or _is_whole(directory, revisions)
    fragments = asked.fragments(directory, whole_files=whole_files or settings.whole_files)
    findings = tuple(scan_with(fragments, exclude=settings.exclude, baseline=settings.baseline))
    _write(findings, format_, output, complete=whole)
    if revisions:
        _remember(directory, findings)
    if not whole:
        click.echo("warning: a shallow clone hides commits of the range\nhint: git fetch --unshallow", err=True)
    return ExitCode.OBJECTS if findings else ExitCode.OK if whole else ExitCode.CANNOT


def _is_whole(directory: Path, revisions: tuple[str, ...]) -> bool:
    """Whether a shallow clone hides nothing of the range."""
    from ai_provenance.repo import is_complete, open_repository  # only a range needs them

    return is_complete(open_repository(directory), *revisions)


def _remember(directory: Path, findings: tuple[Finding, ...]) -> None:
    from ai_provenance.cli.check_record import remember_secret_scan  # SQLite, after the work is done
    from ai_provenance.repo import open_repository  # only a range needs it

    remember_secret_scan(open_repository(directory), findings)


def _write(findings: Sequence[Finding], format_: str, output: Path | None, *, complete: bool) -> None:
    if format_ == "text":
        _put(_as_text(findings), output)
    elif format_ == "json":
        _put(_as_json(findings, complete=complete), output)
    else:
        _write_other(findings, format_, output, complete=complete)


def _write_other(findings: Sequence[Finding], format_: str, output: Path | None, *, complete: bool) -> None:
    from ai_provenance.cli.check_output import write_run  # formats that few runs ask for
    from ai_provenance.export.findings import RuleText, Run  # likewise

    rules = {
        finding.rule: RuleText(
            finding.rule, finding.message, Severity.ERROR, "No credential is committed.", "Whoever reads it can use it."
        )
        for finding in findings
    }
    run = Run(command="secrets", findings=tuple(findings), complete=complete, rules=rules)
    write_run(run, format_, output)


def _as_text(findings: Sequence[Finding]) -> str:
    lines = [f"{_place(finding)}: {finding.message} [{finding.rule}]" for finding in findings]
    lines += [f"  {hint}" for hint in sorted({finding.hint for finding in findings if "revoke" in finding.hint})]
    lines.append(f"{len(findings)} found" if findings else "no secrets found")
    return printable("\n".join(lines)) + "\n"


def _place(finding: Finding) -> str:
    return f"{finding.commit[:12] + ' ' if finding.commit else ''}{finding.path}:{finding.line}"


def _as_json(findings: Sequence[Finding], *, complete: bool) -> str:
    rows = [
        {
            "path": finding.path,
            "line": finding.line,
            "end_line": finding.end_line,
            "type": finding.message,
            "rule": finding.rule,
            "fingerprint": finding.fingerprint,
            "commit": finding.commit,
        }
        for finding in findings
    ]
    tool = {"name": "ai-provenance", "version": __version__}
    document = {"schema_version": "1.0", "tool": tool, "complete": complete, "findings": rows}
    # a file name that is no UTF-8 has half surrogate pairs in it: no JSON parser takes those
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode() + "\n"


def _put(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text.encode("utf-8", "replace").decode())
        return
    try:
        output.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise ProvenanceError(f"cannot write {output}: {error.strerror}", "name another place with -o") from error
