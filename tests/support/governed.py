"""A governance repository and its releases."""

from __future__ import annotations

from pathlib import Path

from ai_provenance.conformity.scaffold import scaffold
from repository import Repository


def release(
    path: Path, version: str = "v1.0.0", *, ci: str = "github", files: dict[str, str] | None = None
) -> Repository:
    """The shipped governance repository at PATH, made if need be, with FILES written and a tag VERSION."""
    made = Repository(path) if path.is_dir() else Repository.init(path)
    if not (path / "governance.toml").exists():
        for name, content in scaffold("example", ci).items():
            made.write(name, content)
    for name, text in (files or {}).items():
        made.write(name, text)
    made.git("add", "--all")
    made.commit(f"Release {version}\n")
    made.git("tag", version)
    return made
