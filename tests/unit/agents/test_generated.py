"""What is made from the agents' files: that it is up to date, and that adding an agent is one file and one command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from agent_files import DATA, FILES, ROOT
from ai_provenance.agents.schema import AgentData, Key, Source, Variable

TOOL = ROOT / "tools/build_agents.py"
SCHEMA: dict[str, Any] = json.loads((DATA / "agent.schema.json").read_text("utf-8"))
NEW = """\
#:schema ./agent.schema.json

name = "Robo One"
vendor = "Robo"
kind = "agent"
trailer = "Robo"
emails = ["robo@robo.example"]
names = ["robo one"]
words = ["robozilla"]
environment = [{ name = "ROBO_SESSION", strength = "strong" }]
hook_footers = ["Made by Robo One"]
sources = [{ fact = "address", url = "https://robo.example/docs", status = "documented" }]
matches = [{ text = "x\\n\\nCo-authored-by: Robo One <robo@robo.example>" }]
does_not_match = [{ text = "x\\n\\nCo-authored-by: Roberta <roberta@robo.example>" }]
"""


def test_everything_generated_is_what_the_tool_writes() -> None:
    stale = [str(path) for path, text in run_path(str(TOOL))["generated"]() if path.read_text("utf-8") != text]
    assert stale == [], "run: make tables"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project, without what the tool does not read."""
    top = tmp_path / "copy"
    for name in ("src", "tools", "hooks"):
        shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__"))
    (top / "docs").mkdir()
    shutil.copy(ROOT / "docs/agents.md", top / "docs")
    return top


def build(copy: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, copy / "tools/build_agents.py"], capture_output=True, text=True, check=False, cwd=copy
    )


ASK = """
import sys
sys.path.insert(0, "src")
from ai_provenance.agents import default_registry
from ai_provenance.environment.markers import observe
from ai_provenance.agents.sources import sources_of
print(default_registry().account("robo@robo.example").agent, observe({"ROBO_SESSION": "1"})[0][:2], sources_of("robo"))
"""


def test_a_new_agent_is_one_file_and_one_command(copy: Path) -> None:
    (copy / "src/ai_provenance/agents/data/robo.toml").write_text(NEW)
    assert build(copy).stderr == ""
    known = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, cwd=copy).stdout
    assert known == f"robo ('robo', 'Robo') {tomllib.loads(NEW)['sources']}\n"
    gate = (copy / "hooks/gate.sh").read_text("utf-8")
    assert "${ROBO_SESSION-}" in gate
    assert "[Mm][Aa][Dd][Ee]' '[Bb][Yy]' '[Rr][Oo][Bb][Oo]" in gate
    assert (
        "| [`robo`](../src/ai_provenance/agents/data/robo.toml) | Robo One |" in (copy / "docs/agents.md").read_text()
    )


def test_without_a_change_nothing_is_changed(copy: Path) -> None:
    assert build(copy).returncode == 0
    paths = [path.relative_to(copy) for path in copy.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [path for path in paths if (copy / path).read_bytes() != (ROOT / path).read_bytes()] == []


def test_a_file_that_the_schema_refuses_is_named_and_nothing_is_written(copy: Path) -> None:
    (copy / "src/ai_provenance/agents/data/robo.toml").write_text(NEW.replace('"documented"', '"heard"'))
    done = build(copy)
    assert done.returncode == 1
    assert done.stderr == (
        "src/ai_provenance/agents/data/robo.toml: sources[0].status: "
        "'heard' is not one of ['seen', 'documented', 'reported']\n"
    )


def test_every_file_names_the_schema_for_editors() -> None:
    heads = {(DATA / f"{agent}.toml").read_text("utf-8").partition("\n")[0] for agent in FILES}
    assert heads == {"#:schema ./agent.schema.json"}


def test_the_schema_describes_every_field_of_the_tables() -> None:
    fields = SCHEMA["properties"]
    file_only = {"rank", "sources", "matches", "does_not_match"}
    hooks_only = {"model_variables", "sets_markers_of", "editor_process", "hook_footers"}
    assert set(AgentData.__annotations__) == set(fields) - file_only - hooks_only | {"id"}
    assert set(Key.__annotations__) == set(fields["keys"]["items"]["properties"])
    assert set(Variable.__annotations__) == set(fields["environment"]["items"]["properties"])
    assert set(Source.__annotations__) == set(fields["sources"]["items"]["properties"])
    assert [name for name, field in fields.items() if not field.get("description")] == []
