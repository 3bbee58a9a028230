"""Builds the site from the files as they are: README.md is its first page, and links to it lead there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: Any) -> Files:
    """Add README.md as the first page."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("](docs/", "](")
    files.append(File.generated(config, "index.md", content=_without_outside(text)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Lead links to README.md to the first page."""
    return _without_outside(markdown.replace("](../README.md", "](index.md"))


def _without_outside(text: str) -> str:
    """TEXT with the files that are no page of the site named instead of linked."""
    return re.sub(r"\[([^]]+)\]\((?:\.\./[^)]*|CONTRIBUTING\.md|SECURITY\.md|CHANGELOG\.md)\)", r"`\1`", text)
