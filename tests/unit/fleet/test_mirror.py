"""Mirrors without the contents of files: made, brought up to date, and enough for the numbers."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.export.metrics.lock import Lock
from ai_provenance.fleet.definition import Entry, Fleet, read_fleet
from ai_provenance.fleet.executors.interface import Job, Row, State
from ai_provenance.fleet.job import judge
from ai_provenance.fleet.meaning import definition
from ai_provenance.fleet.mirror import Synced, bring_up_to_date, planned_action, sync
from ai_provenance.repo.mirrors import open_at
from fleets import at, define, make, remove
from repository import CLAUDE_TRAILER, Repository

WORKFLOW = "on: pull_request\njobs:\n  gate:\n    runs-on: ubuntu-latest\n    steps: [{run: ai-provenance check}]\n"


def up_to_date(source: Repository, mirror: Path, filter_: str = "tree:0", **more: Any) -> dict[str, Any]:
    item = {"url": f"file://{source.path}", "mirror": str(mirror), "filter": filter_, "pushed_at": None, **more}
    return bring_up_to_date(item)


def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_provenance.fleet.mirror.answer", lambda _: None)  # standard output is pytest's


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    quiet(monkeypatch)
    made = make(tmp_path / "source", "notes")
    made.stage(".github/workflows/gate.yml", WORKFLOW)
    made.stage(".ai-provenance.toml", 'declare = "all"\n')
    made.stage("docs/CODEOWNERS", "* @example/platform\n")
    made.stage("src/large.bin", "x" * 100_000)
    made.commit(f"add a gate\n\n{CLAUDE_TRAILER}\n", env=at(9))
    return made


def row(place: Path, *options: str) -> Row:
    head = open_at(str(place)).head or ""
    return judge(Job("git.example.org/a/b", str(place), head, definition(options), options))


def missing(mirror: Path) -> set[str]:
    listed = subprocess.run(
        ["git", "-C", mirror, "rev-list", "--objects", "--missing=print", "HEAD"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {line for line in listed.stdout.split() if line.startswith("?")}


@pytest.mark.parametrize("filter_", ["full", "blob:none", "tree:0"])
def test_a_mirror_gives_the_numbers_of_its_source(source: Repository, tmp_path: Path, filter_: str) -> None:
    assert up_to_date(source, tmp_path / "m/x.git", filter_)["action"] == "cloned"
    for options in ((), ("score=2026-03-01",)):
        mirrored, own = row(tmp_path / "m/x.git", *options), row(source.path, *options)
        same = ("metrics", "team", "few_authors", "head_time")
        assert mirrored.state is State.OK
        assert [mirrored.report[name] for name in same] == [own.report[name] for name in same]


def test_contents_that_are_no_evidence_stay_away(source: Repository, tmp_path: Path) -> None:
    up_to_date(source, tmp_path / "m")
    blob = source.git("rev-parse", "HEAD:src/large.bin")
    assert f"?{blob}" in missing(tmp_path / "m")


def test_notes_come_along(source: Repository, tmp_path: Path) -> None:
    up_to_date(source, tmp_path / "m")
    assert Repository(tmp_path / "m").git("notes", "--ref=ai", "show", "HEAD~1").startswith("Assisted-by")


def test_nothing_new_changes_nothing(source: Repository, tmp_path: Path) -> None:
    up_to_date(source, tmp_path / "m")
    assert up_to_date(source, tmp_path / "m") == {"identity": "", "state": "ok", "reason": "", "action": "unchanged"}


def test_a_new_note_alone_is_fetched(source: Repository, tmp_path: Path) -> None:
    up_to_date(source, tmp_path / "m")
    source.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: no", "HEAD~2")
    assert up_to_date(source, tmp_path / "m")["action"] == "fetched"
    assert row(tmp_path / "m").report["metrics"] == row(source.path).report["metrics"]


@pytest.mark.parametrize("filter_", ["full", "tree:0"])
def test_a_rewritten_history_and_a_renamed_branch_are_followed(
    source: Repository, tmp_path: Path, filter_: str
) -> None:
    up_to_date(source, tmp_path / "m", filter_)
    source.git("reset", "-q", "--hard", "HEAD~2")
    source.git("branch", "-q", "-m", "trunk")
    source.commit("another way\n", env=at(11))
    assert up_to_date(source, tmp_path / "m", filter_)["action"] == "fetched"
    mirror = open_at(str(tmp_path / "m"))
    assert (mirror.head, mirror.branch) == (source.head(), "trunk")
    assert row(tmp_path / "m").report["metrics"] == row(source.path).report["metrics"]


def test_an_empty_repository_is_ok_with_nulls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet(monkeypatch)
    empty = make(tmp_path / "empty", "empty")
    assert up_to_date(empty, tmp_path / "m")["state"] == "ok"
    found = row(tmp_path / "m")
    assert found.state is State.OK
    assert ["trace_ai_ratio", "", 0, 0, None] in found.report["metrics"]


def test_a_repository_that_vanished_is_gone(source: Repository, tmp_path: Path) -> None:
    up_to_date(source, tmp_path / "m")
    remove(source.path)
    assert up_to_date(source, tmp_path / "m")["state"] == "gone"


def test_a_clone_that_was_killed_leaves_no_mirror(source: Repository, tmp_path: Path) -> None:
    (tmp_path / "x.git.new-killed/objects").mkdir(parents=True)
    up_to_date(source, tmp_path / "x.git")
    assert not (tmp_path / "x.git.new-killed").exists()


def test_two_at_once_do_not_meet(source: Repository, tmp_path: Path) -> None:
    with Lock(f"{tmp_path / 'm'}.lock", seconds=0.0):
        assert up_to_date(source, tmp_path / "m")["action"] == "busy"


def fleet_of(folder: Path, text: str) -> tuple[Fleet, list[Entry]]:
    fleet = read_fleet(str(define(folder, text)))
    return fleet, fleet.entries()


def test_the_listing_says_that_nothing_was_pushed(source: Repository, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(f"url,pushed_at\nfile://{source.path},2026-01-02T00:00:00Z\n")
    fleet, entries = fleet_of(tmp_path, '[[source]]\nlisting = "l.csv"\n')
    assert [planned_action(one) for one in entries] == ["clone"]
    assert [one.action for one in sync(fleet, entries, jobs=2)] == ["cloned"]
    remove(source.path)  # it is not asked any more
    _, entries = fleet_of(tmp_path, '[[source]]\nlisting = "l.csv"\n')
    assert [planned_action(one) for one in entries] == ["skip"]


def test_a_host_is_left_alone_after_failures(tmp_path: Path) -> None:
    text = '[hosts."127.0.0.1:9"]\nconcurrency = 1\nstop_after_failures = 2\n'
    text += "".join(f'[[repository]]\nurl = "http://127.0.0.1:9/a/{number}"\n' for number in range(20))
    fleet, entries = fleet_of(tmp_path, text)
    done: list[Synced] = sync(fleet, entries, jobs=2)
    assert {one.state for one in done} == {State.ERROR}
    assert sum(one.reason.startswith("not tried") for one in done) == 12


def test_no_file_of_ours_holds_an_address(source: Repository, tmp_path: Path) -> None:
    up_to_date(source, tmp_path / "m")
    assert str(source.path) not in (tmp_path / "m/ai-provenance-mirror.json").read_text()
