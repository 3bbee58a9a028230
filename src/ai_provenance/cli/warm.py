"""A report with nothing new is printed from what the last run kept: one git is started, and no library is imported.

Loading the command line, the models and the rules takes twenty times what Python itself takes to start; CI and people
ask for the same report again and again. What was printed is kept beside the counts, with everything that it depended
on: the repository as `git rev-parse` tells it, and size and time of the configuration, of git's own files and of this
program. Where one of these differs, or anything but the plain command was given, the whole way is gone.

Standard library only, and of that nothing that a bare interpreter has not loaded already.
"""

from __future__ import annotations

import os
import sys
import time
from zlib import crc32

from ai_provenance.cli import stamps
from ai_provenance.repo import ahead
from ai_provenance.repo.cache import Store
from ai_provenance.repo.hardening import ASKED, QUESTIONS
from ai_provenance.repo.lean import ask_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_FORMATS = ("text", "json")
_DATED = '"generated_at": "'


class Question:
    """A plain `report`: what was asked, and what the answer depends on."""

    __slots__ = ("before", "cached", "facts", "format", "inherit", "name", "places", "program", "stamps", "store")

    def __init__(
        self, told: tuple[bytes, bytes], places: tuple[str, str, str], *, form: str, inherit: bool, cached: bool
    ) -> None:
        self.before: str | None = None
        """Where HEAD stood when the report was printed last, if that is known."""
        self.cached = cached
        """Whether anything kept may be read, or kept."""
        self.inherit = inherit
        """Whether GIT_DIR and its like of our environment hold."""
        self.facts, self.program = told
        """What `git rev-parse` said of the repository, and `stamps.of_program` of us."""
        self.format = form
        self.places = places
        """Where we stand, the git directory and the common one; absolute."""
        self.stamps = stamps.of_repository(*places)
        self.store = Store(places[2])
        color = "-color" if colored() else ""
        self.name = f"printed-{form}{color}-{crc32(places[1].encode('utf-8', 'surrogateescape')):08x}"

    def answer(self) -> tuple[str, str] | None:
        """What the last run printed on standard output and standard error; None when something has changed since."""
        kept = self.store.load(self.name) if self.cached else None
        if kept is None:
            return None
        depended, _, rest = kept.partition(b"\0\0")
        self.before = _head(depended)
        if depended != self._depends():
            return None
        err, _, out = rest.partition(b"\0\0")
        return _dated(out.decode()), err.decode()

    def keep(self, out: str, err: str, *, head: str | None) -> None:
        """Keep what was printed, unless the repository moved while it was made."""
        same = self.cached and head is not None and head.encode() in self.facts
        if same and self.stamps == stamps.of_repository(*self.places) and "\0" not in out + err:
            self.store.save(self.name, b"\0\0".join([self._depends(), err.encode(), out.encode()]))

    def walk_ahead(self) -> None:
        """Start the git of the walk while what reads it is loaded; where a count is kept, of what is new only."""
        head = _head(self.facts)
        asked = [head] if self.cached and head else ["HEAD"]
        kept = {name.partition("-")[0] for name, _ in self.store.files()} if self.cached else set()
        if "count" in kept:
            if self.before in {None, head}:
                return
            asked.append(f"^{self.before}")
        ahead.start(self.places[0], asked, inherit=self.inherit)
        if "notes" in kept:
            from ai_provenance.config import defaults  # noqa: PLC0415 - not where nothing is new

            ahead.start_refs(self.places[0], defaults().notes_refs, inherit=self.inherit)

    def is_bare(self) -> bool:
        """Whether the report as text is asked for and nothing is configured."""
        return self.format == "text" and not stamps.configured(*self.places[:2])

    def _depends(self) -> bytes:
        return self.facts + self.stamps + self.program


def ask(arguments: list[str]) -> Question | None:
    """The question that a command line comes down to; None when it is no plain `report`, or git has no answer."""
    plain = _plain(arguments)
    if plain is None:
        return None
    directory, format_, cached = plain
    here = os.path.realpath(directory)
    inherit = os.path.normpath(directory) == "."
    command = ["-C", here, "rev-parse", *ASKED]
    program: list[bytes] = []
    facts = ask_git(command, inherit=inherit, meanwhile=lambda: program.append(stamps.of_program()))
    if facts is None:
        return None  # no repository, no commit, no git: the whole way says it in words
    lines = facts.decode("utf-8", "surrogateescape").split("\n")
    places = here, lines[4], os.path.join(here, lines[5])  # noqa: PTH118
    return Question((facts, program[0]), places, form=format_, inherit=inherit, cached=cached)


def colored(out: TextIO | None = None) -> bool:
    """Whether OUT, or standard output, takes colours: a terminal that is not dumb, and nobody said NO_COLOR."""
    return (out or sys.stdout).isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _plain(arguments: list[str]) -> tuple[str, str, bool] | None:
    """Directory, format and whether to use the cache, of `report [--repo DIR] [--format text|json] [--no-cache]`."""
    directory, format_, cached = ".", "text", True
    words = iter(arguments[1:])
    for word in words:
        if word == "--no-cache":
            cached = False
            continue
        value = next(words, "")
        if word == "--repo" and value:
            directory = value
        elif word == "--format" and value in _FORMATS:
            format_ = value
        else:
            return None
    return directory, format_, cached


def _head(facts: bytes) -> str | None:
    """The commit that HEAD names, in what `git rev-parse` said."""
    lines = facts.decode("utf-8", "surrogateescape").split("\n")[len(QUESTIONS) :]
    return next((line for line in lines if len(line) in {40, 64} and "/" not in line), None)


def _dated(text: str) -> str:
    """TEXT as of now: the document says when it was made."""
    head, mark, tail = text.partition(_DATED)
    return head + mark + time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) + tail[20:] if mark else text
