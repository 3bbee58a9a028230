"""Made-up branches for `check --fix`: what teams do to theirs between two pushes, drawn by a seed."""

from __future__ import annotations

import random
from pathlib import Path

from repository import Repository

FOOTER = "Generated with [Claude Code](https://claude.com/claude-code)"
MINE, SOMEONE = "Ana Test <ana@example.org>", "Ben Other <ben@example.org>"
_SIGNATURE = "gpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n -----END SSH SIGNATURE-----\n"
"""The header of a signed commit. What it signs is not looked at: a new commit would lose it either way."""


class MadeUpBranch:
    """A branch with a remote, some commits of which are pushed; index and files hold changes."""

    def __init__(self, repo: Repository, upstream: Path, seed: int) -> None:
        self.repo = repo
        self._draw = random.Random(seed)
        self._number = 0
        Repository.init(upstream, "--bare")
        repo.git("remote", "add", "origin", str(upstream))
        self._commit("Begin\n")
        self.push()
        steps = [self._plain, self._plain, self._footer, self._footer, self._sign_off, self._fixup]
        steps += [self._declared, self._signed, self._merge, self._noted, self._latin, self._someone, self.push]
        for _ in range(self._draw.randint(4, 14)):
            self._draw.choice(steps)()
        repo.stage("staged.txt", f"staged {seed}\n")
        repo.write("staged.txt", f"staged {seed}, and changed\n")
        repo.write("untracked.txt", "new\n")

    def push(self) -> None:
        """Publish the branch as it is now."""
        self.repo.git("push", "-q", "-f", "origin", "HEAD:main")

    def _commit(self, message: str | bytes, *, author: str = MINE, options: tuple[str, ...] = ()) -> str:
        self._number += 1
        day = f"2026-02-{self._number % 28 + 1:02}T10:{self._number % 60:02}:00+0{self._number % 9}00"
        self.repo.stage(f"file{self._number % 5}.txt", f"{self._number}\n")
        env = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        return self.repo.commit(message, author=author, env=env, options=options)

    def _plain(self) -> None:
        self._commit(f"Change {self._number}\n\nBy hand.\n")

    def _footer(self) -> None:
        self._commit(f"Write {self._number}\n\n{FOOTER}\n")

    def _sign_off(self) -> None:
        self._commit(f"Sign {self._number}\n\n{FOOTER}\n\nSigned-off-by: Claude <noreply@anthropic.com>\n")

    def _declared(self) -> None:
        self._commit(f"Declare {self._number}\n\nAssisted-by: Claude:claude-opus-4-6\n")

    def _fixup(self) -> None:
        subject = self.repo.git("log", "-1", "--format=%s")
        self._commit(f"fixup! {subject}\n\n{FOOTER}\n")

    def _someone(self) -> None:
        self._commit(f"Help {self._number}\n\n{FOOTER}\n", author=SOMEONE)

    def _latin(self) -> None:
        message = f"Año {self._number}\n\n{FOOTER}\n".encode("latin-1")
        self.repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
        self._commit(message)
        self.repo.git("config", "--unset", "i18n.commitEncoding")

    def _noted(self) -> None:
        oid = self._commit(f"Note {self._number}\n\n{FOOTER}\n")
        self.repo.git("notes", "--ref=reviews", "add", "-m", f"looked at {self._number}", oid)

    def _merge(self) -> None:
        self._number += 1
        side = f"side{self._number}"
        self.repo.branch(side)
        self._footer()
        self._plain()
        self.repo.git("switch", "-q", "-")
        self._plain()
        self.repo.git(
            "-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-ff", "-X", "ours", "-m", f"Merge {side}", side
        )
        self.repo.git("branch", "-q", "-D", side)

    def _signed(self) -> None:
        self._commit(f"Seal {self._number}\n\n{FOOTER}\n")
        head = self.repo.run("cat-file", "commit", "HEAD").stdout.decode("utf-8")
        above, gap, message = head.partition("\n\n")
        raw = f"{above}\n{_SIGNATURE.rstrip()}{gap}{message}".encode()
        oid = self.repo.run("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw).stdout.decode().strip()
        self.repo.git("update-ref", "HEAD", oid)


def is_signed(repo: Repository, oid: str) -> bool:
    """Whether a commit carries a signature."""
    return b"\ngpgsig " in repo.run("cat-file", "commit", oid).stdout
