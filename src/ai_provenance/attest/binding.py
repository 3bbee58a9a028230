"""Whether a record is about a commit: by its id, or by its change and author where a rebase gave it another id."""

from __future__ import annotations

from ai_provenance.attest.statement import Record
from ai_provenance.sha256 import sha256


def digest(content: bytes) -> str:
    """SHA-256 of CONTENT, in hex digits."""
    return sha256(content).hexdigest()


def author_digest(change: str, name: str, email: str) -> str:
    """What a record says of the author: no name, and equal only for the same author of the same change."""
    return digest(b"\0".join([change.encode(), name.encode("utf-8", "replace"), email.encode("utf-8", "replace")]))


def is_of_commit(record: Record, oid: str) -> bool:
    """Whether RECORD was written for the commit OID itself."""
    return record.commit == oid


def is_carried(record: Record, change: str | None, author_time: int | None, author: tuple[str, str]) -> bool:
    """Whether RECORD is about the change of another commit with this change digest, author time, and author (name and
    address).

    The time decides between equal changes: the same small one may be made twice, and not by one person in one second.
    """
    if not change or change != record.change or author_time is None or author_time != record.author_time:
        return False
    return record.author == author_digest(change, *author)
