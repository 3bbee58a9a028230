"""A server that refuses pushes: real bare repositories, real pushes over `file://` and `git daemon`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from repository import Repository

HOOKS = Path(__file__).parents[2] / "hooks"
FOOTER = "Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"
POLICY = '[policy]\nai = "declare"\n'


@pytest.fixture(autouse=True)
def tool_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


@pytest.fixture
def server(tmp_path: Path) -> Repository:
    """A bare repository with our pre-receive hook and a first commit that holds the policy."""
    bare = Repository.init(tmp_path / "server.git", "--bare")
    first = Repository.init(tmp_path / "first")
    first.stage(".ai-provenance.toml", POLICY)
    first.commit("Adopt the policy\n")
    first.git("push", "-q", bare.path.as_uri(), "main")
    shutil.copy(HOOKS / "pre-receive", bare.path / "hooks" / "pre-receive")
    return bare


def clone(address: str, path: Path) -> Repository:
    subprocess.run(["git", "clone", "-q", address, str(path)], check=True)
    return Repository(path)


@contextmanager
def daemon(directory: Path) -> Iterator[str]:
    """`git daemon` on loopback that takes pushes; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["--listen=127.0.0.1", f"--port={port}", f"--base-path={directory}", "--export-all", "--reuseaddr"]
    process = subprocess.Popen(["git", "daemon", "--enable=receive-pack", *where, str(directory)])
    try:
        _wait_for(port)
        yield f"git://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("git daemon did not start")


def _refused_then_accepted(address: str, tmp_path: Path) -> None:
    ana, ben = clone(address, tmp_path / "ana"), clone(address, tmp_path / "ben")
    ana.branch("feature")
    ana.commit("By hand\n")
    bad = ana.commit(FOOTER)
    refused = ana.run("push", "--no-verify", "origin", "feature", check=False)
    said = refused.stderr.decode()
    assert refused.returncode != 0
    assert f"commit {bad}" in said
    assert "error AIP001" in said
    assert "git commit --amend --no-edit --trailer 'Assisted-by: Claude'" in said
    ana.git("commit", "-q", "--amend", "--no-edit", "--allow-empty", "--trailer", "Assisted-by: Claude")
    ana.git("push", "-q", "origin", "feature")
    ben.git("fetch", "-q")
    assert ben.git("rev-parse", "origin/feature") == ana.head()


def test_a_bad_commit_is_refused_and_accepted_after_amending(server: Repository, tmp_path: Path) -> None:
    _refused_then_accepted(server.path.as_uri(), tmp_path)


def test_the_same_over_the_git_protocol(server: Repository, tmp_path: Path) -> None:
    with daemon(tmp_path) as address:
        _refused_then_accepted(f"{address}/server.git", tmp_path)


def test_a_push_cannot_relax_the_policy_it_is_judged_by(server: Repository, tmp_path: Path) -> None:
    work = clone(server.path.as_uri(), tmp_path / "work")
    work.stage(".ai-provenance.toml", '[policy]\nai = "allow"\n')
    work.commit(FOOTER)
    assert work.run("push", "origin", "main", check=False).returncode != 0


def test_one_file_may_hold_for_all_repositories_of_a_server(server: Repository, tmp_path: Path) -> None:
    policy = tmp_path / "server policy.toml"
    policy.write_text('[policy]\nai = "allow"\n')
    server.git("config", "ai-provenance.policy", str(policy))
    work = clone(server.path.as_uri(), tmp_path / "work")
    work.commit(FOOTER)
    work.git("push", "-q", "origin", "main")
    policy.write_text("[policy]\nnonsense = 1\n")
    work.commit("By hand\n")
    assert b"unknown key 'policy.nonsense'" in work.run("push", "origin", "main", check=False).stderr


def test_what_is_on_the_server_already_is_not_judged_again(server: Repository, tmp_path: Path) -> None:
    work = clone(server.path.as_uri(), tmp_path / "work")
    work.commit(FOOTER)
    (server.path / "hooks/pre-receive").rename(server.path / "hooks/off")
    work.git("push", "-q", "origin", "main")
    (server.path / "hooks/off").rename(server.path / "hooks/pre-receive")
    work.git("push", "-q", "origin", "main:refs/heads/copy", "main:refs/tags/v1")


def test_deletions_notes_and_tags_of_other_objects_pass(server: Repository, tmp_path: Path) -> None:
    work = clone(server.path.as_uri(), tmp_path / "work")
    work.git("push", "-q", "origin", "main:refs/heads/old")
    work.git("push", "-q", "origin", ":refs/heads/old")
    work.git("notes", "add", "-m", FOOTER)
    work.git("push", "-q", "origin", "refs/notes/commits")
    work.git("tag", "blob", work.git("rev-parse", "HEAD:.ai-provenance.toml"))
    work.git("push", "-q", "origin", "blob")


def test_several_branches_are_judged_each_by_its_own_demands(server: Repository, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[[policy.overrides]]\nbranches = ["release/*"]\nai = "forbid"\n')
    server.git("config", "ai-provenance.policy", str(policy))
    work = clone(server.path.as_uri(), tmp_path / "work")
    work.commit("x\n\nAssisted-by: Claude\n")
    work.git("push", "-q", "origin", "main:topic")
    assert b"AIP003" in work.run("push", "origin", "main:other", "main:release/1", check=False).stderr
    smuggled = work.run("push", "origin", "main:release/1", check=False)
    assert b"AIP003" in smuggled.stderr, "what another branch has already is new to this one"
    work.git("push", "-q", "origin", "main~1:refs/heads/release/1")
    assert b"AIP003" in work.run("push", "origin", "main:release/1", check=False).stderr


def _many(repo: Repository, count: int) -> None:
    """COUNT commits in one `git fast-import`."""
    lines = ["feature done", "reset refs/heads/many", f"from {repo.head()}", ""]
    for number in range(count):
        text = f"Change {number}\n"
        head = ["commit refs/heads/many", "committer A <a@example.org> 1767323045 +0000"]
        lines += [*head, f"data {len(text)}", text]
    repo.run("fast-import", "--quiet", stdin="\n".join([*lines, "done", ""]).encode())


def _gits_started(server: Repository, work: Repository, count: int) -> int:
    """How many gits a push of COUNT commits starts, as `--verbose` names them before they run."""
    _many(work, count)
    updates = f"{'0' * 40} {work.git('rev-parse', 'many')} refs/heads/many\n"
    work.run("push", "-q", str(server.path), "many:refs/hidden/many")
    server.git("update-ref", "-d", "refs/hidden/many")
    command = ["ai-provenance", "--verbose", "check", "--pre-receive"]
    done = subprocess.run(command, cwd=server.path, input=updates, text=True, capture_output=True, check=True)
    assert done.stdout.startswith(f"{count:,} commits judged")
    return sum(line.startswith("git: ") for line in done.stderr.splitlines())


def test_a_big_push_is_judged_in_one_stream(server: Repository, tmp_path: Path) -> None:
    work = clone(server.path.as_uri(), tmp_path / "work")
    few, many = _gits_started(server, work, 10), _gits_started(server, work, 10_000)
    assert 0 < few == many


def _pre_push(work: Repository, lines: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from ai_provenance.hooks.pre_push import run; sys.exit(run('pre-push', sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-I", "-c", code, *arguments],
        cwd=work.path,
        input=lines,
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, **env},
    )


@pytest.fixture
def work(server: Repository, tmp_path: Path) -> Repository:
    return clone(server.path.as_uri(), tmp_path / "work")


def _line(work: Repository, ref: str) -> str:
    return f"{ref} {work.git('rev-parse', ref)} refs/heads/{ref} {'0' * 40}\n"


def test_pre_push_judges_all_refs_of_a_push(work: Repository) -> None:
    work.branch("good")
    work.commit("By hand\n")
    work.branch("bad")
    bad = work.commit(FOOTER)
    both = _line(work, "good") + _line(work, "bad")
    refused = _pre_push(work, both, "origin", "url")
    assert refused.returncode == 1
    assert f"commit {bad}" in refused.stdout
    assert _pre_push(work, _line(work, "good"), "origin", "url").returncode == 0


def test_pre_push_judges_only_what_the_remote_does_not_have(work: Repository) -> None:
    work.commit(FOOTER)
    old = work.head()
    work.git("update-ref", "refs/remotes/origin/main", old)
    new = work.commit("By hand\n")
    line = f"refs/heads/main {new} refs/heads/main {old}\n"
    assert "1 commit judged" in _pre_push(work, line, "origin", "url").stdout
    assert "1 commit judged" in _pre_push(work, line, "https://example.org/x.git", "url").stdout


def test_pre_push_under_pre_commit_reads_its_variables(work: Repository) -> None:
    bad = work.commit(FOOTER)
    told = {
        "PRE_COMMIT_TO_REF": bad,
        "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/main",
        "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/main",
        "PRE_COMMIT_REMOTE_NAME": "origin",
    }
    assert _pre_push(work, "", **told).returncode == 1
    assert _pre_push(work, "", **told, PRE_COMMIT_FROM_REF=bad).returncode == 0
    assert _pre_push(work, "").returncode == 0


def test_a_module_of_the_work_tree_is_not_imported(work: Repository) -> None:
    work.write("ai_provenance/__init__.py", "raise SystemExit(42)")
    work.write("ai_provenance/__main__.py", "raise SystemExit(42)")
    work.commit("By hand\n")
    assert _pre_push(work, _line(work, "main"), "origin", "url").returncode == 0


@pytest.mark.parametrize("lines", ["nonsense\n", "a b c d\n", f"refs/heads/x {'g' * 40} refs/heads/x {'0' * 40}\n"])
def test_garbled_updates_are_refused(work: Repository, lines: str) -> None:
    refused = _pre_push(work, lines, "origin", "url")
    assert refused.returncode == 3
    assert "expected 4 fields" in refused.stderr


SECRET = "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789"[::-1][:36]


def test_pre_push_finds_a_secret_made_past_the_other_hooks(work: Repository) -> None:
    work.stage("app.py", f'token = "{SECRET}"\n')
    work.commit("By hand\n")
    work.git("rm", "-q", "app.py")
    work.commit("Take it out again\n")
    refused = _pre_push(work, _line(work, "main"), "origin", "url")
    assert refused.returncode == 1
    assert "app.py:1" in refused.stderr
    assert SECRET not in refused.stderr + refused.stdout
    assert _pre_push(work, _line(work, "main"), "origin", "url", AI_PROVENANCE_SECRETS="off").returncode == 0


def test_pre_push_does_not_scan_what_the_remote_has(work: Repository) -> None:
    work.stage("app.py", f'token = "{SECRET}"\n')
    work.git("update-ref", "refs/remotes/origin/main", work.commit("By hand\n"))
    work.commit("More\n")
    assert _pre_push(work, _line(work, "main"), "origin", "url").returncode == 0
