"""A marked block in a file of another tool."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from ai_provenance.install import marked_block

BODY = b"ai-provenance-hook commit-msg\n"
content = st.binary(max_size=60).map(lambda data: data.replace(b"ai-provenance", b""))


@given(content)
@example(b"")
@example(b"#!/bin/sh")
@example(b"#!/bin/sh\n")
@example(b"#!/bin/sh\nnpm test")
def test_at_top_comes_out_byte_for_byte(before: bytes) -> None:
    after = marked_block.at_top(before, BODY)
    assert marked_block.has_block(after)
    assert marked_block.without(after) == before


@given(content)
@example(b"")
@example(b"a: b")
@example(b"a: b\n")
def test_at_end_comes_out_byte_for_byte(before: bytes) -> None:
    after = marked_block.at_end(before, BODY)
    assert marked_block.has_block(after)
    assert marked_block.without(after) == before


def test_at_top_is_after_the_shebang() -> None:
    assert marked_block.at_top(b"#!/bin/sh\nnpm test\n", BODY).startswith(b"#!/bin/sh\n# >>> ai-provenance")


def test_a_file_that_we_made_is_removed() -> None:
    assert marked_block.without(marked_block.new_file(BODY, first=b"#!/bin/sh\n")) is None


def test_a_file_of_our_making_that_others_wrote_into_stays() -> None:
    assert marked_block.without(marked_block.new_file(BODY) + b"npm test\n") == b"npm test\n"
