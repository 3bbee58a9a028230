"""A ledger whose lines are chained by their digests: what was recorded cannot be changed without being found.

Each line is a JSON object that begins with its number and the SHA-256 of the line before, and ends with the SHA-256 of
all that stands before that in the line. The number and the digest of the last line are kept in a second file, by which
a ledger that lost its end is found; a ledger that is committed is held to what was committed, besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.repo import Repository, run_git
from ai_provenance.repo.batch_process import BatchProcess

DIRECTORY = ".ai-provenance/pdca"
"""Directory of the work tree that holds the ledger, and the plans of cycles."""
LEDGER, END = "ledger.jsonl", "ledger.end"
FIRST = "0" * 64
"""What the first line has in the place of the line before."""
_SEAL = b',"sha256":"'


class BrokenChainError(ProvenanceError):
    """A ledger is not what was recorded; the message names the first line that shows it."""

    exit_code = ExitCode.VIOLATION_FOUND


def appended(ledger: bytes, entry: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """LEDGER, which was verified, with the line of ENTRY, and the content of the file that keeps its end.

    ENTRY has none of the keys `seq`, `prev` and `sha256`.
    """
    lines = ledger.splitlines()
    prev = sha256(lines[-1]).hexdigest() if lines else FIRST
    row = {"seq": len(lines) + 1, "prev": prev, **entry}
    # no character that ends a line for any reader, and no number that JSON does not have
    head = json.dumps(row, separators=(",", ":"), allow_nan=False).encode("ascii")[:-1]
    line = head + _SEAL + sha256(head).hexdigest().encode() + b'"}'
    return ledger + line + b"\n", end_of([*lines, line])


def end_of(lines: list[bytes]) -> bytes:
    """What the second file says of LINES: how many there are, and the digest of the last one."""
    return f"{len(lines)} {sha256(lines[-1]).hexdigest() if lines else FIRST}\n".encode()


def verified(ledger: bytes, end: bytes | None, *, committed: Iterable[tuple[str, bytes]] = ()) -> list[dict[str, Any]]:
    """The entries of LEDGER. END is the second file, COMMITTED are earlier versions of the ledger with their commits.

    Raises BrokenChainError where anything was changed, removed, added or moved.
    """
    lines = ledger.split(b"\n")
    if lines.pop():
        raise _broken(len(lines) + 1, "does not end with a line end")
    for number, line in enumerate(lines, 1):
        head, mark, tail = line.rpartition(_SEAL)
        if not mark or tail != sha256(head).hexdigest().encode() + b'"}':
            raise _broken(number, "was edited")
    entries, prev = [], FIRST
    for number, line in enumerate(lines, 1):
        entries.append(_entry(number, line, prev))
        prev = sha256(line).hexdigest()
    if (end is not None or lines) and end != end_of(lines):
        raise _broken(len(lines), "is not the last line that was recorded")
    for commit, before in committed:
        if not ledger.startswith(before):
            same = next((at for at, pair in enumerate(zip(ledger, before, strict=False)) if pair[0] != pair[1]), -1)
            number = before.count(b"\n", 0, same) + 1 if same >= 0 else len(lines) + 1
            raise _broken(number, f"is not what {commit[:12]} has")
    return entries


def ledgers(repository: Repository, commit: str | None) -> Iterator[tuple[str, bytes]]:
    """Every version of the ledger that the history of COMMIT has and that is in this clone, with its commit."""
    if commit is None:
        return
    path = f"{DIRECTORY}/{LEDGER}"
    listed = run_git(repository, "rev-list", "--full-history", commit, "--", f":(top,literal){path}")
    commits = listed.decode("ascii").split()
    with BatchProcess(repository) as batch:
        answers = batch.read([f"{oid}:{path}" for oid in commits])
        for oid, (_, found) in zip(commits, answers, strict=True):
            if found is not None:
                yield oid, found.data


def verified_at(repository: Repository, commit: str) -> list[dict[str, Any]] | None:
    """The entries of the ledger that COMMIT holds, held to every version before it; None where this clone lacks it.

    Raises BrokenChainError where anything was changed, removed, added or moved.
    """
    with BatchProcess(repository) as batch:
        (_, ledger), (_, end) = batch.read([f"{commit}:{DIRECTORY}/{name}" for name in (LEDGER, END)])
    if ledger is None:
        return None
    return verified(ledger.data, end.data if end else None, committed=ledgers(repository, commit))


def _entry(number: int, line: bytes, prev: str) -> dict[str, Any]:
    """The entry of LINE, whose seal is whole: whoever writes a line anew can seal it, too."""
    try:
        entry: dict[str, Any] = json.loads(line)
    except (ValueError, RecursionError):
        raise _broken(number, "is no JSON") from None
    if entry.get("seq") != number:
        raise _broken(number, f"is line {entry.get('seq')}: a line was removed, added or moved")
    if entry.get("prev") != prev:
        raise _broken(number, "does not follow the line before")
    return entry


def _broken(number: int, what: str) -> BrokenChainError:
    return BrokenChainError(f"line {number} of the ledger {what}", hint="git log -p -- .ai-provenance/pdca/")
