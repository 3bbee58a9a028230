"""A count that goes on from an earlier one equals a fresh one, and costs what is new."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ai_provenance.attest.statement import Record
from ai_provenance.config import AgentConfig, Config, PolicyConfig, Waiver
from ai_provenance.repo import Resolved, Selection, open_repository
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.note_writing import RECORDS
from ai_provenance.repo.notes import changed_notes
from ai_provenance.report import Scope, Summary, classify, incremental
from ai_provenance.report.incremental import count_cached
from ai_provenance.report.settings import ClassifierSettings
from records import RECORD, line
from repository import CLAUDE_TRAILER, Repository

HEAD = Selection()
NOTED = Config(notes_refs=("refs/notes/ai",))


@pytest.fixture
def gits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Which git commands were started since the last call: a wrapper before git on the PATH writes them down."""
    log, wrapper = tmp_path / "gits", tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(
        f"#!/bin/sh\nfor a; do case $a in log|rev-*|merge-base|for-each-ref|ls-tree|cat-file|version)"
        f' echo $a >> {log}; break;; esac; done\nexec {shutil.which("git")} "$@"\n'
    )
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(wrapper.parent), prepend=":")

    def started() -> list[str]:
        lines = log.read_text().split() if log.exists() else []
        log.write_text("")
        return lines

    return started


def count(
    repo: Repository, selection: Selection = HEAD, *, config: Config = NOTED, scope: Scope | None = None
) -> Summary:
    """Count with the cache, and check that a fresh count gives the same."""
    opened = open_repository(repo.path)
    store = CacheDirectory(str(opened.common_dir))
    settings, scope = ClassifierSettings(config), scope or Scope()
    cached = count_cached(opened, selection, settings, scope=scope, store=store)
    assert store.complaints == []
    assert cached.summary == classify.count(opened, selection, settings, scope=scope)
    assert cached == count_cached(opened, selection, settings, scope=scope, store=None)
    return cached.summary


def files(repo: Repository) -> int:
    return len(CacheDirectory(str(repo.path / ".git")).files())


def grow(repo: Repository, number: int, *, date: int = 1_767_323_045) -> None:
    for index in range(number):
        when = f"{date + index} +0000"
        trailer = f"\n{CLAUDE_TRAILER}\n" if index % 3 == 0 else ""
        repo.commit(f"change {index}\n{trailer}", env={"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when})


def test_nothing_new_starts_no_git_but_the_one_that_opens(repo: Repository, gits: Callable[[], list[str]]) -> None:
    grow(repo, 5)
    first = count(repo)
    gits()
    opened = open_repository(repo.path)
    store = CacheDirectory(opened.common)
    again = count_cached(opened, HEAD, ClassifierSettings(NOTED), scope=Scope(), store=store)
    assert again.summary == first
    assert gits() == ["rev-parse"]


def test_a_cold_count_starts_two_gits_and_so_does_a_grown_one(repo: Repository, gits: Callable[[], list[str]]) -> None:
    for expected in (["rev-parse", "log"], ["rev-parse", "log"]):
        grow(repo, 3)
        gits()
        opened = open_repository(repo.path)
        count_cached(opened, HEAD, ClassifierSettings(NOTED), scope=Scope(), store=CacheDirectory(opened.common))
        assert gits() == expected


def test_new_commits_are_added(repo: Repository) -> None:
    grow(repo, 30)
    count(repo)
    grow(repo, 25, date=1_767_400_000)
    assert count(repo).walked == 55
    assert files(repo) == 1


def test_a_merged_branch_of_old_commits_is_added(repo: Repository) -> None:
    grow(repo, 5)
    repo.branch("side")
    grow(repo, 30, date=1_500_000_000)
    repo.git("switch", "-q", "main")
    grow(repo, 22)
    count(repo)
    repo.merge("side")
    assert count(repo).walked == 58


def test_a_rewritten_history_is_walked_anew(repo: Repository) -> None:
    grow(repo, 6)
    count(repo)
    repo.git("reset", "-q", "--hard", "HEAD~4")
    grow(repo, 1)
    assert count(repo).walked == 3


def test_a_tip_that_is_gone_is_walked_anew(repo: Repository) -> None:
    grow(repo, 6)
    count(repo)
    repo.git("reset", "-q", "--hard", "HEAD~4")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    assert count(repo).walked == 2


def test_other_rules_are_another_count(repo: Repository) -> None:
    grow(repo, 6)
    usual = count(repo)
    without = NOTED._replace(agents={"claude-code": AgentConfig(enabled=False)})
    assert count(repo, config=without).agents != usual.agents
    assert files(repo) == 2


def test_a_waiver_that_has_expired_is_another_count(repo: Repository) -> None:
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n")
    last = date(2026, 1, 2)
    policy = PolicyConfig(deny_agents=("claude-code",), waivers=(Waiver("AIP007", "old", "me", expires=last),))
    opened = open_repository(repo.path)
    valid = [
        count_cached(
            opened,
            HEAD,
            ClassifierSettings(NOTED._replace(policy=policy), today=day),
            scope=Scope(),
            store=CacheDirectory(opened.common),
        ).summary.trace_ai.numerator
        for day in (last, last, last + timedelta(days=1))
    ]
    assert valid == [1, 1, 0]


@pytest.mark.parametrize(("name", "other"), [("__version__", "0.0.1"), ("_FORMAT", 2)])
def test_a_count_of_another_program_is_ignored(
    repo: Repository, name: str, other: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(repo, 2)
    with monkeypatch.context() as patched:
        patched.setattr(incremental, name, other)
        count(repo)
    count(repo)
    assert files(repo) == 2


@pytest.mark.parametrize(
    ("selection", "scope"),
    [
        (Selection(first_parent=True), Scope()),
        (Selection(merges=False), Scope()),
        (HEAD, Scope(include_merges=True)),
        (Selection(("HEAD~3..HEAD",)), Scope()),
        (Selection(("main", "side")), Scope()),
        (Selection(limit=2), Scope()),
        (Selection(since="2026-01-02T03:04:07Z"), Scope()),
        (Selection(since="2026-01-02T00:00:00Z"), Scope()),
        (Selection(paths=("nothing",)), Scope()),
    ],
)
def test_what_is_asked_for_is_kept_apart(repo: Repository, selection: Selection, scope: Scope) -> None:
    grow(repo, 4)
    repo.branch("side")
    grow(repo, 3)
    repo.git("switch", "-q", "main")
    count(repo)
    for _ in range(2):
        count(repo, selection, scope=scope)
        repo.merge("side")
        count(repo, selection, scope=scope)
        grow(repo, 2)


def test_a_new_note_is_seen(repo: Repository) -> None:
    grow(repo, 4)
    count(repo)
    repo.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: yes", "HEAD~1")
    count(repo)
    repo.git("pack-refs", "--all")
    repo.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: yes", "HEAD")
    count(repo)


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """How many commits each walk since the last call left out, as they had been counted."""
    left_out: list[int] = []
    walk = incremental._walk

    def spied(repository: object, selection: Selection, tips: Resolved) -> object:
        left_out.append(len(tips.negatives))
        return walk(repository, selection, tips)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(incremental, "_walk", spied)

    def since() -> list[int]:
        found = left_out.copy()
        left_out.clear()
        return found

    return since


def attest(repo: Repository, oid: str, record: Record | None = None) -> None:
    """Attach a record to the commit OID, by default one about itself."""
    stated = record or RECORD._replace(commit=oid, author_time=1_700_000_000)
    repo.run("notes", f"--ref={RECORDS}", "add", "-f", "-F", "-", oid, stdin=line(record=stated) + b"\n")


def test_records_of_new_commits_are_added(repo: Repository, walks: Callable[[], list[int]]) -> None:
    grow(repo, 30)
    attest(repo, repo.head())
    count(repo)
    for when in (1_767_400_000, 1_767_500_000):
        grow(repo, 2, date=when)
        attest(repo, repo.git("rev-parse", "HEAD~1"))
        attest(repo, repo.head())
        walks()
        count(repo)
        assert walks() == [1]


def test_notes_of_new_commits_are_added(repo: Repository, walks: Callable[[], list[int]]) -> None:
    grow(repo, 5)
    repo.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: yes")
    count(repo)
    grow(repo, 1, date=1_767_400_000)
    repo.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: yes")
    walks()
    count(repo)
    assert walks() == [1]


def test_a_record_of_another_branch_walks_nothing(repo: Repository, walks: Callable[[], list[int]]) -> None:
    grow(repo, 3)
    attest(repo, repo.head())
    repo.branch("side")
    grow(repo, 1, date=1_767_400_000)
    side = repo.head()
    repo.git("switch", "-q", "main")
    before = count(repo)
    attest(repo, side)
    walks()
    assert count(repo).recorded == before.recorded + 1
    assert walks() == []


def test_a_record_that_bears_on_what_was_counted_walks_it_anew(
    repo: Repository, walks: Callable[[], list[int]]
) -> None:
    grow(repo, 4)
    attest(repo, repo.head())
    count(repo)
    old = repo.git("rev-parse", "HEAD~2")
    made = int(repo.git("show", "-s", "--format=%at", old))
    for about in (RECORD._replace(commit=old), RECORD._replace(commit="2" * 40, author_time=made)):
        grow(repo, 1, date=1_767_400_000)
        attest(repo, repo.head(), about)
        walks()
        count(repo)
        assert walks() == [0]
    attest(repo, old)
    walks()
    count(repo)
    assert walks() == [0]


def test_a_record_that_is_taken_away_counts_no_more(repo: Repository) -> None:
    grow(repo, 3)
    attest(repo, repo.head())
    attest(repo, repo.git("rev-parse", "HEAD~1"))
    assert count(repo).recorded == 2
    repo.git("notes", f"--ref={RECORDS}", "remove", "HEAD~1")
    assert count(repo).recorded == 1


def test_a_notes_tree_that_is_spread_over_directories_is_the_same_notes(repo: Repository) -> None:
    grow(repo, 2)
    attest(repo, repo.head())
    opened = open_repository(repo.path)
    then = repo.git("rev-parse", RECORDS)
    entry = repo.git("ls-tree", RECORDS).split()
    inner = repo.run("mktree", stdin=f"100644 blob {entry[2]}\t{entry[3][2:]}\n".encode()).stdout.decode().strip()
    spread = repo.run("mktree", stdin=f"040000 tree {inner}\t{entry[3][:2]}\n".encode()).stdout.decode().strip()
    now = repo.git("commit-tree", "-m", "spread", spread)
    assert changed_notes(opened, then, now) == {}
    assert changed_notes(opened, then, repo.head()) == {repo.head(): (entry[2], "")}
    assert changed_notes(opened, "1" * 40, now) is None


def test_a_deepened_clone_is_walked_anew(repo: Repository, tmp_path: Path) -> None:
    grow(repo, 9)
    repo.git("clone", "-q", "--depth=3", repo.path.as_uri(), str(tmp_path / "shallow"))
    shallow = Repository(tmp_path / "shallow")
    assert count(shallow).walked == 3
    shallow.git("fetch", "-q", "--deepen=2")
    assert count(shallow).walked == 5


def test_no_commits_yet(repo: Repository) -> None:
    assert count(repo).walked == 0
    grow(repo, 1)
    assert count(repo).walked == 1


def test_a_count_of_an_earlier_format_is_ignored(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(repo, 2)
    monkeypatch.setattr(incremental, "_FORMAT", incremental._FORMAT - 1)
    count(repo)
    monkeypatch.undo()
    assert count(repo).walked == 2
    assert files(repo) == 2


def test_a_file_that_holds_no_count_is_thrown_away(repo: Repository) -> None:
    grow(repo, 2)
    fresh = count(repo)
    opened = open_repository(repo.path)
    store = CacheDirectory(str(opened.common_dir))
    for nonsense in (b"[]", b"{}", b"not json", b'{"tips": [], "tally": {"levels": [1]}}'):
        name = store.files()[0][0].removesuffix(".cache")
        question, _, _ = (store.load(name) or b"").partition(b"\0")
        store.save(name, question + b"\0" + nonsense)
        counted = count_cached(opened, HEAD, ClassifierSettings(NOTED), scope=Scope(), store=store)
        assert counted.summary == fresh
    assert len(store.complaints) == 4


def test_worktrees_share_what_is_kept(repo: Repository, tmp_path: Path) -> None:
    grow(repo, 2)
    count(repo)
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    tree = replace(repo, path=tmp_path / "tree")
    grow(tree, 2)
    opened = open_repository(tree.path)
    store = CacheDirectory(opened.common)
    assert count_cached(opened, HEAD, ClassifierSettings(NOTED), scope=Scope(), store=store).summary.walked == 4
    assert count(repo).walked == 2
