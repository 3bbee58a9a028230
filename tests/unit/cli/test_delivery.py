"""`delivery` measures by itself, and leaves what its first argument names to a subcommand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from ai_provenance.cli import delivery
from ai_provenance.cli.delivery_selection import Selection, selection_options
from ai_provenance.cli.main import run
from delivered import Delivered
from repository import Repository


@pytest.fixture
def main(repo: Repository) -> Delivered:
    found = Delivered(repo)
    found.commit("feat: one", day=1)
    found.tag("v1.0", day=2)
    return found


@pytest.fixture
def selected(monkeypatch: pytest.MonkeyPatch) -> list[Selection]:
    """What the subcommand `sample` is given."""
    given: list[Selection] = []

    @click.command()
    @selection_options
    def command(*, selection: Selection) -> None:
        given.append(selection)

    module = ModuleType("ai_provenance.cli.delivery_sample")
    module.command = command  # type: ignore[attr-defined]  # as a module of the table has it
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(delivery.SUBCOMMANDS, "sample", "Sample help")
    return given


def test_without_a_subcommand_it_measures(main: Delivered, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delivery", "main", "--repo", str(main.repo.path), "--since", "2026-01-01", "-q"]) == 0
    assert "1 deployment by tags" in capsys.readouterr().out


def test_a_subcommand_takes_the_shared_options(selected: list[Selection]) -> None:
    assert run(["delivery", "sample", "v1.0", "--since", "2026-01-01", "--path", "src"]) == 0
    assert [(one.revision, one.since, one.paths) for one in selected] == [("v1.0", "2026-01-01", ("src",))]


def test_a_subcommand_after_options_is_no_revision(
    selected: list[Selection], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["delivery", "--since", "2026-01-01", "sample"]) == 2
    assert "'sample' is a subcommand" in capsys.readouterr().err
    assert not selected


def test_usage_of_a_subcommand_names_the_revision_once(
    selected: list[Selection], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["delivery", "sample", "--help"]) == 0
    assert "Usage: ai-provenance delivery sample [OPTIONS] [REV]" in capsys.readouterr().out
    assert not selected


@pytest.mark.parametrize("path", ["../x", "/etc", ":(bad)x", "", "-x", "never"])
def test_a_path_that_no_commit_has_is_a_usage_error(
    main: Delivered, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["delivery", "--repo", str(main.repo.path), "--path", path]) == 2
    assert f"--path {path!r} is in no commit of HEAD" in capsys.readouterr().err


def test_sizes_that_a_partial_clone_lacks_are_no_strata(
    main: Delivered, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main.repo.git("config", "uploadpack.allowFilter", "true")
    clone = str(tmp_path / "clone")
    main.repo.git("clone", "-q", "--bare", "--filter=blob:none", main.repo.path.as_uri(), clone)
    assert run(["delivery", "compare", "--repo", clone, "--since", "2026-01-01", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["strata"] == ["deployment"]
    assert [one["code"] for one in document["warnings"]] == ["lines-unknown"]


def test_a_branch_named_as_a_subcommand_has_its_full_name(main: Delivered, selected: list[Selection]) -> None:
    main.repo.git("branch", "sample")
    assert run(["delivery", "refs/heads/sample", "--repo", str(main.repo.path), "-q"]) == 0
    assert not selected


def test_the_help_lists_subcommands(selected: list[Selection], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delivery", "--help"]) == 0
    out = capsys.readouterr().out
    assert "Sample help" in out
    assert "--fail-over" in out
    assert not selected
