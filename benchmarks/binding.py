"""Whether a record finds its change again: clean rebases of public commits without a hook, and pairs of other changes.

    python benchmarks/binding.py COMMITS REPOSITORY...

Each REPOSITORY is a clone that is only read. COMMITS of its newest 4,000 are put upon another commit, 5 to 100 older,
as a rebase would (git merge-tree, git 2.40); where git finds no conflict, the change digest is to be the same. Beside
it the `git patch-id --stable` of both. Then 10,000 random pairs of its newest 1,000: no record of one may count for
the other.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ai_provenance.attest.binding import author_digest, is_carried
from ai_provenance.attest.statement import Record
from ai_provenance.repo.change_digest import change_digests
from ai_provenance.repo.repository import open_repository

NEWEST = 4000
PAIRED = 1000
PAIRS = 10_000
BACK = (5, 20, 50, 100)
COMMITTER = {"GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.com"}
Author = tuple[str, str, int]


class Clone:
    """A bare clone that shares its objects with what it is of."""

    def __init__(self, source: Path, directory: Path) -> None:
        self.path = directory / "clone.git"
        subprocess.run(["git", "clone", "-q", "--shared", "--bare", str(source), str(self.path)], check=True)

    def git(self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None, status: int = 0) -> str:
        """The output of a git; empty where it ends with a status above STATUS."""
        command = ["git", "-C", str(self.path), *args]
        environ = {**os.environ, **COMMITTER, **(env or {})}
        done = subprocess.run(command, input=stdin, env=environ, capture_output=True, check=False)
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode <= status else ""

    def authors(self, oids: Sequence[str]) -> dict[str, Author]:
        """Name, address and time of the author of each of OIDS."""
        layout = "--format=%H%x00%an%x00%ae%x00%at"
        listed = self.git("log", "--no-walk", "--stdin", "--no-mailmap", layout, stdin="\n".join(oids).encode())
        rows = (line.split("\0") for line in listed.split("\n"))
        return {oid: (name, email, int(time)) for oid, name, email, time in rows}

    def rebased(self, oid: str, back: int) -> str:
        """The commit OID upon one that is BACK commits older; empty where git finds a conflict, or nothing is left."""
        onto = self.git("rev-list", "-1", f"--skip={back}", oid)
        tree = onto and self.git("merge-tree", "--write-tree", f"--merge-base={oid}^", onto, oid).partition("\n")[0]
        if not tree or tree == self.git("rev-parse", f"{onto}^{{tree}}"):
            return ""
        name, email, time = self.authors([oid])[oid]
        env = {"GIT_AUTHOR_NAME": name or "A", "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": f"{time} +0000"}
        return self.git("commit-tree", "-p", onto, "-m", "Rebased", tree, env=env)

    def patch_id(self, oid: str) -> str:
        """What git itself tells equal changes by."""
        patch = subprocess.run(["git", "-C", str(self.path), "diff-tree", "-p", oid], capture_output=True, check=True)
        return self.git("patch-id", "--stable", stdin=patch.stdout).partition(" ")[0]


def bound(clone: Clone, oids: Sequence[str], digests: Mapping[str, str], chosen: random.Random) -> int:
    """How many of PAIRS random pairs of different commits take the record of one for that of the other."""
    count = 0
    authors = clone.authors(oids)
    for _ in range(PAIRS):
        one, other = chosen.sample(oids, 2)
        name, email, time = authors[one]
        change = digests.get(one, "")
        record = Record(one, "ai", change=change, author_time=time, author=author_digest(change, name, email))
        name, email, time = authors[other]
        count += is_carried(record, digests.get(other), time, (name, email))
    return count


def main() -> None:
    """Print a table with a line for each repository, and the sums."""
    wanted, sums = int(sys.argv[1]), [0] * 6
    print("| repository | commits | conflicts | clean | same change digest | same patch-id | false in 10,000 pairs |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for source in map(Path, sys.argv[2:]):
        chosen = random.Random(7)
        with tempfile.TemporaryDirectory() as name:
            clone = Clone(source.resolve(), Path(name))
            newest = clone.git("rev-list", "--no-merges", "--min-parents=1", f"-{NEWEST}", "HEAD").split()
            picked = chosen.sample(newest, min(wanted, len(newest)))
            made = {oid: clone.rebased(oid, chosen.choice(BACK)) for oid in picked}
            clean = {oid: new for oid, new in made.items() if new}
            paired = newest[:PAIRED]
            digests = change_digests(open_repository(clone.path), [*picked, *paired, *clean.values()])
            same = sum(digests.get(oid) == digests.get(new) is not None for oid, new in clean.items())
            alike = sum(clone.patch_id(oid) == clone.patch_id(new) for oid, new in clean.items())
            false = bound(clone, paired, digests, chosen)
            line = [len(picked), len(picked) - len(clean), len(clean), same, alike, false]
        print(f"| {source.name} |", " | ".join(map(str, line)), "|", flush=True)
        sums = [total + more for total, more in zip(sums, line, strict=True)]
    print("| all |", " | ".join(map(str, sums)), "|")


if __name__ == "__main__":
    main()
