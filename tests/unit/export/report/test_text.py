"""The report as a person reads it."""

from __future__ import annotations

import io

import pytest

from ai_provenance.export.options import Options
from ai_provenance.export.report.text import write
from ai_provenance.snapshot import Snapshot, Threshold
from snapshots import EMPTY, HOSTILE, MIXED, commit, snapshot, unknown


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


@pytest.mark.parametrize(
    ("threshold", "shown"),
    [
        (Threshold(), "AI commits declared  \x1b[32m  100.0 %\x1b[0m"),
        (Threshold("trace_all", 50), "Traceable commits    \x1b[32m   50.0 %\x1b[0m"),
        (Threshold("trace_all", 51), "Traceable commits    \x1b[31m   50.0 %\x1b[0m"),
        (Threshold("attribution_coverage"), "Origin known         \x1b[31m   33.3 %\x1b[0m"),
    ],
)
def test_the_number_that_is_judged_is_in_the_colour_of_its_verdict(threshold: Threshold, shown: str) -> None:
    assert shown in rendered(MIXED._replace(threshold=threshold), Options(color=True))


def test_no_data_is_in_no_colour() -> None:
    silent = snapshot((commit(), unknown()))
    assert "AI commits declared    no data" in rendered(silent, Options(color=True))
