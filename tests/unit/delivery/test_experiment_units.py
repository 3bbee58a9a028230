"""What one unit of an experiment is, in histories that were merged in different ways."""

from __future__ import annotations

import pytest

from ai_provenance.delivery.experiments import Analysis, analyse
from ai_provenance.delivery.records import SourceOptions
from ai_provenance.delivery.sources import find_deployments
from ai_provenance.repo import open_repository
from ai_provenance.report.settings import ClassifierSettings
from experimented import ENDS, build, plan, rows
from repository import Repository


def analysed(repo: Repository, **settings: object) -> Analysis:
    repository = open_repository(repo.path)
    found = find_deployments(repository, None, None, SourceOptions())
    return analyse(
        repository, plan(**settings), repo.git("rev-parse", "HEAD"), deployments=found.deployments,
        settings=ClassifierSettings(), at=ENDS,
    )  # fmt: skip


def units(repo: Repository, **settings: object) -> list[int]:
    """Units of each arm."""
    return [arm.units for arm in analysed(repo, **settings).arms]


def work(repo: Repository, branch: str, *subjects: str, arm: str = "small") -> None:
    repo.git("checkout", "-q", "-b", branch)
    for subject in subjects:
        repo.commit(f"{subject}\n\nExperiment: speed/{arm}\n")


def merge(repo: Repository, branch: str, into: str = "main") -> None:
    repo.git("checkout", "-q", into)
    repo.git("merge", "-q", "--no-ff", "-m", f"Merge {branch}", branch)


@pytest.fixture
def history(repo: Repository) -> Repository:
    repo.commit("start\n")
    repo.git("branch", "-M", "main")
    return repo


def test_two_branches_of_one_ticket_are_one_unit(history: Repository) -> None:
    for branch in ("ABC-1-a", "ABC-1-b", "ABC-2"):
        work(history, branch, f"{branch}: work")
        merge(history, branch)
    assert units(history) == [0, 3]
    assert units(history, unit="ticket") == [0, 2]


def test_a_branch_of_branches_keeps_its_units_apart(history: Repository) -> None:
    history.git("checkout", "-q", "-b", "develop")
    for branch, arm in (("a", "small"), ("b", "control")):
        work(history, branch, "one", "two", arm=arm)
        merge(history, branch, into="develop")
    merge(history, "develop")
    found = analysed(history)
    assert [arm.units for arm in found.arms] == [1, 1]
    assert found.switched == 0


def test_a_branch_that_took_the_main_line_in_is_still_itself(history: Repository) -> None:
    work(history, "long", "one")
    history.git("checkout", "-q", "main")
    work(history, "short", "other", arm="control")
    merge(history, "short")
    merge(history, "main", into="long")
    merge(history, "long")
    assert units(history) == [1, 1]


def test_commits_of_those_who_did_not_join_belong_to_the_unit(history: Repository) -> None:
    work(history, "shared", "one")
    history.commit("two, by another\n")
    merge(history, "shared")
    (arm,) = [arm for arm in analysed(history).arms if arm.units]
    assert (arm.units, arm.commits, arm.kept) == (1, 2, 1)


def test_what_was_never_merged_is_no_unit_of_this_history(history: Repository) -> None:
    work(history, "open", "one")
    history.git("checkout", "-q", "main")
    assert analysed(history).verdict == "no-units"


def test_lead_time_ends_with_the_first_deployment(repo: Repository) -> None:
    planned = plan(primary="lead_time", minimum_units=5)
    build(repo, planned, rows(40, lambda _, draw: draw.lognormvariate(2, 0.3)))
    repository = open_repository(repo.path)
    deployments = find_deployments(repository, None, None, SourceOptions()).deployments
    after = planned.ends.replace(month=7, day=1)
    found = analyse(
        repository, planned, repo.git("rev-parse", "HEAD"), deployments=deployments, settings=ClassifierSettings(),
        at=after,
    )  # fmt: skip
    assert sum(found.effects[0].units) == 40
    medians = [arm.medians["lead_time"] for arm in found.arms]
    assert all(value is not None and value > 0 for value in medians)
