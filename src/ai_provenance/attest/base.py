"""Where trust comes from: a file that was named, what the base configures, the base, or the remote's main branch.

Never the commits that are judged: a request could else add the key that it is signed with.
"""

# A report with nothing new only looks whether the files are the same as before, and loads nothing that reads them.
# ruff: noqa: PLC0415, PTH110, PTH113, PTH118, PTH120, PTH123

from __future__ import annotations

import os

from ai_provenance.errors import ConfigError, IncompleteRangeError, RevisionError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.batch_process import BatchProcess, object_headers
from ai_provenance.repo.note_writing import RECORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai_provenance.attest.trust import Trust
    from ai_provenance.config.records import RecordsConfig
    from ai_provenance.repo import Repository

SIGNERS = ".ai-provenance/allowed_signers"
REVOKED = "revoked_keys"
"""Beside the allowed signers."""
_LARGEST = 1 << 20
"""Bytes of a file of keys that is read."""
_REMOTE = "refs/remotes/origin/HEAD"
_OTHERWISE = "ai-provenance verify --trust FILE"


class Base(NamedTuple):
    """What has the say over records: the configuration of the commit that the judged ones are based on."""

    settings: RecordsConfig
    notes_refs: Sequence[str] = ()
    commit: str | None = None
    """None where nothing names one: then what is configured now, and the remote's main branch."""
    judged: Sequence[str] = ()
    """The range that it has the say over."""

    @property
    def decides(self) -> bool:
        """Whether an unsigned record alone can make a commit an AI's."""
        return self.settings.write != "off" or RECORDS in self.notes_refs


def find_trust(repository: Repository, base: Base, *, named: str = "") -> Trust:
    """The trust by which signatures are judged.

    NAMED is a file, or `REV:PATH`, of the command line.

    Raises:
        ConfigError: there is none, it cannot be read, or it comes with what is judged.
    """
    settings = base.settings
    if named and (":" not in named or os.path.exists(named)):
        revoked = os.path.join(os.path.dirname(named), REVOKED)
        return _parsed(_read(named), _read(revoked) if os.path.isfile(revoked) else b"", settings, named)
    for place in [named] if named else places(settings, base.commit):
        signers = _blob(repository, place)
        if signers is not None:
            _refuse_judged(repository, place.partition(":")[0], base)
            beside = _beside(place, settings)
            revoked_keys = _blob(repository, beside)
            if revoked_keys is None and settings.revoked:
                raise ConfigError(f"there is no {beside}, which [records] revoked names", hint=_OTHERWISE)
            return _parsed(signers, revoked_keys or b"", settings, place)
    if named or ":" in settings.trust:
        raise ConfigError(f"there is no {named or settings.trust}, which has the allowed signers", hint=_OTHERWISE)
    raise ConfigError(
        f"no allowed signers: neither the base, nor [records] trust, nor origin/HEAD has them ({SIGNERS})",
        hint=_OTHERWISE,
    )


def places(settings: RecordsConfig, base: str | None) -> list[str]:
    """`REV:PATH` of each file that may hold the allowed signers; the first that is there counts."""
    if ":" in settings.trust:
        return [settings.trust]
    path = settings.trust or SIGNERS
    return [f"{revision}:{path}" for revision in (base, _REMOTE) if revision]


def trust_state(repository: Repository, base: Base) -> str:
    """The ids of the files that the trust is read from, as text: while it is the same, so is the trust."""
    return " ".join(found.oid if found else "-" for found in object_headers(repository, trusted_places(base)))


def trusted_places(base: Base, named: str = "") -> list[str]:
    """`REV:PATH` of each file that the trust of BASE, or the NAMED one, may be read from: signers, revoked keys, ..."""
    known = [named] if named else places(base.settings, base.commit)
    return [name for place in known for name in (place, _beside(place, base.settings))]


def _beside(place: str, settings: RecordsConfig) -> str:
    """`REV:PATH` of the revoked keys for the allowed signers at PLACE."""
    if ":" in settings.revoked:
        return settings.revoked
    revision, _, path = place.partition(":")
    return f"{revision}:{settings.revoked or path.rpartition('/')[0] + '/' + REVOKED}".replace(":/", ":")


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", hint=_OTHERWISE) from error


def _blob(repository: Repository, place: str) -> bytes | None:
    if place.startswith("-") or "\n" in place:
        return None
    with BatchProcess(repository) as batch:
        ((_, found),) = batch.read([place], limit=_LARGEST)
    return found.data if found is not None and found.kind == "blob" and found.size <= _LARGEST else None


def _parsed(signers: bytes, revoked: bytes, settings: RecordsConfig, source: str) -> Trust:
    from ai_provenance.attest.trust import trust_of

    try:
        return trust_of(signers, revoked, settings.roles, source=source)
    except ValueError as error:
        raise ConfigError(f"{source}: {error}", hint="ssh-keygen(1), ALLOWED SIGNERS") from error


def _refuse_judged(repository: Repository, revision: str, base: Base) -> None:
    """Raise ConfigError where REVISION, which holds the trust, is among the commits that are judged."""
    from ai_provenance.repo.revisions import peel
    from ai_provenance.repo.run import try_git

    if base.commit is None or not base.judged or revision == base.commit:
        return
    try:
        commit, tip = (peel(repository, name) for name in (revision, base.judged[-1].rpartition("..")[2] or "HEAD"))
    except (RevisionError, IncompleteRangeError):
        return
    among = try_git(repository, "merge-base", "--is-ancestor", commit, tip).status == 0
    if among and try_git(repository, "merge-base", "--is-ancestor", commit, base.commit).status != 0:
        raise ConfigError(
            f"the trust is in {commit[:12]}, which is among the commits that it judges",
            hint="name a file or a revision of the base with --trust",
        )
