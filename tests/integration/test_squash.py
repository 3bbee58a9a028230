"""`ai-provenance squash` on repositories that hold the heads of their requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_provenance.cli.main import run
from repository import CLAUDE_TRAILER, Repository
from squashed import request, squash

SAID = f"Parse dates\n\n{CLAUDE_TRAILER}\n"
CURSOR = "Parse times\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n"


@pytest.fixture
def project(repo: Repository) -> Repository:
    repo.commit("Start\n")
    return repo


def squash_command(repo: Repository, *args: str) -> int:
    return run(["squash", *args, "--repo", str(repo.path)])


def audited(repo: Repository, capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    assert squash_command(repo, "audit", "--format", "json", *args) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("sources", "message", "outcome"),
    [
        ([SAID], "Parse dates (#7)\n", "lost"),
        ([SAID], f"Parse dates (#7)\n\n{CLAUDE_TRAILER}\n", "kept"),
        ([SAID, "By hand\n"], f"Parse dates (#7)\n\n* Parse dates\n\n{CLAUDE_TRAILER}\n\n* By hand\n", "buried"),
        ([SAID, CURSOR], f"Parse (#7)\n\n{CLAUDE_TRAILER}\n", "partial"),
        ([SAID, CURSOR], f"Parse (#7)\n\n{CLAUDE_TRAILER}\nCo-authored-by: Cursor <cursoragent@cursor.com>\n", "kept"),
        (["x\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"], "Parse dates (#7)\n", "lost"),
    ],
)
def test_what_became_of_the_evidence(
    project: Repository, capsys: pytest.CaptureFixture[str], sources: list[str], message: str, outcome: str
) -> None:
    request(project, 7, *sources)
    merged = squash(project, 7, message)
    (case,) = audited(project, capsys)["cases"]
    assert (case["commit"], case["number"], case["outcome"]) == (merged, 7, outcome)


def test_requests_without_evidence_are_counted_and_not_listed(
    project: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    request(project, 7, "By hand\n")
    squash(project, 7, "By hand (#7)\n")
    found = audited(project, capsys)
    assert (found["compared"], found["with_evidence"], found["cases"]) == (1, 0, [])


def test_what_was_merged_whole_lost_nothing(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    request(project, 7, SAID)
    project.git("merge", "-q", "--ff-only", "refs/pull/7/head")
    project.commit("Follow up (#7)\n")
    found = audited(project, capsys)
    assert (found["compared"], found["merged_whole"]) == (0, 1)


def test_a_branch_that_merged_main_brings_only_its_own_commits(
    project: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    project.branch("topic")
    project.stage("a", "a")
    own = project.commit("By hand\n")
    project.git("switch", "-q", "main")
    project.stage("b", "b")
    project.commit(SAID)
    project.git("switch", "-q", "topic")
    project.merge("main")
    project.git("update-ref", "refs/pull/7/head", "HEAD")
    project.git("switch", "-q", "main")
    squash(project, 7, "By hand (#7)\n")
    project.git("branch", "-q", "-D", "topic")
    assert audited(project, capsys)["with_evidence"] == 0
    assert own


def test_gitlab_requests_are_known_by_their_line(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    ref = "refs/merge-requests/{}/head"
    request(project, 3, SAID, refs=ref)
    merged = squash(project, 3, "Parse dates\n\nSee merge request group/project!3\n", head=ref)
    (case,) = audited(project, capsys)["cases"]
    assert (case["commit"], case["outcome"]) == (merged, "lost")


def test_gitlab_squash_below_a_merge_commit(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    ref = "refs/merge-requests/{}/head"
    request(project, 3, SAID, refs=ref)
    project.branch("squashed")
    merged = squash(project, 3, "Parse dates\n", head=ref)
    project.git("switch", "-q", "main")
    project.merge("squashed", "Merge branch 'x' into 'main'\n\nSee merge request group/project!3\n")
    assert audited(project, capsys)["cases"][0]["commit"] == merged


@pytest.mark.parametrize(("ahead", "options", "known"), [(False, [], "tree"), (True, ["--patch-ids"], "patch")])
def test_a_branch_left_behind_is_known_by_content(
    project: Repository, capsys: pytest.CaptureFixture[str], ahead: bool, options: list[str], known: str
) -> None:
    project.branch("topic")
    for name in ("a", "b"):
        project.stage(name, f"{name}\n")
        project.commit(SAID)
    project.git("switch", "-q", "main")
    if ahead:
        project.stage("c", "c\n")
        project.commit("Meanwhile\n")
    project.git("merge", "-q", "--squash", "topic")
    merged = project.commit("All of topic\n")
    (case,) = audited(project, capsys, *options)["cases"]
    assert (case["commit"], case["known_by"], case["outcome"]) == (merged, known, "lost")
    assert len(case["sources"]) == 2


def test_without_the_heads_it_cannot_be_judged(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    project.commit("Parse dates (#7)\n")
    assert squash_command(project, "audit") == 3
    assert "git fetch origin '+refs/pull/*/head" in capsys.readouterr().err


def test_loss_fails_when_asked(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    request(project, 7, SAID)
    merged = squash(project, 7, "Parse dates (#7)\n")
    assert squash_command(project, "audit", "--fail-on-loss") == 1
    out = capsys.readouterr().out
    assert "1 lost (100.0%)" in out
    assert f"lost {merged[:12]} #7 claude-code:claude-opus-4-6: Parse dates (#7)" in out


def _branch_with(repo: Repository, *messages: str) -> None:
    repo.branch("topic")
    for message in messages:
        repo.commit(message)


def test_preview_prints_each_agent_once_in_the_projects_form(
    project: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    _branch_with(project, SAID, SAID, CURSOR, "By hand\n", "x\n\nAssisted-by: Claude\n")
    assert squash_command(project, "preview", "main..topic") == 0
    assert capsys.readouterr().out == "Assisted-by: Claude:claude-opus-4-6\nAssisted-by: Cursor\n"
    project.write(".ai-provenance.toml", 'profile = "co-author"\n')
    assert squash_command(project, "preview", "main..topic") == 0
    assert "Co-authored-by: Cursor <cursoragent@cursor.com>\n" in capsys.readouterr().out


def test_preview_puts_the_trailers_into_a_message(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    _branch_with(project, SAID, CURSOR)
    path = project.write("body", "Parse (#7)\n\nText.\n\nAssisted-by: Cursor\n")
    assert squash_command(project, "preview", "main..topic", "--message", str(path)) == 0
    expected = "Parse (#7)\n\nText.\n\nAssisted-by: Cursor\nAssisted-by: Claude:claude-opus-4-6\n"
    assert capsys.readouterr().out == expected


def test_repair_writes_notes_once_and_no_commit(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    request(project, 7, SAID)
    merged = squash(project, 7, "Parse dates (#7)\n")
    (witness,) = audited(project, capsys)["cases"][0]["witnesses"]
    assert squash_command(project, "repair", "--dry-run") == 0
    assert project.run("notes", "--ref=ai-provenance", "list", merged, check=False).returncode == 1
    assert squash_command(project, "repair") == 0
    note = project.git("notes", "--ref=ai-provenance", "show", merged)
    assert note == f"Assisted-by: Claude:claude-opus-4-6\nRecovered-from: {witness}"
    assert project.head() == merged
    capsys.readouterr()
    assert squash_command(project, "repair") == 0
    assert capsys.readouterr().out.startswith("wrote 0 notes")


def test_repair_keeps_what_a_note_said(project: Repository) -> None:
    request(project, 7, SAID)
    merged = squash(project, 7, "Parse dates (#7)\n")
    project.git("notes", "--ref=ai-provenance", "add", "-m", "Seen by Ana", merged)
    assert squash_command(project, "repair") == 0
    assert project.git("notes", "--ref=ai-provenance", "show", merged).startswith("Seen by Ana\nAssisted-by: Claude")


def test_check_warns_of_what_the_coming_squash_would_lose(
    project: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    _branch_with(project, SAID, CURSOR)
    assert run(["check", "main..topic", "--squash", "--repo", str(project.path)]) == 0
    out = capsys.readouterr().out
    assert (
        "warning AIP013 squash-loss: a squash merge must carry Assisted-by: Claude:claude-opus-4-6; Assisted-by: Cursor"
        in out
    )


@pytest.mark.parametrize(
    ("message", "warned"),
    [
        ("Parse\n", True),
        ("Parse\n\nAssisted-by: Claude:claude-opus-4-6\n\nand more text\n", True),
        ("Parse\n\nAssisted-by: Claude:claude-opus-4-6\n", False),
        (SAID, False),
    ],
)
def test_check_compares_with_the_squash_message(
    project: Repository, capsys: pytest.CaptureFixture[str], message: str, warned: bool
) -> None:
    _branch_with(project, SAID)
    path = project.write("message", message)
    assert run(["check", "main..topic", "--squash-message", str(path), "--repo", str(project.path)]) == 0
    assert ("AIP013" in capsys.readouterr().out) is warned


def test_a_shallow_branch_cannot_be_previewed(project: Repository, tmp_path: Any) -> None:
    for _ in range(3):
        project.commit(SAID)
    project.git("clone", "-q", "--depth=1", project.path.as_uri(), str(tmp_path / "shallow"))
    assert squash_command(Repository(tmp_path / "shallow"), "preview", "HEAD") == 3


def test_what_repair_wrote_is_counted(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    request(project, 7, SAID)
    squash(project, 7, "Parse dates (#7)\n")
    assert squash_command(project, "repair") == 0
    assert audited_after(project, capsys)["outcomes"]["lost"] == 0
    assert run(["classify", "--repo", str(project.path), "HEAD~1..HEAD"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["origin"], [item["place"] for item in verdict["evidence"]]) == ("ai", ["note"])


def audited_after(repo: Repository, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    return audited(repo, capsys)


def test_a_projects_own_agent_is_carried_too(project: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    project.write(".ai-provenance.toml", '[agents.housebot]\nname = "Housebot"\nemails = ["bot@house.example"]\n')
    _branch_with(project, "x\n\nCo-authored-by: Housebot <bot@house.example>\n")
    assert squash_command(project, "preview", "main..topic") == 0
    assert capsys.readouterr().out == "Assisted-by: Housebot\n"
