"""The GitHub Action and the GitLab component: their files before the forges' schemas, their scripts really run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from ai_provenance.cli.report import command as report
from repository import CLAUDE_TRAILER, Repository
from tokens import GITHUB

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
    assert all("${{" not in step.get("run", "") for step in steps())


def test_the_action_uses_other_actions_by_commit() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used)


def test_zizmor_finds_nothing_in_the_action_and_the_workflows() -> None:
    # of low confidence is the remark that an action which writes to GITHUB_PATH could be made to run another program
    levels = ["--min-severity", "medium", "--min-confidence", "medium"]
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--no-progress", *levels]
    judged = ["action.yml", ".github/workflows"]
    done = subprocess.run([*command, *judged], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["request.sh", "comment.sh"])
def test_shellcheck_finds_nothing_in_the_scripts(name: str) -> None:
    program = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run([program, HOUSE / "templates" / name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_component_holds_the_script_of_the_action_word_for_word() -> None:
    script = textwrap.indent((HOUSE / "templates/request.sh").read_text(), "      ")
    assert script in (HOUSE / "templates/check.yml").read_text()


def steps() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((HOUSE / "action.yml").read_text())["runs"]["steps"]
    return loaded


def _component() -> tuple[dict[str, Any], str]:
    spec, job = (HOUSE / "templates/check.yml").read_text().split("\n---\n")
    inputs: dict[str, Any] = yaml.safe_load(spec)["spec"]["inputs"]
    for name, told in inputs.items():
        default = json.dumps(told["default"])
        job = job.replace(f'"$[[ inputs.{name} ]]"', f'"{default}"').replace(f"$[[ inputs.{name} ]]", default)
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
    (step,) = [step for step in steps() if step.get("id") == "judge"]
    defaults = dict.fromkeys(step["env"], "") | {"SQUASH": "true", "FAIL": "true", "BRANCH": "main", "DEFAULT": "main"}
    base = {"EVENT": "pull_request", "BASE": repo.git("rev-parse", "main"), "HEAD": repo.head(), "NUMBER": "7"}
    place = {"GITHUB_ACTION_PATH": str(HOUSE), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    return _run(step["run"], repo, tmp_path, {**defaults, **base, **place, **env})


def outputs(tmp_path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())


def test_action_passes_a_request_that_keeps_the_policy(project: Repository, tmp_path: Path) -> None:
    project.commit(DECLARED)
    done = action(project, tmp_path, TITLE="Parse dates", BODY="Assisted-by: Claude:claude-opus-4-6")
    assert (done.returncode, outputs(tmp_path)["result"]) == (0, "pass")
    assert "::warning" not in done.stdout


def test_action_fails_a_request_that_breaks_it(project: Repository, tmp_path: Path) -> None:
    project.commit(FOOTER)
    done = action(project, tmp_path)
    assert (done.returncode, outputs(tmp_path)["result"]) == (1, "broken")
    assert "::error title=AIP001 undeclared-ai::" in done.stdout
    written = {path.name: json.loads(path.read_text()) for path in Path(outputs(tmp_path)["sarif"]).iterdir()}
    assert sorted(written) == ["policy.sarif", "secrets.sarif"]
    assert written["policy.sarif"]["runs"][0]["results"]
    comment = Path(outputs(tmp_path)["comment"]).read_text()
    assert comment.startswith("<!-- ai-provenance -->\n")
    assert "AIP001" in comment
    assert (tmp_path / "summary").read_text() == comment


def test_action_can_report_only(project: Repository, tmp_path: Path) -> None:
    project.commit(FOOTER)
    done = action(project, tmp_path, FAIL="false")
    assert (done.returncode, outputs(tmp_path)["result"]) == (0, "broken")


def test_action_finds_a_secret(project: Repository, tmp_path: Path) -> None:
    project.stage("settings.py", f'TOKEN = "{GITHUB}"\n')
    project.commit(DECLARED)
    done = action(project, tmp_path)
    assert (done.returncode, outputs(tmp_path)["result"]) == (1, "broken")
    assert "settings.py" in Path(outputs(tmp_path)["comment"]).read_text()
    assert action(project, tmp_path, SECRETS="false").returncode == 0


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
    assert "::warning title=AIP013 squash-loss::the squash message lacks Assisted-by: Claude" in done.stdout
    assert not (project.path / "pwned").exists()


@pytest.fixture
def pushed(project: Repository) -> Repository:
    """`main` of one commit, which the remote has, and three of `topic`."""
    project.git("update-ref", "refs/remotes/origin/main", "main")
    for _ in range(3):
        project.commit(DECLARED)
    return project


@pytest.mark.parametrize(
    ("before", "branch", "judged"),
    [
        ("HEAD~1", "main", "1 commit"),  # before..after
        ("HEAD~1", "topic", "1 commit"),
        ("0" * 40, "topic", "3 commits"),  # a new branch: from where it left main
        ("2" * 40, "topic", "3 commits"),  # a forced push whose old end is gone
        ("0" * 40, "main", "4 commits"),  # the first push of all
    ],
)
def test_action_on_a_push(pushed: Repository, tmp_path: Path, before: str, branch: str, judged: str) -> None:
    known = pushed.git("rev-parse", before)
    done = action(pushed, tmp_path, EVENT="push", BEFORE=known, BASE="", NUMBER="", BRANCH=branch)
    assert done.returncode == 0
    assert f"{judged} judged" in done.stdout


HAS_BASE = any("--base" in option.opts for option in report.params)


@pytest.mark.skipif(not HAS_BASE, reason="needs `report --base`")
def test_the_comment_says_the_number_of_the_request(project: Repository, tmp_path: Path) -> None:
    project.commit(DECLARED)
    action(project, tmp_path)
    comment = Path(outputs(tmp_path)["comment"]).read_text()
    assert comment.index("1 of 1") < comment.index("AI provenance policy")


def rendered(repo: Repository, tmp_path: Path) -> tuple[str, str]:
    """The comment on the request, as Markdown and as a forge shows it."""
    action(repo, tmp_path, TITLE="Parse dates", BODY="Assisted-by: Claude:claude-opus-4-6")
    text = Path(outputs(tmp_path)["comment"]).read_text()
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return re.sub(r"\\(.)", r"\1", text), page


def test_the_comment_on_a_clean_request(project: Repository, tmp_path: Path) -> None:
    project.commit(DECLARED)
    text, page = rendered(project, tmp_path)
    assert "no secrets found." in text
    assert "1 commit judged: nothing to object to" in text
    assert page.count("<h2>") == 3 if HAS_BASE else 2
    assert "| error |" not in text


def test_the_comment_on_an_undeclared_commit_of_an_agent(project: Repository, tmp_path: Path) -> None:
    project.commit(FOOTER)
    text, page = rendered(project, tmp_path)
    assert "1 commit judged: 1 error, 1 warning." in text  # the squash message names no agent either
    assert re.search(r"\| error \| \[AIP001 undeclared-ai\]\(https://\S+#aip001-undeclared-ai\) \|", text)
    assert "git commit --amend --no-edit --trailer 'Assisted-by: Claude'" in text
    assert '#aip001-undeclared-ai">AIP001 undeclared-ai</a>' in page


def test_the_comment_on_a_secret(project: Repository, tmp_path: Path) -> None:
    project.stage("settings.py", f'TOKEN = "{GITHUB}"\n')
    project.commit(DECLARED)
    text, page = rendered(project, tmp_path)
    assert "<!-- ai-provenance secrets -->\n## Secrets\n\n1 secret found." in text
    assert "`settings.py:1`" in text
    assert "revoke it at https://github.com/settings/tokens" in re.sub(r"\\\\|<[^>]+>", "", page)
    assert GITHUB not in text


GH = """#!/bin/sh
# stands for the GitHub CLI: keeps its arguments, and answers with the comments that there are
printf '%s\\n' "$*" >> "$LOG"
case "$*" in *--paginate*) cat "$COMMENTS" ;; esac
"""


def comment(tmp_path: Path, ids: str) -> list[str]:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH)
    (tmp_path / "bin/gh").chmod(0o755)
    (tmp_path / "comment.md").write_text("<!-- ai-provenance -->\n" + "x" * 70_000)
    (tmp_path / "ids").write_text(ids)
    said = {"LOG": str(tmp_path / "log"), "COMMENTS": str(tmp_path / "ids"), "COMMENT": str(tmp_path / "comment.md")}
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    told = {**os.environ, **said, "PATH": path, "REPOSITORY": "o/r", "NUMBER": "7"}
    subprocess.run(["bash", HOUSE / "templates/comment.sh"], env=told, check=True, capture_output=True)
    return (tmp_path / "log").read_text().splitlines()


def test_the_first_comment_is_written(tmp_path: Path) -> None:
    assert "--method POST repos/o/r/issues/7/comments" in comment(tmp_path, "")[1]


def test_a_later_one_updates_it(tmp_path: Path) -> None:
    asked, written = comment(tmp_path, "41\n42\n")
    assert '.body | startswith("<!-- ai-provenance -->")' in asked
    assert "--method PATCH repos/o/r/issues/comments/41" in written


def component(repo: Repository, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    (script,) = yaml.safe_load(_component()[1])["ai-provenance-check"]["script"]
    base = {"CI_COMMIT_SHA": repo.head(), "CI_COMMIT_BRANCH": "topic", "CI_DEFAULT_BRANCH": "main"}
    inputs = {"RANGE": "", "POLICY_FROM": "", "SECRETS": "true", "OUT": str(tmp_path / "out")}
    return _run(script, repo, tmp_path, {**base, **inputs, **env})


def test_component_judges_a_merge_request(project: Repository, tmp_path: Path) -> None:
    project.commit(FOOTER)
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": project.git("rev-parse", "main"), "CI_MERGE_REQUEST_IID": "3"}
    done = component(project, tmp_path, **base, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 1
    assert "error AIP001" in done.stdout
    assert "warning AIP013 squash-loss: a squash merge must carry" in done.stdout
    quality = json.loads((tmp_path / "out/codequality.json").read_text())
    assert {issue["check_name"] for issue in quality} == {"AIP001", "AIP013"}
    assert "<testsuite" in (tmp_path / "out/policy.junit.xml").read_text()
    assert (tmp_path / "out/comment.md").read_text().startswith("<!-- ai-provenance -->")


@pytest.mark.parametrize(("before", "judged"), [("HEAD~1", "1 commit"), ("0" * 40, "3 commits")])
def test_component_judges_a_push_and_a_new_branch(pushed: Repository, tmp_path: Path, before: str, judged: str) -> None:
    pushed.git("remote", "add", "origin", str(pushed.path))
    done = component(pushed, tmp_path, CI_COMMIT_BEFORE_SHA=pushed.git("rev-parse", before))
    assert f"{judged} judged" in done.stdout, done.stderr


def test_the_components_comment_is_python_that_compiles() -> None:
    (script,) = yaml.safe_load(_component()[1])["ai-provenance-check"]["after_script"]
    compile(script.split("<<'COMMENT'\n")[1].split("\nCOMMENT\n")[0], "comment", "exec")
