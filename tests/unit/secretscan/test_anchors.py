"""The prefilter loses nothing: detectors that run at every byte find no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.hooks.message_secrets import may_hold_secret
from ai_provenance.secretscan.anchors import TOKEN_RULES, candidate_offsets
from ai_provenance.secretscan.scan import matches
from ai_provenance.secretscan.tables.contexts import CONTEXT_RULES
from tokens import expand

EXAMPLES = [example for row in (*TOKEN_RULES, *CONTEXT_RULES) for example in (*row.true, *row.false)]
PIECES = st.one_of(
    st.builds(expand, st.sampled_from(EXAMPLES), st.integers(0, 50)),
    st.sampled_from(
        ["password", "api_key", "Secret", "TOKEN", "login", "://user:", "@host.test", "BEGIN RSA PRIVATE KEY"]
    ),
    st.sampled_from(
        [" = ", ": ", '"', "'", "\n", " ", ",", "=", "(", ")", "{", "}", "-----", "$2y$10$", "\\n", "<", ">"]
    ),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=12),
    st.from_regex(r"[A-Za-z0-9+/_=-]{0,60}", fullmatch=True),
)
TEXTS = st.lists(PIECES, max_size=14).map(lambda pieces: "".join(pieces).encode("utf-8", "replace"))
PATHS = st.sampled_from(["a.py", ".env", "COMMIT_MSG", "config.json", "yarn.lock"])


def spans(path: str, data: bytes, offsets: list[int] | None) -> set[tuple[str, int, int]]:
    return {(match.rule, match.start, match.end) for match in matches(path, data, offsets)}


@settings(max_examples=150)
@given(path=PATHS, data=TEXTS)
def test_detectors_at_every_byte_find_no_further_line(path: str, data: bytes) -> None:
    lines_of_candidates = {data.count(b"\n", 0, start) for _, start, _ in spans(path, data, None)}
    lines_everywhere = {data.count(b"\n", 0, start) for _, start, _ in spans(path, data, list(range(len(data))))}
    assert lines_everywhere <= lines_of_candidates


def test_an_anchor_that_joins_two_runs_is_a_candidate() -> None:
    data = (expand("{a30}") + expand("SG.{a22}.{a43}")).encode()
    assert data.index(b"SG.") in candidate_offsets(data)


def test_an_anchor_that_ends_another_one_behind_a_dot_is_a_candidate() -> None:
    data = ("value of the " + expand("{a20}") + ".task." + "ey" + "Jhb" + expand("{a30}")).encode()
    assert data.index(b"eyJ") in candidate_offsets(data)


@pytest.mark.parametrize("between", [b"\n", b" " * 19, b" " * 20, b" " * 21, b" word " * 9, b"\n" + b"-" * 40 + b"\n"])
def test_runs_in_a_row_are_searched_as_each_on_its_own(between: bytes) -> None:
    run = expand("gh" + "p_{a36}").encode()
    data = between.join([run] * 5)
    places = [at for at in range(len(data)) if data.startswith(run, at)]
    assert [at for at in candidate_offsets(data) if data.startswith(run[:4], at)] == places


@settings(max_examples=100)
@given(data=TEXTS)
def test_offsets_ascend_and_lie_inside(data: bytes) -> None:
    offsets = candidate_offsets(data)
    assert offsets == sorted(set(offsets))
    assert all(0 <= offset < len(data) for offset in offsets)


@settings(max_examples=150)
@given(data=TEXTS)
def test_the_first_look_of_commit_msg_loses_nothing(data: bytes) -> None:
    if matches("COMMIT_MSG", data):
        assert may_hold_secret(data)
