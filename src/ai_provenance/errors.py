"""The errors that this project expects, and the exit codes they end in.

Raised anywhere, translated once at the entry points (`cli`, `hooks`). Standard library only, cheap to import.
"""

from __future__ import annotations


class ExitCode:
    """Exit codes of every command. Plain integers: `enum` would cost the hooks their start-up budget."""

    OK = 0
    """The command did its work and found nothing to report."""
    VIOLATION_FOUND = 1
    """It worked and found something: a policy violation, a secret, a number below the threshold."""
    USAGE = 2
    """The command line was wrong (click's own code)."""
    INCONCLUSIVE = 3
    """It could not judge: no repository, shallow range, unreadable policy, git too old, a full disk."""
    BUG = 70
    """Our own bug (EX_SOFTWARE of sysexits.h): one line, and the path of a log to paste."""


class ProvenanceError(Exception):
    """Something we expected could happen.

    The message is a lower-case sentence with what was got and what was expected; `hint` is a command to type or a
    thing to do, printed on a line of its own.
    """

    exit_code: int = ExitCode.INCONCLUSIVE

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class RepositoryError(ProvenanceError):
    """The place given is not a repository, or git refuses to read it."""


class NoRepositoryError(RepositoryError):
    """The place given is in no repository at all; commands that need none can go on without."""


class RevisionError(ProvenanceError):
    """A revision or range does not name commits of this repository."""


class MeaninglessOptionError(ProvenanceError):
    """The value of an option means nothing here: a date that git cannot read, a path that no commit has."""

    exit_code = ExitCode.USAGE


class GitError(ProvenanceError):
    """Git failed in a way that is its own to explain; its message is passed on."""


class MissingObjectError(GitError):
    """An object that the history names is not here: a partial clone, or one that has lost it."""


class ConfigError(ProvenanceError):
    """The configuration cannot be read, or holds a key or value that it must not."""


class IncompleteRangeError(ProvenanceError):
    """The range is not complete here (shallow clone, missing merge base, partial clone)."""
