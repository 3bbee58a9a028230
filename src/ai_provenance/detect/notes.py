"""Notes attached to a commit: what other tools' records, and our own, say about who wrote it.

Formats, as their tools write them:

- git-ai, Git AI Standard 3.0.0 (https://github.com/git-ai-project/git-ai, `specs/git_ai_standard_v3.0.0.md`): paths
  and attestations, `---`, then JSON with `schema_version`, `prompts`, `sessions` and `humans`. A session counts when
  an attestation names it: one that left no line in the commit did not write it. A key without a session is an AI's by
  the standard, unless it begins with `h_`; only its agent is not known.
- agent-trace (https://github.com/cursor/agent-trace): JSON with `version` and
  `files[].conversations[].contributor{type, model_id}`; ranges may name their own contributor. agentdiff keeps such
  records in refs of its own.
- whogitit (https://github.com/dotsetlabs/whogitit), `refs/notes/whogitit`: JSON with `session.model.id` and
  `files[].summary` or `files[].lines[].source`.
- agentblame (https://github.com/mesa-dot-dev/agentblame), `refs/notes/agentblame`: JSON with
  `attributions[]{path, category, provider, model}`.
- aiir (https://github.com/invariant-systems-ai/aiir): a receipt with `ai_attestation`. It is a guess from the message
  by another detector, so it stays a hint.
- in-toto statements in DSSE envelopes or Sigstore bundles, as SLSA's source tool
  (https://github.com/slsa-framework/source-tool) writes them to `refs/notes/commits`: evidence of review and build,
  and no claim about an AI.
- anything else, ours included: lines that read as trailers.

A record of the first four counts only if it names a path that its commit changed. Tools copy notes to rewritten
commits, and a note about another change would make a person's commit an AI's.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from ai_provenance import lazy
from ai_provenance.agents.models import normalise
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.lines import read_line
from ai_provenance.detect.observations import (
    RECORD_UNBOUND,
    RECORD_UNCHECKED,
    Attestation,
    Named,
    Observation,
    Rejected,
    evidence,
    one_line,
)
from ai_provenance.detect.values import UNSPECIFIED, agent_of, read_value
from ai_provenance.model import Evidence, NoteRecord, Place, Strength
from ai_provenance.named_tuple import NamedTuple

LARGEST = 4 << 20
"""A longer note is not parsed: no one needs megabytes to say who wrote a commit."""
_MOST_RECORDS = 64
"""Records of one note that are read."""
_SHORT = 4096
_VERSION = lazy.pattern(rb'"schema_version"\s*:\s*"authorship/[^"\\]*"')
_AI_KEY = lazy.pattern(r"s_\w+|[0-9a-f]{7,64}")
"""A key of a git-ai attestation that is an AI's even where no session says whose."""
_HUMAN_KEY = "h_"
_CAPITAL = lazy.pattern(r"(?<=[a-z])(?=[A-Z])")
_DECODER = json.JSONDecoder()
_STATEMENT = "https://in-toto.io/Statement/"
_PREDICATES = (
    ("https://slsa.dev/verification_summary/", "summary of what was verified"),
    ("https://slsa.dev/provenance/", "how it was built"),
    ("https://github.com/slsa-framework/slsa-source-poc/source-provenance/", "how it came into the branch"),
    ("https://github.com/slsa-framework/slsa-source-poc/tag-provenance/", "how it was tagged"),
)
"""Beginning of an in-toto predicate's type, and what such a statement is about."""
Json = object


class _Claim(NamedTuple):
    """What a record says an agent wrote."""

    named: Named
    text: str
    paths: frozenset[str]
    """Files in which the agent wrote lines."""


class _Claims(NamedTuple):
    """The claims of a record, and why there are none where there are none."""

    tool: str
    claims: tuple[_Claim, ...]
    reason: str


def shorten(body: bytes) -> bytes:
    """BODY without what `read_notes` does not read.

    A git-ai note carries whole conversations, megabytes of them; who wrote which files takes a few hundred bytes.
    """
    if len(body) <= _SHORT:
        return body
    head, divider, metadata = (b"", b"---\n", body[4:]) if body[:4] == b"---\n" else body.rpartition(b"\n---\n")
    version = _VERSION.search(metadata)
    if not divider or not version or b"\n---\n" in metadata:
        return body[: LARGEST + 1]
    attested = list(_attestations(head.decode("utf-8", "replace")))
    keys = sorted({key for _, key in attested})
    agents = {key: found[0] for key in keys if len(found := _agents(key, metadata)) == 1}
    if len(agents) < len([key for key in keys if f'"{key}"'.encode() in metadata]):
        return body[: LARGEST + 1]  # not written as git-ai writes it: the whole is parsed where it is judged
    sessions = b", ".join(b'"%s": {"agent_id": %s}' % (key.encode(), agent) for key, agent in agents.items())
    lines = [f"{path}\n  {key}".encode() for path, key in attested]
    return b"\n".join([*lines, b"---", b'{%s, "prompts": {%s}}' % (version[0], sessions)])


def _agents(key: str, metadata: bytes) -> list[bytes]:
    """What METADATA, as git-ai writes it, says of the agent of session KEY.

    No quotation mark inside a JSON string is without a backslash, so that what is matched is never conversation.
    """
    name = re.escape(json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return re.findall(name + rb'\s*:\s*\{\s*"agent_id"\s*:\s*(\{[^{}]*\})', metadata)


def read_notes(notes: Sequence[NoteRecord], registry: Registry) -> Iterator[Observation]:
    """What NOTES say, each by its own format."""
    for note in notes:
        records, text = _parsed(note)
        if not records:
            yield from _plain(text, note, registry)
        for record, head in records:
            claims = _claims(record, head, registry)
            if claims is not None:
                yield from _judged(claims, note)
            elif "ai_attestation" in record:
                yield from _aiir(record, note)
            else:
                yield _statement(record, note)


def evidence_in(note: NoteRecord, registry: Registry) -> tuple[Evidence, ...] | None:
    """The evidence that NOTE holds; None where it holds none."""
    return tuple(item for item in read_notes((note,), registry) if isinstance(item, Evidence)) or None


def holds_statement(note: NoteRecord) -> bool:
    """Whether NOTE holds an in-toto statement of a known type."""
    records, _ = _parsed(note)
    return any(isinstance(_statement(record, note), Attestation) for record, _ in records)


def named_paths(note: NoteRecord, registry: Registry) -> frozenset[str]:
    """The files in which, by NOTE, an AI wrote lines: what must be compared with the files that its commit changed."""
    records, _ = _parsed(note)
    found = (_claims(record, head, registry) for record, head in records)
    return frozenset(path for claims in found if claims for claim in claims.claims for path in claim.paths)


def _parsed(note: NoteRecord) -> tuple[list[tuple[dict[str, Json], str]], str]:
    """The records of NOTE, each with the text above it that belongs to it, and the whole text."""
    if len(note.body) > LARGEST:
        return [], ""
    text = note.body.decode("utf-8", "replace")
    head, divider, metadata = text.rpartition("\n---\n")
    records = _json_objects(metadata if divider else text.removeprefix("---\n"))
    if divider and not records:
        head, records = "", _json_objects(text)
    return [(record, head) for record in records], text


def _json_objects(text: str) -> list[dict[str, Json]]:
    """The JSON objects that TEXT consists of, one or several; none where it holds anything else."""
    found: list[dict[str, Json]] = []
    at = len(text) - len(text.lstrip())
    while at < len(text) and len(found) < _MOST_RECORDS:
        if text[at] != "{":
            return []
        try:
            record, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):  # no JSON, or nested to break a parser
            return []
        found.append(record)
        while text[at : at + 1].isspace():
            at += 1
    return found


def _judged(claims: _Claims, note: NoteRecord) -> Iterator[Observation]:
    """CLAIMS as evidence: attested where the commit changed a file that they name, else no more than a hint."""
    if not claims.claims:
        yield Rejected(Place.NOTE, note.ref, f"record:{claims.tool}", claims.reason)
        return
    changed = frozenset(note.changed or ())
    bound = [claim for claim in claims.claims if claim.paths & changed]
    for claim in bound or claims.claims:
        text = f"{note.ref}: {claim.text}"
        if bound:
            yield evidence(claim.named, Place.NOTE, text, rule=f"record:{claims.tool}")
        else:
            known = note.changed is not None or not claim.paths
            rule = f"{RECORD_UNBOUND if known else RECORD_UNCHECKED}:{claims.tool}"
            yield evidence(claim.named, Place.NOTE, text, rule=rule, strength=Strength.HINT)
    for claim in claims.claims if bound else ():
        if claim not in bound:
            reason = "it claims only files that the commit did not change"
            yield Rejected(Place.NOTE, f"{note.ref}: {claim.text}", f"record:{claims.tool}", reason)


def _plain(text: str, note: NoteRecord, registry: Registry) -> Iterator[Observation]:
    """What a note says that holds no record: lines that read as trailers."""
    found = list(_lines(text, registry))
    yield from found
    if not found:
        if len(note.body) > LARGEST:
            reason = f"not understood: longer than {LARGEST >> 20} MiB"
        else:
            reason = "not understood: no record of a known format and no known trailer" if text.strip() else "empty"
        first = next((line for line in text.splitlines() if line.strip()), "")
        yield Rejected(Place.NOTE, one_line(f"{note.ref}: {first}" if first else note.ref, 80), "note", reason)


def _claims(record: dict[str, Json], head: str, registry: Registry) -> _Claims | None:
    """What RECORD claims, by its format; None where it is of no format that says which AI wrote which files."""
    if str(record.get("schema_version", "")).startswith("authorship/"):
        return _Claims("git-ai", tuple(_git_ai(record, head, registry)), "the record attests no line to an AI session")
    if "session" in record and "files" in record:
        return _Claims("whogitit", tuple(_whogitit(record, registry)), "the record counts no line of an AI")
    if "attributions" in record:
        return _Claims("agentblame", tuple(_agentblame(record, registry)), "the record attributes no line to an AI")
    if "files" in record and "ai_attestation" not in record:
        return _Claims("agent-trace", tuple(_agent_trace(record, registry)), "no contributor of the record is an AI")
    return None


def _attestations(head: str) -> Iterator[tuple[str, str]]:
    """Path, as it is written, and key of each attestation that is not marked as a person's."""
    path = ""
    for line in head.split("\n"):
        words = line.split()
        if line.startswith("  ") and words:
            key = words[0].partition("::")[0]
            if not key.startswith(_HUMAN_KEY):
                yield path, key
        elif words:
            path = line.strip()


def _git_ai(record: dict[str, Json], head: str, registry: Registry) -> Iterator[_Claim]:
    sessions = {**_object(record.get("prompts")), **_object(record.get("sessions"))}
    humans = _object(record.get("humans"))
    paths: dict[str, set[str]] = {}
    for path, key in _attestations(head):
        if key in sessions or (_AI_KEY.fullmatch(key) and key not in humans):
            paths.setdefault(key, set()).add(path[1:-1] if path[:1] == path[-1:] == '"' else path)
    for key in sorted(paths):
        agent = _object(_object(sessions.get(key)).get("agent_id"))
        tool, model = agent.get("tool"), agent.get("model")
        text = f"{tool} {model}" if agent else "an AI session that the record does not describe"
        yield _Claim(_named(tool, model, registry), text, _normal(paths[key]))


def _agent_trace(record: dict[str, Json], registry: Registry) -> Iterator[_Claim]:
    tool = _object(record.get("tool")).get("name")
    paths: dict[str, set[str]] = {}
    for file in _objects(record.get("files")):
        for model in _contributors(file):
            paths.setdefault(model, set()).add(str(file.get("path") or ""))
    for model, files in paths.items():
        yield _Claim(_named(tool, model, registry), f"{tool} {model}", _normal(files))


def _contributors(file: dict[str, Json]) -> Iterator[str]:
    """The models of AI and mixed contributors; an empty string where no model is named."""
    for conversation in _objects(file.get("conversations")):
        for holder in (conversation, *_objects(conversation.get("ranges"))):
            contributor = _object(holder.get("contributor"))
            if contributor.get("type") in ("ai", "mixed"):
                yield str(contributor.get("model_id") or "")


def _whogitit(record: dict[str, Json], registry: Registry) -> Iterator[_Claim]:
    model = _object(_object(record.get("session")).get("model")).get("id")
    files = [file for file in _objects(record.get("files")) if _has_ai_lines(file)]
    if files:
        paths = _normal(str(file.get("path") or "") for file in files)
        yield _Claim(_named("claude", model, registry), str(model), paths)


def _has_ai_lines(file: dict[str, Json]) -> bool:
    summary = _object(file.get("summary"))
    counted = [summary.get("ai_lines"), summary.get("ai_modified_lines")]
    if any(isinstance(count, int) and count > 0 for count in counted):
        return True
    return any("AI" in str(line.get("source", "")).upper() for line in _objects(file.get("lines")))


def _agentblame(record: dict[str, Json], registry: Registry) -> Iterator[_Claim]:
    paths: dict[tuple[str, str], set[str]] = {}
    for line in _objects(record.get("attributions")):
        if str(line.get("category", "")).startswith("ai"):
            whose = str(line.get("provider") or ""), str(line.get("model") or "")
            paths.setdefault(whose, set()).add(str(line.get("path") or ""))
    agents: dict[Named, tuple[str, set[str]]] = {}
    for (provider, model), files in paths.items():
        # it writes one provider as `claudeCode` or `claude_code`, and the name of a family where it knows no model
        versioned = model if any(letter.isdigit() for letter in model) else ""
        named = _named(_CAPITAL.sub("-", provider), versioned, registry)
        agents.setdefault(named, (f"{provider} {model}", set()))[1].update(files)
    for named, (text, files) in agents.items():
        yield _Claim(named, text, _normal(files))


def _normal(paths: Iterable[str]) -> frozenset[str]:
    """PATHS as git writes them."""
    return frozenset(path.replace("\\", "/").removeprefix("./") for path in paths) - {""}


def _aiir(record: dict[str, Json], note: NoteRecord) -> Iterator[Observation]:
    guess = _object(record.get("ai_attestation"))
    if guess.get("is_ai_authored") is True:
        named = Named(UNSPECIFIED)
        yield evidence(named, Place.NOTE, f"{note.ref}: aiir receipt", rule="note:aiir", strength=Strength.HINT)
    else:
        yield Rejected(Place.NOTE, note.ref, "note:aiir", "the receipt saw no AI")


def _statement(record: dict[str, Json], note: NoteRecord) -> Attestation | Rejected:
    """An in-toto statement, in a DSSE envelope, in a Sigstore bundle or bare; its signature is not verified."""
    envelope = _object(record.get("dsseEnvelope")) or record
    statement = _payload(envelope) if "payload" in envelope else record
    if not str(statement.get("_type", "")).startswith(_STATEMENT):
        return Rejected(Place.NOTE, note.ref, "note", "not understood: a record of no format that is known here")
    kind = str(statement.get("predicateType", ""))
    about = next((about for beginning, about in _PREDICATES if kind.startswith(beginning)), None)
    if about is None:
        text = one_line(f"{note.ref}: {kind}")
        return Rejected(
            Place.NOTE, text, "note:in-toto", "not understood: a statement of a type that is not known here"
        )
    digests = [_object(subject.get("digest")) for subject in _objects(statement.get("subject"))]
    levels = _object(statement.get("predicate")).get("verifiedLevels")
    found = ", ".join(str(level) for level in levels) if isinstance(levels, list) else ""
    text = one_line(f"{note.ref}: {about}" + (f": {found}" if found else ""))
    oids = tuple(str(oid) for digest in digests for oid in digest.values())
    return Attestation(Place.NOTE, text, "attestation:in-toto", oids)


def _payload(envelope: dict[str, Json]) -> dict[str, Json]:
    try:
        decoded = base64.b64decode(str(envelope.get("payload")), validate=True).decode("utf-8")
    except ValueError:  # no base64, or no text
        return {}
    return next(iter(_json_objects(decoded)), {})


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
