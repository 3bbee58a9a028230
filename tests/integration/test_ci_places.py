"""The GitHub Action and the GitLab component: their files before the forges' schemas, their scripts really run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from repository import CLAUDE_TRAILER, Repository

HOUSE = Path(__file__).parents[2]
FOOTER = "Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"
DECLARED = f"Parse dates\n\n{CLAUDE_TRAILER}\n"


def _valid(path: Path, schema: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_what_github_takes() -> None:
    _valid(HOUSE / "action.yml", "vendor.github-actions")


def test_nothing_a_stranger_can_write_stands_in_the_text_of_a_script() -> None:
    action = yaml.safe_load((HOUSE / "action.yml").read_text())
    assert all("${{" not in step["run"] for step in action["runs"]["steps"])


def _component() -> tuple[dict[str, Any], str]:
    spec, job = (HOUSE / "templates/check.yml").read_text().split("\n---\n")
    inputs: dict[str, Any] = yaml.safe_load(spec)["spec"]["inputs"]
    for name, told in inputs.items():
        job = job.replace(f"$[[ inputs.{name} ]]", json.dumps(told["default"]))
    return inputs, job


def test_the_component_is_what_gitlab_takes(tmp_path: Path) -> None:
    inputs, job = _component()
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(job)
    _valid(path, "vendor.gitlab-ci")
    assert all(told["description"] for told in inputs.values())


def _run(script: str, repo: Repository, tmp_path: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    told = {"PATH": path, "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output"), **env}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=repo.path,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(repo: Repository) -> Repository:
    repo.commit("Start\n")
    repo.branch("topic")
    return repo


def action(repo: Repository, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    (step,) = [
        step
        for step in yaml.safe_load((HOUSE / "action.yml").read_text())["runs"]["steps"]
        if step.get("id") == "check"
    ]
    defaults = dict.fromkeys(step["env"], "") | {"SQUASH": "true", "FAIL": "true", "TARGET": "main"}
    base = {"EVENT": "pull_request", "BASE": repo.git("rev-parse", "main"), "HEAD": repo.head(), "NUMBER": "7"}
    return _run(step["run"], repo, tmp_path, {**defaults, **base, **env})


def outputs(tmp_path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())


def test_action_passes_a_request_that_keeps_the_policy(project: Repository, tmp_path: Path) -> None:
    project.commit(DECLARED)
    done = action(project, tmp_path, TITLE="Parse dates", BODY="Assisted-by: Claude:claude-opus-4-6")
    assert (done.returncode, outputs(tmp_path)["result"]) == (0, "pass")
    assert "::warning" not in done.stdout


def test_action_fails_a_request_that_breaks_it(project: Repository, tmp_path: Path) -> None:
    project.commit(FOOTER)
    done = action(project, tmp_path, SARIF=str(tmp_path / "x.sarif"))
    assert (done.returncode, outputs(tmp_path)["result"]) == (1, "broken")
    assert "::error title=AIP001::" in done.stdout
    assert json.loads((tmp_path / "x.sarif").read_text())["runs"][0]["results"]
    assert "AIP001" in Path(outputs(tmp_path)["comment"]).read_text()


def test_action_can_report_only(project: Repository, tmp_path: Path) -> None:
    project.commit(FOOTER)
    done = action(project, tmp_path, FAIL="false")
    assert (done.returncode, outputs(tmp_path)["result"]) == (0, "broken")


def test_action_never_passes_what_it_cannot_see(project: Repository, tmp_path: Path) -> None:
    done = action(project, tmp_path, BASE="1" * 40, FAIL="false")
    assert (done.returncode, outputs(tmp_path)["result"]) == (3, "unjudged")


def test_action_takes_the_policy_from_the_base(project: Repository, tmp_path: Path) -> None:
    project.stage(".ai-provenance.toml", '[policy]\nai = "allow"\n')
    project.commit(FOOTER)
    assert action(project, tmp_path).returncode == 1
    assert action(project, tmp_path, POLICY_FROM="head").returncode == 0


def test_action_warns_of_what_the_squash_would_lose(project: Repository, tmp_path: Path) -> None:
    project.commit(DECLARED)
    done = action(
        project, tmp_path, TITLE="Parse dates $(touch pwned) `touch pwned`", BODY='"; touch pwned #\n::error::x'
    )
    assert done.returncode == 0
    assert "::warning title=AIP013::the squash message lacks Assisted-by: Claude" in done.stdout
    assert not (project.path / "pwned").exists()


@pytest.mark.parametrize(("before", "judged"), [("main", "1 commit"), ("0" * 40, "2 commits"), ("2" * 40, "2 commits")])
def test_action_on_a_push(project: Repository, tmp_path: Path, before: str, judged: str) -> None:
    project.commit(DECLARED)
    known = project.git("rev-parse", before) if before == "main" else before
    done = action(project, tmp_path, EVENT="push", BEFORE=known, BASE="", NUMBER="")
    assert done.returncode == 0
    assert f"{judged} judged" in done.stdout


def component(repo: Repository, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    (script,) = yaml.safe_load(_component()[1])["ai-provenance-check"]["script"]
    base = {"CI_COMMIT_SHA": repo.head(), "CI_COMMIT_BRANCH": "topic", "RANGE": "", "POLICY_FROM": ""}
    return _run(script, repo, tmp_path, {**base, **env})


def test_component_judges_a_merge_request(project: Repository, tmp_path: Path) -> None:
    project.commit(FOOTER)
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": project.git("rev-parse", "main"), "CI_MERGE_REQUEST_IID": "3"}
    done = component(project, tmp_path, **base, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 1
    assert "error AIP001" in done.stdout
    assert "warning AIP013: a squash merge must carry" in done.stdout
    report = json.loads((project.path / "gl-code-quality-report.json").read_text())
    assert {issue["check_name"] for issue in report} == {"AIP001", "AIP013"}
    assert "<testsuite" in (project.path / "ai-provenance-junit.xml").read_text()


def test_component_judges_a_push_and_a_new_branch(project: Repository, tmp_path: Path) -> None:
    project.commit(DECLARED)
    assert (
        "1 commit judged" in component(project, tmp_path, CI_COMMIT_BEFORE_SHA=project.git("rev-parse", "main")).stdout
    )
    assert "2 commits judged" in component(project, tmp_path, CI_COMMIT_BEFORE_SHA="0" * 40).stdout
