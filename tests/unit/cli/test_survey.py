"""`survey`: asked, answered, summed up, and kept in the store by the day of its wave."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from ai_provenance.cli.main import run
from ai_provenance.export.delivery.improvement_schema import improvement_schemas
from ai_provenance.repo import open_repository
from ai_provenance.store.recording import recall
from repository import Repository


def survey(repo: Repository, *arguments: str) -> int:
    return run(["survey", *arguments, "--repo", str(repo.path)])


def answers(tmp_path: Path, *values: int) -> str:
    path = tmp_path / "form.csv"
    path.write_text("csat,enps\n" + "".join(f"{value},{value}\n" for value in values))
    return str(path)


def test_four_answers_print_no_number_of_theirs(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey(repo, "init", "ai")
    assert survey(repo, "add", "ai", answers(tmp_path, 7, 8, 7, 9), "--wave", "2026Q1") == 0
    capsys.readouterr()
    assert survey(repo, "summary", "ai", "--record") == 0
    assert capsys.readouterr().out == "2026Q1: not given: fewer than 5 answers, or a difference of fewer\n"
    assert survey(repo, "summary", "ai", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, improvement_schemas()["survey-1.0.json"])
    (wave,) = document["waves"]
    assert (wave["n"], wave["items"], wave["changes"]) == (None, [], None)


def test_two_waves_that_differ_by_two_people_print_no_difference(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey(repo, "init", "ai", "--lang", "es")
    assert "satisfacción" in capsys.readouterr().out
    survey(repo, "add", "ai", answers(tmp_path, *[6] * 10), "--wave", "2026Q1")
    survey(repo, "add", "ai", answers(tmp_path, *[8] * 12), "--wave", "2026Q2")
    capsys.readouterr()
    assert survey(repo, "summary", "ai", "--invited", "2026Q1=40") == 0
    said = capsys.readouterr().out
    assert "2026Q1: 10 answers of 40 (25%)" in said
    assert "no difference to the wave before: not given" in said
    assert "+2.0" not in said
    assert survey(repo, "summary", "ai", "--format", "json") == 0
    jsonschema.validate(json.loads(capsys.readouterr().out), improvement_schemas()["survey-1.0.json"])


def test_satisfaction_is_kept_at_the_day_of_its_wave_and_summed_up_again(repo: Repository, tmp_path: Path) -> None:
    repo.commit("one\n")
    survey(repo, "init", "ai")
    for values in ([9, 9, 9, 9, 9], [5, 5, 5, 5, 5]):
        survey(repo, "add", "ai", answers(tmp_path, *values), "--wave", "2999Q1")
        assert survey(repo, "summary", "ai", "--record") == 0
    found = recall(open_repository(repo.path), None).indicators["I5.5"]
    assert found.value == 7.0
    assert "2999Q1" in found.source


def test_a_column_of_names_is_refused_and_nothing_is_written(repo: Repository, tmp_path: Path) -> None:
    survey(repo, "init", "ai")
    (tmp_path / "form.csv").write_text("name,csat\nAna,7\n")
    assert survey(repo, "add", "ai", str(tmp_path / "form.csv"), "--wave", "2026Q1") == 3
    assert not (repo.path / ".ai-provenance/surveys/ai.jsonl").exists()


def test_one_answer_can_be_given_on_the_command_line(repo: Repository) -> None:
    survey(repo, "init", "ai")
    assert survey(repo, "add", "ai", "--wave", "2026Q1", "--answer", "csat=7", "--answer", "small-batches=2") == 0
    kept = json.loads((repo.path / ".ai-provenance/surveys/ai.jsonl").read_text())
    assert (kept["answers"]["csat"], kept["answers"]["small-batches"], kept["answers"]["enps"]) == (7, 2, None)
    assert survey(repo, "add", "ai", "--wave", "2026Q1") == 2
