"""What judging commands leave in the store: that they ran, and what they saw first. It changes no verdict."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ai_provenance.errors import ProvenanceError
from ai_provenance.model import Finding, Severity
from ai_provenance.repo import Repository, commits_by_id
from ai_provenance.repo.refs import plain_remotes
from ai_provenance.store import Event, EventKind, default_path, open_store, record_event
from ai_provenance.store.database import Store, identity

_AGENT_NOT_ALLOWED = "AIP007"


def store_of(repository: Repository, path: Path | None) -> tuple[Path, str]:
    """Where the store of REPOSITORY lies, and what the repository is called in it."""
    known = plain_remotes(repository)
    name = identity(known[0].url if known else None, repository.common_dir)
    return path or default_path(repository.common_dir), name


def remember_check(repository: Repository, findings: Iterable[Finding]) -> None:
    """Record that a check ran and which commits broke a rule. A store that cannot be written changes no verdict."""
    if repository.head is None:
        return
    place, name = store_of(repository, None)
    with suppress(ProvenanceError), open_store(place, name) as store:
        now = int(time.time())
        record_event(store, Event(EventKind.CHECK, repository.head, now, now))
        _record_violations(store, repository, findings, now)


def remember_secret_scan(repository: Repository, findings: Iterable[Finding]) -> None:
    """Record that commits were scanned, and the AI providers' keys among what was found."""
    if repository.head is None:
        return
    from ai_provenance.secretscan.tables.ai import AI_RULES  # only after a scan, which has loaded it

    kinds = {rule.id for rule in AI_RULES}
    place, name = store_of(repository, None)
    with suppress(ProvenanceError), open_store(place, name) as store:
        now = int(time.time())
        record_event(store, Event(EventKind.SECRET_SCAN, repository.head, now, now))
        for one in findings:
            if one.rule in kinds:
                record_event(store, Event(EventKind.AI_KEY, one.fingerprint, now, now))


def _record_violations(store: Store, repository: Repository, findings: Iterable[Finding], now: int) -> None:
    broken = [one for one in findings if one.commit and one.severity is Severity.ERROR and not one.waived_by]
    times = {
        commit.oid: commit.commit_time for commit in commits_by_id(repository, {one.commit or "" for one in broken})
    }
    for one in broken:
        made = times.get(one.commit or "") or now
        record_event(store, Event(EventKind.VIOLATION, one.commit or "", made, now))
        if one.rule == _AGENT_NOT_ALLOWED:
            record_event(store, Event(EventKind.DISALLOWED_AGENT, one.commit or "", made, now))
