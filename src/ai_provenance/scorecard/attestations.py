"""Reads attestations, what people state about tasks that no repository can show: `.ai-provenance/attestations/*.toml`.

An attestation names a task, an indicator or a gate's criterion. It is graded by who answers for it, and worth most when
someone other than the owner approved it, with a date and an expiry that has not passed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ai_provenance.config.toml_text import load_toml
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.states import Grade, Outcome, State

DIRECTORY = ".ai-provenance/attestations"
"""The directory of attestations in the tree that is scored."""

_Line = Annotated[str, Field(min_length=1, max_length=1000)]


class Attestation(BaseModel):
    """One statement, about exactly one of `task`, `indicator` and `criterion`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: Annotated[str, Field(pattern=r"^T[1-6]\.\d{1,2}$")] | None = None
    indicator: Annotated[str, Field(pattern=r"^I[1-6]\.\d{1,2}$")] | None = None
    criterion: Annotated[str, Field(pattern=r"^G[1-6]\.[a-z0-9-]+$")] | None = None
    """Gate and criterion, e.g. `G2.security-audit`."""
    state: State = State.DONE
    value: float | None = None
    """The indicator's value, in its unit (a share from 0 to 1)."""
    count: Annotated[int, Field(ge=0)] | None = None
    """People who took part, as a number; with `headcount` in place of `value`. Names have no place here."""
    headcount: Annotated[int, Field(ge=1)] | None = None
    """The people of whom `count` is a part."""
    owner: _Line | None = None
    approver: _Line | None = None
    date: dt.date | None = None
    expires: dt.date | None = None
    link: _Line | None = None
    reason: _Line | None = None
    path: str = ""
    """The file that contains it."""

    @model_validator(mode="before")
    @classmethod
    def _share_of_counts(cls, given: Any) -> Any:
        """GIVEN with the value that its counts come to."""
        if not isinstance(given, dict) or not {"count", "headcount"} & given.keys():
            return given
        count, headcount = given.get("count"), given.get("headcount")
        if "value" in given or type(count) is not int or type(headcount) is not int or not 0 <= count <= headcount:
            raise ValueError("count and headcount are whole numbers, count at most headcount, and take no value")
        return {**given, "value": count / headcount if headcount else None}

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> Attestation:
        named = [one for one in (self.task, self.indicator, self.criterion) if one]
        if len(named) != 1:
            raise ValueError("name exactly one of task, indicator and criterion")
        if (self.indicator is None) is not (self.value is None):
            raise ValueError("an indicator needs a value, and nothing else takes one")
        # such a statement was never valid for a day: a mistake rather than one that has run out
        if self.date and self.expires and self.expires <= self.date:
            raise ValueError("expires must be later than date")
        return self

    @property
    def subject(self) -> str:
        """What it is about: the id of a task, an indicator or a criterion."""
        return self.task or self.indicator or self.criterion or ""

    def grade(self, today: dt.date) -> Grade:
        """What the statement is worth on the day TODAY."""
        if not (self.owner and self.date and self.expires):
            return Grade.CLAIMED
        if self.expires < today:
            return Grade.EXPIRED
        # approval by oneself under another spelling of one's name is none
        independent = self.approver and _same_person(self.approver) != _same_person(self.owner)
        return Grade.ATTESTED if independent else Grade.SELF_ATTESTED

    def excuses(self, today: dt.date) -> bool:
        """Whether its `not_applicable` is accepted: it needs a reason, an owner and an expiry that has not passed."""
        return bool(self.reason and self.owner and self.expires and self.expires >= today)


@dataclass(frozen=True, slots=True)
class Attestations:
    """The newest statement about each subject, and what could not be read."""

    by_subject: dict[str, Attestation]
    problems: tuple[ProbeFinding, ...] = ()
    unseen: bool = False
    """Whether there are files of statements that were not read."""


def read_attestations(files: Iterable[tuple[str, bytes]], today: dt.date) -> Attestations:
    """The attestations in FILES (path and content), as of TODAY. A file that cannot be read becomes a problem."""
    newest: dict[str, Attestation] = {}
    problems: list[ProbeFinding] = []
    for path, content in files:
        for entry in _entries(path, content):
            if isinstance(entry, ProbeFinding):
                problems.append(entry)
            elif entry.date and entry.date > today:  # would outlive every later statement
                problems.append(_problem(path, f"{entry.subject} is dated {entry.date}, which is still to come"))
            else:
                # of two with the same date, the one that comes later in the files counts
                before = newest.get(entry.subject)
                newest[entry.subject] = entry if before is None or _age(entry) >= _age(before) else before
    return Attestations(newest, tuple(problems))


def _entries(path: str, content: bytes) -> Iterator[Attestation | ProbeFinding]:
    try:
        table = load_toml(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        yield _problem(path, f"not TOML: {error}")
        return
    listed = table.pop("attestation", [])
    # a file may have one statement at its top, `[[attestation]]` tables, or both
    rows: list[Any] = [*(listed if isinstance(listed, list) else [listed]), *([table] if table else [])]
    for row in rows:
        try:
            # `path` comes last, so that no file can claim to be another
            yield Attestation.model_validate({**row, "path": path} if isinstance(row, dict) else row)
        # one wrong statement costs itself, not its file
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            yield _problem(path, f"{where + ': ' if where else ''}{first['msg']}")


def _problem(path: str, text: str) -> ProbeFinding:
    return ProbeFinding("attestations", Outcome.ERROR, Reason("attestation-unreadable", {"why": text}), (path,))


def _age(entry: Attestation) -> dt.date:
    return entry.date or dt.date.min


def _same_person(name: str) -> str:
    """NAME without letter case, spaces and display name, so that two spellings of one person are equal."""
    address = name[name.rfind("<") + 1 :].rstrip("> ") if "<" in name else name
    return "".join(address.split()).casefold()
