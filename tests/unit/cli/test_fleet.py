"""The fleet's commands: what they print, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.fleet.definition import read_fleet
from fleets import define, folder_source, make


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fleet of three repositories that was scanned."""
    with pytest.MonkeyPatch.context() as patch:
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "Ana Test")
            patch.setenv(f"GIT_{who}_EMAIL", "ana@example.org")
        place = tmp_path_factory.mktemp("fleet")
        for kind in ("ai", "plain", "catalog"):
            make(place / "repos" / kind, kind)
        define(place, folder_source(place / "repos"))
        subprocess.run([sys.executable, "-m", "ai_provenance", "fleet", "scan"], cwd=place, check=True)
        yield place


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    return folder


def printed(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    capsys.readouterr()
    assert run(["fleet", *words]) == status
    return capsys.readouterr().out


@pytest.mark.parametrize("url", ["https://git.example.org/acme/pay", "file:///srv/pay"])
def test_what_is_imported_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str) -> None:
    (tmp_path / "l.csv").write_text(f'url,team,tier,archived\n{url},"pay ""ments""",1,\nhttps://h/o/old,,,yes\n')
    text = printed(capsys, "import", "csv", str(tmp_path / "l.csv"))
    (tmp_path / "fleet.toml").write_text(text)
    (entry,) = read_fleet(str(tmp_path / "fleet.toml")).entries()
    assert (entry.team, entry.labels) == ('pay "ments"', {"tier": "1"})
    assert "# left out, archived: h/o/old" in text


def test_the_list_says_what_is_in(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(printed(capsys, "list", "--format", "json"))
    assert [one["included"] for one in found["repositories"]] == [True] * 3
    assert printed(capsys, "list").endswith("3 repositories, 0 left out\n")


def test_the_report_pools_all(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "AI commits declared  100.0 % (6 of 6), 1 without any" in printed(capsys, "report")


def test_the_page_is_written_to_a_file(here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "report", "--format", "html", "-o", str(tmp_path / "f.html"))
    assert (tmp_path / "f.html").read_text().startswith("<!DOCTYPE html>") or (tmp_path / "f.html").stat().st_size


@pytest.mark.parametrize(
    ("options", "status"), [(["--fail-under", "100"], 0), (["--fail-under", "90", "--of", "trace_all"], 1)]
)
def test_a_threshold_is_judged_by_the_number_that_it_names(
    here: Path, capsys: pytest.CaptureFixture[str], options: list[str], status: int
) -> None:
    printed(capsys, "report", *options, status=status)


def test_a_date_that_is_none_is_a_usage_error(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "report", "--since", "yesterday", status=2)


def test_no_errors_are_said_to_be_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "errors") == "every repository was judged\n"
    assert json.loads(printed(capsys, "errors", "--format", "json")) == {"errors": []}


def test_a_scan_with_nothing_new_judges_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "; 0 judged now" in printed(capsys, "scan")


def test_without_a_store_the_report_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    define(tmp_path)
    assert run(["fleet", "report", "--config", str(tmp_path / "fleet.toml")]) == 3
    assert "hint: ai-provenance fleet scan" in capsys.readouterr().err


def test_the_store_is_checked_and_exported(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["store", "check", "--store", "fleet-results/store.sqlite3"]) == 0
    assert run(["store", "export", "--store", "fleet-results/store.sqlite3"]) == 0
    assert "trace_ai_ratio" in capsys.readouterr().out
