"""Records where pushes race and processes are killed: none is lost, and what was cut short is done by a second run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ai_provenance.repo.note_writing import RECORDS
from records import RECORD, line
from repository import Repository

PROGRAM = [sys.executable, "-m", "ai_provenance"]
_KILLING = """#!/bin/sh
# starts git; the process that started the git number $KILL_AT is killed before it or after it
count=$(($(cat "$KILL_COUNT" 2>/dev/null || echo 0) + 1))
echo $count > "$KILL_COUNT"
[ $count = "$KILL_AT" ] || exec GIT "$@"
[ $KILL_WHEN = before ] || GIT "$@"
kill -9 $PPID
"""


def clone(bare: Repository, path: Path) -> Repository:
    made = Repository(path)
    bare.git("clone", "-q", str(bare.path), str(path))
    return made


@pytest.fixture
def bare(repo: Repository, tmp_path: Path) -> Repository:
    """A remote with twelve commits."""
    for number in range(12):
        repo.commit(f"Commit {number}\n")
    made = Repository(tmp_path / "origin.git")
    repo.git("clone", "-q", "--bare", str(repo.path), str(made.path))
    return made


def attest(repo: Repository, oid: str, origin: str = "ai") -> None:
    text = line(record=RECORD._replace(commit=oid, origin=origin, created=f"2026-11-27T15:00:0{len(origin)}Z"))
    repo.run("notes", f"--ref={RECORDS}", "append", "-F", "-", oid, stdin=text + b"\n")


def program(repo: Repository, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], cwd=repo.path, capture_output=True, text=True, check=False)


def records(repo: Repository) -> set[tuple[str, str]]:
    """Commit and blob of each note; every ref and object of the repository is whole."""
    subprocess.run(["git", "-C", str(repo.path), "fsck", "--no-dangling", "--strict"], check=True, capture_output=True)
    listed = repo.run("notes", f"--ref={RECORDS}", "list", check=False).stdout.decode().splitlines()
    return {(commit, blob) for blob, commit in (entry.split() for entry in listed)}


def race(bare: Repository, directory: Path, *, clones: int, pushes: int) -> None:
    """CLONES publish PUSHES records each, at the same time."""
    oids = bare.git("rev-list", "HEAD").splitlines()
    made = [clone(bare, directory / f"clone{number}") for number in range(clones)]

    def publish(number: int) -> list[str]:
        said = []
        for at in range(pushes):
            attest(made[number], oids[at % len(oids)], ("ai", "human", "unknown", "automation")[number % 4])
            done = program(made[number], "records", "push")
            said += [done.stderr] if done.returncode else []
        return said

    with ThreadPoolExecutor(clones) as pool:
        failed = [text for said in pool.map(publish, range(clones)) for text in said]
    assert failed == []
    for one in made:
        assert program(one, "records", "fetch").returncode == 0
    assert len({frozenset(records(one)) for one in (*made, bare)}) == 1
    lines = [set(bare.run("notes", f"--ref={RECORDS}", "show", oid).stdout.split()) for oid, _ in records(bare)]
    assert len(lines) == min(pushes, len(oids))
    assert {len(of_commit) for of_commit in lines} == {min(clones, 4)}


def test_two_clones_that_push_at_once_lose_nothing(bare: Repository, tmp_path: Path) -> None:
    race(bare, tmp_path, clones=2, pushes=2)


@pytest.mark.soak
@pytest.mark.parametrize("clones", [2, 4])
def test_many_pushes_at_once_lose_nothing(bare: Repository, tmp_path: Path, clones: int) -> None:
    race(bare, tmp_path, clones=clones, pushes=-(-50 // clones))


class Killing:
    """Runs a command of which the process that starts a git is killed."""

    def __init__(self, directory: Path) -> None:
        git = shutil.which("git")
        assert git is not None
        self._count = directory / "count"
        wrapper = directory / "bin/git"
        wrapper.parent.mkdir()
        wrapper.write_text(_KILLING.replace("GIT ", f"{git} "))
        wrapper.chmod(0o755)
        self._path = f"{wrapper.parent}:{os.environ['PATH']}"

    def run(self, repo: Repository, command: list[str], at: int, when: str) -> bool:
        """Run COMMAND, of which the process that starts the git number AT is killed; False where there were fewer."""
        self._count.unlink(missing_ok=True)
        settings = {"PATH": self._path, "KILL_AT": str(at), "KILL_WHEN": when, "KILL_COUNT": str(self._count)}
        subprocess.run(command, cwd=repo.path, env=os.environ | settings, capture_output=True, check=False, timeout=120)
        return int(self._count.read_text()) >= at


def scene(bare: Repository, directory: Path, command: str) -> Repository:
    """A clone in which the COMMAND has something to do, of a remote that has records of its own."""
    ours = clone(bare, directory / "ours")
    oids = bare.git("rev-list", "HEAD").splitlines()
    attest(bare, oids[0])
    attest(bare, oids[1])
    attest(ours, oids[0], "human")
    attest(ours, oids[2])
    if command == "carry":
        assert program(ours, "attest", "HEAD~2..HEAD", "--at", "backfill").returncode == 0
        ours.git(
            "-c",
            "rebase.rebaseMerges=false",
            "rebase",
            "-q",
            "--force-rebase",
            "--committer-date-is-author-date",
            "HEAD~3",
        )
        ours.run("commit", "-q", "--amend", "--allow-empty", "-m", "Reworded")
    return ours


def killed_everywhere(bare: Repository, directory: Path, words: list[str], *, points: list[int], when: str) -> int:
    """Kill the program that runs WORDS at each of POINTS, and run it once more; how often it was killed."""
    killed = 0
    killing = Killing(directory)
    untouched = directory / "untouched.git"
    shutil.copytree(bare.path, untouched)
    for at in points:
        for path in (bare.path, directory / "ours"):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(untouched, bare.path)
        ours = scene(bare, directory, words[-1])
        before = {repo.path: records(repo) for repo in (ours, bare)}
        if not killing.run(ours, [*PROGRAM, *words], at, when):
            return killed
        killed += 1
        for repo in (ours, bare):
            assert {commit for commit, _ in records(repo)} >= {commit for commit, _ in before[repo.path]}
        again = program(ours, *words)
        assert (again.returncode, again.stderr) == (0, "")
        if words[-1] == "push":
            assert records(ours) == records(bare)
        if words[-1] != "carry":
            assert len(records(ours)) == 3
            assert len(ours.run("notes", f"--ref={RECORDS}", "show", "HEAD").stdout.split()) == 2
        else:
            assert "of 0 commits" in program(ours, *words).stdout
    return killed


def test_a_push_that_is_killed_is_done_by_the_next(bare: Repository, tmp_path: Path) -> None:
    assert killed_everywhere(bare, tmp_path, ["records", "push"], points=[5], when="after") == 1


@pytest.mark.soak
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("command", ["push", "fetch", "carry"])
def test_what_is_killed_is_done_by_the_next_run(bare: Repository, tmp_path: Path, command: str, when: str) -> None:
    assert killed_everywhere(bare, tmp_path, ["records", command], points=list(range(1, 40)), when=when) >= 5


@pytest.mark.soak
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_hook_that_is_killed_leaves_whole_notes(bare: Repository, tmp_path: Path, when: str) -> None:
    ours = clone(bare, tmp_path / "ours")
    killing = Killing(tmp_path)
    ours.write(".ai-provenance.toml", '[records]\nwrite = "commit"\n')
    hook = [sys.executable, "-m", "ai_provenance.hooks", "post-commit"]
    killed = 0
    for at in range(1, 40):
        oid = ours.commit(f"Change {at}\n\nAssisted-by: Claude\n")
        if not killing.run(ours, hook, at, when):
            break
        killed += 1
        records(ours)
        subprocess.run(hook, cwd=ours.path, check=True)
        assert oid in {commit for commit, _ in records(ours)}
    assert killed >= 2
