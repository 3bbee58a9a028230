"""The report as Markdown: hostile text renders as text."""

from __future__ import annotations

import io

from ai_provenance.export.interface import FORMATS, writer
from ai_provenance.export.options import Options
from ai_provenance.export.report.markdown import escape, write
from ai_provenance.snapshot import Snapshot
from snapshots import HOSTILE, MIXED


def rendered(one: Snapshot) -> str:
    out = io.StringIO()
    write(one, out, Options())
    return out.getvalue()


def test_numbers_are_a_table() -> None:
    assert "| Traceable commits | 50.0 % | 1 of 2 |" in rendered(MIXED)


def test_hostile_subject_is_escaped() -> None:
    text = rendered(HOSTILE)
    assert "<script>" not in text
    assert "](javascript:" not in text
    assert "@everyone" not in text


def test_escape_keeps_plain_words() -> None:
    assert escape("plain words") == "plain words"


def test_every_format_has_a_writer() -> None:
    for name in FORMATS:
        out = io.StringIO()
        writer(name)(MIXED, out, Options())
        assert out.getvalue().endswith("\n")
