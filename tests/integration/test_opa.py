"""The document for other engines, judged by a real Rego engine with the policies that our documentation shows."""

from __future__ import annotations

import json
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from regopy import Interpreter

from ai_provenance.cli.main import run
from ai_provenance.export.findings.schema import RegoInput
from repository import CLAUDE_TRAILER, Repository

POLICIES = Path(__file__).parents[2] / "docs/opa"
SHIPPED = json.loads(resources.files("ai_provenance.export").joinpath("schemas/check-input-1.0.json").read_text())
FOOTER = "Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"
KERNEL = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n"


def document(repo: Repository, capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> Any:
    assert run(["check", *args, "--format", "opa", "--repo", str(repo.path)]) == code
    return json.loads(capsys.readouterr().out)


def asked(document: Any, query: str) -> list[str]:
    rego = Interpreter()
    for path in POLICIES.glob("*.rego"):
        rego.add_module(path.stem, path.read_text())
    rego.set_input_term(json.dumps(document))
    output = rego.query(f"x = data.{query}")  # keeps the memory that its nodes point into
    answers: list[str] = json.loads(str(output.binding("x")))
    return sorted(answers)


def test_the_document_keeps_its_schema(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage("a b\té", "x\n")
    repo.commit(KERNEL)
    repo.commit(b"\xff\n\nReviewed-by: Ana <a@example.org>\n")
    found = document(repo, capsys)
    jsonschema.validate(found, SHIPPED)
    RegoInput.model_validate(found)
    assert found["commits"][1]["paths"] == ["a b\té"]
    assert "example.org" not in json.dumps(found), "people stay out"


def test_no_commits_is_a_document_too(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(repo, capsys)
    jsonschema.validate(found, SHIPPED)
    assert (found["commits"], found["complete"]) == ([], True)


def test_deny_names_the_undeclared_commit(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    bad = repo.commit(FOOTER)
    repo.commit(KERNEL)
    repo.commit("By hand\n")
    assert asked(document(repo, capsys), "main.deny") == [f"{bad}: AI help is not declared in a trailer"]


@pytest.mark.parametrize(
    ("review", "denied"),
    [
        ("", True),
        ("Reviewed-by: Claude <noreply@anthropic.com>\n", True),
        ("Signed-off-by: Ana Test <ana@example.org>\n", True),
        ("Reviewed-by: Ben Other <ben@example.org>\n", False),
    ],
)
def test_paths_and_reviews(repo: Repository, capsys: pytest.CaptureFixture[str], review: str, denied: bool) -> None:
    repo.stage("src/crypto/aes.c", "x\n")
    repo.commit(KERNEL + review)
    assert bool(asked(document(repo, capsys), "main.deny")) is denied


def test_warn_asks_for_models(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("x\n\nAssisted-by: Claude\n")
    (said,) = asked(document(repo, capsys), "main.warn")
    assert said.endswith("the model of claude-code is not named")


def test_a_rule_over_the_range(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("By hand\n")
    repo.commit(KERNEL)
    assert asked(document(repo, capsys), "share.deny") == []
    repo.commit(f"x\n\n{CLAUDE_TRAILER}\n")
    assert asked(document(repo, capsys), "share.deny") == ["2 of 3 commits are AI-assisted"]


def test_an_incomplete_range_is_denied_and_exits_3(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(KERNEL)
    repo.commit(KERNEL)
    clone = Repository(tmp_path / "shallow")
    subprocess.run(["git", "clone", "-q", "--depth=1", repo.path.as_uri(), str(clone.path)], check=True)
    found = document(clone, capsys, code=3)
    assert found["complete"] is False
    assert asked(found, "main.deny")[-1].startswith("the range is not complete")
