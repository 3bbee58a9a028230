"""Lines as we write them, read by patterns: the same as read as JSON, or left to it."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.attest.envelope import Signature, opened, sealed
from ai_provenance.attest.statement import ORIGINS, ROLES, Record, RecordedAgent, StatementError, read, written
from ai_provenance.attest.written_form import read_written
from records import RECORD, line

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=12) | st.sampled_from(
    ["", '"', "\\", "é"]
)
HEX = st.sampled_from(["2" * 64, "a1" * 32])
RECORDS = st.builds(
    Record,
    st.sampled_from(["1" * 40, "a" * 64]),
    st.sampled_from(ORIGINS),
    st.lists(st.builds(RecordedAgent, TEXT, st.none() | TEXT, st.sampled_from(ROLES)), max_size=3).map(tuple),
    change=HEX | st.just(""),
    author_time=st.integers(-10, 2**40),
    author=HEX,
    created=TEXT,
    derived_from=st.lists(HEX, max_size=2).map(tuple),
    evidence=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=2).map(tuple),
    declared=st.lists(TEXT, max_size=1).map(tuple),
    policy=TEXT,
    rules=TEXT,
)
SIGNATURES = st.lists(st.builds(Signature, st.sampled_from(["", "SHA256:abc", "é"]), st.binary(max_size=9)), max_size=2)


def read_as_json(text: bytes) -> object:
    """What the general readers make of a line; None where they refuse it."""
    try:
        envelope = opened(text)
        return envelope, read(envelope.payload)
    except StatementError:
        return None


@given(RECORDS, SIGNATURES)
def test_what_is_read_is_what_the_general_readers_read(record: Record, signatures: list[Signature]) -> None:
    text = sealed(written(record, version="1"), signatures)
    assert read_written(text) in (None, read_as_json(text))


def test_what_hooks_write_is_read() -> None:
    written_by_hook = RECORD._replace(derived_from=("4" * 64,), policy="sha256:1", rules="2")
    for record in (RECORD, written_by_hook, RECORD._replace(change="", evidence=())):
        text = sealed(written(record, version="1.2.0"), [Signature("SHA256:abc", b"blob")])
        assert read_written(text) == read_as_json(text) is not None


def test_no_changed_byte_is_read_in_another_way() -> None:
    text = line()
    chosen = random.Random(1)
    for at in range(len(text)):
        changed = text[:at] + bytes([chosen.randrange(256)]) + text[at + 1 :]
        assert read_written(changed) in (None, read_as_json(changed)), at


def test_no_changed_byte_of_the_statement_is_read_in_another_way() -> None:
    payload = written(RECORD, version="1")
    for at in range(len(payload)):
        for byte in b'",[{0\\\x00a':
            changed = sealed(payload[:at] + bytes([byte]) + payload[at + 1 :])
            assert read_written(changed) in (None, read_as_json(changed)), at


def test_what_comes_twice_or_too_often_is_left_to_the_general_readers() -> None:
    payload = written(RECORD, version="1")
    agent = b'{"id":"claude-code","model":"claude-opus-4-6","role":"author"}'
    for old, new in (
        (b'"origin":"ai"', b'"origin":"ai","origin":"ai"'),
        (agent, b",".join([agent] * 65)),
        (b'"time":1790000000', b'"time":01790000000'),
        (b'"gitCommit":"1', b'"gitCommit":"\\u0031'),
    ):
        assert old in payload
        assert read_written(sealed(payload.replace(old, new))) is None
