"""The scores of phases 2 and 3 in the metrics file of one `report`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.cli import phase_scores
from ai_provenance.cli.main import run
from repository import CLAUDE_TRAILER, Repository

CI = "on: [push]\njobs:\n  t:\n    runs-on: x\n    steps:\n    - run: pytest --cov\n    - run: ai-provenance check\n"


@pytest.fixture
def scored(repo: Repository) -> Repository:
    repo.stage(".github/workflows/ci.yml", CI)
    repo.stage("AGENTS.md", "# Rules\n")
    repo.commit(f"Begin\n\n{CLAUDE_TRAILER}\n")
    return repo


def measured(repo: Repository, path: Path, *words: str, command: str = "report") -> Any:
    assert (
        run([command, *words, "--metrics", str(path), "-o", str(path.with_suffix(".out")), "--repo", str(repo.path)])
        == 0
    )
    return json.loads(path.read_text())


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that judged anew."""
    runs: list[str] = []
    judge = phase_scores._judged

    def counting(project: Any, snapshot: Any) -> Any:
        runs.append(snapshot.range.revisions)
        return judge(project, snapshot)

    monkeypatch.setattr(phase_scores, "_judged", counting)
    return runs


def test_one_report_writes_what_score_would(scored: Repository, tmp_path: Path) -> None:
    by_report = measured(scored, tmp_path / "a.json")
    by_score = measured(scored, tmp_path / "b.json", command="score")
    for number in ("2", "3"):
        wanted = {**by_score["phases"][number], "judged_at": by_report["phases"][number]["judged_at"]}
        assert by_report["phases"][number] == wanted
        assert by_report["phases"][number]["interval"] is not None
    assert set(by_report["phases"]) == {"2", "3"}


def test_score_adds_the_other_phases_to_the_same_file(scored: Repository, tmp_path: Path) -> None:
    measured(scored, tmp_path / "a.json")
    both = measured(scored, tmp_path / "a.json", command="score")
    assert set(both["phases"]) == {"1", "2", "3", "4", "5", "6"}
    again = measured(scored, tmp_path / "a.json")
    assert set(again["phases"]) == set(both["phases"])
    assert again["phases"]["2"]["gate"] == both["phases"]["2"]["gate"]


def test_a_second_run_judges_nothing(scored: Repository, tmp_path: Path, judged: list[str]) -> None:
    first = measured(scored, tmp_path / "a.json")
    second = measured(scored, tmp_path / "a.json")
    assert judged == ["HEAD"]
    assert second["phases"] == first["phases"]


@pytest.mark.parametrize("what", ["commit", "tag", "hook", "criteria", "record", "no cache"])
def test_what_a_score_is_made_of_is_judged_anew(
    scored: Repository, tmp_path: Path, judged: list[str], what: str
) -> None:
    measured(scored, tmp_path / "a.json")
    words: tuple[str, ...] = ()
    if what == "commit":
        scored.commit("more\n")
    elif what == "tag":
        scored.git("tag", "v1.0")
    elif what == "hook":
        assert run(["install", "--repo", str(scored.path)]) == 0
    elif what == "criteria":
        scored.stage(".ai-provenance/criteria.toml", "[meta]\n")
        scored.commit("Criteria\n")
    elif what == "record":
        assert run(["score", "--record", "--repo", str(scored.path), "-o", str(tmp_path / "score")]) == 0
    else:
        words = ("--no-cache",)
    measured(scored, tmp_path / "a.json", *words)
    assert len(judged) == 2


@pytest.mark.parametrize("words", [("HEAD~1..HEAD",), ("--since", "2020-01-01"), ("--path", "AGENTS.md")])
def test_a_part_of_a_history_has_no_score(
    scored: Repository, tmp_path: Path, judged: list[str], words: tuple[str, ...]
) -> None:
    scored.commit("more\n")
    assert measured(scored, tmp_path / "a.json", *words)["phases"]["2"]["score"] is None
    assert judged == []


def test_criteria_that_cannot_be_read_are_a_warning_of_a_report(
    scored: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scored.stage(".ai-provenance/criteria.toml", "nonsense = [\n")
    scored.commit("Criteria\n")
    found = measured(scored, tmp_path / "a.json")
    assert found["phases"]["2"]["score"] is None
    assert found["metrics"]["trace_ai"] == 1
    assert "warning: no score:" in capsys.readouterr().err


def test_without_a_cache_nothing_is_left_in_the_git_directory(scored: Repository, tmp_path: Path) -> None:
    before = sorted(str(path) for path in (scored.path / ".git").rglob("*"))
    measured(scored, tmp_path / "a.json", "--no-cache")
    assert sorted(str(path) for path in (scored.path / ".git").rglob("*")) == before
