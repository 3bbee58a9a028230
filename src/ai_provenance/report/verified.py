"""The result of a verification, kept until something that it depends on changes.

That is: the commits, the notes, the keys that count, the configuration, the options and the rules. Where a signature
could not be verified here nothing is kept: what is missing may be installed the next time.
"""

# What verifies is imported where something must be verified: it takes several starts of Python to load.
# ruff: noqa: PLC0415, PTH110, PTH118, PTH120, PTH123

from __future__ import annotations

import json
import os

from ai_provenance import __version__
from ai_provenance.attest.base import REVOKED, Base, find_trust, trusted_places
from ai_provenance.detect.digest import rules_digest
from ai_provenance.model import Finding, Severity
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.batch_process import object_headers
from ai_provenance.repo.cache import named
from ai_provenance.repo.note_writing import RECORDS
from ai_provenance.repo.notes import note_refs
from ai_provenance.repo.revisions import resolve
from ai_provenance.report.settings import ClassifierSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.project import Project
    from ai_provenance.repo.cache import CacheDirectory

_FORMAT = 1
"""Raised when what is kept changes its meaning."""
_KIND = "verified"
_MOST = 2000
"""Findings up to which a result is kept."""


class VerifyRequest(NamedTuple):
    """What to verify, and by what."""

    revision: str
    trust: str = ""
    """A file of allowed signers, or `REV:PATH`; empty: those of the base."""
    trusted_root: str | None = None
    """A file: the trusted root of Sigstore."""
    commit_signatures: bool = False
    required: str | None = None
    """The level below which a commit is a finding."""


class Verified(NamedTuple):
    """What a verification came to."""

    findings: tuple[Finding, ...]
    commits: int
    summary: str
    is_final: bool = True
    """Whether every signature could be verified: then it comes to the same another time."""


def verified(project: Project, request: VerifyRequest, store: CacheDirectory | None) -> Verified:
    """What REQUEST comes to, from STORE where it is there.

    Raises:
        ConfigError: no allowed signers are named, or they cannot be read.
        RevisionError, IncompleteRangeError, GitError: as `repo.commits`.
    """
    key = _key(project, request)
    found = _loaded(store, key) if store else None
    if found is None:
        from ai_provenance.report.verification import verify

        trust = find_trust(project.repository, _base(project, request), named=request.trust)
        found = verify(project, request, trust, store=store)
        if store and found.is_final and len(found.findings) <= _MOST:
            store.save_for(_KIND, key, json.dumps([found.findings, found.commits, found.summary]).encode())
    return found


def _base(project: Project, request: VerifyRequest) -> Base:
    return Base(project.config.records, project.config.notes_refs, project.commit, (request.revision,))


def _key(project: Project, request: VerifyRequest) -> bytes:
    """Everything that the result depends on."""
    repository = project.repository
    settings = ClassifierSettings(project.config, base=project.commit, judged=(request.revision,))
    parts = (
        _FORMAT,
        __version__,
        rules_digest(),
        request,
        resolve(repository, request.revision),
        sorted(note_refs(repository, (*settings.notes_refs, RECORDS)).items()),
        settings.key,
        project.commit,
        _trust_state(project, request),
        _content(request.trusted_root) if request.trusted_root else "",
        sorted(repository.shallow_boundary) if repository.shallow else (),
        repository.grafted,
    )
    return repr(parts).encode("utf-8", "backslashreplace")


def _trust_state(project: Project, request: VerifyRequest) -> object:
    """What the keys that count are read from: the content of files, the ids of objects."""
    base, path = _base(project, request), request.trust
    if path and (":" not in path or os.path.exists(path)):
        return _content(path), _content(os.path.join(os.path.dirname(path), REVOKED))
    names = trusted_places(base, path)
    # where the trust may be among what it judges, the commit that has it says so
    names += [f"{name.partition(':')[0]}^{{commit}}" for name in names]
    return [found.oid if found else "" for found in object_headers(project.repository, names)]


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _loaded(store: CacheDirectory, key: bytes) -> Verified | None:
    payload = store.load_for(_KIND, key)
    if payload is None:
        return None
    try:
        rows, commits, summary = json.loads(payload)
        findings = tuple(Finding(rule, Severity(severity), *rest) for rule, severity, *rest in rows)
        return Verified(findings, int(commits), str(summary))
    except (TypeError, ValueError):
        store.reject(named(_KIND, key), "it holds no verification")
        return None
