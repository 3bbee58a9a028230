"""husky's files."""

from __future__ import annotations

from pathlib import Path

from ai_provenance.install import husky
from ai_provenance.install.steps import apply


def test_uninstall_restores_the_files_and_removes_ours(tmp_path: Path) -> None:
    (tmp_path / ".husky").mkdir()
    (tmp_path / ".husky" / "commit-msg").write_text("npx commitlint --edit $1")
    apply(husky.plan_install(tmp_path / ".husky", ["commit-msg", "pre-commit"]))
    assert (tmp_path / ".husky" / "pre-commit").stat().st_mode & 0o111
    apply(husky.plan_uninstall(tmp_path / ".husky"))
    assert [path.name for path in (tmp_path / ".husky").iterdir()] == ["commit-msg"]
    assert (tmp_path / ".husky" / "commit-msg").read_text() == "npx commitlint --edit $1"


def test_installing_again_has_nothing_to_do(tmp_path: Path) -> None:
    apply(husky.plan_install(tmp_path / ".husky", ["commit-msg"]))
    assert list(husky.plan_install(tmp_path / ".husky", ["commit-msg"])) == []


def test_block_names_no_interpreter_of_this_machine() -> None:
    assert "python" not in husky.body("commit-msg")
