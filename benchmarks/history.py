"""Histories of any size for benchmarks and tests: the same commits for the same numbers, through `git fast-import`.

    python benchmarks/history.py 100000 /tmp/h100k.git

A line of development with side branches that are merged, some hundred authors of whom few write most, messages of a
subject, often a body and trailers. About three commits in ten carry a signal of an AI agent, in the mixture of forms
that public histories show; one in thirty is a dependency bot's. `odd` adds messages at the edges of the grammar.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

WORDS = """
accept align allow archive batch bound buffer build cache call channel check clean client clock close cluster code
collect column compare compile config connect copy count deadline decode default delay detect device digest
drop edge empty encode entry error event expire export field file filter flag flush format frame guard handle hash
header host index input install key label layout leak limit line link list load lock log loop map merge message
metric model move name node offset open option order output owner page parse part patch path peer pin pool port
print probe queue quota range read record reduce refresh reject release reload rename render repeat reply report
request reset retry role route run sample scan schema search select session shard shell sign size sort source split
stage start state stop store stream string sync table tag task test thread time token trace tree trim tune update
upload user value view wait walk window worker write zone so that which when because after before instead
""".split()  # noqa: SIM905 - words read best as words
GIVEN = (
    "Ada",
    "Bela",
    "Chidi",
    "Dora",
    "Emre",
    "Fei",
    "Greta",
    "Hana",
    "Igor",
    "Jürgen",
    "Kofi",
    "Léa",
    "Mina",
    "Nils",
)
FAMILY = ("Achebe", "Brandt", "Cho", "Dupont", "Eze", "Ferrari", "Grünwald", "Haddad", "Ivanov", "Jansen", "Kaya")
AGENT_ACCOUNTS = (
    "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>",
    "devin-ai-integration[bot] <158243242+devin-ai-integration[bot]@users.noreply.github.com>",
    "Cursor Agent <cursoragent@cursor.com>",
    "Claude <noreply@anthropic.com>",
)
BOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"
FOOTER = "\N{ROBOT FACE} Generated with [Claude Code](https://claude.com/claude-code)"
SIGNALS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (30, ("Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>",)),
    (
        25,
        (
            "\N{ROBOT FACE} Generated with [Claude Code](https://claude.com/claude-code)",
            "",
            "Co-Authored-By: Claude <noreply@anthropic.com>",
        ),
    ),
    (15, ("Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>",)),
    (8, ("Co-authored-by: Cursor <cursoragent@cursor.com>",)),
    (8, ("Assisted-by: GitHub-Copilot:gpt-5",)),
    (4, ("Generated-by: Codex CLI",)),
    (4, ("AI-Assisted: yes",)),
    (2, ("AI-Assisted: no",)),
)
ODD = (
    b'Revert "Use the cache"\n\nThis reverts commit 0123456789.\n\nCo-authored-by: Claude <noreply@anthropic.com>\n',
    b"Fold\n\nCo-authored-by: Claude\n <noreply@anthropic.com>\nSigned-off-by: A <a@example.org>\n",
    b"Quote\n\n```\nCo-authored-by: Claude <noreply@anthropic.com>\n```\n\nDone.\n",
    b"Only a line\nCo-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>\n",
    b"In the middle\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\nAnd some more text.\n",
    b"Prose\n\nThis is what Claude Code wrote about: the cursor of a gemini.\n",
    b"Windows\r\n\r\nCo-authored-by: Claude <noreply@anthropic.com>\r\n",
    b"Blank with a space\n \nCo-authored-by: Claude <noreply@anthropic.com>\n \n",
    b"Comment\n\nAssisted-by: Claude:claude-opus-4-6\n# Conflicts:\n#\ta.txt\n",
    b"Cut\n\nAssisted-by: Claude:claude-opus-4-6\n# ------------------------ >8 ------------------------\ndiff\n",
    b"Empty value\n\nCo-authored-by:\nGenerated with Claude Code\n",
    b"Mixed block\n\nsome prose\nmore prose\nCo-authored-by: Claude <noreply@anthropic.com>\nSigned-off-by: A <a@b>\n",
    b"Mixed, no block\n\nprose\nmore\nyet more\nCo-authored-by: Claude <noreply@anthropic.com>\n",
    b"\n\n  Late subject\n\nAI-Assisted: true\n",
    b"Bytes \xff\xfe\n\nCo-authored-by: Claude \xff <noreply@anthropic.com>\n",
    b"[tag] revert: something\n\nx: y\n",
    b"(#1)\n\n* one\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\n* two\n\n---------\n\nReviewed-by: B\n",
    b"Session\n\nhttps://claude.ai/code/session_0123456789\n",
    b"Session id\n\nAI-Assisted: true\nAI-Session: 0263fa1f0c030344cd7be9374b39a7e6\n",
    b"Session id\n\nAI-Assisted: true\nAI-Session: 77b7fa8e0db4a81d8eb7e4f946637182\n",
    b"Session id\n\nClaude-Session: https://claude.ai/code/session_01AbCdEfGhIjKlMnOpQrStUv\n",
    b"Session id\n\nEntire-Checkpoint: 0263fa1f0c03\nEntire-Session: 2026-01-02-0263fa1f-0c03-4034-8cd7-be9374b39a7e\n",
    b"",
)


@dataclass
class Generator:
    """Writes one history. `commits` is its length, merges included."""

    commits: int
    seed: int = 7
    ai_share: float = 0.3
    odd_share: float = 0.0
    notes_share: float = 0.0
    start: int = 1_262_304_000
    seconds: int = 500
    """Mean distance between two commits."""
    random: Random = field(init=False)
    authors: list[str] = field(init=False)
    noted: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
        self.authors = [f"{name} <{number}.{name.split()[0].lower()}@example.org>" for number, name in enumerate(names)]
        self.time = self.start
        self.mark = 0

    def stream(self) -> Iterator[bytes]:
        """The history in the language of `git fast-import`."""
        yield b"feature done\nreset refs/heads/main\n"
        tip = 0
        while self.mark < self.commits:
            if tip and self.commits - self.mark > 9 and self.random.random() < 0.05:
                side = tip
                for _ in range(self.random.randint(1, 5)):
                    yield self._commit(side)
                    side = self.mark
                yield self._commit(tip)
                yield self._merge(self.mark, side)
            else:
                yield self._commit(tip)
            tip = self.mark
        yield from self._notes()
        yield b"done\n"

    def _commit(self, parent: int) -> bytes:
        author = self._author()
        message = self._message()
        chance = self.random.random()
        if chance < 0.1 * self.ai_share:
            author = self.random.choice(AGENT_ACCOUNTS)
        elif chance < 0.12 * self.ai_share:
            author = author.replace(" <", " (aider) <")
        elif chance > 0.97:
            author = BOT
        return self._write(author, message, parent)

    def _merge(self, parent: int, side: int) -> bytes:
        message = f"Merge pull request #{self.random.randrange(30_000)} from fork/{self._text(1)}\n\n{self._text(5)}\n"
        return self._write(self._author(), message.encode(), parent) + b"merge :%d\n" % side

    def _write(self, author: str, message: bytes, parent: int) -> bytes:
        self.mark += 1
        self.time += self.random.randrange(2 * self.seconds)
        committer = "GitHub <noreply@github.com>" if self.random.random() < 0.4 else author
        if self.random.random() < self.notes_share:
            self.noted.append(self.mark)
        people = f"author {author} {self.time - 60} +0200\ncommitter {committer} {self.time} +0000\n"
        head = f"commit refs/heads/main\nmark :{self.mark}\n{people}"
        parents = b"from :%d\n" % parent if parent else b""
        return head.encode() + b"data %d\n%s\n" % (len(message), message) + parents

    def _author(self) -> str:
        return self.authors[int(len(self.authors) ** self.random.random()) - 1]

    def _text(self, words: int) -> str:
        return " ".join(self.random.choices(WORDS, k=words))

    def _message(self) -> bytes:
        if self.random.random() < self.odd_share:
            return self.random.choice(ODD)
        paragraphs = [self._text(self.random.randint(3, 9)).capitalize()]
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 4))):
            paragraphs.append(
                "\n".join(self._text(self.random.randint(6, 11)) for _ in range(self.random.randint(1, 6)))
            )
        trailers = self._trailers()
        if self.random.random() < self.ai_share * 0.9:
            signal = self.random.choices([lines for _, lines in SIGNALS], [weight for weight, _ in SIGNALS])[0]
            trailers = [*signal[:-1], *trailers, signal[-1]]
        return ("\n\n".join([*paragraphs, "\n".join(trailers)]).rstrip() + "\n").encode()

    def _trailers(self) -> list[str]:
        chance = self.random.random
        made = [f"Signed-off-by: {self._author()}"] if chance() < 0.25 else []
        made += [f"Reviewed-by: {self._author()}"] if chance() < 0.1 else []
        made += [f"Co-authored-by: {self._author()}"] if chance() < 0.08 else []
        made += [f"Change-Id: I{self.random.getrandbits(160):040x}"] if chance() < 0.05 else []
        return made + ([f"Fixes: #{self.random.randrange(30_000)}"] if chance() < 0.1 else [])

    def _notes(self) -> Iterator[bytes]:
        if not self.noted:
            return
        yield b"commit refs/notes/ai\ncommitter Notes <n@example.org> %d +0000\ndata 5\nnotes\n" % self.time
        for mark in self.noted:
            note = b"AI-Assisted: yes\n"
            yield b"N inline :%d\ndata %d\n%s\n" % (mark, len(note), note)


def write(directory: Path, generator: Generator, *init: str) -> Path:
    """Make a bare repository at DIRECTORY with the history of GENERATOR; its path."""
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", *init, str(directory)], check=True)
    command = ["git", "-C", str(directory), "fast-import", "--quiet", "--force", "--done"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for piece in generator.stream():
            importer.stdin.write(piece)
    if importer.returncode:
        raise subprocess.CalledProcessError(importer.returncode, command)
    return directory


if __name__ == "__main__":
    write(Path(sys.argv[2]), Generator(int(sys.argv[1]), notes_share=0.05))
