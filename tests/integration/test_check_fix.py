"""`ai-provenance check --fix` on real repositories."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.repo import rewrite
from branches import FOOTER, SOMEONE, MadeUpBranch, is_signed
from repository import CLAUDE_TRAILER, Repository

BRANCHES = 40
SAME = "%T %an %ae %ad %cn %ce %cd"
"""What a rewritten commit keeps: its tree, its people, their dates."""


def check(repo: Repository, *args: str) -> int:
    return run(["check", *args, "--repo", str(repo.path)])


def rows(repo: Repository, layout: str, rev: str = "HEAD") -> list[str]:
    """LAYOUT of every commit, parents before children."""
    return repo.git("log", "--topo-order", "--reverse", f"--format={layout}", "--date=raw", rev).splitlines()


def surroundings(repo: Repository) -> tuple[str, str, bytes]:
    """Index, state and files of the work tree."""
    files = b"".join(path.read_bytes() for path in sorted(repo.path.glob("*.txt")))
    return repo.git("ls-files", "-s"), repo.git("status", "--porcelain"), files


def published(repo: Repository) -> set[str]:
    return set(repo.git("rev-list", "--remotes", "--tags").split())


def broken(repo: Repository, capsys: pytest.CaptureFixture[str], *args: str) -> set[str]:
    capsys.readouterr()
    check(repo, "--format", "json", *args)
    return {finding["commit"] for finding in json.loads(capsys.readouterr().out)["findings"]}


@pytest.mark.parametrize("seed", range(BRANCHES))
def test_on_a_made_up_branch(repo: Repository, tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    MadeUpBranch(repo, tmp_path / "up.git", seed)
    before, around, old = rows(repo, SAME), surroundings(repo), repo.head()
    ids, wrong = rows(repo, "%H"), broken(repo, capsys)
    messages = {oid: repo.run("log", "-1", "--format=%B", oid).stdout for oid in ids}
    notes = dict(
        line.split() for line in repo.run("notes", "--ref=reviews", "list", check=False).stdout.decode().splitlines()
    )
    check(repo, "--fix")
    new = rows(repo, "%H")
    assert rows(repo, SAME) == before
    assert surroundings(repo) == around
    for was, is_now in zip(ids, new, strict=True):
        if was in published(repo) or is_signed(repo, was):
            assert is_now == was
        if was not in wrong:
            assert repo.run("log", "-1", "--format=%B", is_now).stdout == messages[was]
    renamed = dict(zip(ids, new, strict=True))
    listed = repo.run("notes", "--ref=reviews", "list", check=False).stdout.decode()
    assert {(blob, renamed[oid]) for blob, oid in ((b, o) for b, o in notes.items())} <= {
        tuple(line.split()) for line in listed.splitlines()
    }
    after, refs = repo.head(), repo.git("for-each-ref")
    check(repo, "--fix")
    assert (repo.head(), repo.git("for-each-ref")) == (after, refs)
    if old != after:
        assert repo.git("rev-parse", "ORIG_HEAD") == old


@pytest.mark.parametrize("seed", range(0, BRANCHES, 8))
def test_what_is_left_is_signed_published_or_of_others(
    repo: Repository, tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    MadeUpBranch(repo, tmp_path / "up.git", seed)
    check(repo, "--fix", "--others")
    signed = [oid for oid in rows(repo, "%H") if is_signed(repo, oid)]
    below = set(repo.git("rev-list", *signed).split()) if signed else set()
    assert broken(repo, capsys) <= below | published(repo)


def test_a_dry_run_changes_nothing_and_says_what_would_be(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(f"one\n\n{FOOTER}\n")
    head, refs = repo.head(), repo.git("for-each-ref")
    assert check(repo, "--fix", "--dry-run") == 1
    out = capsys.readouterr().out
    assert f"would amend {head[:12]} one\n  + Assisted-by: Claude\n" in out
    assert (repo.head(), repo.git("for-each-ref")) == (head, refs)


def test_a_published_commit_gets_the_note_that_explain_names(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    oid = repo.commit(f"one\n\n{FOOTER}\n")
    repo.git("tag", "v1")
    check(repo)
    run(["explain", "HEAD", "--repo", str(repo.path)])
    found, explained = capsys.readouterr().out.split("commit " + oid, 2)[1:]
    command = f"git notes --ref=ai-provenance append -m 'Assisted-by: Claude' {oid[:12]}"
    assert command in found
    assert command in explained
    assert check(repo, "--fix") == 0
    assert repo.head() == oid
    assert repo.git("notes", "--ref=ai-provenance", "show", oid) == "Assisted-by: Claude"
    assert check(repo) == 0


def test_no_rebase_is_advised_for_what_a_remote_has(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(".ai-provenance.toml", '[policy]\nrequire-model = true\nmax-files = 1\nrequire-review = "not-agent"\n')
    repo.commit("begin\n")
    for name in "abc":
        repo.stage(name, "1\n")
    repo.commit("x\n\nAI-Assisted: no\nAssisted-by: Claude\nSigned-off-by: Claude <noreply@anthropic.com>\n")
    repo.commit("y\n")
    check(repo)
    assert "rebase -i" in capsys.readouterr().out
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    check(repo)
    out = capsys.readouterr().out
    assert out.count("error AIP0") == 5
    assert "rebase" not in out


def test_another_persons_commit_is_left_unless_others_is_given(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    oid = repo.commit(f"one\n\n{FOOTER}\n", author=SOMEONE)
    assert check(repo, "--fix") == 1
    assert "another person's commit" in capsys.readouterr().out
    assert repo.head() == oid
    assert check(repo, "--fix", "--others") == 0
    assert repo.git("log", "-1", "--format=%an %(trailers:key=Assisted-by,valueonly)") == "Ben Other Claude"


def test_a_commit_in_an_agents_name_is_of_who_committed_it(repo: Repository) -> None:
    repo.commit("one\n", author="Claude <noreply@anthropic.com>")
    assert check(repo, "--fix") == 0
    assert repo.git("log", "-1", "--format=%an %(trailers:key=Assisted-by,valueonly)") == "Claude Claude"


def test_a_persons_declaration_is_never_added(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(".ai-provenance.toml", "[policy]\nrequire-human-declaration = true\n")
    oid = repo.commit("one\n")
    assert check(repo, "--fix") == 1
    assert repo.head() == oid
    assert "AIP002" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("config", "message", "fixed"),
    [
        (
            '[policy]\nforbid-forms = ["co-author"]\n',
            f"x\n\n{CLAUDE_TRAILER}\n",
            "x\n\nAssisted-by: Claude:claude-opus-4-6",
        ),
        (
            '[policy]\nrequire-forms = ["kernel"]\n',
            f"x\n\n{CLAUDE_TRAILER}\n",
            f"x\n\n{CLAUDE_TRAILER}\nAssisted-by: Claude:claude-opus-4-6",
        ),
        (
            'profile = "asf"\n[policy]\naccept-forms = ["asf"]\n',
            "x\n\nAssisted-by: Codex\n",
            "x\n\nGenerated-by: Codex",
        ),
        ("", "x\n\nFixes: #1\nSigned-off-by: Claude <noreply@anthropic.com>\n", "x\n\nFixes: #1\nAssisted-by: Claude"),
        ("", "x\n\nbody\n\nSigned-off-by: Claude <noreply@anthropic.com>\n", "x\n\nbody\n\nAssisted-by: Claude"),
    ],
)
def test_a_declaration_is_written_in_the_projects_form(repo: Repository, config: str, message: str, fixed: str) -> None:
    repo.write(".ai-provenance.toml", config)
    repo.commit(message)
    assert check(repo, "--fix") == 0
    assert repo.message() == fixed


def test_a_project_without_declarations_gets_them_as_notes(repo: Repository) -> None:
    repo.write(".ai-provenance.toml", 'profile = "forbid"\n')
    repo.commit("x\n\nAssisted-by: Claude:claude-opus-4-6\n")
    assert check(repo, "--fix") == 0
    assert repo.message() == "x"
    assert repo.git("notes", "--ref=ai-provenance", "show") == "Assisted-by: Claude:claude-opus-4-6"


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")
def test_a_signature_survives_and_what_it_builds_on_stays(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    repo.commit("begin\n")
    repo.commit(f"below\n\n{FOOTER}\n")
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}", "commit", "-q", "--allow-empty", "-S")
    repo.git(*signing, "-m", f"signed\n\n{FOOTER}")
    sealed = repo.head()
    repo.commit(f"above\n\n{FOOTER}\n")
    assert check(repo, "--fix") == 1
    out = capsys.readouterr().out
    assert "signed: a new commit would lose the signature" in out
    assert f"the signed commit {sealed[:12]} builds on it" in out
    assert repo.git("rev-parse", "HEAD^") == sealed
    assert "Assisted-by: Claude" in repo.message()


@pytest.mark.parametrize("state", ["rebase", "merge"])
def test_in_the_middle_of_something_nothing_is_rewritten(
    repo: Repository, capsys: pytest.CaptureFixture[str], state: str
) -> None:
    repo.stage("f", "a\n")
    repo.commit("begin\n")
    repo.branch("side")
    repo.stage("f", "b\n")
    repo.commit("side\n")
    repo.git("switch", "-q", "main")
    repo.stage("f", "c\n")
    repo.commit(f"one\n\n{FOOTER}\n")
    repo.run(state, "side", check=False)
    head, index = repo.head(), repo.git("ls-files", "-s")
    assert check(repo, "--fix", "main") in {1, 3}
    assert (repo.head(), repo.git("ls-files", "-s")) == (head, index)


def test_a_commit_made_meanwhile_is_not_lost(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(f"one\n\n{FOOTER}\n")
    made: list[str] = []
    write = rewrite._write

    def late(*args: object) -> None:
        write(*args)  # type: ignore[arg-type]
        made.append(repo.commit("meanwhile\n"))

    monkeypatch.setattr(rewrite, "_write", late)
    assert check(repo, "--fix") == 3
    assert repo.head() == made[0]


def test_a_bare_repository_gets_notes_alone(repo: Repository, tmp_path: Path) -> None:
    oid = repo.commit(f"one\n\n{FOOTER}\n")
    bare = Repository(tmp_path / "bare.git")
    repo.git("clone", "-q", "--bare", str(repo.path), str(bare.path))
    assert check(bare, "--fix") == 0
    assert bare.git("rev-parse", "HEAD") == oid
    assert bare.git("notes", "--ref=ai-provenance", "show", oid) == "Assisted-by: Claude"


def test_two_branches_over_the_same_commits_stay_together(repo: Repository) -> None:
    repo.commit("begin\n")
    repo.commit(f"shared\n\n{FOOTER}\n")
    repo.git("branch", "other")
    repo.commit("mine\n")
    assert check(repo, "--fix") == 0
    repo.git("switch", "-q", "other")
    assert check(repo, "--fix") == 0
    assert repo.git("merge-base", "main", "other") == repo.git("rev-parse", "other")


def test_a_review_by_an_agent_is_not_made_its_work(repo: Repository) -> None:
    oid = repo.commit("Apply suggestions from code review\n\nAddress CodeRabbit's review comments\n")
    check(repo, "--fix")
    assert repo.head() == oid


def test_a_branch_that_is_not_checked_out_is_left(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("begin\n")
    repo.branch("side")
    side = repo.commit(f"one\n\n{FOOTER}\n")
    repo.git("switch", "-q", "main")
    assert check(repo, "--fix", "main..side") == 1
    assert "not on the branch that is checked out" in capsys.readouterr().out
    assert repo.git("rev-parse", "side") == side


def test_options_that_mean_nothing_together_are_refused(repo: Repository) -> None:
    assert check(repo, "--dry-run") == 2
    assert check(repo, "--fix", "--format", "json") == 2
    assert check(repo, "--fix", "--message-file", os.devnull) == 2


def test_ids_of_sha_256(tmp_path: Path) -> None:
    repo = Repository.init(tmp_path / "repo256", "--object-format=sha256")
    repo.commit("begin\n")
    repo.commit(f"one\n\n{FOOTER}\n")
    repo.commit("two\n")
    before = rows(repo, SAME)
    assert check(repo, "--fix") == 0
    assert rows(repo, SAME) == before
    assert repo.git("log", "-1", "--format=%(trailers:key=Assisted-by,valueonly)", "HEAD^") == "Claude"


def test_what_a_signed_tag_was_merged_from_stays(repo: Repository) -> None:
    repo.commit("begin\n")
    repo.branch("side")
    tagged = repo.commit(f"one\n\n{FOOTER}\n")
    repo.git("switch", "-q", "main")
    repo.commit("two\n")
    repo.merge("side")
    raw = repo.run("cat-file", "commit", "HEAD").stdout.decode()
    above, gap, message = raw.partition("\n\n")
    tag = f"mergetag object {tagged}\n type commit\n tag v1\n tagger A <a@example.org> 1 +0000\n \n x"
    merged = repo.run("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{above}\n{tag}{gap}{message}".encode())
    repo.git("update-ref", "HEAD", merged.stdout.decode().strip())
    head = repo.head()
    assert check(repo, "--fix") == 1
    assert repo.head() == head
