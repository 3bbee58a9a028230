"""`ai-provenance verify`: who signed the provenance records of commits, by keys of the base and without the network."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from ai_provenance.cli.options import no_trace_option, output_option, repo_option
from ai_provenance.cli.output import write_findings
from ai_provenance.errors import ExitCode
from ai_provenance.export.findings import FORMATS
from ai_provenance.export.findings.interface import RuleText, Run
from ai_provenance.gate.completeness import missing_history
from ai_provenance.model import Notice, Severity
from ai_provenance.project import Project, open_project
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.report.verified import VerifyRequest, verified


@click.command(short_help="Who signed the provenance records of commits, by keys of the base, offline")
@click.argument("revision", default="HEAD", metavar="[REV|RANGE]")
@click.option("--trust", metavar="FILE|REV:PATH", default="", help="Allowed signers. Default: those of the base.")
@click.option("--trusted-root", type=click.Path(), metavar="FILE", help="Trusted root of Sigstore.")
@click.option("--commit-signatures", is_flag=True, help="Verify the signatures of the commits themselves, too.")
@click.option("--require", "required", type=click.Choice(["3", "4"]), help="Exit 1 where a commit is below this level.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@output_option
@no_trace_option
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revision: str,
    trust: str,
    trusted_root: str | None,
    commit_signatures: bool,
    required: str | None,
    format_: str,
    output: str | None,
    no_cache: bool,
    directory: str,
) -> int:
    """Who signed the provenance records of commits, by keys of the base, offline.

    Exits 1 where a record claims a signature that does not hold, 3 where no allowed signers are named or a clone is
    cut. A good signature proves who states it; nothing proves who typed the change.
    """
    project = open_project(directory, judged=(revision,))
    repository = project.repository
    unseen = missing_history(repository, (revision,))
    request = VerifyRequest(revision, trust, trusted_root, commit_signatures, required)
    found = verified(project, request, None if no_cache or os.environ.get("CI") else CacheDirectory(repository.common))
    notices = (*project.notices, Notice("records", found.summary), *([unseen] if unseen else []))
    run = Run(
        command="verify",
        findings=found.findings,
        commits=found.commits,
        complete=not unseen,
        rules=_rules(project) if found.findings or format_ != "text" else {},
        notices=notices,
        range=revision,
        head=repository.head,
    )
    write_findings(run, format_, output)
    if any(one.severity is Severity.ERROR for one in found.findings):
        return ExitCode.VIOLATION_FOUND
    return ExitCode.OK if not unseen else ExitCode.INCONCLUSIVE


def _rules(project: Project) -> Mapping[str, RuleText]:
    from ai_provenance.export.findings.of_gate import rule_texts

    return rule_texts(project.config.policy)
