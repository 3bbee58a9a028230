"""Tries each hook by real commits in a scratch worktree, and checks that it did its work there."""

from __future__ import annotations

import os
import secrets
import shutil
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.install import lefthook
from ai_provenance.install.shim import TRIED
from ai_provenance.repo.as_user import TextOutcome
from ai_provenance.repo.run import TIMED_OUT
from ai_provenance.repo.scratch import Scratch, scratch_worktree

# our own configuration is not among them: what a project changes in it (a profile, exclusions) must not fail the trial
MANAGER_FILES = (
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    "prek.toml",
    *lefthook.FILES,
    *lefthook.LOCAL_FILES,
)
"""Configuration of hook managers at the top of a work tree."""
TIME_LIMIT = 120.0
"""Seconds for one commit: a hook manager may have to build its environments first."""

_SUBJECT = "chore: try the hooks"
_SECRET_FILE = "doctor.txt"  # noqa: S105 - a file's name


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of trying one hook."""

    hook: str
    fired: bool
    last_line: str
    """The last line that git and the hooks printed; empty when they printed nothing."""
    timed_out: bool = False
    """Whether the commit took longer than its time."""


@dataclass(frozen=True, slots=True)
class TrialOptions:
    """How to try the hooks."""

    skip: tuple[str, ...] = ()
    """Hooks of pre-commit or prek that are not ours and must not run."""
    files: tuple[str, ...] = ()
    """Paths below the top that the hooks read besides the usual ones."""
    time_limit: float = TIME_LIMIT
    """Seconds after which a commit, and what it has started, is ended."""


def try_hooks(top: Path, common_dir: Path, options: TrialOptions) -> tuple[Trial, ...]:
    """Try every default hook of the work tree at TOP, found as git finds it there. Nothing is left behind.

    Raises:
        GitError: git cannot make a worktree here.
    """
    with scratch_worktree(top, common_dir) as place:
        _lay_out(place, top, options.files)
        place.link_hooks()
        return tuple(_try(place, hook, options) for hook in TRIED)


def _lay_out(place: Scratch, top: Path, files: Iterable[str]) -> None:
    """Copy the files that hook managers read from the user's work tree, and commit them without hooks."""
    for name in (*MANAGER_FILES, *files):
        if (top / name).is_file():
            (place.tree / name).parent.mkdir(exist_ok=True, parents=True)
            shutil.copyfile(top / name, place.tree / name)
    place.run_git("add", "--all", "--force")
    place.run_git("commit", "-q", "--allow-empty", "-m", _SUBJECT)


def _try(place: Scratch, hook: str, options: TrialOptions) -> Trial:
    skipped = ",".join((*filter(None, [os.environ.get("SKIP")]), *options.skip))
    # the user's own switches are diagnosed elsewhere; here they would hide whether the hook works
    variables = {"AI_PROVENANCE": "", "AI_PROVENANCE_SECRETS": "", "SKIP": skipped, **_agent(hook)}
    fired, answer = _TRIALS[hook](_Commits(place, variables, options.time_limit))
    lines = [line.strip() for line in (answer.out + answer.err).splitlines() if line.strip()]
    return Trial(hook, fired, lines[-1] if lines else "", timed_out=answer.status == TIMED_OUT)


def _agent(hook: str) -> dict[str, str]:
    return {"AI_PROVENANCE_AGENT": f"doctor-{hook}"}


@dataclass(frozen=True, slots=True)
class _Commits:
    """Makes the commits of one trial."""

    place: Scratch
    variables: Mapping[str, str]
    time_limit: float

    def commit(self, *options: str, **variables: str) -> TextOutcome:
        """`git commit OPTIONS` with the hooks in force."""
        return self.git("commit", "-q", *options, **variables)

    def git(self, *args: str, **variables: str) -> TextOutcome:
        """`git ARGS` with the hooks in force."""
        return self.place.try_git(*args, extra={**self.variables, **variables}, timeout=self.time_limit)


def _prepare(commits: _Commits) -> tuple[bool, TextOutcome]:
    """Commit without an editor and without commit-msg."""
    # --no-verify skips commit-msg, so only prepare-commit-msg can have written the declaration
    answer = commits.commit("--allow-empty", "--no-verify", "-m", _SUBJECT)
    return _is_declared(commits.place, "prepare-commit-msg"), answer


def _commit_msg(commits: _Commits) -> tuple[bool, TextOutcome]:
    """Commit with an editor."""
    # where an editor runs, prepare-commit-msg leaves the message alone, so only commit-msg can have written
    file = commits.place.tree.parent / "message"
    file.write_text(f"{_SUBJECT}\n")
    answer = commits.commit("--allow-empty", "-e", "-F", str(file), GIT_EDITOR="true")
    return _is_declared(commits.place, "commit-msg"), answer


def _pre_commit(commits: _Commits) -> tuple[bool, TextOutcome]:
    """Commit a staged secret, which has to be refused."""
    _plant_secret(commits.place)
    answer = commits.commit("-m", _SUBJECT)
    commits.place.run_git("reset", "-q", "--hard")
    return _is_refused(answer), answer


def _pre_merge_commit(commits: _Commits) -> tuple[bool, TextOutcome]:
    """Merge a commit that adds a secret, which has to be refused."""
    place = commits.place
    base = place.run_git("rev-parse", "HEAD")
    _plant_secret(place)
    place.run_git("commit", "-q", "-m", _SUBJECT)
    side = place.run_git("rev-parse", "HEAD")
    place.run_git("checkout", "-q", "--detach", base)
    place.run_git("commit", "-q", "--allow-empty", "-m", _SUBJECT)
    answer = commits.git("merge", "--no-ff", "--no-edit", side)
    return _is_refused(answer), answer


_TRIALS: dict[str, Callable[[_Commits], tuple[bool, TextOutcome]]] = {
    "prepare-commit-msg": _prepare,
    "commit-msg": _commit_msg,
    "pre-commit": _pre_commit,
    "pre-merge-commit": _pre_merge_commit,
}


def _is_declared(place: Scratch, hook: str) -> bool:
    """Whether the message names the agent of this trial; another hook may have refused the commit afterwards."""
    message = Path(place.run_git("rev-parse", "--path-format=absolute", "--git-path", "COMMIT_EDITMSG"))
    return message.exists() and _agent(hook)["AI_PROVENANCE_AGENT"].encode() in message.read_bytes()


def _is_refused(answer: TextOutcome) -> bool:
    # the place has to be in our words: another scanner may have refused the commit
    return answer.status != 0 and f"{_SECRET_FILE}:1" in answer.out + answer.err


def _plant_secret(place: Scratch) -> None:
    """Stage what looks like an access key id of AWS."""
    # generated each time: a literal one would be found in our own source, and could be in the project's baseline
    key = "AKIA" + "".join(secrets.choice(string.ascii_uppercase + "234567") for _ in range(16))
    (place.tree / _SECRET_FILE).write_text(f'key = "{key}"\n')
    place.run_git("add", "--force", _SECRET_FILE)
