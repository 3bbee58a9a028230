"""A request in CI cannot relax how it is judged: every documented command, with every relaxation that it can bring.

`docs/ci.md` names the commands; the relaxations are those of the configuration and of the files that it names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from ai_provenance.cli.main import run
from ai_provenance.secretscan.baseline import Baseline, fingerprint, format_baseline
from repository import Repository
from tokens import GITHUB

AGREED = '[policy]\nai = "declare"\n[secrets]\nbaseline = "known"\n'
KEY = b"k" * 16
LISTED = format_baseline(
    Baseline(KEY), [(fingerprint("leak.py", "github-token", GITHUB.encode(), KEY), "github-token", "leak.py")]
)
NOTE = '{"schema_version": "authorship/3.0.0", "files": {}, "metadata": {"agent_id": {"tool": "claude", "model": "x"}}}'
RELAXED = {
    "policy": {".ai-provenance.toml": '[policy]\nai = "allow"\n'},
    "severity": {".ai-provenance.toml": '[policy.severity]\nAIP001 = "off"\n'},
    "waiver": {
        ".ai-provenance.toml": '[[policy.waivers]]\nrule = "AIP001"\nreason = "x"\nowner = "me"\nexpires = 2099-01-01\n'
    },
    "exclude": {".ai-provenance.toml": '[secrets]\nexclude = ["*"]\n'},
    "baseline": {"known": LISTED},
    "agents": {
        ".ai-provenance.toml": '[agents.claude-code]\nenabled = false\n[agents.me]\nname = "Me"\nkind = "bot"\n'
        'emails = ["ana@example.org", "noreply@anthropic.com"]\n'
    },
    "adopted": {".ai-provenance.toml": 'adopted = "2099-01-01"\n'},
    "pragmas": {".ai-provenance.toml": '[secrets]\npragmas = "honour"\n'},
    "profile": {".ai-provenance.toml": 'profile = "asf"\n[policy]\naccept-forms = ["asf"]\n'},
    "fail-under": {".ai-provenance.toml": "[report]\nfail-under = 0\n"},
    "second configuration": {"pyproject.toml": '[tool.ai-provenance.policy]\nai = "allow"\n'},
    "mailmap": {".mailmap": "Claude <noreply@anthropic.com> <ana@example.org>\n"},
}
COMMANDS = {
    "check": ("check", "base..HEAD"),
    "check --policy-from": ("check", "base..HEAD", "--policy-from", "base"),
    "check three dots": ("check", "base...HEAD"),
    "report --fail-under": ("report", "base..HEAD", "--fail-under", "100"),
    "report --policy-from": ("report", "base..HEAD", "--fail-under", "100", "--policy-from", "base"),
    "secrets scan --range": ("secrets", "scan", "--range", "base..HEAD"),
    "secrets scan --policy-from": ("secrets", "scan", "--range", "base..HEAD", "--policy-from", "base"),
}
IN_CI = {
    "check": ("check",),
    "report": ("report", "--fail-under", "100"),
    "secrets scan --range": ("secrets", "scan", "--range", "HEAD"),
    "secrets scan PATH": ("secrets", "scan", "."),
}


@pytest.fixture
def request_of(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A policy on `base`; above it a request with an undeclared AI commit and a token."""
    monkeypatch.chdir(repo.path)
    repo.stage(".ai-provenance.toml", AGREED)
    repo.stage("known", format_baseline(Baseline(KEY), []))
    repo.commit("Agree\n\nAI-Assisted: no\n")
    repo.git("branch", "base")
    repo.stage("leak.py", f'token = "{GITHUB}"\n')
    repo.commit("Add\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    return repo


def relax(repo: Repository, change: str) -> None:
    for path, text in RELAXED[change].items():
        repo.stage(path, text)
    if change == "second configuration":
        repo.git("rm", "-q", ".ai-provenance.toml")
    repo.commit("Relax\n\nAI-Assisted: no\n")


def on_server(repo: Repository, *arguments: str, stdin: bytes) -> int:
    command = [sys.executable, "-m", "ai_provenance", *arguments]
    return subprocess.run(command, cwd=repo.path, input=stdin, capture_output=True, check=False).returncode


@pytest.mark.parametrize("change", RELAXED)
def test_no_relaxation_has_an_effect_on_a_range(request_of: Repository, change: str) -> None:
    relax(request_of, change)
    assert {name: run([*command]) for name, command in COMMANDS.items()} == dict.fromkeys(COMMANDS, 1)


@pytest.mark.parametrize("change", ["policy", "exclude", "baseline", "agents", "adopted"])
@pytest.mark.parametrize("variable", ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA"])
def test_nor_where_the_ci_names_the_target(
    request_of: Repository, change: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    relax(request_of, change)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv(variable, "base" if variable == "GITHUB_BASE_REF" else request_of.git("rev-parse", "base"))
    assert {name: run([*command]) for name, command in IN_CI.items()} == dict.fromkeys(IN_CI, 1)


@pytest.mark.parametrize("change", ["policy", "exclude", "baseline", "adopted"])
def test_nor_on_a_server(request_of: Repository, change: str) -> None:
    relax(request_of, change)
    update = f"{request_of.git('rev-parse', 'base')} {request_of.head()} refs/heads/topic\n".encode()
    request_of.git("switch", "-q", "--detach", "HEAD")
    request_of.git("branch", "-q", "-D", "main")
    bare = Repository(request_of.path / ".git")
    bare.git("symbolic-ref", "HEAD", "refs/heads/base")
    bare.git("config", "core.bare", "true")
    for command in (("check", "--pre-receive"), ("secrets", "scan", "--pre-receive")):
        assert on_server(bare, *command, stdin=update) == 1, command


@pytest.mark.parametrize("change", ["exclude", "baseline", "pragmas"])
def test_nor_under_pre_commit_with_two_refs(request_of: Repository, change: str) -> None:
    relax(request_of, change)
    environ = {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": request_of.git("rev-parse", "base")}
    environ |= {"PRE_COMMIT_TO_REF": request_of.head()}
    command = [sys.executable, "-m", "ai_provenance.hooks", "pre-commit"]
    done = subprocess.run(command, cwd=request_of.path, env={**os.environ, **environ}, capture_output=True, check=False)
    assert done.returncode == 1


def test_a_pragma_is_counted_and_listed(request_of: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    request_of.stage("more.py", f'token = "{GITHUB}"  # pragma: allowlist secret\n')
    request_of.commit("Add\n")
    run(["secrets", "scan", "--range", "HEAD~1..HEAD", "--format", "json"])
    suppressed = json.loads(capsys.readouterr().out)["suppressed"]
    assert [(one["path"], one["by"]) for one in suppressed] == [("more.py", "pragma")]


@pytest.mark.parametrize("ref", ["refs/notes/ai", "refs/notes/ai-provenance", "refs/notes/commits"])
@pytest.mark.parametrize(
    "note", [NOTE, "Assisted-by: Claude\n", "AI-Assisted: no\n", '{"waived": true}', "Reviewed-by: Ana\n"]
)
def test_a_pushed_note_lowers_no_finding(request_of: Repository, ref: str, note: str) -> None:
    request_of.git("notes", "--ref", ref, "add", "-m", note, "HEAD")
    for command in ("check", "secrets scan --range"):
        assert run([*COMMANDS[command]]) == 1, command


FOOTER = "Add\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"


def demand(repo: Repository, policy: str, message: str) -> None:
    """A base that demands POLICY, and above it one commit with MESSAGE."""
    repo.git("switch", "-q", "base")
    repo.stage(".ai-provenance.toml", f"[policy]\n{policy}\n")
    repo.commit("Demand\n\nAI-Assisted: no\n")
    repo.git("switch", "-q", "-C", "topic")
    repo.stage("a.py", "x = 1\n")
    repo.commit(message)


@pytest.mark.parametrize("word", ["AI-Assisted: no", "AI-Assisted: not-observed", "Assisted-by: Claude", NOTE])
@pytest.mark.parametrize(
    ("policy", "message"),
    [("require-human-declaration = true", "Add\n"), ("require-level = 2", "Add\n"), ("require-level = 2", FOOTER)],
)
def test_a_note_settles_no_demand_on_a_request(request_of: Repository, policy: str, message: str, word: str) -> None:
    demand(request_of, policy, message)
    for ref in ("ai-provenance", "ai"):
        request_of.git("notes", "--ref", ref, "add", "-m", word, "HEAD")
    assert run([*COMMANDS["check"]]) == 1


@pytest.mark.parametrize(
    ("policy", "message"),
    [("require-human-declaration = true", "Add\n"), ("require-level = 2", "Add\n"), ('ai = "declare"', FOOTER)],
)
def test_nor_does_a_record_that_the_base_gives_no_say(request_of: Repository, policy: str, message: str) -> None:
    demand(request_of, policy, message)
    assert run(["attest", "HEAD^!"]) == 0
    assert run([*COMMANDS["check"]]) == 1


@pytest.mark.parametrize(
    ("number", "message", "word"),
    [
        ("trace_ai", FOOTER, "Assisted-by: Claude"),
        ("trace_all", "Add\n", "AI-Assisted: no"),
        ("attribution_coverage", "Add\n", "Assisted-by: Claude"),
        ("trace_ai", FOOTER, "record"),
        ("trace_all", "Add\n", "record"),
    ],
)
def test_no_note_raises_the_number_that_is_judged(request_of: Repository, number: str, message: str, word: str) -> None:
    demand(request_of, 'ai = "declare"', message)
    command = ["report", "base..HEAD", "--fail-under", "100", "--of", number]
    assert [run(command), run([*command, "--no-cache"])] == [1, 1]
    if word == "record":
        assert run(["attest", "HEAD^!"]) == 0
    else:
        request_of.git("notes", "--ref", "ai-provenance", "add", "-m", word, "HEAD")
    assert [run(command), run([*command, "--no-cache"])] == [1, 1]
    assert run([*command, "--policy-from", "HEAD"]) == 0  # published, and judged whole: the note counts


@pytest.mark.parametrize("variable", ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"])
def test_a_request_is_judged_for_its_target(
    request_of: Repository, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lenient = '[[policy.overrides]]\nbranches = ["sandbox/*"]\nai = "allow"\n'
    request_of.git("switch", "-q", "base")
    request_of.stage(".ai-provenance.toml", lenient)
    request_of.commit("Configure\n\nAI-Assisted: no\n")
    request_of.git("switch", "-q", "-C", "sandbox/a")
    request_of.commit(FOOTER)
    assert run([*COMMANDS["check"]]) == 0
    monkeypatch.setenv(variable, "base")
    assert run([*COMMANDS["check"]]) == 1


@pytest.mark.parametrize(
    "attributes", ["* -diff", "* binary", "* diff=x filter=x ident", "* -text eol=crlf export-ignore"]
)
def test_no_attribute_hides_a_line(request_of: Repository, attributes: str) -> None:
    request_of.stage(".gitattributes", f"{attributes}\n")
    request_of.stage("more.py", f'token = "{GITHUB}"\n')
    request_of.commit("Add\n")
    for command in (["--range", "HEAD^..HEAD"], ["--range", "HEAD^..HEAD", "--policy-from", "base"], ["more.py"]):
        assert run(["secrets", "scan", *command]) == 1, command


def test_a_request_from_before_a_rule_is_judged_by_it(request_of: Repository) -> None:
    request_of.git("switch", "-q", "-C", "topic", "base")
    request_of.commit("Silent\n")
    request_of.git("switch", "-q", "base")
    request_of.stage(".ai-provenance.toml", "[policy]\nrequire-human-declaration = true\n")
    request_of.commit("Demand\n\nAI-Assisted: no\n")
    request_of.git("switch", "-q", "topic")
    for command in (["base..HEAD"], ["base...HEAD", "--policy-from", "base"]):
        assert run(["check", *command]) == 1, command


def test_no_replaced_object_hides_a_commit(request_of: Repository) -> None:
    tree = request_of.git("rev-parse", "base^{tree}")
    innocent = request_of.git("commit-tree", tree, "-p", "base", "-m", "Add")
    request_of.git("replace", request_of.head(), innocent)
    request_of.git("replace", request_of.git("rev-parse", "base"), innocent)
    assert {name: run([*command]) for name, command in COMMANDS.items()} == dict.fromkeys(COMMANDS, 1)


def test_a_range_that_grafts_change_is_not_passed(request_of: Repository) -> None:
    request_of.commit("Fine\n")
    request_of.write(".git/info/grafts", f"{request_of.head()} {request_of.git('rev-parse', 'base')}\n")
    assert [name for name, command in COMMANDS.items() if run([*command]) == 0] == []


def test_a_note_lowers_no_finding_of_a_push(request_of: Repository) -> None:
    request_of.git("notes", "--ref", "ai-provenance", "add", "-m", "Assisted-by: Claude", "HEAD")
    update = f"{request_of.git('rev-parse', 'base')} {request_of.head()} refs/heads/topic\n".encode()
    request_of.git("switch", "-q", "--detach", "HEAD")
    request_of.git("branch", "-q", "-D", "main")
    bare = Repository(request_of.path / ".git")
    bare.git("symbolic-ref", "HEAD", "refs/heads/base")
    bare.git("config", "core.bare", "true")
    assert on_server(bare, "check", "--pre-receive", stdin=update) == 1


def test_a_note_still_says_that_an_agent_helped(request_of: Repository) -> None:
    request_of.stage(".ai-provenance.toml", '[policy]\nai = "forbid"\n')
    request_of.commit("Forbid\n\nAI-Assisted: no\n")
    request_of.git("branch", "-f", "base")
    request_of.commit("Plain\n")
    assert run([*COMMANDS["check"]]) == 0
    request_of.git("notes", "--ref", "ai-provenance", "add", "-m", "Assisted-by: Claude", "HEAD")
    assert run([*COMMANDS["check"]]) == 1


def test_what_the_base_has_is_declared_by_a_note(request_of: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    request_of.git("tag", "published")
    assert run([*COMMANDS["check"]]) == 1
    assert "squash the request under a message that keeps the rule" in capsys.readouterr().out
    assert run(["check", "--fix", "base..HEAD", "--policy-from", "base"]) == 1
    assert "no note on a commit of a change settles a finding" in capsys.readouterr().out
    for judged in (["check"], ["check", "--policy-from", "HEAD"]):
        assert run(judged) == 1
    assert run(["check", "--fix"]) == 0
    for judged in (["check"], ["check", "--policy-from", "HEAD"]):
        assert run(judged) == 0
