"""The files of an audit: canonical JSON, an index of digests, a summary and an in-toto statement.

Everything but the records follows from the records and the head of the audit, so that whoever has the files can compute
it again. https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md describes the statement.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from ai_provenance.audits.evidence import Record, is_covered
from ai_provenance.errors import ProvenanceError
from ai_provenance.text import printable

PREDICATE = "urn:ai-provenance:audit:v1"
INDEX, STATEMENT, SUMMARY = "index.json", "statement.json", "summary.md"
_FOLDER = "repositories/"
LEAST_COVERED = 99
"""Percent of the repositories that an audit must cover."""


class EvidenceError(ProvenanceError):
    """The files are no audit, or not the audit that was written."""


@dataclass(frozen=True, slots=True)
class Head:
    """What an audit is about."""

    organisation: str
    quarter: str
    at: str
    """The day, ISO."""
    governance_digest: str
    tool: str


def canonical(value: object) -> bytes:
    """VALUE as JSON of one form: UTF-8, sorted keys, no white space, fractions as text."""
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode("utf-8", "replace")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    # numbers with a fraction are written in more than one way
    return repr(value) if isinstance(value, float) else value


def bundle(head: Head, records: Iterable[Record]) -> dict[str, bytes]:
    """Path -> content of the audit of RECORDS, one a repository."""
    files = {f"{_FOLDER}{digest(identity_of(record).encode())[:24]}.json": canonical(record) for record in records}
    return files | _derived(head, files)


def _derived(head: Head, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What follows from HEAD and the records in FILES."""
    read = {path: json.loads(content) for path, content in sorted(files.items())}
    covered = sum(map(is_covered, read.values()))
    coverage = {"covered": covered, "scope": len(read)}
    entries = {path: {"identity": identity_of(record), "sha256": digest(files[path])} for path, record in read.items()}
    index = canonical({"schema_version": "1.0", **asdict(head), "coverage": coverage, "files": entries})
    summary = "".join(f"{line}\n" for line in _summary(head, [*read.values()], coverage)).encode()
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
            {"name": identity_of(record), "digest": {"gitCommit": record["repository"]["head"]}}
            for record in read.values()
            if record["repository"]["head"]
        ],
        "predicateType": PREDICATE,
        "predicate": {
            **asdict(head),
            "coverage": coverage,
            "index": {"sha256": digest(index)},
            "summary": {"sha256": digest(summary)},
        },
    }
    return {INDEX: index, SUMMARY: summary, STATEMENT: canonical(statement)}


def read_bundle(files: Mapping[str, bytes]) -> tuple[Head, list[Record]]:
    """Head and records of the audit in FILES, every byte of which is checked.

    Raises:
        EvidenceError: a file is missing, is none of the audit's, or is not what was written; the message names it.
    """
    records: dict[str, bytes] = {path: content for path, content in files.items() if path.startswith(_FOLDER)}
    parsed = {path: _parsed(path, content) for path, content in [*records.items(), (INDEX, files.get(INDEX, b""))]}
    index = parsed.pop(INDEX)
    try:
        for path, entry in index["files"].items():  # named first: with it the index itself would differ, too
            if path in records and digest(records[path]) != entry["sha256"]:
                raise EvidenceError(f"{path} is not what {INDEX} has", "git diff it against the tag of the audit")
        head = Head(*(str(index[name]) for name in ("organisation", "quarter", "at", "governance_digest", "tool")))
        expected = bundle(head, parsed.values())
    except (AttributeError, KeyError, TypeError) as error:
        raise EvidenceError(f"{INDEX} or a record lacks {error}", "git checkout the tag of the audit") from error
    for path in sorted({*files, *expected}):
        if files.get(path) != expected.get(path):
            what = (
                "is missing"
                if path not in files
                else "is not what was written"
                if path in expected
                else "is not part of it"
            )
            raise EvidenceError(f"{path} {what}", "git diff it against the tag of the audit")
    return head, [*parsed.values()]


def _parsed(path: str, content: bytes) -> Record:
    try:
        found = json.loads(content)
        if isinstance(found, dict) and canonical(found) == content:
            return found
    except (ValueError, RecursionError):
        pass
    raise EvidenceError(f"{path} is not what was written", "git diff it against the tag of the audit")


def identity_of(record: Mapping[str, Any]) -> str:
    """The repository that RECORD is about."""
    return str(record["repository"]["identity"])


def digest(content: bytes) -> str:
    """SHA-256, in hex."""
    return sha256(content).hexdigest()


def has_coverage(records: Iterable[Mapping[str, Any]]) -> bool:
    """Whether RECORDS cover enough of the repositories in scope."""
    covered = [is_covered(record) for record in records]
    return bool(covered) and sum(covered) * 100 >= LEAST_COVERED * len(covered)


def _summary(head: Head, records: list[Record], coverage: Mapping[str, int]) -> Iterator[str]:
    standings = Counter(record.get("conformity", {}).get("standing", "not judged") for record in records)
    critical = Counter(code for record in records for code in record["critical"])
    yield f"# Audit {head.quarter} of {head.organisation}"
    yield ""
    yield f"Taken {head.at}. Covers {coverage['covered']} of {coverage['scope']} repositories."
    yield ""
    yield from (f"- {name}: {number}" for name, number in sorted(standings.items()))
    yield from (f"- critical, {name}: {number}" for name, number in sorted(critical.items()))
    for record in records:
        for error in record["errors"]:
            yield f"- not covered, {_code(identity_of(record))}: {_code(error)}"


def _code(text: str) -> str:
    return f"`{printable(text, instead=' ').replace('`', chr(0x2019))}`"
