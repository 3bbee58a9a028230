"""Statements, envelopes and their judgement, against the field's own libraries and against every changed byte."""

from __future__ import annotations

import base64
import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from google.protobuf.json_format import Parse
from hypothesis import given
from hypothesis import strategies as st
from in_toto_attestation.v1 import statement_pb2 as spb
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope as JudgeEnvelope

from ai_provenance.attest.envelope import Signature, lines_of, merged, opened, pae, sealed
from ai_provenance.attest.history import check_with_ssh_keygen
from ai_provenance.attest.judgement import State, Verifier, judge
from ai_provenance.attest.ssh_signature import unarmoured
from ai_provenance.attest.statement import ROLES, Record, RecordedAgent, StatementError, compact, read, written
from records import RECORD, SecurityKey, key, line, signed_by, trust
from repository import Repository

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((files("ai_provenance.export") / "schemas" / "change-v1.json").read_text("utf-8"))
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs")), max_size=20)
AGENTS = st.builds(RecordedAgent, TEXT, st.none() | TEXT.filter(bool), st.sampled_from(ROLES))
RECORDS = st.builds(
    Record,
    st.sampled_from(["1" * 40, "a" * 64]),
    st.sampled_from(["ai", "human", "unknown"]),
    st.lists(st.builds(RecordedAgent, TEXT, st.none() | TEXT.filter(bool), st.sampled_from(ROLES)), max_size=3).map(
        tuple
    ),
    change=st.just("2" * 64),
    author_time=st.integers(0, 2**40),
    author=st.just("3" * 64),
    at=st.just("ci"),
    derived_from=st.just(()),
    declared=st.just(()),
    reviewed=st.just(()),
    evidence=st.just(()),
    policy=st.just(""),
    rules=st.just(""),
    created=st.just("2026-11-27T15:00:00Z"),
)


@given(RECORDS)
def test_what_is_written_is_read_back(record: Record) -> None:
    assert read(written(record, version="1")) == record


@given(RECORDS)
def test_a_statement_is_one_to_in_toto(record: Record) -> None:
    judge_of_it = Statement.copy_from_pb(Parse(written(record, version="1"), spb.Statement()))
    judge_of_it.validate()


@given(RECORDS)
def test_a_statement_is_what_its_schema_says(record: Record) -> None:
    SCHEMA.validate(json.loads(written(record, version="1")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"origin":"ai"', b'"origin":"robot"'),
        (b'"agents":[', b'"path":"a","agents":['),
        (b'"2222', b'"22g2'),
        (b'"at":"post-commit"', b'"at":"later"'),
        (b"urn:ai-provenance:change:v1", b"urn:ai-provenance:change:v2"),
    ],
)
def test_the_schema_refuses_another_statement(old: bytes, new: bytes) -> None:
    text = written(RECORD, version="1")
    assert old in text
    assert not SCHEMA.is_valid(json.loads(text.replace(old, new)))


@given(st.binary(max_size=300))
def test_the_encoding_that_is_signed_is_that_of_dsse(payload: bytes) -> None:
    judge_of_it = JudgeEnvelope(payload, "application/vnd.in-toto+json", {})
    assert pae(payload) == judge_of_it.pae()


def test_an_envelope_is_one_to_securesystemslib(tmp_path: Path) -> None:
    read_by_it = JudgeEnvelope.from_dict(json.loads(line(key(tmp_path))))
    assert read_by_it.payload == written(RECORD, version="1")
    assert len(read_by_it.signatures) == 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_compact_json_is_that_of_json(value: object) -> None:
    assert compact(value) == json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def test_a_record_is_small(tmp_path: Path) -> None:
    assert len(line(key(tmp_path))) <= 1638


def changed_bytes_that_are_verified(good: bytes, verifier: Verifier, step: int = 1) -> list[int]:
    """Where one changed byte of GOOD, which is verified itself, leaves it so. Every STEP-th byte is changed."""
    assert judge(good, verifier).is_verified
    changed = ((at, good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]) for at in range(0, len(good), step))
    return [at for at, text in changed if judge(text, verifier).is_verified]


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa"])
def test_no_changed_byte_is_verified(tmp_path: Path, kind: str) -> None:
    path = key(tmp_path, kind)
    assert changed_bytes_that_are_verified(line(path), Verifier(trust(path))) == []


@pytest.mark.parametrize(
    "step",
    [pytest.param(1, marks=pytest.mark.soak), pytest.param(16)],  # a process for each byte that is changed
)
def test_no_changed_byte_is_verified_by_ssh_keygen(tmp_path: Path, step: int) -> None:
    hardware = SecurityKey(tmp_path)
    verifier = Verifier(trust(hardware.path), check_with_ssh_keygen)
    assert changed_bytes_that_are_verified(hardware.line(), verifier, step) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d | {"payloadType": "application/json"}, "something else"),
        (lambda d: d | {"extra": 1}, "no envelope"),
        (lambda d: d | {"payload": d["payload"] + "="}, "no base64"),
        (lambda d: d | {"signatures": [{"sig": "AA==", "crit": 1}]}, "another form"),
        (lambda d: [d], "no envelope"),
    ],
)
def test_other_envelopes_are_not_understood(change: object, reason: str) -> None:
    document = json.loads(line())
    judged = judge(json.dumps(change(document)).encode(), Verifier())  # type: ignore[operator]  # a function above
    assert judged.record is None
    assert reason in judged.reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"change:v1", b"change:v2"),
        (b'"origin":"ai"', b'"origin":"human","origin":"ai"'),
        (b'"gitCommit"', b'"gitTree"'),
        (b'"origin":"ai"', b'"origin":"perhaps"'),
        (b'"role":"author"', b'"role":NaN'),
        (b"1111", b"111G"),
    ],
)
def test_other_statements_are_not_understood(old: bytes, new: bytes) -> None:
    payload = written(RECORD, version="1")
    assert old in payload
    with pytest.raises(StatementError):
        read(payload.replace(old, new))


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_line_is_judged(text: bytes) -> None:
    assert judge(text, Verifier()).record is None


@pytest.mark.parametrize("text", [b"[" * 60_000, b'{"a":' * 10_000, b"9" * 70_000, b"\xff" * 100])
def test_hostile_lines_are_judged(text: bytes) -> None:
    assert judge(text, Verifier()).record is None


def test_a_long_note_is_read_in_part() -> None:
    assert lines_of(b"a\n\nb\na\n") == ([b"a", b"b"], False)
    assert lines_of(b"".join(b"%d\n" % number for number in range(100)))[1]
    assert len(lines_of(b"x" * 300_000)[0]) == 1


@given(st.lists(st.sampled_from([b"a", b"b", b"c"])), st.lists(st.sampled_from([b"b", b"c", b"d"])))
def test_merging_is_the_union(ours: list[bytes], theirs: list[bytes]) -> None:
    one, two = (b"".join(text + b"\n" for text in lines) for lines in (ours, theirs))
    assert merged(one, two) == merged(two, one) == merged(merged(one, two), one)
    assert set(merged(one, two).split()) == {*ours, *theirs}


def test_merging_is_what_git_does(repo: Repository) -> None:
    """By `git notes merge -s cat_sort_uniq`, of notes that only one side has and of such that both have."""
    oids = [repo.commit(f"Commit {number}\n") for number in range(4)]
    sides = {"ours": (b"b\na\n", b"a\n\nb\n", b"", b"c\na\n"), "theirs": (b"c\n", b"b\na\n", b"x\n", b"")}
    for side, bodies in sides.items():
        for oid, body in zip(oids, bodies, strict=True):
            if body:
                repo.run("notes", f"--ref={side}", "add", "-F", "-", oid, stdin=body)
    repo.git("notes", "--ref=ours", "merge", "-q", "-s", "cat_sort_uniq", "theirs")
    for oid, ours, theirs in zip(oids, *sides.values(), strict=True):
        whole = repo.run("notes", "--ref=ours", "show", oid).stdout
        assert set(whole.split()) == set(merged(ours, theirs).split())
        assert not (ours and theirs) or whole == merged(ours, theirs)


def test_a_signature_for_git_is_none_of_a_record(tmp_path: Path) -> None:
    path, payload = key(tmp_path), written(RECORD, version="1")
    blob = unarmoured(signed_by(path, pae(payload), namespace="git"))
    assert judge(sealed(payload, [Signature("", blob)]), Verifier(trust(path))).state is State.BAD


def test_base64_is_canonical() -> None:
    text = sealed(b"{}").decode()
    spare = text.replace(base64.b64encode(b"{}").decode(), "e31=")
    with pytest.raises(StatementError, match="canonical"):
        opened(spare.encode())
