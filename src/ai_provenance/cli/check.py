"""`ai-provenance check`: does every commit keep the project's policy? For CI, servers and hooks."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace

import click

from ai_provenance.cli.options import (
    base_options,
    commit_signatures_option,
    file_option,
    no_trace_option,
    output_option,
    repo_option,
)
from ai_provenance.cli.output import open_output, read_input, write_findings
from ai_provenance.cli.server_policy import server_policy
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.config.records import document
from ai_provenance.errors import ExitCode
from ai_provenance.export.findings import FORMATS
from ai_provenance.export.findings.of_gate import Subject, run_of
from ai_provenance.gate import CheckRequest, Judgement, Ledger, Wanted, check_batches, check_message
from ai_provenance.gate.cases import cases
from ai_provenance.gate.completeness import missing_history
from ai_provenance.gate.pushes import Push, check_push
from ai_provenance.gate.unknown_names import unknown_agents
from ai_provenance.policy.overrides import needs_lines
from ai_provenance.project import PolicyFile, open_project, self_judged_notice, target_branch
from ai_provenance.repo import Selection, commits
from ai_provenance.repo.history import batches
from ai_provenance.repo.updates import pushed, received


@dataclass(frozen=True, slots=True)
class _Target:
    """What to judge: one of these."""

    revisions: tuple[str, ...]
    message_file: str | None
    pre_receive: bool
    pre_push: str | None
    squash: bool
    squash_message: str | None

    def __post_init__(self) -> None:
        chosen = [bool(self.revisions), self.message_file is not None, self.pre_receive, self.pre_push is not None]
        if sum(chosen) > 1:
            raise click.UsageError("give a range, --message-file, --pre-receive or --pre-push: one of them")
        if self.squash and sum(chosen[1:]):
            raise click.UsageError("--squash and --squash-message are about a range")

    @property
    def is_no_range(self) -> bool:
        """Whether a push or a message is judged, and not commits that are named."""
        return self.message_file is not None or self.pre_receive or self.pre_push is not None

    @property
    def judged(self) -> tuple[str, ...]:
        """The revisions that are judged; a push and a message are judged by what is here already."""
        if self.is_no_range:
            return ()
        return self.revisions or ("HEAD",)

    def selection(self, request: CheckRequest) -> Selection:
        """The range without what came before the policy. Raises UsageError where something else is to be judged."""
        if self.is_no_range:
            raise click.UsageError("--format opa is about a range")
        return Selection(revisions=(*self.judged, *request.exclusions))


@click.command(short_help="Judge commits by the project's policy: exit 0, 1 (broken) or 3 (could not judge)")
@click.argument("revisions", nargs=-1, metavar="[REV|RANGE]...")
@file_option("--message-file", help="Judge a message instead of commits; `-` reads standard input.")
@click.option("--pre-receive", is_flag=True, help="Judge what a push brings: ref updates on standard input.")
@click.option("--pre-push", metavar="REMOTE", help="Judge what goes to REMOTE: ref updates on standard input.")
@file_option("--policy", "policy_file", help="Read the configuration from FILE.")
@base_options
@commit_signatures_option
@click.option(
    "--branch",
    metavar="NAME",
    help="Branch that the commits are judged for. Default: the target of a request in CI, else the current branch.",
)
@click.option("--squash", is_flag=True, help="Warn of what a squash merge of the range must carry.")
@file_option("--squash-message", help="The message that the squash commit will have: warn only of what it lacks.")
@click.option("--fix", is_flag=True, help="Add missing declarations: amend what is not published, note what is.")
@click.option("--dry-run", is_flag=True, help="With --fix: print what would change, and change nothing.")
@click.option("--others", is_flag=True, help="With --fix: fix the commits of other people too.")
@click.option("--format", "format_", type=click.Choice([*FORMATS, "opa"]), default="text", show_default=True)
@output_option
@no_trace_option
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revisions: tuple[str, ...],
    message_file: str | None,
    pre_receive: bool,
    pre_push: str | None,
    policy_file: str | None,
    policy_from: str | None,
    require_base: bool,
    commit_signatures: bool,
    branch: str | None,
    squash: bool,
    squash_message: str | None,
    fix: bool,
    dry_run: bool,
    others: bool,
    format_: str,
    output: str | None,
    no_cache: bool,
    directory: str,
) -> int:
    """Judge commits by the project's policy: exit 0, 1 (broken) or 3 (could not judge).

    REV is a branch, tag or commit (its whole history), RANGE is A..B. Default: HEAD. Several are taken together.
    """
    target = _Target(
        revisions, message_file, pre_receive, pre_push, squash or squash_message is not None, squash_message
    )
    if (dry_run or others) and not fix:
        raise click.UsageError("--dry-run and --others go with --fix")
    if fix and (format_ != "text" or target.is_no_range or target.squash):
        raise click.UsageError("--fix is about a range of commits, and prints text")
    own_policy = (
        PolicyFile(os.path.basename(policy_file), read_input(policy_file, "--policy"))
        if policy_file is not None
        else None
    )
    if pre_receive and own_policy is None and policy_from is None:
        own_policy = server_policy(directory)
    project = open_project(
        directory,
        policy_file=own_policy,
        policy_from=policy_from,
        judged=target.judged,
        require_base=require_base,
    )
    repository, config = project.repository, project.config
    request = CheckRequest(
        repository,
        config,
        base=project.commit,
        judged=target.judged,
        adoption=project.adoption,
        branch=branch or target_branch(os.environ) or repository.branch,
        revisions=target.judged or ("HEAD",),
        commit_signatures=commit_signatures,
    )
    if format_ == "opa":
        code = _write_opa_input(request, target.selection(request), output)
        return ExitCode.INCONCLUSIVE if project.is_unseen else code
    if fix:
        from ai_provenance.cli.fixing import fix_range  # rewriting is loaded where it is wanted

        print_warnings(project.notices)
        code = fix_range(request, target.selection(request), dry_run=dry_run, others=others, output=output)
        return ExitCode.INCONCLUSIVE if project.is_unseen else code
    judgement = _judge(request, target)
    unknown = unknown_agents(config.policy, request.registry)
    notices = (*project.notices, *self_judged_notice(project), *judgement.notices, *unknown)
    judgement = replace(judgement, notices=notices, complete=judgement.complete and not project.is_unseen)
    if target.message_file is None and not (no_cache or project.is_unseen):
        from ai_provenance.store.recording import record_check  # SQLite: imported after the result is known

        record_check(repository, judgement.findings)
    subject = Subject(" ".join(revisions) or "HEAD", repository.head, project.path)
    write_findings(run_of(judgement, config.policy, subject), format_, output)
    if project.is_unseen:
        return ExitCode.INCONCLUSIVE  # what breaks the default policy may well keep the project's own
    if judgement.has_errors:
        return ExitCode.VIOLATION_FOUND
    return ExitCode.OK if judgement.complete else ExitCode.INCONCLUSIVE


def _judge(request: CheckRequest, target: _Target) -> Judgement:
    if target.message_file is not None:
        return check_message(request, read_input(target.message_file, "--message-file"))
    if target.pre_receive:
        return check_push(request, Push(received(sys.stdin.buffer.read())))
    if target.pre_push is not None:
        return check_push(request, Push(pushed(sys.stdin.buffer.read()), remote=target.pre_push))
    return _judge_range(request, target)


def _judge_range(request: CheckRequest, target: _Target) -> Judgement:
    selection = target.selection(request)
    unseen = missing_history(request.repository, selection.revisions)
    if target.squash:
        from ai_provenance.squash import losses  # few runs compare squash merges

        message = read_input(target.squash_message, "--squash-message") if target.squash_message is not None else None
        lost = losses(commits(request.repository, selection), request.config, message=message)
        request = replace(request, range_findings=lost)
    return check_batches(request, batches(request.repository, selection), incomplete=unseen)


def _write_opa_input(request: CheckRequest, selection: Selection, output: str | None) -> int:
    """Write what would be judged, for another engine; exit code 3 when commits are missing. Nothing is judged."""
    from ai_provenance.export.findings import rego_input  # pydantic models that the other formats do not need

    ledger = Ledger()
    unseen = missing_history(request.repository, selection.revisions)
    if unseen:
        ledger.mark_incomplete(unseen)
    stream = ((batch, request.branch) for batch in batches(request.repository, selection))
    wanted = Wanted(merges=True, lines=needs_lines(request.config.policy))
    subject = rego_input.Subject(" ".join(selection.revisions), document(request.config.policy))
    with open_output(output, document=True) as out:
        rego_input.write(cases(request, stream, wanted, ledger), subject, out, complete=lambda: ledger.complete)
    return ExitCode.OK if ledger.complete else ExitCode.INCONCLUSIVE
