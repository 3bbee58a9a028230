"""`explain` and `agents` on real repositories, as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from ai_provenance import export
from ai_provenance.cli.main import run
from repository import CLAUDE_TRAILER, Repository

SCHEMAS = Path(export.__file__).parent / "schemas"


def explained(repo: Repository, capsys: pytest.CaptureFixture[str], revision: str = "HEAD") -> str:
    assert run(["explain", revision, "--repo", str(repo.path)]) == 0
    return capsys.readouterr().out


def test_a_declared_commit_says_by_whom_and_by_which_rule(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(f"feat: x\n\n{CLAUDE_TRAILER}\n")
    out = explained(repo, capsys)
    assert "origin  ai, Claude Code (claude-opus-4-6)" in out
    assert "level   2, declared" in out
    assert "rule co-authored-by:known-address" in out


def test_an_unknown_commit_says_what_to_type(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    oid = repo.commit("feat: x\n\nAssisted-by: Claude Monet\n")
    out = explained(repo, capsys)
    assert "looked at and rejected:" in out
    assert "$ git commit --amend --no-edit --trailer 'Assisted-by: AGENT:MODEL'" in out
    assert f"append -m 'AI-Assisted: no' {oid[:12]}" in out


def test_the_command_that_it_names_raises_the_level(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    oid = repo.commit("feat: x\n\nGenerated with Claude Code\n\nbye\n")
    assert "level   1" in explained(repo, capsys)
    repo.git("notes", "--ref=ai-provenance", "append", "-m", "Assisted-by: Claude", oid)
    assert "level   2" in explained(repo, capsys)


@pytest.mark.parametrize(
    ("profile", "line", "template"),
    [
        ("kernel", "Assisted-by: Claude:claude-opus-4-6", "Assisted-by: AGENT:MODEL"),
        ("asf", "Generated-by: Claude (claude-opus-4-6)", "Generated-by: AGENT (MODEL)"),
        ("openinfra", "Generated-by: Claude (claude-opus-4-6)", "Generated-by: AGENT (MODEL)"),
        ("fedora", "Assisted-by: Claude (claude-opus-4-6)", "Assisted-by: AGENT (MODEL)"),
        ("llvm", "Assisted-by: Claude (claude-opus-4-6)", "Assisted-by: AGENT (MODEL)"),
        (
            "co-author",
            "Co-authored-by: Claude (claude-opus-4-6) <noreply@anthropic.com>",
            "Co-authored-by: AGENT (MODEL) <ADDRESS>",
        ),
    ],
)
def test_the_advice_is_in_the_projects_form_and_raises_the_level(
    repo: Repository, capsys: pytest.CaptureFixture[str], profile: str, line: str, template: str
) -> None:
    (repo.path / ".ai-provenance.toml").write_text(f'profile = "{profile}"\n')
    repo.commit("feat: x\n")
    assert f"$ git commit --amend --no-edit --trailer '{template}'" in explained(repo, capsys)
    oid = repo.commit(f"feat: x\n\n{CLAUDE_TRAILER}\n\nand more text below it\n")
    out = explained(repo, capsys)
    assert f"$ git commit --amend --no-edit --trailer '{line}'" in out
    assert f"$ git notes --ref=ai-provenance append -m '{line}' {oid[:12]}" in out
    repo.git("commit", "--amend", "--no-edit", "--allow-empty", "--trailer", line)
    assert "level   2" in explained(repo, capsys)


def test_where_declarations_are_forbidden_a_note_is_advised(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo.path / ".ai-provenance.toml").write_text('profile = "forbid"\n')
    oid = repo.commit("feat: x\n\nGenerated with Claude Code\n\nbye\n")
    out = explained(repo, capsys)
    assert "--trailer" not in out
    assert f"$ git notes --ref=ai-provenance append -m 'Assisted-by: Claude' {oid[:12]}" in out


def test_each_agent_is_advised_by_its_own_line(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("feat: x\n\nGenerated with Claude Code\nMade with [Cursor](https://cursor.com)\n\nbye\n")
    assert "--trailer 'Assisted-by: Claude' --trailer 'Assisted-by: Cursor'" in explained(repo, capsys)


def test_control_characters_of_a_message_do_not_reach_the_terminal(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit("x\n\nAssisted-by: Claude \x1b[31mMonet\n")
    assert "\x1b" not in explained(repo, capsys)


@pytest.mark.parametrize("revision", ["nowhere", "HEAD~1..HEAD", "--all"])
def test_no_single_commit_is_an_error(repo: Repository, revision: str) -> None:
    repo.commit("x\n")
    assert run(["explain", "--repo", str(repo.path), "--", revision]) == 3


def test_agents_are_listed_with_sources(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    (repo.path / ".ai-provenance.toml").write_text('[agents.robo]\nname = "Robo"\nemails = ["robo@corp.example"]\n')
    assert run(["agents", "--format", "json", "--repo", str(repo.path)]) == 0
    listed = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert len(listed) > 60
    assert listed["robo"]["emails"] == ["robo@corp.example"]
    assert all(entry["sources"] for entry in listed.values())


def test_one_agent_is_shown_whole(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["agents", "amp", "--repo", str(repo.path)]) == 0
    assert "amp@ampcode.com" in capsys.readouterr().out


def test_an_unknown_id_is_an_error(repo: Repository) -> None:
    assert run(["agents", "nobody", "--repo", str(repo.path)]) == 3


def noted(repo: Repository, body: str, ref: str = "refs/notes/ai") -> None:
    repo.run("notes", f"--ref={ref}", "add", "-F", "-", "HEAD", stdin=body.encode())


RECORD = """{path}
  s_00000000000000::t_00000000000000 1-4000
---
{{"schema_version":"authorship/3.0.0","base_commit_sha":"0","prompts":{{}},"sessions":{{"s_00000000000000":
{{"agent_id":{{"tool":"claude","id":"x","model":"claude-opus-4-6"}}}}}}}}
"""


def test_a_record_of_another_file_decides_nothing(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage("a", "a\n")
    repo.commit("Edit a by hand\n")
    noted(repo, RECORD.format(path="other/file.py"))
    out = explained(repo, capsys)
    assert "origin  unknown" in out
    assert "flag    record-unbound: a record is attached to it that names no file it changed" in out
    assert run(["classify", "HEAD", "--repo", str(repo.path)]) == 0
    assert json.loads(capsys.readouterr().out)["origin"] == "unknown"


def test_a_record_of_its_file_is_attested(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage("a", "a\n")
    repo.commit("Edit a\n")
    noted(repo, RECORD.format(path="a"))
    assert "level   3, attested" in explained(repo, capsys)


def test_a_note_that_was_not_understood_is_listed(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("x\n")
    noted(repo, "tested on Tuesday\n")
    assert "refs/notes/ai: tested on Tuesday\n    note: not understood" in explained(repo, capsys)


def test_statements_of_review_are_shown_and_claim_nothing(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    oid = repo.commit("x\n")
    kind = "https://slsa.dev/verification_summary/v1"
    predicate = {"verifiedLevels": ["SLSA_SOURCE_LEVEL_3"]}
    subject = [{"digest": {"gitCommit": oid}}]
    statement = {"_type": "https://in-toto.io/Statement/v1", "subject": subject}
    noted(repo, json.dumps({**statement, "predicateType": kind, "predicate": predicate}), "refs/notes/commits")
    out = explained(repo, capsys)
    assert "evidence of review and build, which says nothing of who wrote it:" in out
    assert "SLSA_SOURCE_LEVEL_3\n    note: a statement about this commit" in out
    assert "origin  unknown" in out


def test_what_people_write_in_git_s_own_notes_is_left_alone(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit("x\n")
    noted(repo, "Assisted-by: Claude\n", "refs/notes/commits")
    assert "refs/notes/commits" not in explained(repo, capsys)


@pytest.mark.parametrize(
    "message",
    ["feat: x\n", f"feat: x\n\n{CLAUDE_TRAILER}\n", "feat: x\n\nAI-Assisted: not-observed\n", "feat: x\n\nAI: maybe\n"],
)
def test_as_json_it_is_what_the_schema_says(repo: Repository, capsys: pytest.CaptureFixture[str], message: str) -> None:
    oid = repo.commit(message)
    assert run(["explain", "HEAD", "--format", "json", "--repo", str(repo.path)]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, json.loads((SCHEMAS / "explain-1.0.json").read_text()))
    assert run(["classify", "HEAD", "--repo", str(repo.path)]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert {key: found[key] for key in ("sha", "origin", "level", "flags")} == {
        "sha": oid,
        **{key: verdict[key] for key in ("origin", "level", "flags")},
    }
    assert [one["text"] for one in found["evidence"]] == [one["text"] for one in verdict["evidence"]]


def test_an_examined_commit_is_said_to_be_examined(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("feat: x\n\nAI-Assisted: not-observed\n")
    out = explained(repo, capsys)
    assert "level   1, examined: a hook looked at it, and observed no agent" in out
    assert "trailer: no agent observed; rule examined" in out


@pytest.mark.parametrize(("declare", "settings"), [("ai", ["all"]), ("all", [])])
def test_the_setting_that_helps_is_named_until_it_is_made(
    repo: Repository, capsys: pytest.CaptureFixture[str], declare: str, settings: list[str]
) -> None:
    repo.write(".ai-provenance.toml", f'declare = "{declare}"\n')
    repo.commit("feat: x\n")
    assert run(["explain", "HEAD", "--format", "json", "--repo", str(repo.path)]) == 0
    assert [one["value"] for one in json.loads(capsys.readouterr().out)["settings"]] == settings
