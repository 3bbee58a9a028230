"""The code blocks of the documentation, and a terminal in which a page is typed from top to bottom."""

from __future__ import annotations

import re
import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")))
ADDRESS = "git.example.org/ai-provenance/ai-provenance"
"""Stands for the address of the pages; git is configured to find the local clone under it."""
PAIR = tuple((ROOT / "docs/address.txt").read_text().split())
"""The address and the commit that the pages name."""

_BEFORE_COMMIT = "(?<=[@#/])|(?<=rev: )|(?<=--quiet )"  # as in tools/pin.py
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: str
    line: int
    language: str
    text: str
    heading: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}:{self.language or 'text'}"


def blocks(page: str) -> list[Block]:
    """The blocks of PAGE, in order."""
    text = (ROOT / page).read_text()
    return list(_blocks(page, text))


def _blocks(page: str, text: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(text):
        before = text[: found.start()]
        headings = re.findall(r"^#+ (.+)$", before, re.MULTILINE)
        content = textwrap.dedent(found["text"])
        yield Block(page, before.count("\n") + 1, found["language"], content, headings[-1] if headings else "")


@dataclass(frozen=True)
class Typed:
    """One command of a `console` block, and what the page says that it prints."""

    command: str
    output: str


def typed(text: str) -> list[Typed]:
    """The commands of a `console` block; a line that ends in a backslash goes on."""
    found: list[list[str]] = []
    goes_on = False
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif goes_on:
            found[-1][0] += "\n" + line
        else:
            found[-1][1] += line + "\n"
        goes_on = line.endswith("\\")
    return [Typed(command, output.strip("\n")) for command, output in found]


@dataclass
class Terminal:
    """A shell at a directory: what one block changes, the next one of the page finds."""

    directory: Path
    environ: Mapping[str, str]
    commit: str
    """Stands for COMMIT."""
    log: list[str] = field(default_factory=list)

    def filled(self, text: str) -> str:
        """TEXT with the one pair that a reader fills in."""
        address, commit = PAIR
        return re.sub(
            rf"(?:{_BEFORE_COMMIT}){commit}\b", self.commit, re.sub(rf"\b{re.escape(address)}\b", ADDRESS, text)
        )

    def unfilled(self, text: str) -> str:
        """TEXT with the pair of the pages in place of the one that was filled in."""
        address, commit = PAIR
        return text.replace(ADDRESS, address).replace(self.commit, commit)

    def run(self, command: str) -> tuple[int, str]:
        """Exit status and output, errors included, of COMMAND; the next one starts where it ended."""
        place = self.directory / ".." / f".{self.directory.name}-pwd"
        script = f'{self.filled(command)}\nstatus=$?\npwd -P >"$TERMINAL_PLACE"\nexit $status\n'
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-c", script],
            cwd=self.directory,
            env={**self.environ, "TERMINAL_PLACE": str(place)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        if place.exists():
            self.directory = Path(place.read_text().strip())
            place.unlink()
        self.log.append(f"$ {command}\n{done.stdout}")
        return done.returncode, done.stdout.strip("\n")
