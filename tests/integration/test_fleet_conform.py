"""`fleet conform` over mirrors: what is pooled, what is left out, and what each format says."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.export.governance.conformity import FORMATS
from ai_provenance.repo import open_repository
from ai_provenance.store.recording import record_onboarding
from governed import release
from repository import Repository

FILE = ".github/workflows/provenance.yml"


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """Three repositories on board, of which one drifted later, and one that never joined."""
    gov = release(tmp_path / "gov")
    for name in ("a", "b", "c", "d"):
        made = Repository.init(tmp_path / "repositories" / name)
        made.git("remote", "add", "origin", f"https://git.example.org/example/{name}")
        if name != "d":
            assert (
                run(["onboard", "--repo", str(made.path), "--governance", str(gov.path), "--team", f"team {name}"]) == 0
            )
            made.git("add", "--all")
        made.commit("Begin\n")
    drifted = Repository(tmp_path / "repositories/c")
    drifted.stage(
        FILE, (drifted.path / FILE).read_text().replace("check", "check || true", 1).replace('HEAD"', 'HEAD" || true')
    )
    drifted.commit("Disarm\n")
    place = tmp_path / "fleet.toml"
    place.write_text('organisation = "example"\n[[source]]\nfolder = "repositories/*/.git"\n')
    return place


def conform(fleet: Path, *words: str) -> int:
    return run(["fleet", "conform", "--config", str(fleet), "--governance", str(fleet.parent / "gov"), *words])


def test_the_numbers_are_over_what_is_judged(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert conform(fleet, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    # folders have no team of their own: three repositories without a listing are one team
    assert document["numbers"]["I6.2"] == {"numerator": 2, "denominator": 4, "ratio": 0.5}
    assert document["templates"]["provenance-check"] == {
        "repositories": 4, "drifting": 2, "excepted": 0, "too_many_exceptions": False,
    }  # fmt: skip
    assert document["left_out"] == {"unknown": 0, "not_applicable": 0, "archived": 0}
    assert [one["standing"] for one in document["repositories"]] == ["conforms", "conforms", "drifts", "drifts"]


def test_a_repository_that_cannot_be_read_is_unknown_and_counted(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Repository(fleet.parent / "repositories/a")
    broken.stage(".ai-provenance.toml", "profile = 3\n")
    broken.commit("Break\n")
    capsys.readouterr()
    conform(fleet)
    said = capsys.readouterr().out
    assert "repositories that conform (I6.2): 1/3; left out: 1 unknown" in said
    assert "'profile' is 3" in said
    # the folders of this machine may hold the name of a person
    conform(fleet, "--format", "json")
    assert str(fleet.parent) not in capsys.readouterr().out


def test_onboarding_times_count_open_ones(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = open_repository(fleet.parent / "repositories/a")
    record_onboarding(opened, kickoff=0, finish=2_000_000_000)
    capsys.readouterr()
    conform(fleet, "--at", "2100-01-01")
    assert "1 finished, 2 open" in capsys.readouterr().out


def test_csv_has_a_row_for_each_repository(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    conform(fleet, "--format", "csv")
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert [row["standing"] for row in rows] == ["conforms", "conforms", "drifts", "drifts"]


def test_nothing_judged_is_no_percentage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release(tmp_path / "gov")
    (tmp_path / "fleet.toml").write_text('organisation = "example"\n')
    assert conform(tmp_path / "fleet.toml") == 3
    assert "none is judged" in capsys.readouterr().out


@pytest.mark.parametrize("format_", FORMATS)
def test_no_persons_name_is_in_any_format(fleet: Path, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    author = Repository(fleet.parent / "repositories/c").git("log", "-1", "--format=%an%n%ae%n%cn%n%ce").split("\n")
    capsys.readouterr()
    assert conform(fleet, "--format", format_) == 1
    said = capsys.readouterr().out
    assert said
    assert len(set(filter(None, author))) >= 2
    assert not [name for name in author if name and name in said]
