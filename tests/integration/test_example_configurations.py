"""The whole configurations of the documentation say of four commits what the page's table says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from code_blocks import blocks
from repository import Repository

PAGE = "docs/examples.md"
CONFIGURATIONS = {block.heading: block.text for block in blocks(PAGE) if block.language == "toml"}
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (Path(__file__).parents[2] / PAGE).read_text().splitlines()
    if line.startswith(("| by a", "| the same"))
]
"""Kind of commit, then what each configuration says of it, in the order of the page."""
REVIEWED = "Assisted-by: Claude:claude-opus-4-6\nReviewed-by: Rosa <rosa@example.org>"
COMMITS = [("shop.py", ""), ("shop.py", "Assisted-by: Claude"), ("shop.py", REVIEWED), ("src/certified/a.py", REVIEWED)]
"""File and trailers of each kind of commit, in the order of the table."""


def test_the_table_is_about_these_configurations_and_commits() -> None:
    assert len(CONFIGURATIONS) == len(TABLE[0]) - 1 == 4
    assert len(TABLE) == len(COMMITS)


@pytest.mark.parametrize("column", range(4), ids=list(CONFIGURATIONS))
def test_check_says_what_the_page_says(repo: Repository, column: int, capsys: pytest.CaptureFixture[str]) -> None:
    configuration = list(CONFIGURATIONS.values())[column]
    repo.stage(".ai-provenance.toml", configuration)
    repo.commit("Adopt\n")
    said = []
    for number, (path, declaration) in enumerate(COMMITS):
        repo.stage(path, f"{number}\n")
        examined = "AI-Assisted: not-observed" if 'declare = "all"' in configuration else ""
        in_message = 'profile = "forbid"' not in configuration
        repo.commit(f"Change\n\n{(declaration or examined) if in_message else ''}\n")
        if declaration and not in_message:
            repo.git("notes", "--ref=ai-provenance", "add", "-m", declaration)
        run(["check", "HEAD~1..HEAD", "--format", "json", "--repo", str(repo.path)])
        said.append({finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]})
    assert said == [set(re.findall(r"AIP\d{3}", row[column + 1])) for row in TABLE]
