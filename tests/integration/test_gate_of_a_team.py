"""A team that does what the README says passes the README's gate, and a clone that holds a part of it passes none."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ai_provenance.export import FORMATS
from repository import Repository
from tools import needed

ROOT = Path(__file__).parent.parent.parent
AGENT = {"CLAUDECODE": "1"}
PERCENTAGE = re.compile(r"\d(?:[.,]\d)?[ \N{NO-BREAK SPACE}]?%")
OTHERS = [name for name in FORMATS if name not in {"json", "csv", "html"}]


def program(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ai_provenance", *arguments]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)


def commands(document: str, start: str) -> list[str]:
    """The commands of DOCUMENT that begin with START: between backticks, or after a prompt."""
    text = (ROOT / document).read_text("utf-8")
    found = re.findall(rf"`({start}[^`\n]*)`|^\$ ({start}.*)$", text, re.MULTILINE)
    return [quoted or typed for quoted, typed in found]


README_GATES = [line for line in commands("README.md", "report --fail-under") if line[-1].isdigit()]
PAGE_GATES = commands("docs/gate.md", "jq")


def test_both_documents_have_a_gate() -> None:
    assert README_GATES
    assert PAGE_GATES


def committed(repo: Repository, subject: str, *, by_agent: bool) -> None:
    repo.stage(f"{subject}.txt", f"{subject}\n")
    repo.run("commit", "-q", "-m", subject, env=AGENT if by_agent else {})


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Four commits by a person and four by an agent, in turns, under the default set-up."""
    repo = Repository.init(tmp_path_factory.mktemp("team") / "r")
    for command in ("init", "install"):
        done = program(command, at=repo.path)
        assert done.returncode == 0, done.stderr
    repo.git("add", "--all")
    for number in range(4):
        committed(repo, f"person {number}", by_agent=False)
        committed(repo, f"agent {number}", by_agent=True)
    return repo


@pytest.fixture(scope="module")
def part(team: Repository) -> Path:
    """A clone of the newest five commits."""
    clone = team.path.parent / "part"
    team.git("clone", "-q", "--depth", "5", f"file://{team.path}", str(clone))
    return clone


def test_agents_commits_are_declared_and_peoples_are_left_alone(team: Repository) -> None:
    found = team.git("log", "--format=%s|%(trailers:only,separator=%x2C)").splitlines()
    declared = {f"agent {number}|Assisted-by: Claude" for number in range(4)}
    assert set(found) == declared | {f"person {number}|" for number in range(4)}


@pytest.mark.parametrize("command", README_GATES)
def test_it_passes_the_gate_of_the_readme(team: Repository, command: str) -> None:
    done = program(*command.split(), at=team.path)
    assert done.returncode == 0
    assert "trace_ai: 100.0 % (4 of 4 AI commits declared" in done.stderr


@pytest.mark.parametrize("command", PAGE_GATES)
def test_it_passes_the_gate_of_the_page_about_gates(team: Repository, command: str) -> None:
    needed("jq")
    (team.path.parent / "report.json").write_text(program("report", "--format", "json", at=team.path).stdout)
    assert subprocess.run(["sh", "-c", command], cwd=team.path.parent, check=False).returncode == 0


def test_the_other_number_is_not_reached_and_the_setting_that_raises_it_is_named(team: Repository) -> None:
    done = program("report", "--fail-under", "95", "--of", "trace_all", at=team.path)
    assert done.returncode == 1
    assert 'declare = "all"' in done.stderr


def test_an_agents_commit_that_no_hook_saw_breaks_the_gate(team: Repository, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    team.git("clone", "-q", str(team.path), str(clone))
    moment = {"GIT_COMMITTER_DATE": team.git("log", "-1", "--format=%cI")}
    Repository(clone).commit("loose\n\nGenerated with Claude Code\n\nbye\n", env=moment)
    done = program("report", "--fail-under", "95", at=clone)
    assert done.returncode == 1
    assert "trace_ai: 80.0 % (4 of 5 AI commits declared" in done.stderr


@pytest.mark.parametrize("command", README_GATES)
def test_of_a_part_the_gate_cannot_judge(part: Path, command: str) -> None:
    done = program(*command.split(), at=part)
    assert done.returncode == 3
    assert not PERCENTAGE.search(done.stderr)


@pytest.mark.parametrize("command", PAGE_GATES)
def test_a_part_does_not_pass_the_gate_of_the_page_about_gates(part: Path, tmp_path: Path, command: str) -> None:
    needed("jq")
    (tmp_path / "report.json").write_text(program("report", "--format", "json", at=part).stdout)
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False, capture_output=True)
    assert done.returncode == 1


@pytest.mark.parametrize("name", OTHERS)
def test_of_a_part_no_format_states_a_percentage(part: Path, name: str) -> None:
    done = program("report", "--format", name, at=part)
    assert done.returncode == 3
    assert not PERCENTAGE.search(done.stdout + done.stderr)
    assert "_ratio" not in done.stdout


def test_of_a_part_json_has_no_ratio(part: Path) -> None:
    found = json.loads(program("report", "--format", "json", at=part).stdout)
    assert not found["complete"]
    assert ratios(found) == {None}
    assert {one["value"] for one in found["indicators"]} == {None}
    assert not found["advice"]


def ratios(part: object) -> set[object]:
    """Every value of a key `ratio`, wherever it is."""
    if isinstance(part, list):
        return set().union(*map(ratios, part))
    if not isinstance(part, dict):
        return set()
    own = {part["ratio"]} if "ratio" in part else set()
    return own.union(*map(ratios, part.values()))


def test_of_a_part_csv_has_no_ratio(part: Path) -> None:
    rows = csv.DictReader(io.StringIO(program("report", "--format", "csv", at=part).stdout))
    assert {row["value"] for row in rows if row["metric"].endswith("_ratio")} == {""}


class Shown(HTMLParser):
    """The text of a page, without its styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base class's signature
        self.hidden = tag == "style"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the base class's signature
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


@pytest.mark.parametrize("language", ["en", "es"])
def test_of_a_part_the_page_shows_no_percentage(part: Path, language: str) -> None:
    done = program("report", "--format", "html", "--lang", language, at=part)
    assert done.returncode == 3
    text = "".join(Shown(done.stdout).parts)
    assert {"en": "not stated", "es": "no se indica"}[language] in text
    assert not PERCENTAGE.search(text)


def test_of_a_part_the_metrics_file_has_no_ratio(part: Path, tmp_path: Path) -> None:
    assert program("report", "--metrics", str(tmp_path / "metrics.json"), at=part).returncode == 3
    metrics = json.loads((tmp_path / "metrics.json").read_text())["metrics"]
    assert {metrics[name] for name in ("trace_ai", "trace_all", "attribution_coverage")} == {None}


def test_allowing_a_part_states_no_percentage_either(part: Path) -> None:
    done = program("report", "--allow-incomplete", at=part)
    assert done.returncode == 0
    assert not PERCENTAGE.search(done.stdout)


def test_the_rest_fetched_the_gate_passes(part: Path, tmp_path: Path) -> None:
    clone = tmp_path / "whole"
    origin = part.parent / "r"
    subprocess.run(["git", "clone", "-q", "--depth", "5", f"file://{origin}", str(clone)], check=True, env=os.environ)
    subprocess.run(["git", "-C", str(clone), "fetch", "-q", "--unshallow"], check=True)
    assert program("report", "--fail-under", "95", at=clone).returncode == 0
