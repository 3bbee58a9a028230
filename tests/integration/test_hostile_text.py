"""Whatever the names and texts of a repository hold, and whatever the encoding of the output: results, and no command.

The judge of a log is what a CI does with a line: a GitHub runner obeys `::name` at its beginning, blanks aside, and
`##[name` anywhere in it (actions/runner, `ActionCommand.cs`), Azure Pipelines `##vso[`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from repository import Repository
from tokens import GITHUB

LINE = f'token = "{GITHUB}"\n'
PATHS = (
    "x\n::stop-commands::zz\n::error title=all good::policy passed\ny.py",
    "::error title=top::a.py",
    " ::error title=blank::a.py",
    "##[error]b.py",
    "###[group]b.py",
    "##vso[task.complete result=Succeeded]b.py",
    "section_start:1:x\r\x1b[0Kc.py",
    "a\x1b[2Kb\x07.py",
    "\u202egnp.py",
    "caf\udce9.py",
    "日本 ✓.py",
)
SUBJECTS = ("::set-output name=a::b", "##[add-mask]x", "Año → 日本 \u202e", "x\ty\x1b[31m")
FOOTER = "\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"
_COMMAND = re.compile(r"(?m)^\s*::|##\w*\[")
_OWN = re.compile(r"(?m)^::(?:error|warning|notice) (?=(?:file=|line=|title=)[^:]*::)")
REPORT = ("text", "json", "markdown", "html", "csv", "prometheus", "openmetrics", "influx", "badge")
FINDINGS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")
COMMANDS = (
    *(f"report --format {name}" for name in REPORT),
    *(f"check --format {name}" for name in (*FINDINGS, "opa")),
    *(f"secrets scan --range HEAD --format {name}" for name in FINDINGS),
    *(f"secrets scan . --format {name}" for name in ("text", "markdown", "github")),
    *(f"score --format {name}" for name in ("text", "json", "markdown", "html")),
    *(
        "explain HEAD",
        "explain HEAD~1",
        "classify",
        "classify --format text",
        "squash audit",
        "squash audit --format json",
    ),
    *("config show", "config schema", "agents", "monitoring rules", "doctor --no-run", "cache info", "init --dry-run"),
    *("check nowhere::error", "secrets scan ::nowhere", "secrets baseline --check", "report --lang es --format html"),
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repo = Repository.init(tmp_path_factory.mktemp("hostile") / "repo")
    for key, value in (("user.name", "::error::Dev"), ("user.email", "dev@example.org")):
        repo.git("config", key, value)
    for path in PATHS:
        repo.write(path, LINE)
    repo.git("add", "-A")  # `:` at the beginning of a path is git's magic
    for subject in SUBJECTS:
        repo.commit(subject + FOOTER)
    repo.branch("br\udcff日")
    return repo


def ran(
    repo: Repository, arguments: str, encoding: str = "ascii", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "PYTHONIOENCODING": encoding, **variables}
    command = [sys.executable, "-m", "ai_provenance", *arguments.split()]
    done = subprocess.run(command, cwd=repo.path, capture_output=True, check=False, env=environ)
    assert done.returncode in (0, 1, 2, 3), done.stderr
    return done


@pytest.mark.parametrize("arguments", COMMANDS)
def test_no_line_of_any_output_is_a_command(hostile: Repository, arguments: str) -> None:
    done = ran(hostile, arguments)
    for stream in (done.stdout, done.stderr):
        text = stream.decode()
        assert not _COMMAND.search(_OWN.sub("", text) if "github" in arguments else text)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)


def test_documents_are_utf_8_and_whole_in_every_encoding(hostile: Repository) -> None:
    for encoding in ("ascii", "cp1252", "utf-16"):
        for arguments in ("report --format json", "secrets scan . --format json", "score --format json", "config show"):
            json.loads(ran(hostile, arguments, encoding).stdout)
        ET.fromstring(ran(hostile, "secrets scan . --format junit", encoding).stdout)
    found = json.loads(ran(hostile, "secrets scan . --format json").stdout)["findings"]
    assert {one["path"] for one in found} == {path.replace("\udce9", "?") for path in PATHS}


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1:strict", "utf-8"])
def test_text_escapes_what_an_encoding_lacks(hostile: Repository, encoding: str) -> None:
    text = ran(hostile, "secrets scan .", encoding).stdout.decode(encoding.partition(":")[0])
    assert ("日本 ✓.py:1" if encoding == "utf-8" else r"\u65e5\u672c \u2713.py:1") in text


@pytest.mark.parametrize("arguments", ["report", "explain HEAD~1", "score", "secrets scan .", "check"])
def test_a_locale_without_utf_8_is_no_obstacle(hostile: Repository, arguments: str) -> None:
    ran(hostile, arguments, "", LANG="", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")


def test_sarif_names_the_bytes_of_a_path(hostile: Repository) -> None:
    log = json.loads(ran(hostile, "secrets scan . --format sarif").stdout)
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log["runs"][0]["results"]]
    assert "caf%E9.py" in places
    assert any("%0A%3A%3Aerror" in place for place in places)


@pytest.mark.parametrize("hook", ["pre-commit", "pre-merge-commit"])
def test_a_refusal_of_a_hook_holds_no_command(hostile: Repository, hook: str) -> None:
    hostile.write("n\n::error::z.py", LINE)
    hostile.git("add", "-A")
    command = [sys.executable, "-m", "ai_provenance.hooks", hook]
    done = subprocess.run(command, cwd=hostile.path, capture_output=True, text=True, check=False)
    hostile.git("rm", "-q", "--cached", "n\n::error::z.py")
    assert done.returncode == 1
    assert "z.py" in done.stderr
    assert not _COMMAND.search(done.stderr)
