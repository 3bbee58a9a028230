"""What git will take out of a commit message before it commits: the one answer for tagging and for scanning.

Git takes comment lines out where an editor ran, or `--cleanup` or `commit.cleanup` is `strip`; in every other mode
`#42 Fix login` is text. It cuts the message at a scissors line in the mode `scissors` after an editor, and in any mode
where the diff is shown (`--verbose`, `commit.verbose`). These are the rules of `cleanup_message` in git's sequencer.c.
"""

from __future__ import annotations

import os

from ai_provenance import trailers
from ai_provenance.environment.ancestry import ancestors, arguments
from ai_provenance.environment.commit_command import commit_command
from ai_provenance.environment.keywords import may_declare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ai_provenance.environment.ancestry import Ancestor
    from ai_provenance.environment.commit_command import CommitCommand

_MODES = frozenset((b"strip", b"whitespace", b"verbatim", b"scissors", b"default"))
_GUESSES = b"#;@!$%^&|:"
"""The characters that `core.commentChar=auto` chooses from, in git's order."""
_MARKS = frozenset(_GUESSES + b"/")
"""What a comment is likely to begin with. Without an editor nothing but `strip` makes comments of such lines."""
_SETTINGS = r"^(core\.comment(char|string)|commit\.(cleanup|verbose))$"
_COMMENT_STRING_SINCE = (2, 45)


class MessageCleanup:
    """The lines that git takes out of one message."""

    __slots__ = ("comment", "scissors", "verbatim")

    def __init__(self, comment: bytes = b"", *, scissors: bytes = b"", verbatim: bool = False) -> None:
        self.comment = comment
        """What begins a line that git takes out; empty where it takes none out."""
        self.scissors = scissors
        """What begins the scissors line at which git cuts; empty where it does not cut."""
        self.verbatim = verbatim
        """Whether git keeps every byte, blank lines too."""

    def end(self, message: bytes) -> int:
        """Where git cuts MESSAGE."""
        line = self.scissors + b" " + trailers.CUT_LINE + b"\n"
        if not self.scissors or message.startswith(line):
            return 0 if self.scissors else len(message)
        at = message.find(b"\n" + line)
        return len(message) if at < 0 else at + 1

    def kept(self, message: bytes, *, numbered: bool = False) -> bytes:
        """MESSAGE as git will keep it. NUMBERED: a line that is taken out becomes a blank one, so that the others keep
        their numbers.
        """
        text = message[: self.end(message)]
        if not self.comment or not (text.startswith(self.comment) or b"\n" + self.comment in text):
            return text
        lines = text.split(b"\n")
        if numbered:
            return b"\n".join(b"" if line.startswith(self.comment) else line for line in lines)
        return b"\n".join(line for line in lines if not line.startswith(self.comment))

    def is_empty(self, message: bytes) -> bool:
        """Whether git will find nothing in MESSAGE but blank lines and sign-offs, and refuse it."""
        return trailers.is_empty(self.kept(message), comment=trailers.NO_COMMENT)

    def end_of_trailers(self, message: bytes) -> int:
        """Where the trailers of MESSAGE end: where git cuts it, or above a scissors line that git keeps."""
        # git's own readers (`%(trailers)`) end every message at such a line
        end = self.end(message)
        line = trailers.COMMENT + b" " + trailers.CUT_LINE + b"\n"
        at = message.find(b"\n" + line, 0, end)
        return at + 1 if self.comment != trailers.COMMENT and message[:at].strip() and at > 0 else end

    def comment_within(self, text: bytes) -> bytes:
        """The comment string by which `trailers` is to read TEXT, a message up to the end of its trailers."""
        # `trailers` would end the text at a scissors line at which git does not cut here, and that it takes out alone:
        # what is added at the very end is in the last block in any case
        is_cut_off = self.comment + b" " + trailers.CUT_LINE + b"\n" in text
        return self.comment if self.comment and not is_cut_off else trailers.NO_COMMENT


def running_command(above: Sequence[Ancestor] | None = None) -> CommitCommand:
    """The command line of the git that runs this hook; without a name where it cannot be read.

    ABOVE are the processes above this one, as far as they are known.
    """
    for process, name in ancestors() if above is None else above:
        if name == "git":
            return commit_command(arguments(process))
    return commit_command(())


def message_cleanup(
    message: bytes,
    environ: Mapping[str, str] = os.environ,
    *,
    command: CommitCommand | None = None,
    at_end_only: bool = False,
) -> MessageCleanup:
    """What git will take out of MESSAGE, which a hook of the running git was given. COMMAND is that git's.

    With AT_END_ONLY the answer need only serve to find out whether nothing is left, and to add a trailer at the end: no
    git is started for a message with comment characters further up.
    """
    command = running_command() if command is None else command
    # git sets `GIT_EDITOR=:` for its hooks when no editor will run; a user may have set it as well
    editor = environ.get("GIT_EDITOR") != ":" or command.edits is True
    if command.name not in (b"", b"commit", b"merge") and not editor:
        return MessageCleanup()  # a rebase or pick: what it takes out of a message are lines that it added itself
    may_be_taken_out = _may_matter_at_end if at_end_only else _may_be_taken_out
    if not editor and not (command.cleanup or command.verbose) and not may_be_taken_out(message):
        return MessageCleanup()
    settings = _settings()
    mode = command.cleanup or settings.get(b"commit.cleanup", b"")
    if mode not in _MODES or mode == b"default":
        mode = b"strip" if editor else b"whitespace"
    elif mode == b"scissors" and not editor:
        mode = b"whitespace"
    comment = _comment(message, settings, editor=editor)
    is_cut = mode == b"scissors" or _shows_diff(message, settings, command, comment=comment)
    return MessageCleanup(
        comment if mode == b"strip" else b"",
        scissors=comment if is_cut else b"",
        verbatim=mode == b"verbatim",
    )


def _may_be_taken_out(message: bytes) -> bool:
    """Whether the configuration can make a difference without an editor: it costs a git to read it."""
    if trailers.CUT_LINE in message:
        return True
    return _may_matter_at_end(message) or any(line[:1] and line[0] in _MARKS for line in message.split(b"\n"))


def _may_matter_at_end(message: bytes) -> bool:
    """The same for a trailer that is added at the end, where a line that is taken out above it does no harm."""
    if trailers.CUT_LINE in message:
        return True
    last = message.rstrip().rpartition(b"\n\n")[2].split(b"\n")
    if may_declare(message) and any(line[:1] and line[0] in _MARKS for line in last):
        return True  # a comment in the block of trailers
    lines = (line for line in message.split(b"\n") if line.strip() and not line.startswith(b"Signed-off-by: "))
    first = {line[:1] for line in lines}
    return len(first) == 1 and not first.pop().isalnum()  # git could take every line for a comment, and refuse it


def _settings() -> dict[bytes, bytes]:
    """The user's settings about comments and cleanup, the last of each key; a key without a value is true."""
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - nearly no message needs it

    listed = git_output(["config", "-z", "--get-regexp", _SETTINGS], hardened=False) or b""
    entries = (entry.partition(b"\n") for entry in listed.split(b"\0") if entry)
    settings: dict[bytes, bytes] = {}
    for key, newline, value in entries:
        name = b"core.comment" if key.startswith(b"core.comment") else key
        if key != b"core.commentstring" or _knows_comment_strings():
            settings[name] = value if newline else b"true"
    return settings


def _knows_comment_strings() -> bool:
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - nearly no one sets such a string

    words = (git_output(["version"]) or b"").split()
    numbers = words[2].split(b".")[:2] if len(words) > 2 else []
    return len(numbers) == 2 and all(n.isdigit() for n in numbers) and tuple(map(int, numbers)) >= _COMMENT_STRING_SINCE


def _comment(message: bytes, settings: Mapping[bytes, bytes], *, editor: bool) -> bytes:
    value = settings.get(b"core.comment", b"")
    if value.lower() != b"auto":
        return value or trailers.COMMENT
    if not editor:
        return _unused_mark(message)
    return _scissors_mark(message) or _last_lines_mark(message)


def _scissors_mark(message: bytes) -> bytes:
    """The character of the scissors line that git itself wrote: it goes on with a comment below it; empty without one.

    One that somebody typed is text: git chose a character that began no line of the message.
    """
    lines = ((mark, mark + b" " + trailers.CUT_LINE + b"\n" + mark) for mark in map(bytes, zip(_GUESSES, strict=True)))
    return next((mark for mark, line in lines if message.startswith(line) or b"\n" + line in message), b"")


def _last_lines_mark(message: bytes) -> bytes:
    """The character with which git began its own comments, which it put below the message."""
    last = message.rstrip().rpartition(b"\n")[2]
    is_comment = last[:1] and last[0] in _GUESSES and last[1:2] in (b"", b" ", b"\t")
    return last[:1] if is_comment else trailers.COMMENT


def _unused_mark(message: bytes) -> bytes:
    """The first character that begins no line of MESSAGE, as git's adjust_comment_line_char finds it."""
    used = {line[:1] for line in message.replace(b"\r", b"\n").split(b"\n")}
    free = (_GUESSES[at : at + 1] for at in range(len(_GUESSES)) if _GUESSES[at : at + 1] not in used)
    return trailers.COMMENT if b"#" not in message else next(free, trailers.COMMENT)


def _shows_diff(message: bytes, settings: Mapping[bytes, bytes], command: CommitCommand, *, comment: bytes) -> bool:
    """Whether git put a diff below a scissors line of its own, and so cuts the message at the first of them."""
    if command.name == b"commit":
        configured = settings.get(b"commit.verbose", b"").lower() not in (b"", b"false", b"no", b"off", b"0")
        return configured if command.verbose is None else command.verbose
    if command.name:
        return False
    # the command line is unknown: below its own scissors line git goes on with a comment
    at = message.find(comment + b" " + trailers.CUT_LINE + b"\n" + comment)
    return at == 0 or (at > 0 and message[at - 1 : at] == b"\n")
