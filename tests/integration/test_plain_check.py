"""The plain check says what the whole way says, without its libraries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from repository import CLAUDE_TRAILER, Repository

FOOTER = "Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"


def _said(repo: Repository, *args: str) -> tuple[int, str, str]:
    command = [str(Path(sys.executable).parent / "ai-provenance"), "check", *args]
    done = subprocess.run(command, cwd=repo.path, capture_output=True, text=True, check=False, env=dict(os.environ))
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("args", [(), ("HEAD~1..HEAD",), ("HEAD", "^HEAD~2"), ("nonsense",), ("--", "HEAD")])
def test_both_ways_say_the_same(repo: Repository, args: tuple[str, ...]) -> None:
    for message in (
        "By hand\n",
        FOOTER,
        f"x\n\n{CLAUDE_TRAILER}\n",
        "x\n\nSigned-off-by: Claude <noreply@anthropic.com>\n",
    ):
        repo.commit(message)
    plain = _said(repo, *args)
    assert plain == _said(repo, "--format", "text", *args)
    assert plain[0] == (3 if args == ("nonsense",) else 1)


@pytest.mark.parametrize("name", [".ai-provenance.toml", "pyproject.toml"])
@pytest.mark.parametrize("bare", [False, True])
def test_a_configuration_is_obeyed(repo: Repository, tmp_path: Path, name: str, bare: bool) -> None:
    table = "[tool.ai-provenance.policy]" if name == "pyproject.toml" else "[policy]"
    repo.stage(name, f'{table}\nai = "allow"\n')
    repo.commit(FOOTER)
    if bare:
        subprocess.run(["git", "clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare")], check=True)
    assert _said(Repository(tmp_path / "bare") if bare else repo)[0] == 0


def test_a_shallow_range_exits_3(repo: Repository, tmp_path: Path) -> None:
    repo.commit()
    repo.commit()
    subprocess.run(["git", "clone", "-q", "--depth=1", repo.path.as_uri(), str(tmp_path / "shallow")], check=True)
    code, out, _ = _said(Repository(tmp_path / "shallow"))
    assert (code, "git fetch --unshallow" in out) == (3, True)


def test_neither_click_nor_pydantic_is_loaded(repo: Repository) -> None:
    repo.commit(FOOTER)
    code = (
        "import sys; from ai_provenance.cli.plain_check import check;"
        "from ai_provenance.cli.words import Words; check(Words('.', ('HEAD',)));"
        "print(*({'click', 'pydantic', 'git', 'rich', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=repo.path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
