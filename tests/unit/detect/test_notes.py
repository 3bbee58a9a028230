"""Other tools' records, in the forms that those tools write."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.agents import default_registry
from ai_provenance.detect import classify
from ai_provenance.detect.notes import holds_statement, named_paths, read_notes, shorten
from ai_provenance.detect.observations import Attestation, Observation, Rejected
from ai_provenance.model import AgentUse, Level, NoteRecord, Origin, Verdict
from commits import commit

SESSION = {"agent_id": {"tool": "codex", "id": "1", "model": "gpt-5.6-sol"}, "human_author": None}
GIT_AI = {"schema_version": "authorship/3.0.0", "base_commit_sha": "0", "prompts": {}, "sessions": {"s_1": SESSION}}


def noted(
    body: str, ref: str = "refs/notes/ai", *, changed: tuple[str, ...] | None = ("a", "src/a.rs"), message: str = "x\n"
) -> Verdict:
    """The verdict on a commit that changed CHANGED and has a note; None: what it changed is not known."""
    note = NoteRecord(ref, body.encode())
    if changed is not None:
        note = note._replace(changed=tuple(sorted(named_paths(note, default_registry()) & set(changed))))
    return classify(commit(message), (note,))


def git_ai(head: str, **sessions: object) -> str:
    return f"{head}\n---\n" + json.dumps({"schema_version": "authorship/3.0.0", "prompts": {}, "sessions": sessions})


def test_git_ai_session_with_lines_is_attested() -> None:
    verdict = noted("src/a.rs\n  s_1::t_2 1-10\n---\n" + json.dumps(GIT_AI))
    assert (verdict.origin, verdict.level) == (Origin.AI, Level.ATTESTED)
    assert verdict.agents == (AgentUse("codex", "gpt-5.6-sol"),)


def test_git_ai_session_without_lines_says_nothing() -> None:
    assert noted("---\n" + json.dumps(GIT_AI)).origin is Origin.UNKNOWN
    assert noted("src/a.rs\n  h_1 1-10\n---\n" + json.dumps(GIT_AI)).origin is Origin.UNKNOWN


def test_git_ai_prompts_of_older_notes_count() -> None:
    prompt = {"agent_id": {"tool": "cursor", "id": "1", "model": "claude-4.5-opus"}, "total_additions": 2}
    old = {"schema_version": "authorship/3.0.0", "prompts": {"abcd1234abcd1234": prompt}}
    verdict = noted("a\n  abcd1234abcd1234 1\n---\n" + json.dumps(old))
    assert verdict.agents == (AgentUse("cursor", "claude-opus-4-5"),)


def test_agent_trace_names_the_model() -> None:
    contributor = {"type": "ai", "model_id": "anthropic/claude-opus-4-5-20251101"}
    conversation = {"contributor": contributor, "ranges": [{"start_line": 1, "end_line": 2}]}
    trace = {"version": "0.1.0", "id": "x", "timestamp": "t", "files": [{"path": "a", "conversations": [conversation]}]}
    assert noted(json.dumps(trace)).agents == (AgentUse("claude-code", "claude-opus-4-5"),)


def test_agent_trace_of_a_human_says_nothing() -> None:
    conversation = {"contributor": {"type": "human"}, "ranges": []}
    assert (
        noted(json.dumps({"version": "0.1.0", "files": [{"conversations": [conversation]}]})).origin is Origin.UNKNOWN
    )


AI_FILE = {"path": "a", "summary": {"ai_lines": 3}}


def test_whogitit_counts_lines() -> None:
    record = {"version": 3, "session": {"model": {"id": "claude-opus-4-5"}}, "files": [AI_FILE]}
    assert noted(json.dumps(record), "refs/notes/whogitit").origin is Origin.AI
    record["files"] = [{"summary": {"ai_lines": 0, "ai_modified_lines": 0}, "lines": []}]
    assert noted(json.dumps(record), "refs/notes/whogitit").origin is Origin.UNKNOWN


def attributed(path: str = "a", **other: str) -> str:
    line = {"path": path, "start_line": 1, "end_line": 2, "category": "ai_generated", "provider": "claude_code"}
    return json.dumps({"version": 1, "timestamp": "t", "attributions": [line | other]})


@pytest.mark.parametrize(
    ("provider", "model", "use"),
    [
        ("claude_code", "claude", AgentUse("claude-code")),
        ("claudeCode", "claude", AgentUse("claude-code")),
        ("cursor", "claude-4.5-opus-high-thinking", AgentUse("cursor", "claude-4-5-opus-high-thinking")),
    ],
)
def test_agentblame_names_provider_and_model(provider: str, model: str, use: AgentUse) -> None:
    verdict = noted(attributed(provider=provider, model=model), "refs/notes/agentblame")
    assert (verdict.level, verdict.agents) == (Level.ATTESTED, (use,))


def test_agentblame_without_a_line_of_an_ai_says_nothing() -> None:
    assert noted(attributed(category="human"), "refs/notes/agentblame").evidence == ()


def traced(path: str) -> str:
    conversation = {"contributor": {"type": "ai", "model_id": "anthropic/claude-opus-4-6"}, "ranges": []}
    return json.dumps({"version": "0.1.0", "files": [{"path": path, "conversations": [conversation]}]})


def blamed(path: str) -> str:
    return json.dumps({"session": {"model": {"id": "claude-opus-4-5"}}, "files": [AI_FILE | {"path": path}]})


def attested(path: str) -> str:
    return git_ai(f"{path}\n  s_1 1-4000", s_1=SESSION)


RECORDS = [attested, traced, blamed, attributed]


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_of_a_changed_file_is_attested(record: Callable[[str], str]) -> None:
    verdict = noted(record("src/a.rs"))
    assert (verdict.origin, verdict.level, verdict.flags) == (Origin.AI, Level.ATTESTED, ())


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("path", ["other/file.py", "A", "src", "src/a.rs/b", "", "../a"])
def test_a_record_of_other_files_decides_nothing(record: Callable[[str], str], path: str) -> None:
    verdict = noted(record(path))
    assert (verdict.origin, verdict.level, verdict.agents) == (Origin.UNKNOWN, Level.UNKNOWN, ())
    assert verdict.flags == ("record-unbound",)


@pytest.mark.parametrize("record", RECORDS)
def test_an_unbound_record_leaves_what_the_message_says(record: Callable[[str], str]) -> None:
    own, helped = (f"x\n\n{line}\n" for line in ("AI-Assisted: no", "Assisted-by: Codex:gpt-5.5"))
    human, ai = noted(record("other"), message=own), noted(record("other"), message=helped)
    assert (human.origin, human.level) == (Origin.HUMAN, Level.DECLARED)
    assert (ai.level, ai.agents) == (Level.DECLARED, (AgentUse("codex", "gpt-5.5"),))


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_that_cannot_be_compared_decides_nothing(record: Callable[[str], str]) -> None:
    verdict = noted(record("a"), changed=None)
    assert (verdict.origin, verdict.flags) == (Origin.UNKNOWN, ("record-unchecked",))


@pytest.mark.parametrize("path", ["./a", '"a"', "src\\a.rs"])
def test_a_path_may_be_written_otherwise(path: str) -> None:
    assert noted(attested(path)).level is Level.ATTESTED


def test_of_a_bound_record_only_the_sessions_of_changed_files_count() -> None:
    cursor = {"agent_id": {"tool": "cursor", "model": "gpt-5"}}
    verdict = noted(git_ai("a\n  s_1 1\nelsewhere\n  s_2 1", s_1=SESSION, s_2=cursor))
    assert (verdict.agents, verdict.flags) == ((AgentUse("codex", "gpt-5.6-sol"),), ())


def test_lines_of_a_person_bind_no_session() -> None:
    verdict = noted(git_ai("a\n  h_1 1\nelsewhere\n  s_1 1", s_1=SESSION))
    assert (verdict.origin, verdict.flags) == (Origin.UNKNOWN, ("record-unbound",))


@pytest.mark.parametrize("key", ["s_7be1c9::t_2", "s_7be1c9", "7ecb1cfe1c2cb067"])
def test_a_key_without_a_session_is_that_of_an_unnamed_ai(key: str) -> None:
    verdict = noted(git_ai(f"a\n  {key} 1"))
    assert (verdict.origin, verdict.level, verdict.agents) == (Origin.AI, Level.ATTESTED, (AgentUse("unspecified"),))


@pytest.mark.parametrize("key", ["h_7be1c9", "known_human", "Ana", "h_abc::t_1"])
def test_any_other_key_without_a_session_says_nothing(key: str) -> None:
    assert noted(git_ai(f"a\n  {key} 1")).evidence == ()


def test_a_key_of_a_person_says_nothing() -> None:
    record = {"schema_version": "authorship/3.0.0", "prompts": {}, "humans": {"7ecb1cfe1c2cb067": {"author": "Ana"}}}
    assert noted("a\n  7ecb1cfe1c2cb067 1\n---\n" + json.dumps(record)).evidence == ()


def statement(kind: str, **predicate: object) -> dict[str, object]:
    subject = [{"digest": {"gitCommit": "0" * 40}}]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subject,
        "predicateType": kind,
        "predicate": predicate,
    }


def enveloped(content: dict[str, object]) -> str:
    payload = base64.b64encode(json.dumps(content).encode()).decode()
    return json.dumps({"dsseEnvelope": {"payload": payload, "payloadType": "application/vnd.in-toto+json"}})


def observed(body: str, ref: str = "refs/notes/commits") -> list[Observation]:
    return list(read_notes([NoteRecord(ref, body.encode())], default_registry()))


SUMMARY = statement("https://slsa.dev/verification_summary/v1", verifiedLevels=["SLSA_SOURCE_LEVEL_3"])
PROVENANCE = statement("https://github.com/slsa-framework/slsa-source-poc/source-provenance/v1-draft")


@pytest.mark.parametrize("body", [json.dumps(SUMMARY), enveloped(SUMMARY)])
def test_a_statement_is_evidence_of_review_or_build(body: str) -> None:
    (item,) = observed(body)
    assert isinstance(item, Attestation)
    assert ("SLSA_SOURCE_LEVEL_3" in item.text, item.oids) == (True, ("0" * 40,))


def test_each_line_of_a_note_is_a_statement() -> None:
    body = "\n\n".join([enveloped(SUMMARY), enveloped(PROVENANCE), enveloped(statement("https://example.org/x"))])
    assert [type(item) for item in observed(body)] == [Attestation, Attestation, Rejected]
    assert noted(body, "refs/notes/commits").evidence == ()
    assert holds_statement(NoteRecord("refs/notes/commits", body.encode()))


NOT_UNDERSTOOD = ["", "looks good to me\n", "[1]", '{"a": 1}', '{"a"', "{" * 100_000, "x" * (5 << 20), "\xff: \0"]


@pytest.mark.parametrize("body", [*NOT_UNDERSTOOD, json.dumps({"payload": "!"} | SUMMARY)], ids=range(9))
def test_what_was_not_understood_is_rejected(body: str) -> None:
    (item,) = observed(body)
    assert isinstance(item, Rejected)
    assert not holds_statement(NoteRecord("refs/notes/commits", body.encode()))


def test_records_one_behind_the_other_are_all_read() -> None:
    assert noted(traced("a") + "\n\n" + attributed("a", provider="cursor")).agents == (
        AgentUse("claude-code", "claude-opus-4-6"),
        AgentUse("cursor"),
    )


def test_an_aiir_receipt_is_a_hint() -> None:
    verdict = noted(json.dumps({"ai_attestation": {"is_ai_authored": True}}), "refs/notes/aiir")
    assert verdict.origin is Origin.UNKNOWN
    assert [item.rule for item in verdict.evidence] == ["note:aiir"]


def test_trailers_in_a_note_declare() -> None:
    verdict = noted("Assisted-by: Claude:claude-opus-4-6\n", "refs/notes/ai-provenance")
    assert (verdict.origin, verdict.level) == (Origin.AI, Level.DECLARED)


@given(st.binary(max_size=200))
def test_no_note_makes_it_raise(body: bytes) -> None:
    classify(commit("x\n"), (NoteRecord("refs/notes/ai", body),))


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2), max_leaves=3
)
RECORD_KEYS = ("schema_version", "prompts", "sessions", "files", "session", "ai_attestation", "tool", "model")
STATEMENT_KEYS = ("attributions", "dsseEnvelope", "payload", "_type", "subject", "predicate")
KEYS = st.sampled_from([*RECORD_KEYS, *STATEMENT_KEYS])


@given(st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=2), max_size=4))
def test_no_record_makes_it_raise(record: dict[str, object]) -> None:
    noted("a\n  s_1 1\n---\n" + json.dumps(record))


@pytest.mark.parametrize("head", ["a.py\n  s1 1-3\n  h_9 4\n", ""])
def test_a_shortened_note_says_the_same(head: str) -> None:
    talk = [{"role": "user", "text": "x" * 100_000}]
    told = {"s1": {"agent_id": {"tool": "cursor", "model": "gpt-5"}, "messages": talk}, "s2": {"messages": talk}}
    body = head + "---\n" + json.dumps({"schema_version": "authorship/3.0.0", "prompts": told})
    short = shorten(body.encode())
    assert len(short) < 500
    ref = "refs/notes/ai"
    whole = list(read_notes([NoteRecord(ref, body.encode())], default_registry()))
    assert list(read_notes([NoteRecord(ref, short)], default_registry())) == whole
    assert whole
    registry = default_registry()
    assert named_paths(NoteRecord(ref, short), registry) == named_paths(NoteRecord(ref, body.encode()), registry)


@given(st.binary(max_size=6000), st.sampled_from([b"", b"\n---\n", b'\n---\n{"schema_version": "authorship/3.0.0"}']))
def test_shortening_never_changes_what_is_read(head: bytes, tail: bytes) -> None:
    body = head * 2 + tail
    ref = "refs/notes/ai"
    whole = list(read_notes([NoteRecord(ref, body)], default_registry()))
    assert list(read_notes([NoteRecord(ref, shorten(body))], default_registry())) == whole
