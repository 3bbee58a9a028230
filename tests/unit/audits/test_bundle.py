from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.audits.bundle import INDEX, STATEMENT, EvidenceError, canonical, digest, has_coverage, read_bundle
from audited import files_of, record

FILES = files_of(record("git.example.org/a"), record("git.example.org/b", errors=["not here"], critical=["secret"]))


def test_what_was_written_is_read() -> None:
    head, records = read_bundle(FILES)
    assert (head.quarter, [one["repository"]["identity"][-1] for one in records].sort()) == ("2026Q1", None)
    assert {one["repository"]["identity"] for one in records} == {"git.example.org/a", "git.example.org/b"}


def test_one_changed_byte_anywhere_is_found() -> None:
    chance = random.Random(7)
    for path, content in FILES.items():
        for at in range(len(content)):
            changed = bytearray(content)
            changed[at] ^= 1 << chance.randrange(8)
            with pytest.raises(EvidenceError):
                read_bundle({**FILES, path: bytes(changed)})


def test_a_record_that_was_changed_is_named() -> None:
    path = next(name for name in FILES if name.startswith("repositories/"))
    with pytest.raises(EvidenceError, match=f"{path} is not what index.json has"):
        read_bundle({**FILES, path: FILES[path].replace(b'"team":"a"', b'"team":"b"')})


@pytest.mark.parametrize("files", [[], 7, {"repositories/x": 1}, {"repositories/x": {}}])
def test_an_index_of_another_shape_is_an_error(files: object) -> None:
    index = {**json.loads(FILES[INDEX]), "files": files}
    with pytest.raises(EvidenceError):
        read_bundle({**FILES, INDEX: canonical(index)})


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_is_missing_longer_or_beside_is_found(path: str) -> None:
    with pytest.raises(EvidenceError):
        read_bundle({name: content for name, content in FILES.items() if name != path})
    with pytest.raises(EvidenceError):
        read_bundle({**FILES, path: FILES[path] + b"\n"})
    with pytest.raises(EvidenceError):
        read_bundle({**FILES, f"{path}x": b""})


def test_the_statement_is_about_the_heads_and_the_index() -> None:
    statement = json.loads(FILES[STATEMENT])
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert [one["digest"] for one in statement["subject"]] == [{"gitCommit": "0" * 40}] * 2
    assert statement["predicate"]["index"] == {"sha256": digest(FILES[INDEX])}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4))
def test_canonical_json_is_a_fixed_point(value: dict[str, object]) -> None:
    once = canonical(value)
    assert canonical(json.loads(once)) == once


def test_numbers_with_a_fraction_are_text() -> None:
    assert canonical({"b": 0.1, "a": [1, True]}) == b'{"a":[1,true],"b":"0.1"}\n'


@pytest.mark.parametrize(
    ("covered", "scope", "enough"), [(99, 100, True), (98, 100, False), (0, 0, False), (1, 1, True)]
)
def test_an_audit_must_cover_99_percent(covered: int, scope: int, enough: bool) -> None:
    rows = [record(str(at), errors=[] if at < covered else ["x"]) for at in range(scope)]
    assert has_coverage(rows) is enough
