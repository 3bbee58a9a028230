"""The parser for a part of TOML: what it returns is what `tomllib` returns."""

from __future__ import annotations

import datetime
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.config import toml_subset

_LINES = st.sampled_from(
    [
        "",
        "# note",
        "[hooks]",
        "[ policy . overrides ]",
        "[[policy.waivers]]",
        "[policy]  # demands",
        "[policy.severity]",
        'profile = "kernel"',
        "profile='asf' # form",
        "tag = true",
        "tag= false",
        "timeout =5",
        "timeout = 2.50",
        "timeout = -0",
        "timeout = 01",
        "expires = 2026-12-31",
        "expires = 2026-13-01",
        "expires = 2026-02-29",
        "expires = 2024-02-29",
        "expires = 2100-02-29",
        "expires = 0000-01-01",
        "expires = 2026-04-31",
        "expires = 2026-12-31T00:00:00",
        'exclude = ["a", "b"]',
        "exclude = [",
        '  "a", # first',
        "]",
        "exclude = [1, true, [2.0], ]",
        'a.b = "dotted"',
        'x = "esc\\n"',
        'x = """',
        "x = { y = 1 }",
        "[hooks",
        "\tindented = 1",
        "x = 1 2",
        "x = ,",
    ]
)


def _dates_as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return ("date", str(value)) if isinstance(value, datetime.date | toml_subset.Date) else value


def _full(text: str) -> object:
    """What `tomllib` returns; None when it refuses."""
    try:
        return _dates_as_text(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return None


def _small(text: str) -> object:
    return _dates_as_text(toml_subset.parse(text))


@given(st.lists(_LINES, max_size=8).map("\n".join))
def test_documents_of_likely_lines_read_as_tomllib_reads_them(text: str) -> None:
    answer = _small(text)
    assert answer is None or answer == _full(text)


@given(st.text(alphabet="ab=[]\"'#.,-\n\r\t 01tf\\{}é\x00\x85", max_size=30))
def test_any_text_reads_as_tomllib_reads_it_or_not_at_all(text: str) -> None:
    answer = _small(text)
    assert answer is None or answer == _full(text)


@pytest.mark.parametrize(
    "text",
    [
        'profile = "kernel"\n[hooks]\ntag = true\ntimeout = 2.5\n',
        '[secrets]\nexclude = [\n  "a/**", # generated\n  "b",\n]\n',
        '[[policy.waivers]]\nrule = "AIP001"\nexpires = 2026-12-31\n[[policy.waivers]]\nrule = "AIP002"\n',
        "[a]\r\nb = 1\r\n",
        "",
    ],
)
def test_the_usual_configuration_needs_no_tomllib(text: str) -> None:
    assert _small(text) == _full(text)


@pytest.mark.parametrize(
    "text", ["[a]\n[a]\n", "a = 1\na = 2\n", "a = 1\n[a]\n", "a = 1 b", "[a", "é = 1", "\ufeffa = 1"]
)
def test_what_is_outside_the_subset_is_left_to_tomllib(text: str) -> None:
    assert toml_subset.parse(text) is None


@given(st.integers(0, 10_000), st.integers(0, 13), st.integers(0, 32))
def test_a_date_outside_the_calendar_is_left_to_tomllib(year: int, month: int, day: int) -> None:
    text = f"x = {year:04}-{month:02}-{day:02}"
    assert _small(text) == _full(text)


def test_a_depth_that_no_parser_takes_is_left_to_tomllib() -> None:
    assert toml_subset.parse("x = " + "[" * 60_000) is None
