"""Every code block of README.md, docs/ and templates/ is run as a reader would run it, or judged by who will read it.

A page is a terminal session: its `console` blocks are typed from top to bottom, in one directory, and what the page
shows as output must be what was printed. The one thing that a reader fills in, the pair ADDRESS and COMMIT, names a
local clone of this checkout; packages come from an index of what is installed here. `pytest -v` of this file lists
every block and how it was judged; `NOT_RUN` has those that could not be, with the reason.

`make samples` writes the outputs into the pages anew (AI_PROVENANCE_UPDATE_SAMPLES).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

import sample_history
import wheelhouse
from ai_provenance.config import parse_config
from ai_provenance.config.toml_text import load_toml
from ai_provenance.conformity.documents import DOCUMENTS, read_document
from ai_provenance.fleet.definition import FleetFile
from ai_provenance.scorecard.attestations import read_attestations
from ai_provenance.scorecard.criteria import replaced
from code_blocks import ADDRESS, PAGES, ROOT, Block, Terminal, Typed, blocks, typed
from managed import git

UPDATE = bool(os.environ.get("AI_PROVENANCE_UPDATE_SAMPLES"))
PROGRAMS = (
    *("ai-provenance", "ai-provenance-hook", "git-provenance", "git-ai-provenance", "python"),
    *("pre-commit", "prek", "pipx", "uv", "uvx", "detect-secrets"),
)
GENERATED = ("docs/commands.md", "docs/api.md", "docs/rules.md", "docs/configuration.md")
"""Written from the program; tests/test_docs.py compares them with it."""

NOT_RUN: dict[str, str] = {
    "make -C ../ai-provenance test": "this test is a part of it",
    "make bench": "a benchmark: hours on a busy machine",
    "curl --data-binary @report.prom": "a push to a gateway: test_monitoring.py does it to a real one",
    "ai-provenance verify origin/main..HEAD": "it needs signers in the base: test_records.py has them",
    "ai-provenance check origin/main..HEAD --require-base": "as above",
    "ai-provenance delivery regress": "the sample has too few deployments: test_regress.py has made ones",
    "ai-provenance delivery watch": "as above",
    "python benchmarks/": "a benchmark: it reads clones of public projects",
}
"""Beginning of a command -> why it is not run."""

NEEDED = ("conftest", "opa", "promtool")
"""Programs of others: what names one is run where it is installed."""

JUDGING = re.compile(
    r"--fail-under|score gate|provenance check|secrets scan|provenance conform|fleet conform|audit due|jq -e"
)
"""Commands that have worked when they exit 1: they object to the sample."""


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What all sessions share: the clone that ADDRESS names, and the package index."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "code-blocks"
    place.mkdir(exist_ok=True)
    with FileLock(place / "lock"):
        if not (place / "ready").exists():
            _clone(place / "clone")
            wheelhouse.fill(place / "wheels")
            (place / "ready").touch()
    return place


def _clone(place: Path) -> None:
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in listed:
        source = ROOT / name
        if source.is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place / name)
    git(place, "init", "-q", "-b", "main")
    git(place, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(place, "config", "uploadpack.allowFilter", "true")
    git(place, "add", "--all", "--force")
    git(place, "-c", "user.name=Ana", "-c", "user.email=ana@example.org", "commit", "-q", "-m", "The checkout")


@pytest.fixture
def terminal(shared: Path, tmp_path: Path) -> Terminal:
    """A reader's terminal, in a clone of the sample history."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in PROGRAMS:
        # a link would do for all but python, which looks for its environment beside the link
        (programs / name).write_text(f'#!/bin/sh\nexec "{Path(sys.executable).with_name(name)}" "$@"\n')
        (programs / name).chmod(0o755)
    home = Path(os.environ["HOME"])
    with (home / ".gitconfig").open("a") as config:
        config.write(
            f'[url "file://{shared / "clone"}"]\n\tinsteadOf = https://{ADDRESS}\n[advice]\n\tdetachedHead = false\n'
        )
    work = sample_history.build(tmp_path / "work" / "table").path
    clock = {"GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"}  # a reader's clock goes on: `init` writes the day of today
    environ = {
        **{name: value for name, value in os.environ.items() if name not in clock},
        "PATH": os.pathsep.join([str(programs), str(home / ".local/bin"), "/usr/local/bin", "/usr/bin", "/bin"]),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(shared / "wheels"),
        "PIP_NO_INDEX": "1",
        "UV_CACHE_DIR": str(tmp_path / "uv"),
        "UV_FIND_LINKS": str(shared / "wheels"),
        "UV_NO_CONFIG": "1",
        "UV_NO_INDEX": "1",
        "UV_OFFLINE": "1",
        "PIPX_HOME": str(tmp_path / "pipx"),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "COLUMNS": "120",
        "TMPDIR": str(tmp_path),
    }
    return Terminal(work, environ, git(shared / "clone", "rev-parse", "HEAD"))


def masked(output: str) -> str:
    """OUTPUT without what differs from day to day and from machine to machine: object ids, dates, versions."""
    output = re.sub(r"\b[0-9a-f]{7,64}\b", "ID", output)
    output = re.sub(r"\b\d{4}-\d\d-\d\d\b", "DATE", output)
    return re.sub(r"\b\d+\.\d+(\.\w+)+\b", "VERSION", output)


def _reason_not_to_run(command: str) -> str:
    """Why COMMAND is not run here; empty where it is."""
    missing = [name for name in NEEDED if re.search(rf"\b{name}\b", command) and not shutil.which(name)]
    if missing:
        return f"{missing[0]} is not installed"
    return next((reason for start, reason in NOT_RUN.items() if command.startswith(start)), "")


def test_every_exception_is_of_a_command_that_a_page_has() -> None:
    commands = [line.command for page in PAGES for block in blocks(page) for line in _lines(block)]
    unused = [start for start in NOT_RUN if not any(command.startswith(start) for command in commands)]
    assert not unused


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if page not in GENERATED])
def test_a_page_can_be_typed_from_top_to_bottom(page: str, terminal: Terminal, tmp_path: Path) -> None:
    updated = (ROOT / page).read_text()
    for block in blocks(page):
        for line in _lines(block):
            reason = _reason_not_to_run(line.command)
            print(f"{block}: {f'not run, {reason}' if reason else 'run'}: {line.command}")
            if reason:
                continue
            status, said = terminal.run(line.command)
            said = terminal.filled(said.replace(str(tmp_path / "work"), "/home/ana"))
            shown = terminal.filled(line.output)
            if line.output and UPDATE and masked(said) != masked(shown):
                output = terminal.unfilled(said)
                updated = updated.replace(f"$ {line.command}\n{line.output}\n", f"$ {line.command}\n{output}\n")
            elif line.output:
                assert masked(said) == masked(shown), f"{block}: $ {line.command}"
            else:
                assert status == 0 or (status == 1 and JUDGING.search(line.command)), f"{block}: {line}\n{said}"
    if UPDATE:
        (ROOT / page).write_text(updated)


def _lines(block: Block) -> list[Typed]:
    """What of BLOCK is typed: the commands of a console, a script or a program as a whole."""
    if block.language == "console":
        return typed(block.text)
    if block.language in {"sh", "bash"}:
        return [Typed(f"set -e\n{block.text}", "")]
    if block.language == "python":
        return [Typed(f"python - <<'BLOCK'\n{block.text}BLOCK", "")]
    return []


def _toml(block: Block) -> None:
    if block.page == "docs/scorecard.md" and "owner =" in block.text:
        read_attestations([("attestation.toml", block.text.encode())], dt.date(2026, 1, 2))
        return
    if block.page == "docs/scorecard.md":
        replaced(block.text.encode(), "criteria.toml")
        return
    if block.page == "docs/fleet.md":
        FleetFile.model_validate(load_toml(block.text))
        return
    kinds = {
        "[[require]]": "template",
        "[[exception]]": "exceptions",
        "[[control]]": "crosswalk",
        "[[team]]": "governance",
    }
    kind = next((kind for mark, kind in kinds.items() if mark in block.text), None)
    if block.page == "docs/governance.md" and kind:
        read_document(DOCUMENTS[kind], block.text.encode(), "block.toml")
        return
    parse_config(block.text.encode(), source=".ai-provenance.toml")


def _json(block: Block) -> None:
    json.loads(block.text)


def _checked(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _yaml(text: str, place: Path) -> None:
    """Judge YAML by the schema of whoever reads it; a workflow is linted as well."""
    data = yaml.safe_load(text)
    keys = set(data) if isinstance(data, dict) else set()
    if True in keys:  # YAML 1.1 reads the key `on` as a truth value
        path = place / ".github/workflows/block.yml"
        schema = "vendor.github-workflows"
    elif "repos" in keys:
        path, schema = place / ".pre-commit-config.yaml", ""
    else:
        path, schema = place / ".gitlab-ci.yml", "vendor.gitlab-ci"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if schema:
        _checked([_program("check-jsonschema"), "--builtin-schema", schema, str(path)])
    else:
        _checked([_program("pre-commit"), "validate-config", str(path)])
        assert all("rev" not in repo or re.fullmatch(r"[0-9a-f]{40}", repo["rev"]) for repo in data["repos"])
    if schema == "vendor.github-workflows":
        _checked([_program("zizmor"), "--offline", "--no-progress", "--min-severity", "medium", str(path)])


def _of(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.language in languages]


JUDGES: dict[str, Callable[[Block], None]] = {"toml": _toml, "json": _json}


@pytest.mark.parametrize("block", _of(*JUDGES), ids=str)
def test_a_block_of_data_is_what_its_reader_takes(block: Block) -> None:
    JUDGES[block.language](block)


@pytest.mark.parametrize("block", _of("yaml"), ids=str)
def test_a_block_of_yaml_is_what_the_forge_takes(block: Block, tmp_path: Path) -> None:
    _yaml(Terminal(tmp_path, {}, "0123456789abcdef" * 2 + "01234567").filled(block.text), tmp_path)


@pytest.mark.parametrize("block", _of("yaml"), ids=str)
def test_no_workflow_checks_a_request_out_with_a_token_that_writes(block: Block) -> None:
    assert "pull_request_target" not in block.text
    assert not ("workflow_run" in block.text and "checkout" in block.text)


@pytest.mark.slow
@pytest.mark.parametrize("block", [block for block in _of("yaml") if "\nrepos:" in block.text], ids=str)
def test_a_block_for_pre_commit_installs_and_says_nothing_of_its_revision(block: Block, terminal: Terminal) -> None:
    (terminal.directory / ".pre-commit-config.yaml").write_text(terminal.filled(block.text))
    types = "--hook-type pre-commit --hook-type prepare-commit-msg --hook-type commit-msg"
    said = ""
    for command in ("git add .", f"pre-commit install --install-hooks {types}", "CLAUDECODE=1 git commit -m 'Hook'"):
        status, printed = terminal.run(command)
        assert status == 0, printed
        said += printed
    assert "mutable reference" not in said
    assert terminal.run("git log -1 --format=%B")[1] == "Hook\n\nAssisted-by: Claude"


def _workflow_scripts() -> list[tuple[str, str]]:
    """Place and text of each script of a workflow that needs git alone."""
    workflows = [block for block in _of("yaml") if re.search(r"^on:", block.text, re.MULTILINE)]
    return [
        (str(block), step["run"])
        for block in workflows
        for job in yaml.safe_load(block.text)["jobs"].values()
        for step in job["steps"]
        if "run" in step and "gh api" not in step["run"]
    ]


@pytest.mark.parametrize(("place", "script"), _workflow_scripts(), ids=lambda value: value.split("\n")[0])
def test_a_script_of_a_workflow_runs(place: str, script: str, terminal: Terminal) -> None:
    status, said = terminal.run(f"set -e\n{script}")
    assert status == 0, f"{place}\n{said}"
    assert (terminal.directory / ".provenance/action.yml").is_file()


GH = """#!/bin/sh
# stands for the GitHub CLI: request 7 has the head commit, and one comment of ours
printf '%s\\n' "$*" >> "$LOG"
case "$*" in
    *"run download"*) cp "$ARTIFACT" comment.md ;;
    *pulls*) echo 7 ;;
    *--paginate*) echo 41 ;;
esac
"""


def test_the_comment_on_a_fork_is_written_from_text_alone(tmp_path: Path) -> None:
    (workflow,) = [block for block in _of("yaml") if "workflow_run:" in block.text]
    (step,) = yaml.safe_load(workflow.text)["jobs"]["comment"]["steps"]
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "artifact").write_text("<!-- ai-provenance -->\nthanks @everyone $(touch pwned) `touch pwned`\n")
    environ = {"LOG": str(tmp_path / "log"), "ARTIFACT": str(tmp_path / "artifact"), "RUN": "5", "REPOSITORY": "o/r"}
    environ |= {"OWNER": "fork", "BRANCH": "$(touch pwned)", "HEAD": "a" * 40}
    environ["PATH"] = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env={**os.environ, **environ}, check=True)
    assert "--method PATCH repos/o/r/issues/comments/41" in (tmp_path / "log").read_text()
    assert "thanks &#64;everyone" in (tmp_path / "body.md").read_text()
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("path", sorted((ROOT / "templates").iterdir()), ids=lambda path: path.name)
def test_templates_have_a_test_of_their_own(path: Path) -> None:
    assert path.name in (ROOT / "tests/integration/test_ci_places.py").read_text()


WITHOUT_COMMAND = {"text", ""}
"""Blocks that show something that is not typed: diagrams, messages, samples of other programs."""


def test_every_block_is_of_a_kind_that_is_judged() -> None:
    kinds = {"console", "sh", "bash", "python", "toml", "json", "yaml"} | WITHOUT_COMMAND
    assert {block.language for page in PAGES for block in blocks(page)} <= kinds


def test_every_reason_not_to_run_a_command_is_still_needed() -> None:
    commands = [line.command for block in _of("console") for line in typed(block.text)]
    assert [start for start in NOT_RUN if not any(command.startswith(start) for command in commands)] == []
