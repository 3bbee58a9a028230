"""The command line of the git that makes a commit, as far as it decides what becomes of the message.

Git gives a hook neither `--cleanup`, `--verbose` nor `--amend`, so they are read from the process above the hook.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GLOBAL_VALUED = frozenset((b"-c", b"-C", b"--git-dir", b"--work-tree", b"--namespace", b"--super-prefix"))
_VALUED = (
    b"author cleanup date file fixup message pathspec-from-file reedit-message reuse-message squash template trailer"
).split()
"""Long options of `git commit` that take a value."""
_OTHERS = (
    b"ahead-behind all allow-empty allow-empty-message amend branch dry-run edit gpg-sign include interactive long null"
    b" only patch porcelain post-rewrite quiet reset-author short signoff status untracked-files verbose verify"
    b" pathspec-file-nul pre-commit"
).split()
_SHORT_VALUED = {b"m": b"message", b"F": b"file", b"C": b"reuse-message", b"c": b"reedit-message", b"t": b"template"}
_SHORT = {b"v": b"verbose", b"e": b"edit", b"a": b"all", b"s": b"signoff", b"q": b"quiet", b"n": b"no-verify"}
_ATTACHED = b"Su"  # short options with a value that is attached or absent
_NO_EDITOR = frozenset((b"message", b"file", b"reuse-message", b"fixup"))
"""Options that bring a message, so that no editor runs unless `--edit` is given."""


class CommitCommand:
    """What a `git commit` or `git merge` was requested."""

    __slots__ = ("amends", "cleanup", "edits", "name", "reuses", "verbose")

    def __init__(self, name: bytes) -> None:
        self.name = name
        """`commit`, `merge`, ...; empty where no git was found."""
        self.cleanup = b""
        """The value of `--cleanup`; empty where it is not given."""
        self.verbose: bool | None = None
        """Whether the diff is shown below the message; None where the command line does not say."""
        self.edits: bool | None = None
        """Whether an editor runs on the message of a commit; None for other commands."""
        self.amends = False
        self.reuses = b""
        """The commit whose message and author are taken over (`-C`, `-c`)."""


def commit_command(words: Sequence[bytes]) -> CommitCommand:
    """Read the WORDS of a git's command line, the program first."""
    name, arguments = _split(words)
    command = CommitCommand(name)
    if name == b"commit":
        brings_message = edits = None
        for option, value in _options(arguments):
            if option in (b"edit", b"no-edit"):
                edits = option == b"edit"
            elif option in _NO_EDITOR:
                # `--fixup=amend:X` and `--fixup=reword:X` open an editor
                brings_message = not (option == b"fixup" and value.startswith((b"amend:", b"reword:")))
            _note(command, option, value)
        command.edits = edits if edits is not None else not brings_message
    elif name == b"merge":
        for option, value in _options(arguments):
            if option == b"cleanup":
                command.cleanup = value
    return command


def _note(command: CommitCommand, option: bytes, value: bytes) -> None:
    if option == b"cleanup":
        command.cleanup = value
    elif option in (b"verbose", b"no-verbose"):
        command.verbose = option == b"verbose"
    elif option in (b"amend", b"no-amend"):
        command.amends = option == b"amend"
    elif option in (b"reuse-message", b"reedit-message"):
        command.reuses = value


def _split(words: Sequence[bytes]) -> tuple[bytes, list[bytes]]:
    """Name of the git command and the words after it."""
    # a wrapper is called `git` too: `/bin/sh /usr/local/bin/git commit`
    names = [word.rpartition(b"/")[2] for word in words[:2]]
    rest = list(words[2 if names[1:] == [b"git"] and names[0] != b"git" else 1 :])
    while rest:
        word = rest.pop(0)
        if word in _GLOBAL_VALUED:
            rest[:1] = []
        elif not word.startswith(b"-"):
            return word, rest
    return b"", []


def _options(words: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each option by its full long name, with its value, up to `--`."""
    left = iter(words)
    for word in left:
        if word == b"--":
            return
        if word.startswith(b"--"):
            given, equals, value = word[2:].partition(b"=")
            name = _full_name(given)
            yield name, value if equals or name not in _VALUED else next(left, b"")
        elif word.startswith(b"-"):
            yield from _bundled(word[1:], left)


def _bundled(letters: bytes, left: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The options of a word such as `-avm`; the last of them may take its value from the words that are LEFT."""
    for at in range(len(letters)):
        letter = letters[at : at + 1]
        if letter in _SHORT_VALUED:
            yield _SHORT_VALUED[letter], letters[at + 1 :] or next(left, b"")
            return
        if letter in _ATTACHED:
            return
        yield _SHORT.get(letter, letter), b""


def _full_name(given: bytes) -> bytes:
    """The option that GIVEN begins, as git takes any beginning that only one option has."""
    names = [*_VALUED, *_OTHERS, *(b"no-" + name for name in (*_VALUED, *_OTHERS))]
    if given in names:
        return given
    found = [name for name in names if name.startswith(given)]
    return found[0] if len(found) == 1 else given
