"""`ai-provenance secrets`: look for secrets, keep the list of known ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ai_provenance.cli.main import printable
from ai_provenance.cli.options import output_option, repo_option
from ai_provenance.config import load_config
from ai_provenance.errors import ExitCode
from ai_provenance.repo.patches import Fragment, history, staged, staged_files
from ai_provenance.secretscan import sources
from ai_provenance.secretscan.sieve import suspects

if TYPE_CHECKING:
    from ai_provenance.config.model import SecretsConfig
    from ai_provenance.model import Finding


@click.group(short_help="Look for secrets in what is staged, a range, a message or files")
def command() -> None:
    """Look for secrets in what is staged, a range, a message or files; keep the list of known ones.

    The value of a secret is never printed: its place, its kind and a keyed hash are.
    """


@command.command(short_help="Look for secrets; exit code 1 when there are any.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--staged", "is_staged", is_flag=True, help="The lines that the next commit adds. The default.")
@click.option("--whole-files", is_flag=True, help="With --staged: the whole of each file that the commit touches.")
@click.option(
    "--range", "revisions", metavar="REV|RANGE", multiple=True, help="The lines and messages of these commits."
)
@click.option("--message-file", type=click.Path(path_type=Path), metavar="FILE", help="A commit message in a file.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
@output_option
@repo_option
def scan(  # noqa: PLR0913 - click hands over every option by name
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
    if sum((bool(paths), is_staged, bool(revisions), message_file is not None)) > 1:
        raise click.UsageError("--staged, --range, --message-file and PATH exclude each other: one source a run")
    settings = load_config(directory).secrets
    where = str(directory)
    if paths:
        source = sources.plain_files(paths)
    elif revisions:
        source = history(revisions, suspects, directory=where)
    elif message_file:
        source = sources.message_file(message_file)
    else:
        source = (staged_files if whole_files or settings.whole_files else staged)(suspects, directory=where)
    findings = list(_findings(source, settings, directory))
    _write(_as_json(findings) if format_ == "json" else _as_text(findings), output)
    return ExitCode.OBJECTS if findings else ExitCode.OK


def _findings(source: Iterable[Fragment], settings: SecretsConfig, directory: Path) -> Iterator[Finding]:
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - `--help` needs no detector

    baseline = str(directory / settings.baseline) if settings.baseline else ""
    return scan_with(source, exclude=settings.exclude, baseline=baseline)


def _as_text(findings: Sequence[Finding]) -> str:
    lines = [f"{_place(finding)}: {finding.message} [{finding.rule}]" for finding in findings]
    lines.append(f"{len(findings)} found" if findings else "no secrets found")
    return printable("\n".join(lines)) + "\n"


def _place(finding: Finding) -> str:
    return f"{finding.commit[:12] + ' ' if finding.commit else ''}{finding.path}:{finding.line}"


def _as_json(findings: Sequence[Finding]) -> str:
    rows = [
        {
            "path": finding.path and finding.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
            "line": finding.line,
            "end_line": finding.end_line,
            "type": finding.message,
            "rule": finding.rule,
            "fingerprint": finding.fingerprint,
            "commit": finding.commit,
        }
        for finding in findings
    ]
    return json.dumps({"schema_version": "1.0", "findings": rows}, indent=2) + "\n"


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
