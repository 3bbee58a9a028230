"""Random histories, made by an agent and a human in turn, twice: with our hooks and without any.

Every change adds a file of its own, named for the one who made it (`agent-3`, `human-4`), so that each commit tells by
its tree whose changes it holds, wherever rebases, folds and picks have taken them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from hooked import AGENT, HUMAN, MESSAGE_HOOKS, TAG, Hooked

WHO = {"agent": AGENT, "human": HUMAN}
ABORT = ("rebase", "cherry-pick", "revert", "merge")
QUIET_EDITORS = {"GIT_EDITOR": "true", "GIT_SEQUENCE_EDITOR": "true"}


@dataclass
class Pair:
    """The same commands in a repository with our hooks and in one without."""

    hooked: Hooked
    plain: Hooked
    log: list[str] = field(default_factory=list)

    @classmethod
    def make(cls, directory: Path, *, native: bool = False) -> Pair:
        """Two repositories with one commit each; hooks in the first: the lean entry, or the shims of `install`."""
        pair = cls(Hooked(Hooked.init(directory / "hooked").path), Hooked(Hooked.init(directory / "plain").path))
        for repository in (pair.hooked, pair.plain):
            repository.stage("base", "base\n")
            repository.commit("Base\n")
        if native:
            command = [sys.executable, "-m", "ai_provenance", "install", "--repo", str(pair.hooked.path)]
            subprocess.run(command, check=True, capture_output=True)
        else:
            pair.hooked.install(*MESSAGE_HOOKS)
        return pair

    def run(self, *arguments: str, who: str = "human", editor: str = "", todo: str = "") -> bool:
        """Run git in both; whether it went well in both. A command that stops is aborted."""
        environ = {**WHO[who], **QUIET_EDITORS, "GIT_AUTHOR_NAME": who, "GIT_COMMITTER_NAME": who}
        # a minute a command: a pick made within the second of its original would be the same commit in one of the two
        moment = f"@{1_800_000_000 + 60 * len(self.log)} +0000"
        environ |= {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        if editor:
            environ["GIT_EDITOR"] = editor
        if todo:
            environ["GIT_SEQUENCE_EDITOR"] = f"sed -i.orig -e '{todo}'"
        self.log.append(f"{who}: git {' '.join(arguments)} {todo} {editor}")
        codes = [r.run(*arguments, check=False, env=environ).returncode for r in (self.hooked, self.plain)]
        if any(codes) and arguments[0] in ABORT:
            for repository in (self.hooked, self.plain):
                repository.run(arguments[0], "--abort", check=False)
        return not any(codes)

    def stage(self, name: str) -> None:
        """Add one new file to both indexes."""
        for repository in (self.hooked, self.plain):
            repository.stage(name, name + "\n")

    def commits(self, count: int, *, merges: bool = False) -> list[str]:
        """The newest first-parent commits of the hooked repository above the base, as `HEAD~N`."""
        listed = self.hooked.git("log", "--first-parent", f"-{count}", "--format=%P").split("\n")
        names = []
        for number, parents in enumerate(listed):
            if len(parents.split()) != 1 and not merges:
                break
            names.append(f"HEAD~{number}" if number else "HEAD")
        return names


class Soak:
    """One random sequence."""

    def __init__(self, pair: Pair, seed: int) -> None:
        self.pair = pair
        self.random = Random(seed)
        self.number = 0
        self.branches = ["main"]

    def play(self, steps: int) -> None:
        """Take that many random steps."""
        self.commit()
        for _ in range(steps):
            self.random.choice(self.operations())()

    def operations(self) -> list[Callable[[], None]]:
        """All operations; commits are the likeliest."""
        often = [self.commit, self.commit, self.fixup, self.amend]
        return [
            *often,
            self.autosquash,
            self.interactive,
            self.rebase,
            self.pick,
            self.revert,
            self.merge,
            self.stash,
            self.switch,
        ]

    def who(self) -> str:
        """Whose turn it is."""
        return self.random.choice(("agent", "human"))

    def change(self, who: str) -> str:
        """Stage a new file in WHO's name; the name."""
        self.number += 1
        name = f"{who}-{self.number}"
        self.pair.stage(name)
        return name

    def commit(self) -> None:
        """A commit with a message from the command line, from an editor, past the verifying hooks, or signed off."""
        who = self.who()
        name = self.change(who)
        body = ("-m", self.random.choice(("A body.", "Note: prose", "https://example.org/1", "#1 first")))
        how = self.random.choice(("plain", "body", "editor", "verbose", "no-verify", "signed"))
        options = {"body": body, "no-verify": ("--no-verify", *body), "signed": ("-s",), "verbose": ("-v",)}.get(
            how, ()
        )
        if how in ("editor", "verbose"):
            self.pair.run("commit", *options, who=who, editor=f"sed -i.orig -e '1s/^/{name}/'")
        else:
            self.pair.run("commit", "-m", name, *options, who=who)

    def amend(self) -> None:
        """Amend the last commit with a change of one's own; not a revert, and none that another branch has too."""
        shared = len(self.pair.hooked.git("branch", "--contains", "HEAD").split("\n")) > 1
        if not self.pair.commits(1) or shared or "This reverts" in self.pair.hooked.message():
            return
        who = self.who()
        name = self.change(who)
        options = self.random.choice((("--no-edit",), ("-m", f"{name} amended")))
        self.pair.run("commit", "--amend", *options, who=who)

    def fixup(self) -> None:
        """A commit to be folded into an earlier one."""
        targets = self.pair.commits(4)
        if not targets:
            return
        who = self.who()
        target, option = self.random.choice(targets), self.random.choice(("--fixup", "--squash"))
        name = self.change(who)
        self.pair.run("commit", f"{option}={target}", *(("-m", name) if option == "--squash" else ()), who=who)

    def autosquash(self) -> None:
        """Fold what is marked for folding."""
        count = len(self.pair.commits(6))
        if count > 1:
            self.pair.run("rebase", "-i", "--autosquash", f"HEAD~{count - 1}", who=self.who())

    def interactive(self) -> None:
        """Fold, reword or reorder by hand; not with a revert among them, which would hide what its fold brings."""
        count = len(self.pair.commits(4))
        if count > 2 and "This reverts" not in self.pair.hooked.git("log", f"-{count}", "--format=%B"):
            todo = self.random.choice(("2s/^pick/squash/", "2s/^pick/fixup/", "1s/^pick/reword/", "1{h;d};2G"))
            again = "sed -i.orig -e '1s/$/ again/'"
            anew = f"""f() {{ printf 'anew {self.number}\\n' > "$1"; }}; f"""
            editor = self.random.choice((again, anew)) if "reword" in todo else again
            self.pair.run("rebase", "-i", f"HEAD~{count - 1}", who=self.who(), todo=todo, editor=editor)

    def rebase(self) -> None:
        """Replay this branch on another one, with either backend."""
        if len(self.branches) > 1:
            other = self.random.choice(self.branches)
            self.pair.run("rebase", self.random.choice(("--merge", "--apply")), other, who=self.who())

    def pick(self) -> None:
        """Pick a commit of another branch."""
        if len(self.branches) > 1:
            other = self.random.choice(self.branches)
            self.pair.run("cherry-pick", *self.random.choice(((), ("-x",))), other, who=self.who())

    def revert(self) -> None:
        """Revert the last commit, unless it is a revert itself."""
        if self.pair.commits(1) and "This reverts" not in self.pair.hooked.message():
            self.pair.run("revert", "--no-edit", "HEAD", who=self.who())

    def merge(self) -> None:
        """Merge another branch, or squash it into one commit."""
        if len(self.branches) < 2:
            return
        who, other = self.who(), self.random.choice(self.branches)
        if self.random.random() < 0.5:
            self.pair.run("merge", "--no-ff", "-m", f"merge by {who}", other, who=who)
        elif self.pair.run("merge", "--squash", other, who=who):
            self.number += 1
            self.pair.run("commit", "-m", f"squashed {self.number}", who=who)
            self.pair.run("reset", "-q", "--hard", who=who)  # where there was nothing to commit SQUASH_MSG is left

    def stash(self) -> None:
        """Put a change aside while another is committed, and take it back."""
        self.change("human")
        if self.pair.run("stash"):
            self.commit()
            self.pair.run("stash", "pop")
            self.pair.run("commit", "-m", f"human-{self.number} after stash")

    def switch(self) -> None:
        """Go to another branch, or begin one."""
        if len(self.branches) < 3 and self.random.random() < 0.6:
            name = f"side-{len(self.branches)}"
            self.branches.append(name)
            start = "HEAD~1" if len(self.pair.commits(2)) == 2 else "HEAD"
            self.pair.run("switch", "-q", "-c", name, start)
        else:
            self.pair.run("switch", "-q", self.random.choice(self.branches))


def violations(pair: Pair) -> list[str]:
    """What is wrong in the hooked repository; empty when nothing is."""
    found = [*_compared(pair)]
    names = pair.hooked.git("rev-list", "--branches", "--no-merges", "--min-parents=1").split()
    found += [problem for name in names for problem in _misjudged(pair.hooked, name)]
    found += [f"merge {name} by the wrong one" for name in _merges(pair.hooked)]
    fsck = pair.hooked.run("fsck", "--strict", "--no-dangling", check=False)
    return [*found, *([fsck.stderr.decode()] if fsck.returncode else [])]


def _misjudged(repository: Hooked, name: str) -> list[str]:
    message = repository.raw(name).decode()
    added = repository.git("diff-tree", "-r", "--name-only", "--diff-filter=A", "--no-commit-id", name).split()
    tags = repository.tags(name).count(TAG)
    if any(path.startswith("agent-") for path in added):
        if "This reverts commit" in message:
            return []  # a revert of what took an agent's file out puts it back, and stays untagged like every revert
        return [] if tags == 1 else [f"{name}: an agent's commit has {tags} tags: {message!r}"]
    return [f"{name}: a human's commit is tagged: {message!r}"] if tags and added else []


def _merges(repository: Hooked) -> list[str]:
    wrong = []
    for name in repository.git("rev-list", "--branches", "--merges").split():
        by_agent = repository.raw(name).startswith(b"merge by agent")
        if (TAG in repository.tags(name)) != by_agent:
            wrong.append(name)
    return wrong


def _compared(pair: Pair) -> list[str]:
    """Where trees, or messages without our line, differ between the two repositories."""
    ours, theirs = (_history(repository) for repository in (pair.hooked, pair.plain))
    if [tree for tree, _ in ours] != [tree for tree, _ in theirs]:
        return ["the histories have different trees"]
    return [f"{a!r} is not {b!r}" for (_, a), (_, b) in zip(ours, theirs, strict=True) if a != b]


def _history(repository: Hooked) -> list[tuple[str, str]]:
    shown = subprocess.run(
        ["git", "log", "--branches", "--topo-order", "--reverse", "-z", "--format=%T%n%B"],
        cwd=repository.path,
        capture_output=True,
        check=True,
    )
    records = [record.partition("\n") for record in shown.stdout.decode().split("\0") if record]
    return sorted((tree, _without_tag(message)) for tree, _, message in records)


def _without_tag(message: str) -> str:
    """The words of MESSAGE: ids, our line and the blank lines about it left out."""
    lines = [line for line in message.split("\n") if line.strip() and line.strip() != TAG]
    return "\n".join(line for line in lines if not line.startswith(("(cherry picked from", "This reverts commit")))
