"""Notes attached to a commit: what other tools' records, and our own, say about who wrote it.

Formats, as their tools write them:

- git-ai, Git AI Standard 3.0.0 (https://github.com/git-ai-project/git-ai, `specs/git_ai_standard_v3.0.0.md`): files
  and attestations, `---`, then JSON with `schema_version`, `prompts`, `sessions` and `humans`. A session counts when
  an attestation names it: one that left no line in the commit did not write it.
- agent-trace (https://github.com/cursor/agent-trace): JSON with `version` and
  `files[].conversations[].contributor{type, model_id}`; ranges may name their own contributor. agentdiff keeps such
  records in refs of its own.
- whogitit (https://github.com/dotsetlabs/whogitit), `refs/notes/whogitit`: JSON with `session.model.id` and
  `files[].summary` or `files[].lines[].source`.
- aiir (https://github.com/invariant-systems-ai/aiir): a receipt with `ai_attestation`. It is a guess from the message
  by another detector, so it stays a hint.
- anything else, ours included: lines that read as trailers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ai_provenance.agents.models import normalise
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.lines import read_line
from ai_provenance.detect.observations import Named, Observation, Rejected, evidence, one_line
from ai_provenance.detect.values import UNSPECIFIED, agent_of, read_value
from ai_provenance.model import Evidence, NoteRecord, Place, Strength

LARGEST = 1 << 20
"""A longer note is not parsed: no one needs a megabyte to say who wrote a commit."""
_SHORT = 4096
_VERSION = re.compile(rb'"schema_version"\s*:\s*"authorship/[^"\\]*"')
Json = object


def shorten(body: bytes) -> bytes:
    """BODY without what `read_notes` does not read.

    A git-ai note carries whole conversations, megabytes of them; who wrote which lines takes a few hundred bytes.
    """
    if len(body) <= _SHORT:
        return body
    head, divider, metadata = (b"", b"---\n", body[4:]) if body[:4] == b"---\n" else body.rpartition(b"\n---\n")
    version = _VERSION.search(metadata)
    if not divider or not version or b"\n---\n" in metadata:
        return body[:LARGEST]
    attested = sorted(_attested(head.decode("utf-8", "replace")))
    agents = {key: found[0] for key in attested if len(found := _agents(key, metadata)) == 1}
    if len(agents) < len([key for key in attested if f'"{key}"'.encode() in metadata]):
        return body[:LARGEST]  # not written as git-ai writes it: the whole is parsed where it is judged
    sessions = b", ".join(b'"%s": {"agent_id": %s}' % (key.encode(), agent) for key, agent in agents.items())
    lines = [*(f"  {key}".encode() for key in attested), b"---"]
    return b"\n".join([*lines, b'{%s, "prompts": {%s}}' % (version[0], sessions)])


def _agents(key: str, metadata: bytes) -> list[bytes]:
    """What METADATA, as git-ai writes it, says of the agent of session KEY.

    No quotation mark inside a JSON string is without a backslash, so that what is matched is never conversation.
    """
    name = re.escape(json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return re.findall(name + rb'\s*:\s*\{\s*"agent_id"\s*:\s*(\{[^{}]*\})', metadata)


def read_notes(notes: Sequence[NoteRecord], registry: Registry) -> Iterator[Observation]:
    """What NOTES say, each by its own format."""
    for note in notes:
        text = note.body[:LARGEST].decode("utf-8", "replace")
        head, divider, metadata = text.rpartition("\n---\n") if "\n---\n" in text else ("", "", "")
        record = _json(metadata if divider else text.removeprefix("---\n"))
        if isinstance(record, dict):
            yield from _record(record, head, note, registry)
        else:
            yield from _lines(text, registry)


def evidence_in(note: NoteRecord, registry: Registry) -> tuple[Evidence, ...] | None:
    """The evidence that NOTE holds; None where it holds none."""
    return tuple(item for item in read_notes((note,), registry) if isinstance(item, Evidence)) or None


def _json(text: str) -> Json:
    try:
        return json.loads(text) if text.lstrip()[:1] in ("{", "[") else None
    except (ValueError, RecursionError):  # no JSON, or nested to break a parser
        return None


def _record(record: dict[str, Json], head: str, note: NoteRecord, registry: Registry) -> Iterator[Observation]:
    if _is_git_ai(record):
        yield from _git_ai(record, head, note, registry)
    elif "ai_attestation" in record:
        yield from _aiir(record, note)
    elif "session" in record and "files" in record:
        yield from _whogitit(record, note, registry)
    elif "files" in record:
        yield from _agent_trace(record, note, registry)
    else:
        yield Rejected(Place.NOTE, note.ref, "note", "a record of no format that is known here")


def _is_git_ai(record: dict[str, Json]) -> bool:
    return str(record.get("schema_version", "")).startswith("authorship/")


def _attested(head: str) -> set[str]:
    """The sessions that the attestations name."""
    lines = (line for line in head.splitlines() if line.startswith("  ") and line.strip())
    return {line.split()[0].partition("::")[0] for line in lines}


def _sessions(record: dict[str, Json]) -> dict[str, Json]:
    return {**_object(record.get("prompts")), **_object(record.get("sessions"))}


def _git_ai(record: dict[str, Json], head: str, note: NoteRecord, registry: Registry) -> Iterator[Observation]:
    sessions = _sessions(record)
    found = False
    for key in sorted(_attested(head) & sessions.keys()):
        agent = _object(_object(sessions[key]).get("agent_id"))
        found = True
        named = _named(agent.get("tool"), agent.get("model"), registry)
        yield evidence(named, Place.NOTE, f"{note.ref}: {agent.get('tool')} {agent.get('model')}", rule="record:git-ai")
    if not found:
        yield Rejected(Place.NOTE, note.ref, "record:git-ai", "the record attests no line to an AI session")


def _agent_trace(record: dict[str, Json], note: NoteRecord, registry: Registry) -> Iterator[Observation]:
    tool = _object(record.get("tool")).get("name")
    models = list(dict.fromkeys(_contributors(record)))
    for model in models:
        yield evidence(
            _named(tool, model, registry), Place.NOTE, f"{note.ref}: {tool} {model}", rule="record:agent-trace"
        )
    if not models:
        yield Rejected(Place.NOTE, note.ref, "record:agent-trace", "no contributor of the record is an AI")


def _contributors(record: dict[str, Json]) -> Iterator[str]:
    """The models of AI and mixed contributors; an empty string where no model is named."""
    for file in _objects(record.get("files")):
        for conversation in _objects(file.get("conversations")):
            for holder in (conversation, *_objects(conversation.get("ranges"))):
                contributor = _object(holder.get("contributor"))
                if contributor.get("type") in ("ai", "mixed"):
                    yield str(contributor.get("model_id") or "")


def _whogitit(record: dict[str, Json], note: NoteRecord, registry: Registry) -> Iterator[Observation]:
    model = _object(_object(record.get("session")).get("model")).get("id")
    if any(_has_ai_lines(file) for file in _objects(record.get("files"))):
        yield evidence(_named("claude", model, registry), Place.NOTE, f"{note.ref}: {model}", rule="record:whogitit")
    else:
        yield Rejected(Place.NOTE, note.ref, "record:whogitit", "the record counts no line of an AI")


def _has_ai_lines(file: dict[str, Json]) -> bool:
    summary = _object(file.get("summary"))
    counted = [summary.get("ai_lines"), summary.get("ai_modified_lines")]
    if any(isinstance(count, int) and count > 0 for count in counted):
        return True
    return any("AI" in str(line.get("source", "")).upper() for line in _objects(file.get("lines")))


def _aiir(record: dict[str, Json], note: NoteRecord) -> Iterator[Observation]:
    guess = _object(record.get("ai_attestation"))
    if guess.get("is_ai_authored") is True:
        named = Named(UNSPECIFIED)
        yield evidence(named, Place.NOTE, f"{note.ref}: aiir receipt", rule="note:aiir", strength=Strength.HINT)
    else:
        yield Rejected(Place.NOTE, note.ref, "note:aiir", "the receipt saw no AI")


def _lines(text: str, registry: Registry) -> Iterator[Observation]:
    for line in text.splitlines():
        key, separator, value = line.partition(":")
        if separator and value.strip() and not line[:1].isspace():
            yield from read_line(key.strip(), value.strip(), Place.NOTE, registry)


def _named(tool: Json, model: Json, registry: Registry) -> Named:
    raw = one_line(model, 80) if isinstance(model, str) and model not in ("", "unknown", "default") else None
    agent = agent_of(tool, registry) if isinstance(tool, str) and tool else UNSPECIFIED
    if agent == UNSPECIFIED and raw:
        reading = read_value(raw, registry)
        agent = reading.named[0].agent if reading.named else agent
    return Named(agent, normalise(raw) if raw else None, raw, kind=registry.kind(agent))


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _objects(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
