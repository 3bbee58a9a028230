"""`report` on real repositories, through the door of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from repository import CLAUDE_TRAILER, Repository

AI_MESSAGE = f"Add parser\n\n{CLAUDE_TRAILER}\n"


@pytest.fixture
def mixed(repo: Repository) -> Repository:
    """One AI commit, one silent commit, a merge of a side branch, a bot's commit."""
    repo.commit(AI_MESSAGE)
    repo.branch("side")
    repo.commit("silent\n")
    repo.git("switch", "-q", "main")
    repo.merge("side")
    bot = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"
    repo.commit("Bump x\n", author=bot)
    return repo


def test_json_states_the_numbers_and_what_was_left_out(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--repo", str(mixed.path), "--format", "json"]) == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    assert document["traceability"]["trace_all"] == {"numerator": 1, "denominator": 2, "ratio": 0.5}
    assert document["scope"]["excluded"] == {"merges": 1, "automation": 1}
    assert document["repository"]["head"] == mixed.head()


def test_text_is_the_default(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run(["report", "--repo", str(mixed.path)])
    assert "Traceable commits       50.0 %   1 of 2" in capsys.readouterr().out


def test_a_range_narrows_the_walk(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run(["report", "HEAD~2..HEAD~1", "--repo", str(mixed.path), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["commits"]["walked"] == 2


def test_include_merges_widens_the_scope(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run(["report", "--include-merges", "--repo", str(mixed.path), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["commits"]["in_scope"] == 3


@pytest.mark.parametrize(("threshold", "code"), [("50", ExitCode.OK), ("50.1", ExitCode.VIOLATION_FOUND)])
def test_fail_under_is_an_exit_code(mixed: Repository, threshold: str, code: int) -> None:
    assert run(["report", "--fail-under", threshold, "--repo", str(mixed.path)]) == code


def test_metrics_file_is_written(mixed: Repository, tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    assert run(["report", "--metrics", str(path), "--repo", str(mixed.path)]) == ExitCode.OK
    assert json.loads(path.read_text())["metrics"]["trace_all"] == 0.5


def test_adoption_point_gives_numbers_since_then(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    start = repo.commit("before\n")
    repo.commit(AI_MESSAGE)
    repo.write(".ai-provenance.toml", f'adopted = "{start}"\n')
    assert run(["report", "--fail-under", "100", "--format", "json", "--repo", str(repo.path)]) == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    assert document["since_adoption"]["traceability"]["trace_all"]["ratio"] == 1.0
    assert document["traceability"]["trace_all"]["ratio"] == 0.5


def test_unborn_head_is_no_data(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--repo", str(repo.path)]) == ExitCode.OK
    captured = capsys.readouterr()
    assert "No commits in this range" in captured.out
    assert run(["report", "--fail-under", "1", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE


def test_shallow_clone_is_said_and_not_judged(
    mixed: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed.git("clone", "-q", "--depth", "1", f"file://{mixed.path}", str(tmp_path / "shallow"))
    assert run(["report", "--fail-under", "1", "--repo", str(tmp_path / "shallow")]) == ExitCode.INCONCLUSIVE
    assert "shallow clone" in capsys.readouterr().err


def test_bare_repository(mixed: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mixed.git("clone", "-q", "--bare", str(mixed.path), str(tmp_path / "bare.git"))
    run(["report", "--format", "json", "--repo", str(tmp_path / "bare.git")])
    assert json.loads(capsys.readouterr().out)["commits"]["walked"] == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-branch"], "no-such-branch"),
        (["--", "--output=/tmp/x"], "begins with '-'"),
        (["HEAD..gone"], "gone"),
    ],
)
def test_bad_revisions_are_errors_with_a_hint(
    mixed: Repository, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "--repo", str(mixed.path), *arguments]) == ExitCode.INCONCLUSIVE
    error = capsys.readouterr().err
    assert said in error
    assert "hint:" in error


def test_no_repository_is_an_error_with_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--repo", str(tmp_path)]) == ExitCode.INCONCLUSIVE
    assert "hint:" in capsys.readouterr().err


def test_unreadable_configuration_is_an_error(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    mixed.write(".ai-provenance.toml", "profil = 'kernel'\n")
    assert run(["report", "--repo", str(mixed.path)]) == ExitCode.INCONCLUSIVE
    assert "profile" in capsys.readouterr().err


@pytest.mark.parametrize("message", [b"caf\xe9\n\n\xff\xfe", b"x" * 1_000_000, b"", "\N{ROBOT FACE}".encode()])
def test_any_message_is_counted(repo: Repository, message: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(message)
    assert run(["report", "--format", "json", "--repo", str(repo.path)]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["commits"]["walked"] == 1


def test_a_nul_in_a_message_cuts_it_there(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    tree = repo.git("mktree", "--missing")
    raw = f"tree {tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nsubject\0{CLAUDE_TRAILER}\n"
    oid = repo.run("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw.encode()).stdout
    assert run(["report", oid.decode().strip(), "--format", "json", "--repo", str(repo.path)]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["commits"] == {
        "walked": 1, "in_scope": 1, "ai": 0, "human": 0, "automation": 0, "unknown": 1,
        "examined": 0, "unlisted": 0, "review_only": 0, "message_only": 0,
    }  # fmt: skip


def test_output_goes_to_a_file(mixed: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.md"
    run(["report", "--format", "markdown", "-o", str(path), "--repo", str(mixed.path)])
    assert capsys.readouterr().out == ""
    assert "## AI provenance" in path.read_text()


def test_output_into_nowhere_is_an_error(mixed: Repository, tmp_path: Path) -> None:
    assert run(["report", "-o", str(tmp_path / "no" / "such"), "--repo", str(mixed.path)]) == ExitCode.INCONCLUSIVE


def test_secrets_are_counted_by_kind_and_never_shown(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    value = "gh" + "p_" + "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3d"
    repo.stage("a.py", f'token = "{value}"\n')
    repo.commit("add\n")
    run(["report", "--secrets", "--format", "json", "--repo", str(repo.path)])
    out = capsys.readouterr().out
    assert json.loads(out)["secrets"] == {"findings": 1, "by_rule": {"github-token": 1}}
    assert value not in out


def test_nobody_looked_for_secrets_is_null(mixed: Repository, tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    run(["report", "--metrics", str(path), "--repo", str(mixed.path)])
    assert json.loads(path.read_text())["metrics"]["secrets_found"] is None
    run(["report", "--secrets", "--metrics", str(path), "--repo", str(mixed.path)])
    assert json.loads(path.read_text())["metrics"]["secrets_found"] == 0


@pytest.mark.parametrize(("since", "walked"), [("2025-12-30", 1), ("2026-01-04T00:00:00Z", 0)])
def test_a_day_of_adoption_is_utc_and_narrows_what_was_asked_for(
    repo: Repository, since: str, walked: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit("before\n", env={"GIT_COMMITTER_DATE": "2026-01-01T23:59:59Z"})
    repo.commit("after\n", env={"GIT_COMMITTER_DATE": "2026-01-02T00:00:01Z"})
    repo.write(".ai-provenance.toml", 'adopted = "2026-01-02"\n')
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    run(["report", "--since", since, "--format", "json", "--repo", str(repo.path)])
    assert json.loads(capsys.readouterr().out)["since_adoption"]["commits"]["walked"] == walked
