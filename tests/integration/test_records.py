"""Records by real git: each way in which a commit is made, signed and unsigned, between clones, and in a team's CI."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sigstore.models import ClientTrustConfig

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from hooked import AGENT
from records import ON, key, public, statements
from repository import Repository
from sigstores import Sigstore, token

Made = Callable[[Repository], str]


def install(repo: Repository, config: str = ON) -> None:
    repo.stage(".ai-provenance.toml", config)
    repo.commit("Configure\n")
    assert run(["install", "--repo", str(repo.path)]) == ExitCode.OK


@pytest.fixture
def recorded(repo: Repository) -> Repository:
    """A repository with one commit, in which commits are recorded."""
    install(repo)
    return repo


def save(repo: Repository, name: str, agent: dict[str, str] | None = None, *options: str) -> str:
    path = repo.path / name
    repo.stage(name, (path.read_text() if path.exists() else "") + f"{name}\n")
    repo.run("commit", "-q", "-m", f"Add {name}", *options, env=agent or {})
    return repo.head()


def _printed(capsys: pytest.CaptureFixture[str], command: list[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert run(command) == ExitCode.OK
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def level(repo: Repository, capsys: pytest.CaptureFixture[str], revision: str = "HEAD") -> dict[str, Any]:
    capsys.readouterr()
    oid = repo.git("rev-parse", revision)
    assert run(["classify", f"{oid}^!", "--repo", str(repo.path)]) == ExitCode.OK
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def amended(repo: Repository) -> str:
    save(repo, "a", AGENT)
    repo.run("commit", "-q", "--amend", "-m", "Add a, reworded")
    return "ai"


def amended_alone(repo: Repository) -> str:
    save(repo, "a", AGENT)
    repo.stage("b", "b\n")
    repo.run("commit", "-q", "--amend", "--no-edit")
    return "ai"


def reworded(repo: Repository) -> str:
    save(repo, "a", AGENT)
    save(repo, "b")
    todo = {"GIT_SEQUENCE_EDITOR": "sed -i.orig -e 1s/pick/reword/", "GIT_EDITOR": "sed -i.orig -e 1s/Add/Put/"}
    repo.run("rebase", "-q", "-i", "HEAD~2", env=todo)
    repo.git("checkout", "-q", "HEAD~1")
    assert repo.message().startswith("Put a")
    return "ai"


def filtered(repo: Repository) -> str:
    """Every commit is written anew, and no hook is run."""
    save(repo, "a", AGENT)
    repo.run("filter-branch", "--msg-filter", "sed 1s/Add/Put/", "HEAD", env={"FILTER_BRANCH_SQUELCH_WARNING": "1"})
    assert repo.message().startswith("Put a")
    assert run(["records", "carry", "--repo", str(repo.path)]) == ExitCode.OK
    return "ai"


def filtered_by_filter_repo(repo: Repository) -> str:
    """Every commit is written anew, also those of notes refs, and the old ones are pruned; no hook is run."""
    save(repo, "a", AGENT)
    program = [sys.executable, "-m", "git_filter_repo", "--force", "--quiet"]
    script = "return message.replace(b'Add', b'Put')"
    subprocess.run([*program, "--message-callback", script], cwd=repo.path, check=True, capture_output=True)
    assert repo.message().startswith("Put a")
    assert run(["records", "carry", "--repo", str(repo.path)]) == ExitCode.OK
    return "ai"


def rebased(repo: Repository, *options: str) -> str:
    repo.git("checkout", "-q", "-b", "side")
    save(repo, "a", AGENT)
    repo.git("checkout", "-q", "-")
    save(repo, "b")
    repo.git("checkout", "-q", "side")
    repo.git("rebase", "-q", *options, "@{-1}")
    return "ai"


def rebased_with_conflict(repo: Repository) -> str:
    save(repo, "a")
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("a", "mine\n")
    repo.run("commit", "-q", "-m", "mine", env=AGENT)
    repo.git("checkout", "-q", "-")
    repo.stage("a", "theirs\n")
    repo.run("commit", "-q", "-m", "theirs")
    repo.git("checkout", "-q", "side")
    repo.run("rebase", "-q", "@{-1}", check=False)
    repo.stage("a", "both\n")
    repo.run("rebase", "--continue", env={"GIT_EDITOR": "true"})
    return "ai"


def squashed(repo: Repository, *options: str) -> str:
    repo.git("checkout", "-q", "-b", "side")
    save(repo, "a", AGENT)
    save(repo, "b")
    repo.git("checkout", "-q", "-")
    repo.git("merge", "-q", "--squash", "side")
    repo.run("commit", "-q", *options, env={"GIT_EDITOR": "true"})
    assert [one["predicate"]["producer"]["at"] for one in statements(repo)] == ["squash"]
    return "ai"


def autosquashed(repo: Repository) -> str:
    save(repo, "a")
    save(repo, "b")
    repo.stage("a", "a\nmore\n")
    repo.run("commit", "-q", "--fixup=HEAD~1", env=AGENT)
    repo.run("rebase", "-q", "-i", "--autosquash", "HEAD~3", env={"GIT_SEQUENCE_EDITOR": "true", "GIT_EDITOR": "true"})
    repo.git("checkout", "-q", "HEAD~1")
    return "ai"


def picked(repo: Repository, *options: str) -> str:
    repo.git("checkout", "-q", "-b", "side")
    source = save(repo, "a", AGENT)
    repo.git("checkout", "-q", "-")
    save(repo, "b")
    repo.git("cherry-pick", *options, source)
    if options == ("-n",):
        repo.run("commit", "-q", "-m", "Add a", env=AGENT)
    return "ai"


def merged_by_git(repo: Repository) -> str:
    repo.git("checkout", "-q", "-b", "side")
    save(repo, "a")
    repo.git("checkout", "-q", "-")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    return "unknown"


def reverted(repo: Repository) -> str:
    save(repo, "a", AGENT)
    repo.run("revert", "--no-edit", "HEAD")
    return "unknown"


def reset_and_committed(repo: Repository) -> str:
    save(repo, "a")
    repo.git("reset", "-q", "--soft", "HEAD~1")
    repo.run("commit", "-q", "-m", "Again", env=AGENT)
    return "ai"


def stashed(repo: Repository) -> str:
    save(repo, "a")
    repo.write("a", "changed\n")
    repo.git("stash", "-q")
    repo.git("stash", "pop", "-q")
    repo.run("commit", "-q", "-a", "-m", "Change a", env=AGENT)
    return "ai"


def in_a_worktree(repo: Repository) -> str:
    other = Repository(repo.path.parent / "other")
    repo.git("worktree", "add", "-q", "-b", "side", str(other.path))
    save(other, "a", AGENT)
    repo.git("checkout", "-q", "--detach", "side")
    return "ai"


MATRIX: dict[str, Made] = {
    "commit": lambda repo: "unknown" if save(repo, "a") else "",
    "agent": lambda repo: "ai" if save(repo, "a", AGENT) else "",
    "own work": lambda repo: "human" if save(repo, "a", None, "-m", "AI-Assisted: no") else "",
    "amend": amended_alone,
    "amend -m": amended,
    "reword": reworded,
    "rebase (merge)": lambda repo: rebased(repo, "--merge"),
    "rebase (apply)": lambda repo: rebased(repo, "--apply"),
    "rebase with conflict": rebased_with_conflict,
    "autosquash": autosquashed,
    "cherry-pick": picked,
    "cherry-pick -x": lambda repo: picked(repo, "-x"),
    "cherry-pick -n": lambda repo: picked(repo, "-n"),
    "merge": merged_by_git,
    "squash -m": lambda repo: squashed(repo, "-m", "Squash"),
    "squash (editor)": squashed,
    "revert": reverted,
    "reset --soft": reset_and_committed,
    "stash pop": stashed,
    "worktree": in_a_worktree,
    "filter-branch": filtered,
    "filter-repo": filtered_by_filter_repo,
}


@pytest.mark.parametrize("name", MATRIX)
def test_each_way_of_making_a_commit_is_attested(
    recorded: Repository, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = MATRIX[name](recorded)
    found = level(recorded, capsys)
    assert (found["origin"], found["level"]) == (origin, 3), found


def sign(repo: Repository, path: Path) -> None:
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingKey", str(path))


def team(repo: Repository, tmp_path: Path, extra: str = "") -> tuple[Path, Path]:
    """Makes REPO the clone of a team whose CI and members may sign; the keys of a member and of CI."""
    mine, ci = key(tmp_path, name="dev"), key(tmp_path, name="ci")
    signers = [f'{path.name}@example.com namespaces="ai-provenance" {public(path)}' for path in (mine, ci)]
    repo.stage(".ai-provenance/allowed_signers", "\n".join([*signers, ""]))
    install(repo, f'{ON}[records.roles]\n"ci@*" = "ci"\n"*" = "person"\n[policy]\nrequire-level = 4\n{extra}')
    sign(repo, mine)
    return mine, ci


@pytest.mark.parametrize("name", MATRIX)
def test_with_a_key_it_is_verified(
    repo: Repository, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    team(repo, tmp_path)
    base = repo.head()
    MATRIX[name](repo)
    capsys.readouterr()
    assert run(["verify", f"{base}..HEAD", "--require", "4", "--repo", str(repo.path)]) == ExitCode.OK
    assert run(["check", f"{base}..HEAD", "--repo", str(repo.path)]) == ExitCode.OK


def test_a_rebase_without_any_hook_is_carried(recorded: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    recorded.git("checkout", "-q", "-b", "side")
    for number in range(10):
        save(recorded, f"s{number}", AGENT)
    recorded.git("checkout", "-q", "-")
    save(recorded, "s0x")
    recorded.git("checkout", "-q", "side")
    recorded.git("-c", "core.hooksPath=/dev/null", "rebase", "-q", "@{-1}")
    assert statements(recorded) == []
    found = level(recorded, capsys)
    assert (found["origin"], found["level"]) == ("ai", 3)
    assert "record-carried" in found["flags"]
    assert run(["records", "carry", "--repo", str(recorded.path)]) == ExitCode.OK
    assert "10 commits" in capsys.readouterr().out
    assert "record" in level(recorded, capsys)["flags"]


def test_a_record_of_another_commit_decides_nothing(recorded: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    source = save(recorded, "a", AGENT)
    recorded.stage("b", "by hand\n")
    recorded.commit("By hand\n")
    recorded.git("notes", "--ref=ai-provenance-records", "copy", source, "HEAD")
    found = level(recorded, capsys)
    assert (found["origin"], found["level"]) == ("unknown", 0)
    assert found["flags"] == ["record-unbound"]


def test_the_same_change_at_another_time_is_not_bound(recorded: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    save(recorded, "a", AGENT)
    recorded.git("checkout", "-q", "-b", "side", "HEAD~1")
    recorded.stage("a", "a\n")
    recorded.commit("By hand\n", env={"GIT_AUTHOR_DATE": "1500000000 +0000"})
    found = level(recorded, capsys)
    assert (found["origin"], found["level"]) == ("unknown", 0)


def test_a_record_never_counts_against_a_persons_declaration(
    recorded: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    save(recorded, "a", AGENT)
    recorded.run("-c", "core.hooksPath=/dev/null", "commit", "-q", "--amend", "-m", "Add a\n\nAI-Assisted: no")
    found = level(recorded, capsys)
    assert (found["origin"], found["level"]) == ("human", 2)
    assert "record-conflict" in found["flags"]


def test_without_records_in_the_configuration_a_record_makes_no_origin(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    install(repo, ON + "[hooks]\ntag = false\n")
    save(repo, "a", AGENT)
    assert level(repo, capsys)["origin"] == "ai"
    repo.write(".ai-provenance.toml", "")
    found = level(repo, capsys)
    assert (found["origin"], found["level"]) == ("unknown", 0)


def test_records_off_start_no_python(repo: Repository) -> None:
    for config in ("", '[records]\nwrite = "off"\n', "[records]\npush = true\n[hooks]\ntag = true\n"):
        install(repo, ON)
        repo.write(".ai-provenance.toml", config)
        for hook in ("post-commit", "post-merge"):
            shim = repo.path / ".git/hooks" / hook
            text = shim.read_text()
            shim.write_text(text.replace("python=", "python=/nowhere/python #", 1))
            done = subprocess.run(
                [str(shim), "0"], cwd=repo.path, capture_output=True, check=True, env={"PATH": "/bin"}
            )
            assert done.stderr == b"", config


def test_an_encrypted_key_leaves_the_record_unsigned(recorded: Repository, tmp_path: Path) -> None:
    path = key(tmp_path)
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", str(path)], check=True)
    sign(recorded, path)
    recorded.stage("a", "a\n")
    done = recorded.run("commit", "-q", "-m", "Add a")
    assert b"records go unsigned" in done.stderr
    assert len(statements(recorded)) == 1


def clone(repo: Repository, path: Path, name: str) -> Repository:
    repo.run("clone", "-q", str(repo.path), str(path))
    made = Repository(path)
    made.git("config", "user.name", name)
    made.git("config", "user.email", f"{name}@example.com")
    return made


def test_two_clones_lose_nothing(repo: Repository, tmp_path: Path) -> None:
    install(repo)
    bare = Repository.init(tmp_path / "origin.git", "--bare")
    repo.git("push", "-q", str(bare.path), "HEAD")
    bare.git("symbolic-ref", "HEAD", f"refs/heads/{repo.git('branch', '--show-current')}")
    clones = [clone(bare, tmp_path / name, name) for name in ("one", "two")]
    for number in range(5):
        for made in clones:
            run(["install", "--repo", str(made.path)])
            save(made, f"{made.path.name}{number}")
            assert run(["records", "push", "--repo", str(made.path)]) == ExitCode.OK
    assert run(["records", "fetch", "--repo", str(clones[0].path)]) == ExitCode.OK
    listed = clones[0].git("notes", "--ref=ai-provenance-records", "list").splitlines()
    assert len(listed) == 10


def test_a_fork_gives_records_of_commits_that_are_here_only(repo: Repository, tmp_path: Path) -> None:
    install(repo)
    fork = clone(repo, tmp_path / "fork", "fork")
    run(["install", "--repo", str(fork.path)])
    save(fork, "kept")
    repo.git("fetch", "-q", str(fork.path), "HEAD")
    save(fork, "unknown")
    assert run(["records", "fetch", str(fork.path), "--repo", str(repo.path)]) == ExitCode.OK
    assert len(repo.git("notes", "--ref=ai-provenance-records", "list").splitlines()) == 1


def member(bare: Repository, path: Path, name: str, key_path: Path) -> Repository:
    """The clone of a member of a team, with hooks and a key that git signs with."""
    made = clone(bare, path, name)
    assert run(["install", "--repo", str(path)]) == ExitCode.OK
    sign(made, key_path)
    return made


def publish(repo: Repository, *refspecs: str) -> None:
    if refspecs:
        repo.git("push", "-q", "origin", *refspecs)
    assert run(["records", "push", "--repo", str(repo.path)]) == ExitCode.OK


class Job:
    """What CI does: clones a branch anew each time, fetches the records and checks what the branch adds to BASE."""

    def __init__(self, bare: Repository, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._bare = bare
        self._directory = directory
        self._capsys = capsys
        self._number = 0

    def clone(self, branch: str) -> Repository:
        """BRANCH and the records that are published."""
        self._number += 1
        made = clone(self._bare, self._directory / f"job{self._number}", "ci")
        made.git("checkout", "-q", "--detach", f"origin/{branch}")
        assert run(["records", "fetch", "--repo", str(made.path)]) == ExitCode.OK
        return made

    def objects_to(self, branch: str, base: str) -> list[str]:
        """The rules that BRANCH violates."""
        where = str(self.clone(branch).path)
        self._capsys.readouterr()
        code = run(["check", f"{base}..HEAD", "--require-base", "--format", "json", "--repo", where])
        found = json.loads(self._capsys.readouterr().out)
        rules = [one["rule"] for one in found["findings"] if one["severity"] == "error"]
        assert code == (ExitCode.VIOLATION_FOUND if rules else ExitCode.OK)
        return rules


def test_a_team(repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two clones, a remote and CI, whose policy demands level 4: each way to it, and one that leads nowhere."""
    dev, ci = team(repo, tmp_path)
    bare = Repository(tmp_path / "origin.git")
    repo.git("clone", "-q", "--bare", str(repo.path), str(bare.path))
    job = Job(bare, tmp_path, capsys)
    mine = member(bare, tmp_path / "mine", "mine", dev)
    theirs = member(bare, tmp_path / "theirs", "theirs", key(tmp_path, name="mallory"))

    # a request that brings the key that it is signed with: the base does not know it
    theirs.git("checkout", "-q", "-b", "request")
    signers = (theirs.path / ".ai-provenance/allowed_signers").read_text()
    theirs.stage(".ai-provenance/allowed_signers", f"{signers}*@example.com {public(tmp_path / 'mallory')}\n")
    theirs.run("commit", "-q", "-m", "Add my key")
    save(theirs, "theirs", AGENT)
    publish(theirs, "request")
    assert job.objects_to("request", "origin/main") == ["AIP016", "AIP016"]
    judged_by_itself = ["verify", "origin/main..HEAD", "--trust", "HEAD:.ai-provenance/allowed_signers"]
    assert run([*judged_by_itself, "--repo", str(theirs.path)]) == ExitCode.INCONCLUSIVE

    # signed by CI, which looked at it, it is accepted, and merged as one commit that is not signed yet
    at_ci = job.clone("request")
    assert run(["attest", "origin/main..HEAD", "--sign", "ssh", "--key", str(ci), "--repo", str(at_ci.path)]) == 0
    publish(at_ci)
    assert job.objects_to("request", "origin/main") == []
    forge = clone(bare, tmp_path / "forge", "forge")
    forge.git("merge", "-q", "--squash", "origin/request")
    forge.git("commit", "-q", "-m", "Merge the request")
    forge.git("push", "-q", "origin", "HEAD:main")
    assert job.objects_to("main", "origin/main~1") == ["AIP016"]
    at_ci = job.clone("main")
    assert run(["attest", "HEAD", "--sign", "ssh", "--key", str(ci), "--repo", str(at_ci.path)]) == ExitCode.OK
    publish(at_ci)
    assert job.objects_to("main", "origin/main~1") == []

    # meanwhile the other clone has work of its own, which a client without hooks rebases: its records are carried
    oid = save(mine, "mine", AGENT)
    mine.git("fetch", "-q", "origin")
    mine.git("-c", "core.hooksPath=/dev/null", "rebase", "-q", "origin/main")
    assert mine.head() != oid
    assert statements(mine) == []
    assert run(["records", "carry", "origin/main..HEAD", "--repo", str(mine.path)]) == ExitCode.OK
    mine.git("push", "-q", "origin", "HEAD:refs/heads/mine")
    assert job.objects_to("mine", "origin/main") == ["AIP016"]
    publish(mine)
    assert job.objects_to("mine", "origin/main") == []
    assert statements(job.clone("mine"))[0]["predicate"]["producer"]["at"] == "rewrite"


def test_what_a_job_signs_with_sigstore_is_verified(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = "https://github.com/org/app/.github/workflows/ci.yml@refs/heads/main"
    repo.stage(".ai-provenance/allowed_signers", "# none: CI signs\n")
    install(repo, f'{ON}sign = "sigstore"\n[records.roles]\n"https://github.com/org/*" = "ci"\n')
    base = repo.head()
    save(repo, "a", AGENT)
    assert len(statements(repo)) == 1  # by the hook, unsigned
    instance = Sigstore()
    (tmp_path / "root.json").write_text(json.dumps(instance.trusted_root()))
    required = ["verify", f"{base}..HEAD", "--require", "4", "--trusted-root", str(tmp_path / "root.json")]
    assert run([*required, "--repo", str(repo.path)]) == ExitCode.VIOLATION_FOUND
    with instance.serving() as url:
        configuration = ClientTrustConfig.from_json(instance.client_configuration(url))
        monkeypatch.setattr(ClientTrustConfig, "production", lambda: configuration)
        monkeypatch.setenv("GITLAB_CI", "true")
        monkeypatch.setenv("SIGSTORE_ID_TOKEN", token(job))
        assert run(["attest", f"{base}..HEAD", "--repo", str(repo.path)]) == ExitCode.OK
    assert run([*required, "--repo", str(repo.path)]) == ExitCode.OK


def test_verify_objects_to_signatures_that_do_not_hold(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, _ = team(repo, tmp_path)
    base = repo.head()
    save(repo, "a")
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"dev@example.com {public(mine)}\n")
    request = ["verify", f"{base}..HEAD", "--repo", str(repo.path)]
    assert run([*request, "--trust", str(signers)]) == ExitCode.OK
    (tmp_path / "revoked_keys").write_text(f"{public(mine)}\n")
    assert run([*request, "--trust", str(signers)]) == ExitCode.VIOLATION_FOUND
    assert "AIP020" in capsys.readouterr().out
    assert run([*request, "--trust", str(tmp_path / "missing")]) == ExitCode.INCONCLUSIVE


def test_verify_leaves_no_trace_when_told_so(repo: Repository, tmp_path: Path) -> None:
    mine, _ = team(repo, tmp_path)
    save(repo, "a")
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"dev@example.com {public(mine)}\n")
    kept = repo.path / ".git" / "ai-provenance"
    before = sorted(kept.glob("*.cache"))
    request = ["verify", "--trust", str(signers), "--repo", str(repo.path)]
    assert run([*request, "--no-cache"]) == ExitCode.OK
    assert sorted(kept.glob("*.cache")) == before
    assert run(request) == ExitCode.OK
    assert sorted(kept.glob("*.cache")) > before


def test_no_signers_anywhere_is_inconclusive(recorded: Repository) -> None:
    save(recorded, "a")
    assert run(["verify", "--repo", str(recorded.path)]) == ExitCode.INCONCLUSIVE


@pytest.mark.parametrize("tampered", [False, True])
def test_commit_signatures(repo: Repository, tmp_path: Path, tampered: bool) -> None:
    path = key(tmp_path)
    sign(repo, path)
    repo.stage("a", "a\n")
    repo.run("commit", "-q", "-S", "-m", "Signed")
    if tampered:
        raw = repo.run("cat-file", "commit", "HEAD").stdout.replace(b"Signed", b"Forged")
        repo.git(
            "reset",
            "-q",
            "--hard",
            repo.run("hash-object", "-w", "-t", "commit", "--stdin", stdin=raw).stdout.decode().strip(),
        )
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"dev@example.com {public(path)}\n")
    command = ["verify", "--commit-signatures", "--trust", str(signers), "--repo", str(repo.path)]
    assert run(command) == (ExitCode.VIOLATION_FOUND if tampered else ExitCode.OK)
    judge = repo.run("-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-commit", "HEAD", check=False)
    assert bool(judge.returncode) is tampered


@pytest.mark.parametrize(("role", "expected"), [("person", 4), ("ci", 4), ("agent", 2), ("forge", 2)])
def test_a_signed_commit_is_as_good_as_its_signer(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str], role: str, expected: int
) -> None:
    path = key(tmp_path)
    signers = f"dev@example.com {public(path)}\n"
    repo.stage(".ai-provenance/allowed_signers", signers)
    repo.stage(".ai-provenance.toml", f'[records.roles]\n"dev@*" = "{role}"\n[policy]\nrequire-level = 4\n')
    repo.commit("Configure\n")
    base = repo.head()
    sign(repo, path)
    repo.stage("a", "a\n")
    repo.run("commit", "-q", "-S", "-m", "Add a\n\nAssisted-by: Claude\n")
    request = [f"{base}..HEAD", "--repo", str(repo.path)]
    verdicts = [_printed(capsys, ["classify", *request, *more]) for more in ([], ["--commit-signatures"])]
    assert [one["level"] for one in verdicts] == [2, expected]
    report = _printed(capsys, ["report", *request, "--format", "json", "--commit-signatures"])
    assert report["levels"][str(expected)] == 1
    assert report["records"]["commit_signatures"] is True
    about = ["explain", "HEAD", "--trust", f"{base}:.ai-provenance/allowed_signers", "--repo", str(repo.path)]
    explained = _printed(capsys, [*about, "--format", "json", "--commit-signatures"])
    schema = json.loads((files("ai_provenance.export") / "schemas" / "explain-1.0.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(explained)
    assert explained["level"] == expected
    assert explained["commit_signature"] == {
        "looked_at": True,
        "signature": "good",
        "signer": "dev@example.com",
        "role": role,
    }
    assert run(about) == ExitCode.OK
    assert "not looked at: --commit-signatures" in capsys.readouterr().out
    assert run([*about, "--commit-signatures"]) == ExitCode.OK
    assert f"good by dev@example.com ({role})" in capsys.readouterr().out
    passes = {
        run(["check", *request, "--commit-signatures"]),
        run(["verify", *request, "--require", "4", "--commit-signatures"]),
    }
    assert passes == ({ExitCode.OK} if expected == 4 else {ExitCode.VIOLATION_FOUND})
    assert run(["check", *request]) == ExitCode.VIOLATION_FOUND


def test_a_signature_says_nothing_of_what_is_not_declared(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = key(tmp_path)
    repo.stage(".ai-provenance/allowed_signers", f"dev@example.com {public(path)}\n")
    repo.commit("Configure\n")
    base = repo.head()
    sign(repo, path)
    repo.stage("a", "a\n")
    repo.run("commit", "-q", "-S", "-m", "Add a")
    found = _printed(capsys, ["classify", f"{base}..HEAD", "--commit-signatures", "--repo", str(repo.path)])
    assert (found["origin"], found["level"]) == ("unknown", 0)


def test_commit_signatures_need_signers(repo: Repository) -> None:
    repo.commit("Begin\n")
    assert run(["report", "--commit-signatures", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE


def test_prune_removes_what_no_ref_has(recorded: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    save(recorded, "a")
    recorded.run("commit", "-q", "--amend", "-m", "Again")
    assert run(["records", "list", "--unreachable", "--repo", str(recorded.path)]) == ExitCode.OK
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run(["records", "prune", "--older", "30", "--repo", str(recorded.path)]) == ExitCode.OK
    assert "0 commits" in capsys.readouterr().out
    assert run(["records", "prune", "--older", "0", "--repo", str(recorded.path)]) == ExitCode.OK
    assert len(recorded.git("notes", "--ref=ai-provenance-records", "list").splitlines()) in (1, 2)


def verified_with_a_key(repo: Repository, directory: Path) -> list[str]:
    """Commits once more, with a key; `verify` of that commit, which demands level 4 and is passed."""
    path = key(directory, name="verified")
    sign(repo, path)
    save(repo, "signed", AGENT)
    (directory / "signers").write_text(f"dev@example.com {public(path)}\n")
    required = ["verify", f"{repo.head()}^!", "--require", "4", "--trust", str(directory / "signers"), "--repo"]
    assert run([*required, str(repo.path)]) == ExitCode.OK
    return required


def test_sha256_and_bare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = Repository.init(tmp_path / "sha256", "--object-format=sha256")
    install(repo)
    save(repo, "a", AGENT)
    assert level(repo, capsys)["level"] == 3
    required = verified_with_a_key(repo, tmp_path)
    bare = Repository(tmp_path / "bare.git")
    repo.run("clone", "-q", "--bare", str(repo.path), str(bare.path))
    bare.git("fetch", "-q", str(repo.path), "refs/notes/ai-provenance-records:refs/notes/ai-provenance-records")
    assert level(bare, capsys)["level"] == 3
    assert run([*required, str(bare.path)]) == ExitCode.OK


def made_here(origin: Repository, path: Path, option: str) -> Repository:
    """A clone of ORIGIN and its records by OPTION, in which commits are recorded."""
    repo = Repository(path)
    origin.git("clone", "-q", option, origin.path.as_uri(), str(path))
    assert run(["records", "fetch", "--repo", str(path)]) == ExitCode.OK
    assert run(["install", "--repo", str(path)]) == ExitCode.OK
    return repo


@pytest.mark.parametrize("options", ["--depth=1", "--filter=blob:none", "--filter=tree:0"])
def test_shallow_and_partial_clones(
    recorded: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: str
) -> None:
    save(recorded, "a", AGENT)
    recorded.git("config", "uploadpack.allowFilter", "true")
    cut = made_here(recorded, tmp_path / "cut", options)
    assert level(cut, capsys)["level"] == 3
    save(cut, "b", AGENT)
    assert level(cut, capsys)["level"] == 3
    cut.run("commit", "-q", "--amend", "-m", "Add b, reworded")
    assert level(cut, capsys)["level"] == 3
    verified_with_a_key(cut, tmp_path)


@pytest.mark.parametrize("name", ["agent", "amend", "rebase (merge)", "worktree"])
def test_reftable(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        repo = Repository.init(tmp_path / "reftable", "--ref-format=reftable")
    except subprocess.CalledProcessError:
        pytest.skip("this git has no reftable: it is older than 2.45")
    install(repo)
    MATRIX[name](repo)
    assert level(repo, capsys)["level"] == 3
    verified_with_a_key(repo, tmp_path)


def test_a_report_counts_records(recorded: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    save(recorded, "a")
    save(recorded, "b", AGENT)
    for _ in range(2):  # the second from the cache
        capsys.readouterr()
        assert run(["report", "--format", "json", "--repo", str(recorded.path)]) == ExitCode.OK
        found = json.loads(capsys.readouterr().out)
        assert found["records"] == {
            "commits": 2,
            "bound": 2,
            "carried": 0,
            "signed": 0,
            "by_role": {},
            "unbound": 0,
            "conflicts": 0,
            "unreachable": 0,
            "commit_signatures": False,
        }
        assert found["commits"]["examined"] == 1
    save(recorded, "c")
    capsys.readouterr()
    run(["report", "--format", "json", "--repo", str(recorded.path)])
    assert json.loads(capsys.readouterr().out)["records"]["bound"] == 3


def test_explain_has_each_record_as_json(recorded: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    save(recorded, "a", AGENT)
    recorded.run("notes", "--ref=ai-provenance-records", "append", "-m", "no record")
    found = _printed(capsys, ["explain", "HEAD", "--format", "json", "--repo", str(recorded.path)])
    schema = json.loads((files("ai_provenance.export") / "schemas" / "explain-1.0.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(found)
    assert [(one["bound"], one["signature"], one["lacks"] or one["reason"]) for one in found["records"]] == [
        ("written", "unsigned", "level 4 needs a signature by an allowed signer"),
        ("no", "unsigned", "no JSON"),
    ]
