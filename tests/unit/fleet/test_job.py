"""One job: what of a repository becomes a row, and what never does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ai_provenance.fleet.executors.interface import Job, Row, State
from ai_provenance.fleet.job import judge
from ai_provenance.fleet.meaning import definition
from ai_provenance.fleet.survey import Place, survey
from fleets import at, corrupt, make
from repository import Repository


def row(place: Path, *options: str, meaning: str = "") -> Row:
    head = Repository(place).git("rev-parse", "-q", "--verify", "HEAD")
    return judge(Job("git.example.org/a/b", str(place), head, meaning or definition(options), options))


@pytest.mark.parametrize(
    ("kind", "team"),
    [("catalog", "payments"), ("codeowners", "platform"), ("person", None), ("ai", None)],
)
def test_the_team_is_one_that_the_repository_names_and_never_a_person(
    tmp_path: Path, kind: str, team: str | None
) -> None:
    assert row(make(tmp_path / "r", kind).path).report["team"] == team


def test_a_row_holds_nothing_about_persons(tmp_path: Path) -> None:
    repo = make(tmp_path / "r", "person")
    repo.commit(
        "Ask Benita Okoro\n\nReviewed-by: Benita Okoro <benita@example.org>\n",
        author="Benita Okoro <benita@example.org>",
    )
    text = json.dumps(row(repo.path).dump())
    assert not [word for word in ("Benita", "Okoro", "@", "Dev", "Ask", "ana", str(tmp_path)) if word in text]


@pytest.mark.parametrize(("authors", "few"), [(4, True), (5, False)])
def test_of_the_number_of_authors_one_bit_is_known(repo: Repository, authors: int, few: bool) -> None:
    for number in range(8):
        repo.commit("change\n", author=f"Dev <dev{number % authors}@example.org>", env=at(number))
    assert row(repo.path).report["few_authors"] is few


def test_a_configuration_that_cannot_be_read_is_an_error_without_a_path(tmp_path: Path) -> None:
    found = row(make(tmp_path / "r", "broken").path)
    assert found.state is State.ERROR
    assert str(tmp_path) not in found.reason


def test_a_damaged_repository_is_an_error(tmp_path: Path) -> None:
    repo = make(tmp_path / "r", "ai")
    head = repo.head()
    corrupt(repo.path)
    found = judge(Job("i", str(repo.path), head, definition(())))
    assert found.state in (State.ERROR, State.REFUSED)
    assert "unexpected" not in found.reason
    assert str(tmp_path) not in found.reason


def test_other_rules_than_the_plan_has_are_refused(tmp_path: Path) -> None:
    assert row(make(tmp_path / "r", "ai").path, meaning="other").state is State.REFUSED


def test_a_mirror_that_moved_on_is_not_judged_under_the_old_head(tmp_path: Path) -> None:
    repo = make(tmp_path / "r", "ai")
    found = judge(Job("i", str(repo.path), repo.git("rev-parse", "HEAD~1"), definition(())))
    assert (found.state, found.report) == (State.ERROR, {})


def test_a_folder_inside_of_a_repository_is_none(tmp_path: Path) -> None:
    repo = make(tmp_path / "r", "ai")
    (seen,) = survey([Place(str(repo.path / "src"))])
    assert seen.state is State.GONE


def test_a_lapsing_waiver_ends_the_row(tmp_path: Path) -> None:
    repo = make(tmp_path / "r", "ai")
    waiver = (
        '[[policy.waivers]]\nrule = "AIP001"\nreason = "old"\nowner = "ana"\nexpires = 2999-01-01\nagents = ["aider"]\n'
    )
    repo.stage(".ai-provenance.toml", waiver)
    repo.commit("waive\n", env=at(9))
    assert row(repo.path).report["until"] == "2999-01-01"
