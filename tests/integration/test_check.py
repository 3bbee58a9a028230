"""`ai-provenance check` on real repositories."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from repository import CLAUDE_TRAILER, Repository

FOOTER = "Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"
DECLARED = f"Parse dates\n\n{CLAUDE_TRAILER}\n"


def check(repo: Repository | Path, *args: str) -> int:
    where = repo.path if isinstance(repo, Repository) else repo
    return run(["check", *args, "--repo", str(where)])


def test_a_range_that_keeps_the_policy_exits_0(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("By hand\n")
    repo.commit(DECLARED)
    assert check(repo, "--policy-from", "HEAD") == 0
    assert capsys.readouterr().out == "2 commits judged: nothing to object to\n"


def test_a_broken_rule_exits_1_with_rule_commit_and_the_command_that_fixes_it(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit("By hand\n")
    bad = repo.commit(FOOTER)
    assert check(repo, "HEAD~1..HEAD") == 1
    out = capsys.readouterr().out
    assert f"commit {bad}\n  error AIP001" in out
    assert "git commit --amend --no-edit --trailer 'Assisted-by: Claude'" in out


def test_the_command_of_a_finding_fixes_it(repo: Repository) -> None:
    repo.commit(FOOTER)
    assert check(repo) == 1
    repo.git("commit", "--amend", "--no-edit", "--allow-empty", "--trailer", "Assisted-by: Claude")
    assert check(repo) == 0


def test_only_the_range_is_judged(repo: Repository) -> None:
    repo.commit(FOOTER)
    repo.commit("By hand\n")
    assert check(repo, "HEAD~1..HEAD") == 0


def test_a_warning_alone_does_not_fail(repo: Repository) -> None:
    repo.write(".ai-provenance.toml", '[policy.severity]\nAIP001 = "warning"\n')
    repo.commit(FOOTER)
    assert check(repo) == 0


def test_sizes_and_paths_are_read_from_the_repository(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(
        ".ai-provenance.toml", '[policy]\nmax-lines = 2\n[[policy.overrides]]\npaths = ["crypto/"]\nai = "forbid"\n'
    )
    repo.stage("crypto/a b.c", "1\n2\n3\n")
    repo.commit(DECLARED)
    repo.stage("net/a.c", "1\n2\n")
    repo.commit(DECLARED)
    assert check(repo, "--format", "json") == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [finding["rule"] for finding in findings] == ["AIP003", "AIP012"]


def test_what_was_before_adoption_is_not_judged(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(FOOTER)
    adopted = repo.commit("Adopt the policy\n")
    repo.write(".ai-provenance.toml", f'adopted = "{adopted}"\n')
    repo.commit("By hand\n")
    assert check(repo) == 0
    assert "1 commit judged" in capsys.readouterr().out


def test_adoption_on_a_day(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(FOOTER)
    repo.commit(FOOTER, env={"GIT_COMMITTER_DATE": "2026-03-01T00:00:00+00:00"})
    repo.write(".ai-provenance.toml", 'adopted = "2026-03-01"\n')
    assert check(repo) == 1
    assert "1 commit judged" in capsys.readouterr().out


def test_adoption_that_names_nothing_cannot_be_judged(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(DECLARED)
    repo.write(".ai-provenance.toml", 'adopted = "nonsense"\n')
    assert check(repo) == 3
    assert "'adopted' is 'nonsense'" in capsys.readouterr().err


def test_eight_digits_are_a_commit_and_no_day(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(DECLARED)
    repo.write(".ai-provenance.toml", 'adopted = "20260301"\n')
    assert check(repo) == 3
    assert "'adopted' is '20260301'" in capsys.readouterr().err


def test_waivers_are_listed_in_every_format(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    waiver = '[[policy.waivers]]\nrule = "AIP001"\nreason = "imported history"\nowner = "ana"\nexpires = 2999-01-01\n'
    repo.write(".ai-provenance.toml", waiver)
    repo.commit(FOOTER)
    for format_ in ("text", "json", "sarif", "junit", "github", "gitlab", "markdown"):
        assert check(repo, "--format", format_) == 0
        assert "imported history" in capsys.readouterr().out


def test_an_expired_waiver_waives_nothing_and_is_said(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    waiver = '[[policy.waivers]]\nrule = "AIP001"\nreason = "imported"\nowner = "ana"\nexpires = 2020-01-01\n'
    repo.write(".ai-provenance.toml", waiver)
    repo.commit(FOOTER)
    assert check(repo) == 1
    out = capsys.readouterr().out
    assert "AIP014 waiver-expired: the waiver of AIP001 by ana (imported) expired on 2020-01-01" in out
    for format_ in ("sarif", "junit", "github", "gitlab"):
        check(repo, "--format", format_)
        assert "AIP001 waived by ana until 2020-01-01 (expired): imported" in capsys.readouterr().out
    assert "error AIP001" in out


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "github", "gitlab", "markdown"])
def test_an_agent_that_nobody_is_called_is_said(
    repo: Repository, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    repo.write(".ai-provenance.toml", '[policy]\ndeny-agents = ["Claude Code", "copilot*", "aider"]\n')
    repo.commit(DECLARED)
    assert check(repo, "--format", format_) == 0
    out = capsys.readouterr().out.replace("\\-", "-")  # as Markdown has it
    assert "agent 'Claude Code'" in out
    assert "copilot" not in out
    assert "did you mean 'claude-code'?" in out


def test_an_agent_of_the_projects_own_is_known(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(".ai-provenance.toml", '[agents.housebot]\nname = "Housebot"\n[policy]\ndeny-agents = ["housebot"]\n')
    repo.commit(DECLARED)
    check(repo)
    assert "unknown-agent" not in capsys.readouterr().out


def _shallow(repo: Repository, tmp_path: Path, *options: str) -> Path:
    target = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", *options, f"file://{repo.path}", str(target)], check=True)
    return target


def test_a_shallow_range_exits_3_and_never_passes(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        repo.commit(DECLARED)
    clone = _shallow(repo, tmp_path, "--depth=1")
    assert check(clone) == 3
    assert "git fetch --unshallow" in capsys.readouterr().out
    assert check(clone, f"{repo.git('rev-parse', 'HEAD~2')}..HEAD") == 3


def test_a_range_within_a_shallow_clone_is_judged(repo: Repository, tmp_path: Path) -> None:
    for _ in range(4):
        repo.commit(DECLARED)
    assert check(_shallow(repo, tmp_path, "--depth=3"), "HEAD~1..HEAD") == 0


def test_a_partial_clone_cannot_tell_line_counts(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.stage("a.c", "1\n2\n3\n")
    repo.commit(DECLARED)
    repo.stage("a.c", "1\n")
    repo.commit(DECLARED)
    clone = _shallow(repo, tmp_path, "--filter=blob:none", "--no-checkout")
    policy = tmp_path / "policy.toml"
    policy.write_text("[policy]\nmax-lines = 100\n")
    assert check(clone, "--policy", str(policy)) == 3
    assert "partial clone lacks" in capsys.readouterr().out
    policy.write_text("[policy]\nmax-files = 1\n")
    assert check(clone, "--policy", str(policy)) == 0


@pytest.mark.parametrize("revision", ["no-such", "--output=x", "a..b"])
def test_a_wrong_revision_exits_3(repo: Repository, revision: str, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit()
    assert run(["check", "--repo", str(repo.path), "--", revision]) == 3
    assert capsys.readouterr().err.startswith("error: ")


def test_not_a_repository_exits_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path) == 3
    assert "not a git repository" in capsys.readouterr().err


def test_an_empty_repository_has_nothing_to_object_to(repo: Repository) -> None:
    assert check(repo) == 0


def test_two_subjects_at_once_are_a_usage_error(repo: Repository) -> None:
    assert check(repo, "HEAD", "--pre-receive") == 2


def test_the_policy_can_come_from_a_revision(repo: Repository) -> None:
    repo.stage(".ai-provenance.toml", '[policy]\nai = "forbid"\n')
    repo.commit("Forbid AI\n")
    repo.stage(".ai-provenance.toml", "")
    repo.commit(DECLARED)
    assert check(repo, "HEAD~1..HEAD", "--policy-from", "HEAD") == 0
    assert check(repo, "HEAD~1..HEAD", "--policy-from", "HEAD~1") == 1


@pytest.mark.parametrize("lacking", ["blob:none", "tree:0"])
def test_a_policy_that_a_partial_clone_lacks_is_not_taken_for_none(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str], lacking: str
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.stage(".ai-provenance.toml", '[policy]\nai = "forbid"\n')
    repo.commit("Forbid AI\n")
    repo.stage(".ai-provenance.toml", "")
    repo.commit(DECLARED)
    clone = _shallow(repo, tmp_path, f"--filter={lacking}")
    assert check(clone, "HEAD~1..HEAD", "--policy-from", "HEAD~1") == 3
    assert "git fetch --refetch --no-filter" in capsys.readouterr().err


def test_a_policy_that_is_no_file_is_refused(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage(".ai-provenance.toml/x", "")
    repo.commit(DECLARED)
    assert check(repo, "--policy-from", "HEAD") == 3
    assert ".ai-provenance.toml of" in capsys.readouterr().err


def test_a_bare_repository_is_judged_by_heads_policy(repo: Repository, tmp_path: Path) -> None:
    repo.stage("pyproject.toml", '[tool.ai-provenance.policy]\nai = "forbid"\n')
    repo.commit(DECLARED)
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(repo.path), str(bare)], check=True)
    assert check(bare) == 1


def test_merges_are_left_out_unless_asked_for(repo: Repository) -> None:
    repo.commit("one\n")
    repo.branch("side")
    repo.commit("two\n")
    repo.git("switch", "-q", "main")
    repo.commit("three\n")
    repo.merge("side", FOOTER)
    assert check(repo) == 0
    repo.write(".ai-provenance.toml", "[policy]\ninclude-merges = true\n")
    assert check(repo) == 1


def test_an_unreadable_policy_exits_3(repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit()
    assert check(repo, "--policy", str(tmp_path / "absent.toml")) == 3
    repo.write(".ai-provenance.toml", "[policy]\nmax-files = 'x'\n")
    assert check(repo) == 3
    assert "'policy.max-files' is 'x'" in capsys.readouterr().err


def test_step_summary_is_appended_to(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    bad = repo.commit(FOOTER)
    assert check(repo, "--format", "github") == 1
    assert capsys.readouterr().out.startswith("::error title=AIP001 undeclared-ai::")
    assert summary.read_text().startswith("before\n<!--")
    assert bad[:12] in summary.read_text()


def test_output_goes_to_a_file(repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(DECLARED)
    assert check(repo, "--format", "json", "-o", str(tmp_path / "out.json")) == 0
    assert json.loads((tmp_path / "out.json").read_text())["complete"] is True
    assert capsys.readouterr().out == ""
    assert check(repo, "-o", str(tmp_path / "no" / "dir")) == 3


MESSAGES = {
    "declared": (DECLARED, 0),
    "footer": (FOOTER, 1),
    "footer in a comment": ("Parse dates\n\n# Generated with [Claude Code](https://claude.com/claude-code)\n", 0),
    # git cuts there after an editor only, and keeps all of a file that it is given
    "footer below the scissors": (f"x\n# ------------------------ >8 ------------------------\n{FOOTER}", 1),
    "signed off by an agent": (f"x\n\nSigned-off-by: Claude <noreply@anthropic.com>\n{CLAUDE_TRAILER}\n", 1),
}


@pytest.mark.parametrize(("message", "code"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_is_judged_before_it_is_a_commit(repo: Repository, message: str, code: int) -> None:
    path = repo.write("MSG", message)
    assert check(repo, "--message-file", str(path)) == code


def test_notes_count_as_evidence(repo: Repository) -> None:
    oid = repo.commit("Parse dates\n")
    repo.git("notes", "--ref=ai-provenance", "add", "-m", "Assisted-by: Claude", oid)
    repo.write(".ai-provenance.toml", '[policy]\nai = "forbid"\n')
    assert check(repo) == 1


def test_a_projects_own_agent_is_known(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    own = '[agents.housebot]\nname = "Housebot"\nemails = ["bot@house.example"]\n'
    repo.write(".ai-provenance.toml", own + '[policy]\nallow-agents = ["claude-*"]\n')
    repo.commit("x\n\nCo-authored-by: Housebot <bot@house.example>\n")
    assert check(repo) == 1
    assert "agent 'housebot' is not allowed" in capsys.readouterr().out


def test_adoption_at_the_root_or_a_tag(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    root = repo.commit("Start\n")
    repo.commit("More\n")
    repo.git("tag", "-a", "-m", "x", "v1")
    for adopted, said in ((root, "1 commit judged: nothing"), ("v1", "nothing to object to")):
        repo.write(".ai-provenance.toml", f'adopted = "{adopted}"\n')
        assert check(repo) == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith(said)


def test_adoption_cannot_be_an_option(repo: Repository) -> None:
    repo.commit()
    repo.write(".ai-provenance.toml", 'adopted = "--output=x"\n')
    assert check(repo) == 3


@pytest.mark.parametrize(
    ("reviewer", "code"),
    [
        *(("TBD", 1), ("Name <email>", 1), ("Cursor Bugbot", 1), ("ana test", 1), ("Benny <old@example.net>", 1)),
        ("Ben Ruiz <ben@example.net>", 0),
    ],
)
def test_a_review_is_by_someone_else_as_the_base_knows_people(repo: Repository, reviewer: str, code: int) -> None:
    repo.stage(".ai-provenance.toml", '[policy]\nrequire-review = "not-author"\n')
    repo.stage(".mailmap", "Ana Test <ana@example.org> <old@example.net>\n")
    repo.commit("Agree\n")
    repo.stage(".mailmap", "")  # a request cannot part the author from an old address
    repo.commit(f"x\n\nAssisted-by: Claude:claude-opus-4-6\nReviewed-by: {reviewer}\n")
    assert check(repo, "HEAD~1..HEAD") == code
