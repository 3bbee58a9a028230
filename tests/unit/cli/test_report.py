"""`report` on real repositories, through the door of the command line."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from ai_provenance.export import FORMATS
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


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-under", "100"], ExitCode.OK),
        (["--fail-under", "100", "--of", "trace_ai"], ExitCode.OK),
        (["--fail-under", "50", "--of", "trace_all"], ExitCode.OK),
        (["--fail-under", "50.1", "--of", "trace_all"], ExitCode.VIOLATION_FOUND),
        (["--fail-under", "51", "--of", "attribution_coverage"], ExitCode.VIOLATION_FOUND),
    ],
)
def test_fail_under_judges_one_number(mixed: Repository, options: list[str], code: int) -> None:
    assert run(["report", *options, "--repo", str(mixed.path)]) == code


def test_the_judged_number_is_named_with_its_fraction(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(AI_MESSAGE)
    repo.commit("Fix it\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    assert run(["report", "--fail-under", "95", "--repo", str(repo.path)]) == ExitCode.VIOLATION_FOUND
    assert "trace_ai: 50.0 % (1 of 2 AI commits declared), expected at least 95 %" in capsys.readouterr().err


def test_the_failure_names_the_setting_and_what_it_gives(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run(["report", "--fail-under", "95", "--of", "trace_all", "--repo", str(mixed.path)])
    said = capsys.readouterr().err
    assert "trace_all: 50.0 % (1 of 2 commits in scope" in said
    assert 'declare = "all"' in said
    assert "50.0 % -> 100 %" in said


def test_the_setting_is_not_advised_where_it_is_made(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    mixed.write(".ai-provenance.toml", 'declare = "all"\n')
    run(["report", "--format", "json", "--repo", str(mixed.path)])
    assert json.loads(capsys.readouterr().out)["advice"] == []


def test_without_ai_commits_there_is_nothing_to_judge(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("silent\n")
    assert run(["report", "--fail-under", "95", "--repo", str(repo.path)]) == ExitCode.OK
    assert "nothing to declare" in capsys.readouterr().err
    assert run(["report", "HEAD..HEAD", "--fail-under", "95", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE


@pytest.mark.parametrize(
    ("config", "warns"),
    [("fail-under = 50", True), ('fail-under = 50\nof = "trace_all"', False), ('of = "trace_ai"', False)],
)
def test_a_configured_threshold_that_names_no_number_warns(
    mixed: Repository, config: str, warns: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed.write(".ai-provenance.toml", f"[report]\n{config}\n")
    assert run(["report", "--repo", str(mixed.path)]) == ExitCode.OK
    assert ("it used to judge trace_all" in capsys.readouterr().err) is warns


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


@pytest.fixture
def shallow(mixed: Repository, tmp_path: Path) -> Path:
    mixed.git("clone", "-q", "--depth", "1", f"file://{mixed.path}", str(tmp_path / "shallow"))
    return tmp_path / "shallow"


def test_a_threshold_that_was_meant_as_a_part_of_one_is_warned_of(
    mixed: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["report", "--fail-under", "0.95", "--repo", str(mixed.path)])
    said = capsys.readouterr().err
    assert "the threshold is 0.95 %, less than one per cent\nhint: --fail-under 95 demands 95 %" in said
    run(["report", "--fail-under", "1", "--repo", str(mixed.path)])
    assert "less than one" not in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--fail-under", "1"], ["--fail-under", "1", "--of", "trace_all"]])
def test_a_range_that_is_cut_off_is_not_judged(
    shallow: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", *options, "--repo", str(shallow)]) == ExitCode.INCONCLUSIVE
    assert "a shallow clone cuts the range off" in capsys.readouterr().err
    assert run(["report", *options, "--allow-incomplete", "--repo", str(shallow)]) == ExitCode.OK


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_states_a_percentage_of_a_range_that_is_cut_off(
    shallow: Path, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["report", "--format", format_, "--repo", str(shallow)])
    written = capsys.readouterr().out
    if format_ == "json":
        document = json.loads(written)
        assert not document["complete"]
        assert {number["ratio"] for number in document["traceability"].values()} == {None}
        assert document["since_first_ai"] is None
    elif format_ == "csv":
        ratios = [row for row in csv.DictReader(written.splitlines()) if row["metric"].endswith("_ratio")]
        assert [row["value"] for row in ratios] == ["", "", ""]
    elif format_ in {"prometheus", "openmetrics", "influx"}:
        assert "_ratio" not in written
    else:
        assert not re.search(r"(?<!target )\b\d+(\.\d)? %", written)
        assert "not stated" in written


def test_a_complete_range_of_a_shallow_clone_is_judged(
    mixed: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed.commit(AI_MESSAGE)
    mixed.git("clone", "-q", "--depth", "3", f"file://{mixed.path}", str(tmp_path / "cut"))
    arguments = ["report", "HEAD~1..HEAD", "--fail-under", "100", "--repo", str(tmp_path / "cut")]
    assert run(arguments) == ExitCode.OK
    assert "trace_ai: 100.0 % (1 of 1" in capsys.readouterr().err


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
    assert json.loads(out)["secrets"] == {"findings": 1, "by_rule": {"github-token": 1}, "suppressed": []}
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


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "nonsense"],
        ["--since", "yesterdayy"],
        ["--until", "3 dyas ago"],
        ["--since", "2026-02-30"],
        ["--since", "1 yaer ago"],
        ["--path", "nosuch"],
        ["--path", "f/nosuch"],
        ["--path", "../elsewhere"],
    ],
    ids=" ".join,
)
def test_dates_and_paths_that_mean_nothing_are_errors(
    mixed: Repository, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", *options, "--repo", str(mixed.path)]) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert options[1] in printed.err
    assert "hint:" in printed.err


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "2001-01-31"],
        ["--since", "2 weeks ago"],
        ["--since", "last friday"],
        ["--until", "3.days.ago"],
        ["--since", "Jan 5 2024 10:00 CET"],
        ["--since", "2024-01-01T00:00:00Z"],
        ["--until", "@1700000000"],
        ["--since", "yesterday noon"],
        ["--path", "gone.txt"],
        ["--path", "*.txt"],
        ["--path", "."],
    ],
    ids=" ".join,
)
def test_dates_and_paths_that_git_knows_are_taken(mixed: Repository, options: list[str]) -> None:
    mixed.stage("gone.txt", "x")
    mixed.commit("add")
    mixed.git("rm", "-q", "gone.txt")
    mixed.commit("remove")
    assert run(["report", *options, "--repo", str(mixed.path)]) == ExitCode.OK


def compared(repo: Repository, *options: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run(["report", "--format", "json", *options, "--repo", str(repo.path)]) == ExitCode.OK
    comparison: dict[str, Any] = json.loads(capsys.readouterr().out)["comparison"]
    return comparison


def test_a_base_gives_request_before_after_and_difference(
    mixed: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    base = mixed.head()
    mixed.commit(AI_MESSAGE)
    mixed.commit("Fix it\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    found = compared(mixed, "--base", base, capsys=capsys)
    ratios = {name: found[name]["traceability"]["trace_ai"] for name in ("request", "before", "after")}
    assert ratios == {
        "request": {"numerator": 1, "denominator": 2, "ratio": 0.5},
        "before": {"numerator": 1, "denominator": 1, "ratio": 1.0},
        "after": {"numerator": 2, "denominator": 3, "ratio": 2 / 3},
    }
    assert found["difference"]["trace_ai"] == 2 / 3 - 1


def test_a_request_without_ai_commits_has_no_number_of_its_own(
    mixed: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    base = mixed.head()
    mixed.commit("silent")
    found = compared(mixed, "--base", base, capsys=capsys)
    assert found["request"]["traceability"]["trace_ai"]["ratio"] is None
    assert found["difference"]["trace_ai"] == 0
    assert compared(mixed, capsys=capsys) is None


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_people_read_the_comparison(mixed: Repository, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    base = mixed.head()
    mixed.commit("silent")
    run(["report", "--base", base, "--format", format_, "--repo", str(mixed.path)])
    written = capsys.readouterr().out
    assert "this request" in written
    assert "0.0 % (0 of 1)" in written
    assert "-16.7 points" in written


def test_a_base_compares_with_one_revision(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "HEAD~1..HEAD", "--base", "HEAD~1", "--repo", str(mixed.path)]) == ExitCode.USAGE
    assert "not a range" in capsys.readouterr().err


def test_what_is_on_the_remote_is_published(
    mixed: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clone = Repository(tmp_path / "clone")
    mixed.git("clone", "-q", str(mixed.path), str(clone.path))
    clone.commit("silent here")
    for _ in range(2):  # the second from the cache
        run(["report", "--format", "json", "--repo", str(clone.path)])
        examples = json.loads(capsys.readouterr().out)["untraceable"]["examples"]
        assert {one["subject"]: one["published"] for one in examples} == {"silent here": False, "silent": True}
    clone.git("tag", "v1")
    run(["report", "--format", "json", "--repo", str(clone.path)])
    examples = json.loads(capsys.readouterr().out)["untraceable"]["examples"]
    assert {one["published"] for one in examples} == {True}


def test_lines_bring_the_directories(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(10):
        mixed.stage(f"src/lib/{number}.py", "x")
        mixed.commit(AI_MESSAGE if number % 2 else "silent\n")
    run(["report", "--lines", "--format", "json", "--repo", str(mixed.path)])
    found = json.loads(capsys.readouterr().out)["directories"]
    assert [(one["path"], one["in_scope"], one["ai"], one["declared"]) for one in found] == [
        ("src", 10, 5, 5),
        ("src/lib", 10, 5, 5),
    ]
    run(["report", "--format", "json", "--repo", str(mixed.path)])
    assert json.loads(capsys.readouterr().out)["directories"] is None
