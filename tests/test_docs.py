"""The documentation is compared with the program."""

from __future__ import annotations

import re
import sys
import tomllib
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import click
import pytest

from ai_provenance.cli.main import COMMANDS, cli
from ai_provenance.config import parse_config
from ai_provenance.errors import ExitCode
from code_blocks import PAGES, blocks

ROOT = Path(__file__).parent.parent
EARLIER = {
    "check-1.0.json": "2f1bd01abc4e67dff045ee9e073b2e81ee2127ddebb563d7be4c92d3813bf69d",
    "report-1.0.json": "7c88c9a992fca282fcf65a166cc046a7d8bf407767392236e9b65495b4a74e16",
    "score-1.0.json": "963633599c90cf22f51735a51b09418c46bd6eb061e7173d670ac56f9005479f",
}
"""Schemas of earlier versions, which stay as they were shipped, and their SHA-256."""
SHIPPED = sorted((ROOT / "src/ai_provenance/export/schemas").glob("*.json"))
SCHEMAS = [path for path in SHIPPED if path.name not in EARLIER]


def commands_page() -> str:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        return str(import_module("build_commands").page())
    finally:
        sys.path.remove(str(ROOT / "docs"))


def test_commands_page_is_what_the_program_says() -> None:
    assert (ROOT / "docs/commands.md").read_text() == commands_page(), "run: make docs"


def test_the_manual_pages_are_what_the_program_says() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        pages = import_module("build_man").pages()
    finally:
        sys.path.remove(str(ROOT / "docs"))
    assert {path.name: path.read_text() for path in (ROOT / "docs/man").iterdir()} == pages, "run: make docs"


def schema_text(name: str) -> str:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        return str(import_module("build_schemas").text(name))
    finally:
        sys.path.remove(str(ROOT / "docs"))


@pytest.mark.parametrize("name", EARLIER)
def test_schemas_of_earlier_versions_stay_as_they_were(name: str) -> None:
    (path,) = (one for one in SHIPPED if one.name == name)
    assert sha256(path.read_bytes()).hexdigest() == EARLIER[name]


@pytest.mark.parametrize("path", SCHEMAS, ids=[path.name for path in SCHEMAS])
def test_shipped_schemas_are_what_the_models_say(path: Path) -> None:
    assert path.read_text() == schema_text(path.name), "run: make docs"


@pytest.mark.parametrize("name", EARLIER)
def test_earlier_schemas_stay_as_they_were_shipped(name: str) -> None:
    (path,) = [path for path in SHIPPED if path.name == name]
    assert sha256(path.read_bytes()).hexdigest() == EARLIER[name]


def test_every_exit_code_is_documented() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", commands_page(), re.M)}
    declared = {value for name, value in vars(ExitCode).items() if name.isupper()}
    assert declared <= documented


def test_readme_names_only_commands_that_exist() -> None:
    named = set(re.findall(r"(?<!/)ai-provenance ([a-z]+)", (ROOT / "README.md").read_text()))
    assert named <= set(COMMANDS) | {"git", "checkout"}  # `git -C .ai-provenance checkout`, in a workflow


@pytest.mark.parametrize("page", [page for page in PAGES if page != "docs/commands.md"])
def test_every_command_line_that_a_page_names_has_its_command_and_options(page: str) -> None:
    text = (ROOT / page).read_text()
    lines = re.findall(r"`(?:ai-provenance|git provenance|git ai-provenance) ([^`\n]+)`", text)
    for block in blocks(page):
        lines += re.findall(r"^(?:\$ )?ai-provenance (.+)$", block.text, re.MULTILINE)
    for line in lines:
        words = re.split(r"\s{3,}|\s#|[|>;&\\]", line)[0].split()
        command, options = _resolved(words)
        assert command != "ai-provenance" or words[0] in options, line
        unknown = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} - options
        assert not unknown, line


def _resolved(words: list[str]) -> tuple[str, set[str]]:
    """The name of the command that WORDS name, and every option that they may have."""
    command: click.Command = cli
    options = {"--help", "-h"}
    for word in (*words, ""):
        options.update(name for param in command.params for name in (*param.opts, *param.secondary_opts))
        found = command.get_command(click.Context(command), word) if isinstance(command, click.Group) else None
        if found is None:
            break
        command = found
    return command.name or "", options


def test_every_local_link_of_the_documentation_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert not broken


ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()


def test_every_dependency_is_in_the_architecture() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [re.match(r"[\w.-]+", requirement) for requirement in project["dependencies"]]
    assert not [name[0] for name in names if name and f"| {name[0]} |".lower() not in ARCHITECTURE.lower()]


def test_the_floors_of_the_architecture_are_the_rooms_that_exist() -> None:
    (floors,) = re.findall(r"```text\n(7  cli.*?)```", ARCHITECTURE, re.S)
    rooms = {path.stem for path in (ROOT / "src/ai_provenance").iterdir() if not path.name.startswith(("_", "py."))}
    assert rooms <= set(re.findall(r"[a-z_][a-z0-9_]*", floors))


def test_the_architecture_can_be_read_in_one_go() -> None:
    assert len(ARCHITECTURE.splitlines()) <= 120


def test_the_library_page_is_what_the_program_says() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        assert (ROOT / "docs/api.md").read_text() == import_module("build_api").page(), "run: make docs"
    finally:
        sys.path.remove(str(ROOT / "docs"))


def test_rules_and_configuration_pages_are_what_the_program_says() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        pages = import_module("build_rules")
        assert (ROOT / "docs/rules.md").read_text() == pages.rules_page(), "run: make docs"
        assert (ROOT / "docs/configuration.md").read_text() == pages.configuration_page(), "run: make docs"
    finally:
        sys.path.remove(str(ROOT / "docs"))


def test_the_configuration_page_shows_a_valid_configuration() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/configuration.md").read_text(), re.S)
    assert parse_config(example.encode(), source=".ai-provenance.toml").adopted == "2026-01-01"


def test_each_promise_of_the_security_page_names_tests_that_exist() -> None:
    rows = [row for row in (ROOT / "SECURITY.md").read_text("utf-8").splitlines() if row.startswith("| ")][2:]
    assert len(rows) > 5
    for row in rows:
        path = ""
        named = re.findall(r"`(tests/[\w/]+\.py)?::(test_\w+)`", row)
        assert named, row
        for given, name in named:
            path = given or path
            assert f"def {name}(" in (ROOT / path).read_text("utf-8"), name
