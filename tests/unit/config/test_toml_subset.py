"""The small TOML reader: what it answers is what `tomllib` answers."""

from __future__ import annotations

import datetime
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.config import subset

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


def _without_dates(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_dates(item) for item in value]
    return ... if isinstance(value, datetime.date) else value


def _full(text: str) -> object:
    """What `tomllib` says, dates as `...`; None when it refuses."""
    try:
        return _without_dates(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return None


@given(st.lists(_LINES, max_size=8).map("\n".join))
def test_documents_of_likely_lines_read_as_tomllib_reads_them(text: str) -> None:
    answer = subset.parse(text)
    assert answer is None or answer == _full(text)


@given(st.text(alphabet="ab=[]\"'#.,-\n\r\t 01tf\\{}é\x00\x85", max_size=30))
def test_any_text_reads_as_tomllib_reads_it_or_not_at_all(text: str) -> None:
    answer = subset.parse(text)
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
    assert subset.parse(text) == _full(text)


@pytest.mark.parametrize(
    "text", ["[a]\n[a]\n", "a = 1\na = 2\n", "a = 1\n[a]\n", "a = 1 b", "[a", "é = 1", "\ufeffa = 1"]
)
def test_what_is_outside_the_subset_is_left_to_tomllib(text: str) -> None:
    assert subset.parse(text) is None
