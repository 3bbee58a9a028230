"""`secrets baseline` and `secrets audit`: the list of findings that are known and accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from ai_provenance.cli.options import file_option, repo_option
from ai_provenance.cli.printing import printable
from ai_provenance.cli.secrets_settings import settings_of
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.model import Finding
from ai_provenance.repo import open_repository
from ai_provenance.repo.patch_stream import tracked_files
from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file
from ai_provenance.secretscan.baseline import Baseline, format_baseline, new_baseline, read_baseline
from ai_provenance.secretscan.exemptions import allowance
from ai_provenance.secretscan.review import covered
from ai_provenance.secretscan.scan import scan

DEFAULT_NAME = ".ai-provenance-baseline"
"""Where the list goes when the configuration names no file."""

Entry = tuple[str, str, str]


@dataclass
class _Known:
    """The baseline of one repository and where it stands."""

    directory: Path
    path: Path
    baseline: Baseline
    exclude: list[str] = field(default_factory=list)
    is_configured: bool = False

    @classmethod
    def of(cls, directory: Path) -> _Known:
        """The one that the configuration names, or a new one."""
        settings = settings_of(directory)
        path = Path(settings.baseline or settings.top / DEFAULT_NAME)
        known = read_baseline(str(path)) if path.exists() else new_baseline()
        return cls(directory, path, known, list(settings.exclude), bool(settings.baseline))

    def all_findings(self) -> Iterator[Finding]:
        """Every finding in tracked files, known or not."""
        fragments = tracked_files(open_repository(self.directory), candidate_offsets, named=names_credential_file)
        return scan(fragments, key=self.baseline.key, allowed=allowance([*self.exclude, self.path.name], None))

    def write(self, entries: list[Entry]) -> None:
        """Replace the file. Raises ProvenanceError where that fails."""
        try:
            self.path.write_text(format_baseline(self.baseline, entries), encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise ProvenanceError(f"cannot write {self.path}: {error.strerror}", "check who may write there") from error
        if not self.is_configured:
            click.echo(f'say so in .ai-provenance.toml:  [secrets] baseline = "{self.path.name}"', err=True)


@click.command(short_help="List every finding in tracked files as known, and drop what is gone")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when entries are stale or missing.")
@file_option(
    "--import", "imported", help="Accept only what this .secrets.baseline of detect-secrets lists, and what was known.",
)  # fmt: skip
@repo_option
def baseline(*, check: bool, imported: Path | None, directory: Path) -> int:
    """List every finding in tracked files as known, and drop the entries that match nothing any more.

    A line holds a keyed hash, the rule and the path: no line number and no date, so that moving code changes nothing
    and two branches merge.
    """
    known = _Known.of(directory)
    entries = [_entry(finding) for finding in _accepted(known, imported)]
    now = {entry[0] for entry in entries}
    stale = sorted(place for mark, place in known.baseline.entries.items() if mark not in now)
    added = sum(mark not in known.baseline.entries for mark in now)
    for rule, path in stale:
        click.echo(printable(f"stale: {path} [{rule}]"), err=True)
    click.echo(f"{len(now)} known, {added} of them new, {len(stale)} stale", err=True)
    if check:
        return ExitCode.OBJECTS if stale or added else ExitCode.OK
    known.write(entries)
    return ExitCode.OK


def _accepted(known: _Known, imported: Path | None) -> Iterator[Finding]:
    if imported is None:
        return known.all_findings()
    foreign = read_baseline(str(imported))
    listed = allowance([], Baseline(known.baseline.key, _rows(known.baseline), foreign.foreign))
    fragments = tracked_files(open_repository(known.directory), candidate_offsets, named=names_credential_file)
    return scan(fragments, key=known.baseline.key, allowed=lambda fragment, match: not listed(fragment, match))


def _rows(baseline: Baseline) -> list[Entry]:
    return [(mark, rule, path) for mark, (rule, path) in baseline.entries.items()]


def _entry(finding: Finding) -> Entry:
    return finding.fingerprint, finding.rule, finding.path or ""


@click.command(short_help="Walk the findings that are not known, and say of each whether it is a secret")
@repo_option
def audit(*, directory: Path) -> int:
    """Walk the findings in tracked files that are not known yet, and say of each whether it is a secret.

    What is none, or is accepted, goes into the baseline; what is one stays a finding. Values are covered.
    """
    known = _Known.of(directory)
    entries = _rows(known.baseline)
    secrets = 0
    allowed = allowance([*known.exclude, known.path.name], known.baseline)
    fragments = tracked_files(open_repository(directory), candidate_offsets, named=names_credential_file)
    for finding, line in covered(fragments, key=known.baseline.key, allowed=allowed):
        answer = _ask(finding, line)
        if answer == "q":
            break
        secrets += answer == "y"
        if answer == "n":
            entries.append(_entry(finding))
    if len(entries) > len(known.baseline.entries):
        known.write(entries)
    click.echo(f"{secrets} called secrets, {len(entries) - len(known.baseline.entries)} accepted", err=True)
    return ExitCode.OBJECTS if secrets else ExitCode.OK


def _ask(finding: Finding, line: str) -> str:
    click.echo(printable(f"\n{finding.path}:{finding.line}: {finding.message} [{finding.rule}]\n  {line}"))
    choice = click.Choice(["y", "n", "s", "q"])
    return str(click.prompt("A secret? yes, no (accept it), skip, quit", type=choice, default="s"))
