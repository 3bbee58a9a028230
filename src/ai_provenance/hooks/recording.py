"""What a hook records of a commit: made from its message and the environment, signed, written as a note.

Of the message only what is certain counts, as everywhere in hooks: trailers and known footers, no free text.
"""

from __future__ import annotations

import time

from ai_provenance import __version__
from ai_provenance.attest.binding import author_digest, digest
from ai_provenance.attest.envelope import NAMESPACE, REF, Signature, pae, sealed
from ai_provenance.attest.statement import Record, RecordedAgent, written
from ai_provenance.environment.declared import HUMAN
from ai_provenance.environment.keywords import may_declare
from ai_provenance.errors import GitError
from ai_provenance.hooks.guard import TIMEOUT, TimeUpError, limit, warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ai_provenance.repo import Repository
    from ai_provenance.repo.run import Where

OBSERVED = ("environment", "declared", "marker")
"""Place, strength and rule of what the environment showed."""
_DECLARED = ("trailer", "declared", "statement")
_MOST_SOURCES = 12
"""Sources that a record names: it must stay small, and a squash may fold hundreds of commits."""
_OWN_WORK = ("trailer", "declared", "own-work")


def stated(message: bytes, observed: Iterable[tuple[str, str | None]] = ()) -> Record:
    """The record of a commit with MESSAGE: agents that it names, and those that were OBSERVED (id and model)."""
    agents: dict[str, str | None] = {}
    evidence = []
    if may_declare(message):
        from ai_provenance.hooks import stated as reader  # noqa: PLC0415 - few messages say anything of agents

        for one in reader.read(message, comment=b"\0"):
            if one.agent and not one.signs_off:
                agents[one.agent] = agents.get(one.agent) or one.model
                evidence.append(_DECLARED)
    for agent, model in observed:
        agents[agent] = agents.get(agent) or model
        evidence.append(OBSERVED)
    human = not agents and any(line.strip().lower() == HUMAN.lower() for line in message.split(b"\n")[1:])
    evidence += [_OWN_WORK] if human else []
    origin = "ai" if agents else "human" if human else "unknown"
    named = tuple(RecordedAgent(agent, model) for agent, model in agents.items())
    return Record("", origin, named, evidence=tuple(dict.fromkeys(evidence)))


def united(record: Record, sources: Sequence[tuple[bytes, Record]]) -> Record:
    """RECORD with the agents that SOURCES, lines and their records, name as well: the commits that it was made from."""
    others = [other for _, other in sources]
    record = record._replace(derived_from=tuple(sorted({digest(line) for line, _ in sources}))[:_MOST_SOURCES])
    agents = {one.id: one for other in others for one in other.agents} | {one.id: one for one in record.agents}
    if not agents:
        return record
    evidence = dict.fromkeys((*record.evidence, *(one for other in others for one in other.evidence)))
    kept = tuple(one for one in evidence if one != _OWN_WORK)
    return record._replace(origin="ai", agents=tuple(agents.values()), evidence=kept)


class Signer:
    """Signs records by the table `[records]`; the first failure is one warning, and the others go unsigned."""

    __slots__ = ("_key", "_settings", "_where")

    def __init__(self, where: Where, settings: dict[str, Any]) -> None:
        self._where = where
        self._settings = settings
        self._key: Any = None

    def line(self, record: Record, author: tuple[str, str]) -> bytes:
        """RECORD, completed and sealed. AUTHOR is name and address."""
        created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        digest = author_digest(record.change, *author) if record.change else ""
        payload = written(record._replace(created=created, author=digest), version=__version__)
        blob = self._signed(pae(payload)) if self._settings["sign"] in ("auto", "ssh") else b""
        if not blob:
            return sealed(payload)
        from ai_provenance.attest.ssh_signature import fingerprint, parse  # noqa: PLC0415 - only where one signs

        return sealed(payload, [Signature(fingerprint(parse(blob).key), blob)])

    def _signed(self, message: bytes) -> bytes:
        from ai_provenance.repo import ssh_keygen  # noqa: PLC0415 - as above

        if self._key is None:
            self._key = ssh_keygen.signing_key(self._where, named=self._settings["key"]) or False
            if not self._key and self._settings["sign"] == "ssh":
                warn("records go unsigned: git has no SSH key to sign with (hint: git config user.signingKey FILE)")
        if not self._key:
            return b""
        from ai_provenance.attest.ssh_signature import unarmoured  # noqa: PLC0415 - as above

        try:
            limit(ssh_keygen.TIME_LIMIT)
            return unarmoured(ssh_keygen.sign(message, self._key, NAMESPACE, timeout=None))
        except (GitError, ValueError, TimeUpError) as error:
            self._key = False
            reason = str(error) or "it took too long"
            warn(f"the record goes unsigned: {reason} (hint: {getattr(error, 'hint', None) or 'ssh-add -l'})")
            return b""
        finally:
            limit(TIMEOUT)


def records_at(repository: Repository, oids: Iterable[str]) -> dict[str, list[tuple[bytes, Record]]]:
    """The lines of the notes of commits OIDS that hold a record, each with it, by commit."""
    from ai_provenance.attest.envelope import lines_of, opened  # noqa: PLC0415 - few commits are made from others
    from ai_provenance.attest.statement import StatementError, read  # noqa: PLC0415 - as above
    from ai_provenance.repo.notes import notes_by_commit  # noqa: PLC0415 - as above

    found: dict[str, list[tuple[bytes, Record]]] = {}
    for oid, notes in notes_by_commit(repository, [REF], only=set(oids)).items():
        for line in lines_of(notes[0].body)[0]:
            try:
                found.setdefault(oid, []).append((line, read(opened(line).payload)))
            except StatementError:
                continue  # of another tool, or of a later version: `explain` shows it
    return found
