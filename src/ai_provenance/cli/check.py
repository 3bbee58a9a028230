"""`ai-provenance check`: does every commit keep the project's policy? For CI, servers and hooks."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ai_provenance.cli.check_output import write_input, write_run
from ai_provenance.cli.options import file_option, output_option, repo_option
from ai_provenance.cli.policy_source import policy_in_force
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.findings import FORMATS
from ai_provenance.export.findings.of_gate import Subject, run_of
from ai_provenance.gate import Judgement, Question, check_batches, check_message, starting_at
from ai_provenance.gate.names import unknown_agents
from ai_provenance.gate.pushes import Push, check_push
from ai_provenance.gate.whole import unseen_part
from ai_provenance.repo import Selection, commits, open_repository
from ai_provenance.repo.batches import batches
from ai_provenance.repo.updates import pushed, received


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be judged: one of these."""

    revisions: tuple[str, ...]
    message_file: Path | None
    pre_receive: bool
    pre_push: str | None
    squash: bool
    squash_message: Path | None

    def __post_init__(self) -> None:
        chosen = [bool(self.revisions), self.message_file is not None, self.pre_receive, self.pre_push is not None]
        if sum(chosen) > 1:
            raise click.UsageError("give a range, --message-file, --pre-receive or --pre-push: one of them")
        if self.squash and sum(chosen[1:]):
            raise click.UsageError("--squash and --squash-message are about a range")

    def selection(self, question: Question) -> Selection:
        """The range that is asked about, less what came before the policy. A usage error when none is."""
        if self.message_file or self.pre_receive or self.pre_push is not None:
            raise click.UsageError("--format opa is about a range")
        return Selection(revisions=(*(self.revisions or ("HEAD",)), *question.start.exclusions))


@click.command(short_help="Judge commits by the project's policy: exit 0, 1 (broken) or 3 (could not judge)")
@click.argument("revisions", nargs=-1, metavar="[REV|RANGE]")
@file_option("--message-file", help="Judge a message instead of commits; `-` reads standard input.")
@click.option("--pre-receive", is_flag=True, help="Judge what a push brings: ref updates on standard input.")
@click.option("--pre-push", metavar="REMOTE", help="Judge what goes to REMOTE: ref updates on standard input.")
@file_option("--policy", "policy_file", help="Read the configuration from FILE.")
@click.option("--policy-from", metavar="REV", help="Read the configuration as it stands in REV, not in the work tree.")
@click.option("--branch", metavar="NAME", help="Branch that the commits are judged for. Default: the one you are on.")
@click.option("--squash", is_flag=True, help="Warn of what a squash merge of the range must carry.")
@file_option("--squash-message", help="The message that the squash commit will have: warn only of what it lacks.")
@click.option("--format", "format_", type=click.Choice([*FORMATS, "opa"]), default="text", show_default=True)
@output_option
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revisions: tuple[str, ...],
    message_file: Path | None,
    pre_receive: bool,
    pre_push: str | None,
    policy_file: Path | None,
    policy_from: str | None,
    branch: str | None,
    squash: bool,
    squash_message: Path | None,
    format_: str,
    output: Path | None,
    directory: Path,
) -> int:
    """Judge commits by the project's policy: exit 0, 1 (broken) or 3 (could not judge).

    REV is a branch, tag or commit (its whole history), RANGE is A..B. Default: HEAD. Several are taken together.
    """
    asked = _Asked(revisions, message_file, pre_receive, pre_push, squash or squash_message is not None, squash_message)
    repository = open_repository(directory)
    policy = policy_in_force(repository, file=policy_file, revision=policy_from)
    question = Question(
        repository,
        policy.config,
        start=starting_at(repository, policy.config.adopted),
        branch=branch or repository.branch,
    )
    if format_ == "opa":
        return write_input(question, asked.selection(question), output)
    judgement = _judge(question, asked)
    strangers = unknown_agents(policy.config.policy, question.registry)
    judgement = replace(judgement, notices=(*judgement.notices, *strangers))
    if asked.message_file is None:
        from ai_provenance.cli.check_record import remember_check  # noqa: PLC0415 - SQLite, after the work is done

        remember_check(repository, judgement.findings)
    subject = Subject(" ".join(revisions) or "HEAD", repository.head, policy.path)
    write_run(run_of(judgement, policy.config.policy, subject), format_, output)
    if judgement.objects:
        return ExitCode.OBJECTS
    return ExitCode.OK if judgement.complete else ExitCode.CANNOT


def _judge(question: Question, asked: _Asked) -> Judgement:
    if asked.message_file is not None:
        return check_message(question, _read(asked.message_file))
    if asked.pre_receive:
        return check_push(question, Push(received(sys.stdin.buffer.read())))
    if asked.pre_push is not None:
        return check_push(question, Push(pushed(sys.stdin.buffer.read()), remote=asked.pre_push))
    return _judge_range(question, asked)


def _judge_range(question: Question, asked: _Asked) -> Judgement:
    selection = asked.selection(question)
    unseen = unseen_part(question.repository, selection.revisions)
    if asked.squash:
        from ai_provenance.squash import losses  # noqa: PLC0415 - only those who ask for it pay for it

        message = _read(asked.squash_message) if asked.squash_message else None
        lost = losses(commits(question.repository, selection), question.config, message=message)
        question = replace(question, on_the_range=lost)
    return check_batches(question, batches(question.repository, selection), unseen=unseen)


def _read(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise ProvenanceError(
            f"{path} cannot be read: {error.strerror}", "name the file that git gave the hook"
        ) from error
