"""The commit that a message hook runs for: its message, and what git is in the middle of.

Git's state files decide, not the arguments of the hook: git passes `message` for a clean cherry-pick, for every commit
that a rebase picks and for `commit -m` alike (git 2.30 to 2.55).
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_MESSAGES = ("COMMIT_EDITMSG", "MERGE_MSG")
_REVERTS = b"This reverts commit "


class CommitContext:
    """One call of a message hook: the message, and what git is doing."""

    __slots__ = (
        "_message",
        "editor",
        "folded",
        "git_dir",
        "index",
        "merging",
        "path",
        "picking",
        "prepared",
        "rebasing",
        "source",
        "squashed",
        "step",
    )

    def __init__(self, path: str, source: str, environ: Mapping[str, str]) -> None:
        self.git_dir = git_directory(path, environ)
        self.path = path or message_path(environ)
        """The message file."""
        self._message: bytes | None = None
        self.source = source
        """Second argument of prepare-commit-msg; empty for commit-msg."""
        self.editor = environ.get("GIT_EDITOR") != ":"
        """Whether an editor runs between the two hooks: git sets `GIT_EDITOR=:` for a hook when none will."""
        self.step = _step(environ.get("GIT_REFLOG_ACTION", ""))
        """The step of a rebase that a git process of its own makes: `continue`, `reword`, `squash`, ...; else empty."""
        self.index = os.path.basename(environ.get("GIT_INDEX_FILE", ""))
        """Name of the index that is committed: `next-index-PID.lock` for a commit of some paths only, or of none."""
        self.prepared = self._read("MERGE_MSG")
        """The message that git prepared for a merge, pick or revert, or None."""
        self.squashed = self._read("SQUASH_MSG")
        """The messages of a `merge --squash`, or None."""
        self.folded = self._read("rebase-merge/current-fixups")
        """The commits folded by a rebase so far, one `fixup OID` or `squash OID` a line, or None."""
        self.rebasing = self._has("rebase-merge") or self._has("rebase-apply")
        self.merging = self._has("MERGE_HEAD")
        self.picking = self._has("CHERRY_PICK_HEAD") or self._has("REVERT_HEAD")

    @property
    def message(self) -> bytes:
        """The bytes of the message file, which is read once."""
        if self._message is None:
            with open(self.path, "rb") as file:
                self._message = file.read()
        return self._message

    def is_mechanical(self, message: bytes) -> bool:
        """Whether git makes this commit from others: a pick, a revert, a step of a rebase, a squash merge."""
        if self.picking or self.squashed is not None or self._has("rebase-apply"):
            return True
        if message.startswith(b"amend! ") and self.index.startswith("next-index-"):
            return True  # `commit --fixup=reword:`, which changes a message and nothing else
        if self.rebasing:
            # at an `edit` stop or in an `exec` git has prepared nothing, and the commit is its maker's own
            return self.prepared is not None or bool(self.step)
        if self.prepared is None or self.merging:
            return False
        return is_revert(message) or _begins_with(message, self.prepared)

    def folds(self) -> bool:
        """Whether other commits may go into this one."""
        return self.folded is not None or self.squashed is not None or self.prepared is not None

    def is_conflict(self) -> bool:
        """Whether paths were in conflict: git lists them in the message that it prepared."""
        return self.prepared is not None and b"Conflicts:\n" in self.prepared

    def is_concluded(self) -> bool:
        """Whether a command of its own concludes a pick, revert or stopped rebase, conflict or not."""
        return (self.picking and self.source in ("", "merge")) or self.step == "continue"

    def skips_commit_msg(self) -> bool:
        """Whether git will not run commit-msg although an editor opens: a rebase that continues or squashes."""
        return self.rebasing and bool(self.step) and not self.is_rewording()

    def is_rewording(self) -> bool:
        """Whether a rebase has stopped to reword HEAD."""
        return self.step == "reword"

    def _has(self, name: str) -> bool:
        return os.path.exists(f"{self.git_dir}/{name}")

    def _read(self, name: str) -> bytes | None:
        try:
            with open(f"{self.git_dir}/{name}", "rb") as file:
                return file.read()
        except OSError:
            return None


def is_revert(message: bytes) -> bool:
    """Whether `git revert` wrote MESSAGE."""
    # the text must do: a clean revert leaves no state file behind
    subject = message.lstrip().partition(b"\n")[0]
    return subject.startswith((b'Revert "', b'Reapply "')) and b"\n" + _REVERTS in message


def _step(reflog: str) -> str:
    """The step in a reflog action of a rebase: `rebase (reword)`, `rebase -i (reword)`, `pull --rebase (reword)`."""
    command, opening, step = reflog.rpartition(" (")
    return step.removesuffix(")") if opening and "rebase" in command else ""


def _begins_with(message: bytes, prepared: bytes) -> bool:
    """Whether MESSAGE begins with the lines of PREPARED, comments, blank lines and white space at line ends aside."""
    lines, expected = _text_lines(message), _text_lines(prepared)
    if not expected:  # such as `#42 Fix login`, which git keeps where no editor runs
        lines, expected = _text_lines(message, comment=b"# "), _text_lines(prepared, comment=b"# ")
    return bool(expected) and lines[: len(expected)] == expected


def _text_lines(message: bytes, *, comment: bytes = b"#") -> list[bytes]:
    return [line.rstrip() for line in message.split(b"\n") if line.strip() and not line.startswith(comment)]


def git_directory(path: str, environ: Mapping[str, str]) -> str:
    """The git directory of this work tree. PATH is the message file, or empty where no argument names it."""
    # without starting git, which would cost as much as all else that a tagging hook does
    directory = os.path.dirname(path) or "."
    if os.path.basename(path) in _MESSAGES and os.path.exists(f"{directory}/HEAD"):
        return directory
    return environ.get("GIT_DIR") or _discovered()


def message_path(environ: Mapping[str, str]) -> str:
    """The message file that git uses where no argument names it, as some hook managers pass none."""
    merging = environ.get("GIT_REFLOG_ACTION", "").startswith("merge")
    return f"{git_directory('', environ)}/{_MESSAGES[merging]}"


def _discovered() -> str:
    """The git directory that is found from the current directory upwards."""
    place = os.getcwd()
    while True:
        candidate = f"{place}/.git"
        if os.path.isdir(candidate):
            return candidate
        if os.path.isfile(candidate):  # a linked work tree or a submodule
            with open(candidate, encoding="utf-8", errors="surrogateescape") as file:
                target = file.read().removeprefix("gitdir:").strip()
            return os.path.join(place, target)
        if os.path.dirname(place) == place:
            raise FileNotFoundError("no git directory found from here, and no message file was named")
        place = os.path.dirname(place)
