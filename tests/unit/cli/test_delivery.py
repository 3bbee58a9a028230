"""`delivery` measures by itself, and leaves what its first argument names to a subcommand."""

from __future__ import annotations

import json
import subprocess
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


NEVER = {"pydantic", "rich", "jinja2", "scipy", "statsmodels", "numpy"}
WALKING = {"delivery.walk", "delivery.sources", "delivery.tags", "detect.reading", "repo.files", "repo.batch_process"}
OTHERS = {"report.tally", "report.periods", "repo.history", "snapshot", "scorecard", "delivery.bands"}
PYTHON = {"dataclasses", "subprocess", "pathlib", "tempfile", "shutil", "random", "array"}
"""What a delivery with nothing new does not load: of others, of ours and of Python's."""
PROBE = """
import sys
from ai_provenance.cli.main import run
from ai_provenance.repo.run import on_command
gits = []
known = {"rev-parse", "config", "log", "ls-tree", "for-each-ref", "cat-file", "rev-list"}
on_command(lambda words: gits.append(next(word for word in words if word in known)))
assert run(sys.argv[1:]) == 0
print("\\n" + " ".join(sys.modules))
print(*gits)
"""


def loaded(main: Delivered, *options: str) -> tuple[set[str], list[str]]:
    """The modules that `delivery` loads, and the gits that it starts."""
    command = [sys.executable, "-c", PROBE, "delivery", "--repo", str(main.repo.path), *options]
    *_, modules, gits = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name.removeprefix("ai_provenance.") for name in modules.split()}, gits.split()


@pytest.mark.parametrize(
    ("options", "gits"),
    [
        ([], ["rev-parse", "config"]),
        (["--format", "json"], ["rev-parse", "config"]),
        (["--format", "prometheus", "HEAD"], ["rev-parse", "config"]),
        (["--format", "csv", "--since", "2026-01-01"], ["rev-parse", "config", "config"]),
    ],
    ids=" ".join,
)
def test_with_nothing_new_little_is_loaded_and_started(main: Delivered, options: list[str], gits: list[str]) -> None:
    modules, started = loaded(main, *options)
    assert modules >= WALKING
    assert not modules & NEVER
    assert len(started) > len(gits)
    modules, started = loaded(main, *options)
    assert not modules & (NEVER | WALKING | OTHERS | PYTHON)
    assert started == gits


def test_with_nothing_new_a_partial_clone_needs_no_more_of_python(main: Delivered) -> None:
    main.repo.git("config", "uploadpack.allowFilter", "true")
    clone = Repository(main.repo.path.parent / "partial.git")
    main.repo.git("clone", "-q", "--bare", "--filter=blob:none", main.repo.path.as_uri(), str(clone.path))
    for _ in range(2):
        modules, started = loaded(Delivered(clone))
    assert not modules & (NEVER | (WALKING - {"repo.files", "repo.batch_process"}) | OTHERS | PYTHON)
    assert started == ["rev-parse", "ls-tree", "config"]


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
