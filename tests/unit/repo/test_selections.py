"""Dates of the command line, held to what git makes of them."""

from __future__ import annotations

import pytest

from ai_provenance.errors import MeaninglessOptionError
from ai_provenance.repo import open_repository
from ai_provenance.repo.selections import date_seconds
from repository import Repository


@pytest.mark.parametrize(
    "text",
    ["2026-01-31", "2026-01-31T12:00:00+02:00", "@1700000000 +0000", "yesterday", "now", "never", "2 weeks ago",
     "31 Jan 2026 12:00 UTC", "last monday", "2099-01-01"],
)  # fmt: skip
def test_a_date_is_read_as_git_reads_it(repo: Repository, text: str) -> None:
    whole = f"{text}T00:00:00Z" if len(text) == 10 and text[0] == "2" else text
    expected = int(repo.git("rev-parse", f"--since={whole}").removeprefix("--max-age="))
    assert abs(date_seconds(open_repository(repo.path), "--since", text) - expected) <= 2  # the clock goes on


@pytest.mark.parametrize("text", ["", "3 dyas ago", "2026-02-30", "soon", "2026-13-01"])
def test_what_is_no_date_is_refused(repo: Repository, text: str) -> None:
    with pytest.raises(MeaninglessOptionError, match="no date that git reads"):
        date_seconds(open_repository(repo.path), "--until", text)
