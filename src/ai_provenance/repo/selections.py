"""Whether the options that narrow a walk mean something: git itself passes over a date or a path that means nothing."""

from __future__ import annotations

from datetime import date as calendar_date
from time import time

from ai_provenance.errors import MeaninglessOptionError
from ai_provenance.lazy import pattern
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import is_unborn, resolve
from ai_provenance.repo.run import try_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.repo.history import Selection

_MONTHS = "january february march april may june july august september october november december"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_NAMES = tuple(f"{_MONTHS} {_WEEKDAYS}".split(" "))
"""Git takes these by their first three letters and more."""
_UNITS = "second seconds minute minutes hour hours day days week weeks month months year years"
_NUMBERS = "zero one two three four five six seven eight nine ten last"
_MOMENTS = "yesterday noon midnight tea never now ago am pm"
_FILLERS = "a an at on of the and in t z st nd rd th"
_WORDS = frozenset(f"{_UNITS} {_NUMBERS} {_MOMENTS} {_FILLERS}".split(" "))
"""The other words that git knows, or that do no harm in a date."""
_WORD = pattern(r"[A-Za-z]+")
_ISO = pattern(r"\d{4}-\d\d-\d\d")


def check_selection(repository: Repository, selection: Selection) -> None:
    """Raise an error for a date of SELECTION that git cannot read, and for a path that none of its commits has.

    Git takes words that it does not know for the present moment, and a path that never was for an empty history: a
    slip of the keyboard would give a report of nothing.

    Raises:
        MeaninglessOptionError: there is such a date or path.
    """
    for option, date in (("--since", selection.since), ("--until", selection.until)):
        if date is not None:
            date_seconds(repository, option, date)
    for path in selection.paths:
        if not path or not _has_path(repository, selection, path):
            raise MeaninglessOptionError(
                f"--path {path!r} is in no commit of {' '.join(selection.revisions)}",
                hint="git log --name-only --format= -20 lists paths; they begin at the directory you are in",
            )


def date_seconds(repository: Repository, option: str, text: str) -> int:
    """The seconds since the epoch of a date in git's words, given for OPTION.

    Raises:
        MeaninglessOptionError: git cannot read it.
    """
    # without a time of day git takes that of the clock: a window would begin in the middle of a day
    whole = f"{text}T00:00:00Z" if _ISO.fullmatch(text) else text
    # Git refuses what it can make nothing of at all. Of `3 dyas ago` it takes the 3, and passes over the rest.
    if all(map(_is_known, _WORD.findall(text))) and all(map(_is_day, _ISO.findall(text))):
        # `--type=expiry-date` refuses, and reads as `--since` does but for `now`, which to an expiry is the end of time
        found = try_git(repository, "-c", f"report.date={whole}", "config", "--type=expiry-date", "report.date")
        if not found.status:
            return int(time()) if text == "now" else int(found.stdout)
    raise MeaninglessOptionError(
        f"{option} {text!r} is no date that git reads, expected one like 2026-01-31 or '2 weeks ago'",
        hint=f"git log -1 {option}=DATE --format=%cs shows what git makes of a date",
    )


def _is_known(word: str) -> bool:
    low = word.lower()
    name = len(low) >= 3 and any(known.startswith(low) for known in _NAMES)
    return name or low in _WORDS or (word.isupper() and len(word) <= 5)  # a time zone


def _is_day(text: str) -> bool:
    try:
        calendar_date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _has_path(repository: Repository, selection: Selection, path: str) -> bool:
    """Whether a commit of the history that SELECTION is part of has PATH, or once had it."""
    if is_unborn(repository, selection.revisions):
        return True
    tips = resolve(repository, *selection.revisions).tips
    here = (f"{tip}:./{path}" for tip in tips)
    if any(try_git(repository, "rev-parse", "-q", "--verify", "--end-of-options", name).status == 0 for name in here):
        return True
    # a pattern, a path that was deleted, or a bare repository, where no path is relative to a directory
    found = try_git(repository, "log", "-1", "--format=%H", "--end-of-options", *tips, "--", path)
    return found.status == 0 and bool(found.stdout.strip())
