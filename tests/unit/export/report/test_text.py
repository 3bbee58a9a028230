"""The report as a person reads it."""

from __future__ import annotations

import io

from ai_provenance.export.options import Options
from ai_provenance.export.report.text import write
from ai_provenance.snapshot import Snapshot
from snapshots import EMPTY, HOSTILE, MIXED


def rendered(one: Snapshot, options: Options | None = None) -> str:
    out = io.StringIO()
    write(one, out, options or Options())
    return out.getvalue()


def test_the_headline_states_its_numerator_and_denominator() -> None:
    assert "Traceable commits       50.0 %   1 of 2 in-scope commits" in rendered(MIXED)


def test_what_is_left_out_is_said() -> None:
    assert "In scope: 2 of 3 commits walked; left out: 1 merge, 0 by automation" in rendered(MIXED)


def test_no_commits_states_no_percentage() -> None:
    text = rendered(EMPTY)
    assert "No commits in this range" in text
    assert "%" not in text


def test_untraceable_commits_are_named_with_the_next_command() -> None:
    text = rendered(MIXED)
    assert "aaaaaaaaaa  2026-01-02  silent" in text
    assert "ai-provenance explain aaaaaaaaaa" in text


def test_a_hostile_subject_cannot_drive_the_terminal() -> None:
    assert "\x1b" not in rendered(HOSTILE)


def test_colour_only_when_asked() -> None:
    assert "\x1b" not in rendered(MIXED)
    assert "\x1b[1m" in rendered(MIXED, Options(color=True))
