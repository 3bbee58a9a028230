"""Linked worktrees that go when they were used: one for trial commits, which leaves nothing behind, one for reverts."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.errors import GitError
from ai_provenance.repo.as_user import TextOutcome, run_as_user, try_as_user

_PREFIX = "ai-provenance-scratch-"
_STALE = 3600.0
"""Seconds after which a scratch worktree was left by a run that was killed."""

_QUIET = (
    "commit.gpgSign=false",
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
_OTHERS = ("post-checkout", "post-commit", "post-index-change", "post-merge", "post-rewrite", "reference-transaction")
"""Hooks that git would run too, of those that its configuration can name (git 2.54 and later)."""
_TRIED = ("commit-msg", "pre-commit", "pre-merge-commit", "prepare-commit-msg")


def _switched_off(events: tuple[str, ...]) -> tuple[str, ...]:
    """Options that keep hooks named in git's configuration from running at EVENTS; older gits do not know the keys."""
    return tuple(word for event in events for word in ("-c", f"hook.{event}.enabled=false"))


_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}", *_switched_off(_OTHERS + _TRIED))
_PERSON = {
    "GIT_AUTHOR_NAME": "ai-provenance",
    "GIT_AUTHOR_EMAIL": "scratch@localhost",
    "GIT_COMMITTER_NAME": "ai-provenance",
    "GIT_COMMITTER_EMAIL": "scratch@localhost",
}


@dataclass(frozen=True, slots=True)
class Scratch:
    """A worktree on an empty commit, detached. Its objects live outside the repository."""

    tree: Path
    variables: Mapping[str, str]
    top: Path
    """The work tree that this one represents."""

    def try_git(self, *args: str, extra: Mapping[str, str] | None = None, timeout: float | None = None) -> TextOutcome:
        """Run `git ARGS` here with the hooks that git finds at the top, whatever its exit status.

        What it starts is ended with it when it takes longer than TIMEOUT seconds.
        """
        return try_as_user(
            self.tree,
            *(word for setting in _QUIET for word in ("-c", setting)),
            *self._lookup(),
            *_switched_off(_OTHERS),
            *args,
            extra={**self.variables, **(extra or {})},
            timeout=timeout,
        )

    def run_git(self, *args: str) -> str:
        """Run `git ARGS` here without any hook; its output. Raises GitError when it fails."""
        options = [word for setting in _QUIET for word in ("-c", setting)]
        return run_as_user(self.tree, *options, *_NO_HOOKS, *args, extra=self.variables)

    def link_hooks(self) -> None:
        """Make a relative `core.hooksPath`, which git resolves in each work tree, lead to the hooks at the top."""
        parts = Path(_hooks_path(self.top)).parts
        if not parts or ".." in parts or Path(parts[0]).expanduser().is_absolute():
            return
        here, there = self.tree, self.top
        for part in parts:
            here, there = here / part, there / part
            if not here.exists():
                if there.exists():
                    here.symlink_to(there)
                return

    def _lookup(self) -> tuple[str, ...]:
        """Options for where git would look elsewhere than at the top: some settings are of one work tree or branch."""
        wanted = _hooks_path(self.top)
        if ".." in Path(wanted).parts and not Path(wanted).is_absolute():
            return ("-c", f"core.hooksPath={self.top / wanted}")
        return ("-c", f"core.hooksPath={wanted}") if wanted and wanted != _hooks_path(self.tree) else ()


def _hooks_path(tree: Path) -> str:
    """`core.hooksPath` as it holds in a work tree; empty where it is not set, or is empty."""
    return try_as_user(tree, "config", "--type=path", "--get", "core.hooksPath").out.rstrip("\n")


@contextmanager
def scratch_worktree(top: Path, common_dir: Path) -> Generator[Scratch]:
    """A scratch worktree of the repository at TOP, removed on leaving whatever happened in it.

    Raises:
        GitError: git cannot make a worktree here.
    """
    _sweep(top)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    try:
        variables = _PERSON | {
            "GIT_OBJECT_DIRECTORY": str(place / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _alternates(common_dir),
        }
        (place / "objects").mkdir()
        tree = run_as_user(top, "hash-object", "-w", "-t", "tree", os.devnull, extra=variables)
        base = run_as_user(top, "commit-tree", "-m", "scratch", tree, extra=variables)
        # without a checkout no post-checkout hook runs; the tree is empty anyway
        add = (*_NO_HOOKS, "worktree", "add", "-q", "--detach", "--no-checkout", str(place / _name(place)), base)
        run_as_user(top, *add, extra=variables)
        yield Scratch(tree=place / _name(place), variables=variables, top=top)
    finally:
        _remove(top, place)


def branch_of_reverts(top: Path, branch: str, start: str, commits: Sequence[tuple[str, bool]]) -> str:
    """Make BRANCH, which must not exist, from START with a revert of each of COMMITS; its tip.

    Each commit comes with whether it is a merge, which is taken back against its first parent. The work tree at TOP,
    its index and what is checked out there stay as they are; no hook runs.

    Raises:
        GitError: a commit cannot be reverted without a conflict, or the branch exists; then there is no branch.
    """
    _sweep(top)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    tree = place / _name(place)
    options = (*(word for setting in _QUIET for word in ("-c", setting)), *_NO_HOOKS)
    try:
        run_as_user(top, *options, "worktree", "add", "-q", "--detach", str(tree), start)
        for oid, is_merge in commits:
            mainline = ("-m", "1") if is_merge else ()
            reverted = try_as_user(tree, *options, "revert", "--no-edit", *mainline, oid)
            if reverted.status:
                hint = f"git revert {'-m 1 ' if is_merge else ''}{oid[:12]}, and resolve what it reports"
                said = next((line for line in reverted.err.splitlines() if line.startswith(("error", "fatal"))), "")
                raise GitError(f"{oid[:12]} cannot be reverted here: {said or 'a conflict'}", hint)
        tip = run_as_user(tree, "rev-parse", "HEAD")
        run_as_user(top, *options, "branch", "--no-track", "--", branch, tip)
    finally:
        _remove(top, place)
    return tip


def _name(place: Path) -> str:
    return f"{place.name}-tree"


def _alternates(common_dir: Path) -> str:
    inherited = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES")
    own = str(common_dir / "objects")
    quoted = '"' + own.replace("\\", "\\\\").replace('"', '\\"') + '"' if os.pathsep in own or '"' in own else own
    return f"{quoted}{os.pathsep}{inherited}" if inherited else quoted


def _remove(top: Path, place: Path) -> None:
    try_as_user(top, *_NO_HOOKS, "worktree", "remove", "--force", "--force", str(place / _name(place)))
    shutil.rmtree(place, ignore_errors=True)
    if str(place) in try_as_user(top, "worktree", "list", "--porcelain").out:
        try_as_user(top, "worktree", "prune")  # damaged worktrees cannot be removed by name


def _sweep(top: Path) -> None:
    """Remove the scratch worktrees of runs that were killed."""
    for line in try_as_user(top, "worktree", "list", "--porcelain").out.splitlines():
        place = Path(line.removeprefix("worktree ")).parent
        if line.startswith("worktree ") and place.name.startswith(_PREFIX):
            made = place.stat().st_mtime if place.exists() else 0.0
            if time.time() - made > _STALE:
                _remove(top, place)
