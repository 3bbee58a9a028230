"""The one pair that every page installs from, and the script of the release that writes it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ADDRESS, COMMIT = "git.example.org/o/ai-provenance", "0123456789" * 4


def pin(root: Path, *pair: str) -> int:
    return subprocess.run([sys.executable, root / "tools/pin.py", *pair], check=False, capture_output=True).returncode


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    for name in (
        "README.md",
        "docs",
        "templates",
        "hooks",
        "tools/pin.py",
        "src/ai_provenance/export/findings/pages.py",
        "src/ai_provenance/conformity/scaffold/governance.toml",
    ):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
    assert pin(tmp_path, ADDRESS, COMMIT) == 0
    return tmp_path


def test_nothing_says_to_install_the_distribution_from_an_index() -> None:
    places = [
        ROOT / "README.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "hooks").iterdir(),
    ]
    bare = re.compile(r"""install (?:--?[\w-]+ )*["']?git-ai-provenance(?:\[\w+\])?["'\s](?! *@)""")
    assert [str(path) for path in places if bare.search(path.read_text(errors="replace"))] == []


def test_no_page_keeps_a_word_to_be_filled_in(pinned: Path) -> None:
    for name in ("README.md", "docs/ci.md", "docs/pre-commit.md", "templates/check.yml", "hooks/pre-receive"):
        text = (pinned / name).read_text()
        assert f"{ADDRESS}" in text
        assert not re.search(r"\bADDRESS\b|[@#/]COMMIT|rev: COMMIT|--quiet COMMIT", text), name


def test_the_word_commit_keeps_its_other_meaning(pinned: Path) -> None:
    assert "`adopted = COMMIT`" in (pinned / "docs/policy.md").read_text()


def test_a_later_release_writes_its_own_commit(pinned: Path) -> None:
    assert pin(pinned, ADDRESS, "f" * 40) == 0
    assert COMMIT not in (pinned / "README.md").read_text()
    assert f"git+https://{ADDRESS}@{'f' * 40}" in (pinned / "templates/check.yml").read_text()


@pytest.mark.parametrize(
    "pair", [(f"https://{ADDRESS}", COMMIT), (ADDRESS, "main"), (ADDRESS, COMMIT[:12]), (ADDRESS,)]
)
def test_a_pair_that_pins_nothing_is_refused(pinned: Path, pair: tuple[str, ...]) -> None:
    before = (pinned / "README.md").read_text()
    assert pin(pinned, *pair) != 0
    assert (pinned / "README.md").read_text() == before
