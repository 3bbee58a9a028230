"""What `score` says of clones that cannot show all, and of checks that can stop nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.cli.main import run
from repository import Repository

CI = ".github/workflows/ci.yml"
WORKFLOW = """on: [push]
permissions: {contents: read}
jobs:
  t:
    runs-on: x
    steps:
    - run: pytest --cov
    - run: ai-provenance check
"""


class Found:
    """How a command ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        capsys.readouterr()
        self.exit_code = run([*arguments])
        self.stdout, self.stderr = capsys.readouterr()


@pytest.fixture
def invoke(capsys: pytest.CaptureFixture[str]) -> Invoke:
    return lambda *arguments: Found(capsys, *arguments)


Invoke = Callable[..., Found]


def score(invoke: Invoke, directory: Path) -> tuple[dict[str, Any], str]:
    found = invoke("score", "--format", "json", "--repo", str(directory))
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout), found.stderr


def states(document: dict[str, Any]) -> dict[str, str]:
    return {task["id"]: task["state"] for phase in document["phases"] for task in phase["tasks"]}


def value(document: dict[str, Any], name: str) -> float | None:
    values: dict[str, float | None] = {one["id"]: one["value"] for one in document["indicators"]}
    return values[name]


def clone(repo: Repository, filter_: str) -> Path:
    repo.git("config", "uploadpack.allowFilter", "true")
    place = repo.path.parent / "clone.git"
    repo.git("clone", "-q", "--bare", f"--filter={filter_}", repo.path.as_uri(), str(place))
    return place


FILES = {
    CI: WORKFLOW,
    ".mailmap": "A <a@example.org> <b@example.org>\n",
    ".pre-commit-config.yaml": "repos: [{repo: x, hooks: [{id: ai-provenance-prepare}]}]\n",
    "Dockerfile": "FROM a@sha256:0\n",
    "AGENTS.md": "x",
    ".mcp.json": "{}",
    "docs/architecture.md": "x",
    "docs/adr/1.md": "x",
    "CODEOWNERS": "* @a\n",
    "data-catalog.yml": "sources: [{owner: a, classification: b}]\n",
}


@pytest.mark.parametrize("filter_", ["blob:none", "tree:0", "tree:1", "tree:2"])
def test_a_partial_clone_says_unknown_and_never_another_state(invoke: Invoke, repo: Repository, filter_: str) -> None:
    for path, content in FILES.items():
        repo.stage(path, content)
    repo.commit()
    whole, _ = score(invoke, repo.path)
    document, said = score(invoke, clone(repo, filter_))
    known = states(whole)
    differing = {name: state for name, state in states(document).items() if state not in ("unknown", known[name])}
    assert differing == {}
    assert "partial clone" in said
    assert [one["code"] for one in document["warnings"] if one["code"] == "partial"]
    for seen, unseen in zip(whole["phases"], document["phases"], strict=True):
        if seen["interval"] and unseen["interval"]:
            assert unseen["interval"][0] <= seen["interval"][0] <= seen["interval"][1] <= unseen["interval"][1]


@pytest.mark.parametrize("filter_", ["blob:none", "tree:0"])
def test_a_partial_clone_with_a_mailmap_is_reported(invoke: Invoke, repo: Repository, filter_: str) -> None:
    repo.stage(".mailmap", "A <a@example.org> <b@example.org>\n")
    repo.commit()
    found = invoke("report", "--format", "json", "--repo", str(clone(repo, filter_)))
    assert found.exit_code == 0, found.stderr
    assert json.loads(found.stdout)["commits"]["walked"] == 1


@pytest.mark.parametrize("filter_", ["blob:none", "tree:0"])
def test_criteria_that_are_not_here_pass_no_gate(invoke: Invoke, repo: Repository, filter_: str) -> None:
    repo.stage(".ai-provenance/criteria.toml", "drop = []\n")
    repo.commit()
    document, _ = score(invoke, place := clone(repo, filter_))
    assert "criteria-unseen" in {one["code"] for one in document["warnings"]}
    assert invoke("score", "gate", "1", "--repo", str(place)).exit_code == 3


def test_attestations_that_are_not_here_leave_tasks_unknown(invoke: Invoke, repo: Repository) -> None:
    repo.stage(".ai-provenance/attestations/a.toml", 'task = "T2.1"\nstate = "done"\n')
    repo.commit()
    document, _ = score(invoke, clone(repo, "blob:none"))
    assert "absent" not in states(document).values()


@pytest.mark.parametrize(
    "change",
    [
        ("ai-provenance check\n", "ai-provenance check || true\n"),
        ("    runs-on: x\n", "    runs-on: x\n    if: false\n"),
        ("    runs-on: x\n", "    runs-on: x\n    continue-on-error: true\n"),
        ("ai-provenance check\n", "ai-provenance check; exit 0\n"),
        ("ai-provenance check\n", "|\n        set +e\n        ai-provenance check\n        echo\n"),
        ("on: [push]", "on: [workflow_dispatch]"),
        ("- run: ai-provenance", "# - run: ai-provenance"),
    ],
)
def test_a_validator_that_can_stop_nothing_is_no_validation(
    invoke: Invoke, repo: Repository, change: tuple[str, str]
) -> None:
    repo.stage(CI, WORKFLOW.replace(*change))
    repo.commit()
    document, _ = score(invoke, repo.path)
    assert states(document)["T2.5"] == "absent"
    assert value(document, "I2.1") == 0.0


def test_one_that_can_is(invoke: Invoke, repo: Repository) -> None:
    repo.stage(CI, WORKFLOW)
    repo.commit()
    document, _ = score(invoke, repo.path)
    assert (states(document)["T2.5"], value(document, "I2.1")) == ("done", 1.0)


@pytest.mark.parametrize("what", ["pack", "loose"])
def test_a_damaged_clone_is_an_error(invoke: Invoke, repo: Repository, what: str) -> None:
    repo.stage(CI, WORKFLOW)
    repo.commit()
    blob = repo.git("rev-parse", f"HEAD:{CI}")
    if what == "pack":
        repo.git("repack", "-adq")
        (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
        pack.chmod(0o644)
        content = bytearray(pack.read_bytes())
        content[20:-20] = bytes(byte ^ 0xFF for byte in content[20:-20])
        pack.write_bytes(content)
    else:
        (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found = invoke("score", "--repo", str(repo.path))
    assert found.exit_code == 3


def test_all_definitions_share_one_budget(invoke: Invoke, repo: Repository) -> None:
    for number in range(6):
        repo.stage(f".github/workflows/{number}.yml", WORKFLOW + "#" * 500_000)
    repo.commit()
    document, _ = score(invoke, repo.path)
    assert "all CI definitions together" in json.dumps(document["findings"])
    assert states(document)["T2.5"] == "unknown"


@pytest.mark.parametrize(
    "content",
    [
        "x=" + "[" * 60_000,
        "a" + ".a" * 60_000 + " = 1\n",
        "drop" + ".a" * 20_000 + " = 1\n",
        "[tasks" + ".a" * 20_000 + "]\n",
        "x = " + "{a=" * 20_000,
    ],
)
def test_criteria_that_are_nested_too_deep_are_a_sentence(invoke: Invoke, repo: Repository, content: str) -> None:
    repo.stage(".ai-provenance/criteria.toml", content)
    repo.commit()
    found = invoke("score", "--repo", str(repo.path))
    assert found.exit_code == 3
    assert found.stderr.count("\n") <= 3
    assert len(found.stderr) < 2000


@pytest.mark.parametrize(
    "content", ["x=" + "[" * 60_000, "a" + ".a" * 60_000 + " = 1\n", "task" + ".a" * 20_000 + "=1"]
)
def test_an_attestation_that_is_nested_too_deep_is_a_finding(invoke: Invoke, repo: Repository, content: str) -> None:
    repo.stage(".ai-provenance/attestations/a.toml", content)
    repo.commit()
    assert "attestation not counted" in json.dumps(score(invoke, repo.path)[0]["findings"])
