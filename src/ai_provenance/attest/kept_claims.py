"""What the records of a history claim, kept between runs: a record is read and its signature verified once.

By the commit that a note is attached to and the blob that it is: another content is another note. It is kept for one
trust; what nothing here could verify is not kept, as that may be installed later.
"""

from __future__ import annotations

import json

from ai_provenance.model import AgentUse, Level, Origin, RecordClaim
from ai_provenance.repo.cache import CacheDirectory, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Line = tuple[str, str, str, int, RecordClaim | None]
    """As `attest.history.Read`."""

_KIND = "records"
_FORMAT = 2
"""Raised when what is kept, or how a line is read and judged, changes its meaning."""
_NO_RECORD = ("", "", "", 0, None)
_MOST = 100_000
"""Records that are kept: of more, the file would be longer than is read."""


class KeptClaims:
    """The lines of notes that were read before, in a store."""

    def __init__(self, store: CacheDirectory, *, judged_by: str) -> None:
        """JUDGED_BY tells apart whom and what claims are judged by."""
        self._store = store
        self._key = repr((_FORMAT, judged_by)).encode("utf-8", "backslashreplace")
        self._notes = self._load()
        self._has_new = False

    def lines(self, attached_to: bytes, blob: str) -> Sequence[Line] | None:
        """The lines of the note BLOB of a commit; None where they are not kept."""
        return self._notes.get(_name(attached_to, blob))

    def add(self, attached_to: bytes, blob: str, lines: Sequence[Line]) -> None:
        """Keep LINES, the lines of a note."""
        self._notes[_name(attached_to, blob)] = lines
        self._has_new = True

    def save(self, notes: Mapping[bytes, str]) -> None:
        """Write what is kept of NOTES, the blobs of all notes by their commits, where anything is new."""
        if not self._has_new or len(self._notes) > _MOST:
            return
        claims: dict[RecordClaim, int] = {}
        kept = {name: self._notes[name] for name in map(_name, notes, notes.values()) if name in self._notes}
        dumped = {
            name: [[*about, claims.setdefault(claim, len(claims))] if claim else None for *about, claim in lines]
            for name, lines in kept.items()
        }
        content = {"claims": [_dumped(claim) for claim in claims], "notes": dumped}
        self._store.save_for(_KIND, self._key, json.dumps(content, separators=(",", ":")).encode())
        self._has_new = False

    def _load(self) -> dict[str, Sequence[Line]]:
        payload = self._store.load_for(_KIND, self._key)
        if payload is None:
            return {}
        try:
            content = json.loads(payload)
            claims = [_loaded(claim) for claim in content["claims"]]
            return {
                name: [(*one[:4], claims[one[4]]) if one else _NO_RECORD for one in lines]
                for name, lines in content["notes"].items()
            }
        except (KeyError, TypeError, ValueError, IndexError):
            self._store.reject(named(_KIND, self._key), "it holds no records")
            return {}


def _name(attached_to: bytes, blob: str) -> str:
    return attached_to.decode("ascii") + blob


def _dumped(claim: RecordClaim) -> list[object]:
    return [claim.origin.value, claim.agents, int(claim.level), claim.decides, claim.role, claim.flags]


def _loaded(dumped: Sequence[Any]) -> RecordClaim:
    origin, agents, level, decides, role, flags = dumped
    uses = tuple(AgentUse(str(agent), model) for agent, model in agents)
    return RecordClaim(Origin(origin), uses, Level(level), bool(decides), str(role), tuple(map(str, flags)))
