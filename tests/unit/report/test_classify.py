"""The walk against `detect.classify` on all lines, verdict by verdict and count by count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_files import FILES
from ai_provenance.agents import default_registry
from ai_provenance.config import Config
from ai_provenance.detect import classify
from ai_provenance.detect.reading import NOTHING, BatchClassifier
from ai_provenance.model import Commit, Origin, Verdict
from ai_provenance.repo import Repository as Opened
from ai_provenance.repo import Selection, commits, open_repository
from ai_provenance.repo.history import Batch, batches
from ai_provenance.repo.notes_index import NotesIndex
from ai_provenance.report import Scope
from ai_provenance.report.classify import (
    ReadNotes,
    classify_batches,
    classify_history,
    classify_ids,
    count,
    count_batches,
)
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.tally import Tally, summarise
from history import ODD, Generator, write
from messages import commits as made_up
from repository import Repository

WHOLE, USUAL = Selection(), Scope()
DEFAULTS = ClassifierSettings()
BY_CANDIDATES = BatchClassifier(default_registry(), few=0)


@pytest.fixture(scope="module")
def odd_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand commits, of which a third are at the edges of the grammar."""
    return write(
        tmp_path_factory.mktemp("odd") / "h.git", Generator(1000, odd_share=0.3, notes_share=0.1, seconds=40_000)
    )


def one_by_one(repository: Opened, selection: Selection, settings: ClassifierSettings) -> list[tuple[Commit, Verdict]]:
    """Every commit of a range with the verdict that all its lines give."""
    oids = [commit.oid for commit in commits(repository, selection)]
    return list(classify_ids(repository, oids, settings))


def assert_same(
    path: Path, settings: ClassifierSettings = DEFAULTS, selection: Selection = WHOLE, scope: Scope = USUAL
) -> None:
    opened = open_repository(path)
    expected = one_by_one(opened, selection, settings)
    found = classify_history(opened, selection, settings)
    assert [verdict._replace(oid=oid) for oid, verdict in found] == [verdict for _, verdict in expected]
    assert count(opened, selection, settings, scope=scope) == summarise(expected, scope)
    if not settings.notes_refs:
        tally, classifier = Tally(scope), BatchClassifier(default_registry(), few=0)
        stream = ((batch, list(classifier.classify(batch, {}))) for batch in batches(opened, selection))
        count_batches(tally, stream)
        assert tally.freeze() == summarise(expected, scope)


@pytest.mark.parametrize("notes_refs", [(), ("refs/notes/ai",)])
def test_every_verdict_and_every_count_is_that_of_all_lines(odd_history: Path, notes_refs: tuple[str, ...]) -> None:
    assert_same(odd_history, ClassifierSettings(Config(notes_refs=notes_refs)))


@pytest.mark.parametrize(
    ("selection", "scope"),
    [
        (Selection(first_parent=True), Scope()),
        (Selection(merges=False), Scope(include_automation=True)),
        (Selection(("HEAD~50..HEAD",)), Scope(include_merges=True)),
        (Selection(limit=0), Scope()),
    ],
)
def test_narrowed_walks_are_the_same_too(odd_history: Path, selection: Selection, scope: Scope) -> None:
    assert_same(odd_history, DEFAULTS, selection, scope)


def test_more_than_one_batch(tmp_path: Path) -> None:
    assert_same(write(tmp_path / "h.git", Generator(3000)))


def test_sha256(tmp_path: Path) -> None:
    assert_same(write(tmp_path / "h.git", Generator(200), "--object-format=sha256"))


def test_every_example_of_every_agent(repo: Repository) -> None:
    for file in FILES.values():
        for example in (*file["matches"], *file["does_not_match"]):
            where = example.get("where", "message")
            name, _, email = example["text"].rpartition(" <")
            person = (name or "nobody", email.rstrip(">") or "nobody@example.org")
            repo.commit(
                example["text"] if where == "message" else "subject\n",
                author=f"{person[0]} <{person[1]}>" if where == "author" else None,
                committer=person if where == "committer" else None,
            )
    assert_same(repo.path)


def test_odd_messages_below_and_above_trailers(repo: Repository) -> None:
    for message in ODD:
        repo.commit(b"Subject\n\n" + message)
        repo.commit(message + b"\nSigned-off-by: A <a@example.org>\n")
        repo.commit(message.rstrip(b"\n"))
    assert_same(repo.path)


def test_disclosures_that_run_over_paragraphs(repo: Repository) -> None:
    for heading in ("AI usage:", "**AI DISCLAIMER**", "### AI Disclosure", "Use of AI", "AI usage: "):
        for said in (
            "My friend judged Codex to write it.",
            "none",
            "- I wrote it by hand",
            "text\\n\\nAssisted-by: Codex",
        ):
            repo.commit(f"subject\n\nwhy\n\n{heading}\n\n{said}\n\nmore\n")
            repo.commit(f"subject\n\nwhy\n\n{heading}\n{said}\nmore Claude\n")
    assert_same(repo.path)


def test_commits_without_a_date_are_counted_under_no_month(repo: Repository) -> None:
    tree = repo.run("mktree", stdin=b"").stdout.decode().strip()
    for time in ("", "99999999999999999999 +0000", "253402300800 +0000", "0 +0000"):
        raw = f"tree {tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> {time}\n\nm\n".encode()
        oid = repo.run("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw).stdout.decode().strip()
        assert_same(repo.path, DEFAULTS, Selection((oid,)))


@pytest.mark.parametrize("person", ["gemini-cli[bot] <someone@example.org>", "jetbrains-junie[bot] <a@example.org>"])
def test_a_release_by_an_app_at_another_address_is_automation(repo: Repository, person: str) -> None:
    for subject in ("chore(release): bump version to 1.2", "Add version 1.2 to update-info", "Fix the parser"):
        repo.commit(f"{subject}\n", author=person)
        repo.commit(f"{subject}\n\nCo-authored-by: Claude <noreply@anthropic.com>\n", author=person)
    assert_same(repo.path)
    assert count(open_repository(repo.path), WHOLE, DEFAULTS).origins[Origin.AUTOMATION] == 1


def test_a_policy_that_refuses_judges_each_ai_commit_once(odd_history: Path) -> None:
    opened = open_repository(odd_history)
    judged: list[str] = []

    def refuse(commit: Commit, verdict: Verdict) -> bool:
        judged.append(verdict.oid)
        return commit.oid != verdict.oid

    tally = Tally(Scope())
    found = classify_batches(batches(opened, Selection()), ClassifierSettings(), ReadNotes(NotesIndex))
    count_batches(tally, found, refuse)
    summary = tally.freeze()
    assert summary.trace_ai.numerator == 0
    assert len(set(judged)) == len(judged) == summary.trace_ai.denominator + summary.review_only > 0


def test_records_are_looked_for_once_where_there_are_none() -> None:
    looked: list[int] = []
    read = ReadNotes(NotesIndex, lambda: looked.append(1))
    assert [read.records(), read.records()] == [None, None]
    assert looked == [1]


def test_sessions_of_a_note_are_told_apart_by_their_ids(repo: Repository) -> None:
    models = {"0263fa1f0c030344cd7b": "claude-opus-4-6", "77b7fa8e0db4a81d8eb7": "gpt-5.4"}
    prompts = {session: {"agent_id": {"tool": "cursor", "model": model}} for session, model in models.items()}
    metadata = json.dumps({"schema_version": "authorship/3.0.0", "prompts": prompts})
    repo.stage("a.py", "1\n2\n")
    repo.commit("x\n")
    lines = "".join(f"  {session} 1-2\n" for session in models)
    repo.run("notes", "--ref=ai", "add", "-F", "-", stdin=f"a.py\n{lines}---\n{metadata}".encode())
    settings = ClassifierSettings(Config(notes_refs=("refs/notes/ai",)))
    summary = count(open_repository(repo.path), WHOLE, settings)
    assert [agent.models for agent in summary.agents] == [(("claude-opus-4-6", 1), ("gpt-5.4", 1))]


def test_no_commits(repo: Repository) -> None:
    assert count(open_repository(repo.path), Selection(), DEFAULTS).walked == 0


@settings(max_examples=150)
@given(st.lists(made_up, min_size=1, max_size=6))
def test_made_up_commits_in_a_batch(made: list[Commit]) -> None:
    batch = as_batch(made)
    found = dict(BY_CANDIDATES.classify(batch, {}))
    for row, commit in enumerate(made):
        assert batch.commit(row) == commit
        assert found.get(row, NOTHING)._replace(oid=commit.oid) == classify(commit)


def as_batch(commits: list[Commit]) -> Batch:
    columns: list[list[bytes]] = [list(column) for column in zip(*map(as_fields, commits), strict=True)]
    return Batch(*columns)


def as_fields(commit: Commit) -> tuple[bytes, bytes, bytes, bytes]:
    people = [commit.author.name, commit.author.email, commit.committer.name, commit.committer.email]
    ids = f"{commit.oid}  {commit.author_time}"
    told = "\n".join(people).encode("utf-8", "surrogatepass")
    return ids.encode(), str(commit.commit_time).encode(), told, b"\n" + commit.message
