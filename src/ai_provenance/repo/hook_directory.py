"""The directory where git looks for hooks, and the configuration that names it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai_provenance.repo.as_user import run_as_user, try_as_user

CONFIG_HOOKS_SINCE = (2, 54)
"""The first git that runs `hook.NAME.command`; older ones ignore such keys silently."""


@dataclass(frozen=True, slots=True)
class HookDirectory:
    """The directory that git takes hooks from."""

    path: Path
    """Absolute; it need not exist."""
    configured: str | None
    """`core.hooksPath` as it is written; None when it is not set."""
    scope: str | None
    """Where `core.hooksPath` is set: `local`, `worktree`, `global`, `system` or `command`."""
    origin: Path | None = None
    """The file that sets it, which may be an included one; None where no file does."""

    @property
    def shared(self) -> bool:
        """Whether it serves repositories other than this one."""
        return self.scope in {"global", "system"}

    @property
    def unusable(self) -> str:
        """Why git can find no hook there, whatever is installed; empty where it can."""
        if self.configured == "":
            return "core.hooksPath is empty"
        if self.configured and self.path.exists() and not self.path.is_dir():
            return f"core.hooksPath ({self.configured}) is not a directory"
        return ""

    @property
    def relative(self) -> bool:
        """Whether each work tree has its own: a relative `core.hooksPath` starts at the top of each."""
        return self.configured is not None and not Path(self.configured).expanduser().is_absolute()


def hook_directory(top: Path) -> HookDirectory:
    """The hook directory of the work tree (or bare repository) at TOP.

    Without `core.hooksPath` it is the one that all linked worktrees share.

    Raises:
        GitError: git is missing, or refuses the repository.
    """
    path = Path(run_as_user(top, "rev-parse", "--git-path", "hooks"))
    setting = try_as_user(top, "config", "-z", "--show-scope", "--show-origin", "--get", "core.hooksPath")
    absolute = path if path.is_absolute() else top.absolute() / path
    if setting.status:
        return HookDirectory(absolute, configured=None, scope=None)
    scope, origin, configured, _ = setting.out.split("\0")
    kind, _, file = origin.partition(":")
    return HookDirectory(absolute, configured, scope, origin=top.absolute() / file if kind == "file" else None)


def worktrees(top: Path) -> tuple[Path, ...]:
    """The work trees of this repository that are on disk, the main one first; bare ones left out."""
    blocks = run_as_user(top, "worktree", "list", "--porcelain").split("\n\n")
    trees = (block.split("\n") for block in blocks if block)
    return tuple(
        path for lines in trees if "bare" not in lines and (path := Path(lines[0].removeprefix("worktree "))).is_dir()
    )
