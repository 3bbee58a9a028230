"""`ai-provenance explain COMMIT`: for a person, why a commit got its verdict and what would raise its level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from ai_provenance.agents import registry_of
from ai_provenance.agents.registry import Registry
from ai_provenance.cli.options import repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.detect import explain
from ai_provenance.detect.explanation import Advice, Explanation
from ai_provenance.detect.observations import Rejected
from ai_provenance.errors import RevisionError
from ai_provenance.export.answers.explain import document, needs_setting
from ai_provenance.export.encoding import json_text
from ai_provenance.export.judgement import SETTING
from ai_provenance.model import AgentUse, Commit, Evidence, Level, Origin
from ai_provenance.project import open_project
from ai_provenance.repo import Repository, Selection, commits, notes_by_commit

_LEVELS = {
    Level.UNKNOWN: "unknown: nothing says where it came from",
    Level.IDENTIFIED: "identified: there is evidence, but in no valid trailer",
    Level.DECLARED: "declared: a valid trailer or note says it",
    Level.ATTESTED: "attested: a record bound to the commit says it",
    Level.VERIFIED: "verified: the record or the commit's signature checks",
}
_EXAMINED = "examined: a hook looked at it, and observed no agent"
_FLAGS = {
    "ai-signoff": "an AI signed off, which only a person can do (Developer Certificate of Origin)",
    "conflict": "one line declares AI help, another declares that there was none",
    "examined": "a hook examined it when it was made and observed no agent; that is an observation, and no one's word",
    "message-only": "an AI wrote the commit message; that says nothing about the change",
    "revert": "it takes back another commit: only its own trailers count, not what it quotes",
    "unlisted": "an app made it that is in no list of ours: whether it is an AI is not known",
    "review": "an AI reviewer's suggestion was accepted into it",
}


@click.command(short_help="Why a commit got its verdict, and what would raise its level.")
@click.argument("commit", metavar="COMMIT")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@repo_option
def command(*, commit: str, format_: str, directory: str) -> None:
    """Why COMMIT got its verdict: what was observed, where, by which rule; what was rejected and why.

    Ends with the commands or trailers that would raise its level.
    """
    project = open_project(directory)
    repository, config = project.repository, project.config
    print_warnings(project.notices)
    registry = registry_of(config.agents)
    found = _one(repository, commit)
    attached = notes_by_commit(repository, tuple(config.notes_refs)).get(found.oid, ())
    explanation = explain(found, attached, registry=registry, profile=config.profile)
    if format_ == "json":
        print_lines([json_text(document(found, explanation, registry=registry, declare=config.declare))])
        return
    print_lines(_lines(found, explanation, registry))
    if needs_setting(explanation, config.declare):
        print_lines(
            ["", "for the commits to come:", f"  - {SETTING}", "    to level 1: trace_all of new commits 100 %"]
        )


def _one(repository: Repository, revision: str) -> Commit:
    if ".." in revision:
        raise RevisionError(f"'{revision}' is a range; `explain` takes one commit", "ai-provenance classify RANGE")
    found = next(iter(commits(repository, Selection(revisions=(revision,), limit=1))), None)
    if found is None:
        raise RevisionError(f"'{revision}' names no commit", "git log --oneline")
    return found


def _lines(commit: Commit, explanation: Explanation, registry: Registry) -> Iterator[str]:
    verdict = explanation.verdict
    yield f"commit {commit.oid}"
    yield f"        {commit.text.strip().partition(chr(10))[0]}"
    yield ""
    yield f"origin  {verdict.origin.value}{_by(verdict.agents, registry)}"
    examined = verdict.level is Level.IDENTIFIED and verdict.origin is Origin.UNKNOWN
    yield f"level   {int(verdict.level)}, {_EXAMINED if examined else _LEVELS[verdict.level]}"
    for flag in verdict.flags:
        yield f"flag    {flag}: {_FLAGS.get(flag, '')}".rstrip(": ")
    yield from _section("what counts", [_observation(item, registry) for item in explanation.counted])
    yield from _section("observed, but no proof", [_observation(item, registry) for item in explanation.hints])
    yield from _section("looked at and rejected", [_rejected(item) for item in explanation.rejected])
    if verdict.origin is Origin.UNKNOWN and not (explanation.counted or explanation.hints or explanation.rejected):
        yield ""
        yield "nothing in author, committer, message or notes names an AI agent or declares a person's own work"
    yield from _section("what would raise the level", [_advice(item) for item in explanation.advice])


def _by(agents: Sequence[AgentUse], registry: Registry) -> str:
    names = [registry.name(use.id) + (f" ({use.model})" if use.model else "") for use in agents]
    return f", {', '.join(names)}" if names else ""


def _section(title: str, entries: Sequence[list[str]]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"{title}:"
    for entry in entries:
        yield f"  - {entry[0]}"
        yield from (f"    {line}" for line in entry[1:])


def _observation(item: Evidence, registry: Registry) -> list[str]:
    who = "a person's own work" if item.human else registry.name(item.agent) if item.agent else "no agent observed"
    role = f", as {item.role.value}" if item.agent or item.human else ""
    model = f", model {item.model} (written {item.model_raw})" if item.model else ""
    return [item.text, f"{item.place.value}: {who}{model}{role}; rule {item.rule}"]


def _rejected(item: Rejected) -> list[str]:
    return [item.text, f"{item.place.value}: {item.reason}; rule {item.rule}"]


def _advice(item: Advice) -> list[str]:
    return [f"to level {int(item.level)}: {item.reason}", f"$ {item.command}"]
