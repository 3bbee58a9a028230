"""From where on the policy holds: the configuration's `adopted`, a commit or a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ai_provenance.errors import ConfigError, IncompleteRangeError, RevisionError
from ai_provenance.repo import Repository
from ai_provenance.repo.revisions import peel

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Start:
    """Where judging starts. Both fields are empty when the policy has always held."""

    exclusions: tuple[str, ...] = ()
    """Revisions (`^OID`) to add to the range: the adopting commit and what came before it."""
    since: int | None = None
    """Seconds since the epoch; commits committed earlier are not judged."""

    def holds_at(self, time: bytes) -> bool:
        """Whether a commit is judged, as far as its committer TIME goes (as git printed it). One without is."""
        return self.since is None or not time.isdigit() or int(time) >= self.since


def starting_at(repository: Repository, adopted: str | None) -> Start:
    """Read `adopted`: `YYYY-MM-DD` is a day (UTC, by committer date), everything else a revision.

    The adopting commit and its ancestors are not judged, as they are not counted in the report. A day is the weaker
    form: a commit's date is what its maker says. Raises ConfigError when it names no commit, IncompleteRangeError when
    a shallow clone may be why.
    """
    if adopted is None:
        return Start()
    day = _day(adopted)
    if day:
        return Start(since=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
    try:
        commit = peel(repository, adopted)
    except IncompleteRangeError as error:
        raise IncompleteRangeError(f"'adopted' names {adopted!r}, which is not here", error.hint) from error
    except RevisionError as error:
        raise ConfigError(
            f"'adopted' is {adopted!r}, a commit or a date (YYYY-MM-DD) was expected", error.hint
        ) from error
    return Start(exclusions=(f"^{commit}",))


def _day(text: str) -> date | None:
    """TEXT as the day that it names. No other form of ISO 8601 is one: eight digits may begin the id of a commit."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
