"""What commands leave in the metrics database, and what they take from it. A check's verdict never depends on it."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ai_provenance.errors import ProvenanceError
from ai_provenance.model import Finding, Ratio, Severity
from ai_provenance.repo import Repository, commits_by_id, open_repository
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.identity import identify
from ai_provenance.repo.refs import Remote, remotes
from ai_provenance.store.interface import Event, EventKind, MetricsStore, Value
from ai_provenance.store.opening import default_address, exists, open_store

if TYPE_CHECKING:  # `check` records its run too, and must not pay for the methodology
    from ai_provenance.delivery.batches import Batch
    from ai_provenance.delivery.exports import GatewayCall
    from ai_provenance.delivery.improvement import Improvement
    from ai_provenance.delivery.regress import Verdict
    from ai_provenance.report import Scope
    from ai_provenance.report.settings import ClassifierSettings
    from ai_provenance.scorecard.facts import Records
    from ai_provenance.scorecard.indicators import Indicator, Measurement
    from ai_provenance.snapshot import Snapshot

_FORMAT = 2
"""Part of every definition: raised when a number changes its meaning by our hand."""
_SCORED = ("phase_", "overall_", "gate_", "indicator_")
"""Beginnings of the metrics whose meaning the methodology decides."""
_AUDITED = ("I2.", "I3.")
_AGENT_NOT_ALLOWED = "AIP007"

Measured = tuple[str, str, float, float | None, float | None]
"""Metric, label, value, and the numerator and the denominator of a ratio."""


class Place(NamedTuple):
    """A store, and the repository in it."""

    address: str
    identity: str
    former: str
    """The identity that what schema 1 recorded of this repository has; the same as `identity`, but for a remote that
    is a path, and for none."""


class Definitions(NamedTuple):
    """By what the metrics of each family were made: digests."""

    provenance: str
    score: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the database knows about a repository."""

    records: Records
    indicators: dict[str, Measurement]


def locate(repository: Repository, address: str | None = None) -> Place:
    """The store for REPOSITORY (at ADDRESS, where one is named), and the identity of the repository in it."""
    # to know the identity of a repository without a remote costs a walk; a file beside the store keeps it
    known = remotes(repository)
    identity = identify(repository, CacheDirectory(repository.common), known=known).identity
    return Place(address or default_address(repository.common_dir), identity, _former(repository, known))


def _former(repository: Repository, known: Sequence[Remote]) -> str:
    """What a store of schema 1 calls REPOSITORY, whose remotes are KNOWN."""
    from ai_provenance.store.sqlite import folded_identity  # noqa: PLC0415 - of several kinds the one that had schema 1

    digest = sha256(str(repository.common_dir).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return folded_identity(known[0].url if known else f"local:{digest}")


@contextmanager
def open_place(place: Place) -> Generator[MetricsStore]:
    """Open the store of PLACE for its repository. Raises as `open_store`."""
    with open_store(place.address, place.identity) as store:
        if place.former != place.identity:
            store.rename(place.former)
        yield store


def provenance_definition(
    settings: ClassifierSettings, scope: Scope, *, first_parent: bool = False, adopted: str | None = None
) -> str:
    """A digest of what decides the counts and ratios of a walk: rules, agents, policy, scope, point of adoption."""
    from ai_provenance.detect.digest import rules_digest  # noqa: PLC0415 - a check records no counts

    return _digest("provenance", rules_digest(), settings.definition, scope.rules, first_parent, adopted)


def _digest(family: str, *parts: object) -> str:
    return sha256(repr((_FORMAT, family, parts)).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def record_check(repository: Repository, findings: Iterable[Finding]) -> None:
    """Record that a check ran and which commits broke a rule, if the database can be written."""
    if repository.head is None:
        return
    with suppress(ProvenanceError), open_place(locate(repository)) as store:
        now = int(time.time())
        store.record_event(Event(EventKind.CHECK, repository.head, now, now))
        _record_violations(store, repository, findings, now)


def record_onboarding(repository: Repository, *, kickoff: int, finish: int | None = None) -> int:
    """Record when the onboarding of REPOSITORY began and, with FINISH, that it is over; the seconds that it took.

    The first kick-off and the first finish stay. Times are seconds since the epoch. Raises StoreError where the
    database cannot be written: an onboarding that is not recorded would be missing in I6.3.
    """
    with open_place(locate(repository)) as store:
        store.record_event(Event(EventKind.KICKOFF, "", kickoff, int(time.time())))
        (first,) = store.events(EventKind.KICKOFF)
        if finish is not None:
            taken = float(finish - first.occurred_at)
            store.record_event(Event(EventKind.ONBOARDING, "", finish, int(time.time()), taken))
        done = store.events(EventKind.ONBOARDING)
    return int(done[0].value or 0) if done else 0


def record_survey(
    repository: Repository, wave: str, begins: int, satisfaction: float, *, address: str | None = None
) -> None:
    """Record the mean SATISFACTION (0 to 10) of the WAVE that BEGINS at that second. Raises StoreError."""
    with open_place(locate(repository, address)) as store:
        store.record_event(Event(EventKind.SURVEY, wave, begins, int(time.time()), satisfaction))


def record_experiment(
    repository: Repository, name: str, ends: date, *, differs: bool, address: str | None = None
) -> None:
    """Record the result of the experiment NAME: whether its arms differ. Raises StoreError."""
    over = int(datetime(ends.year, ends.month, ends.day, tzinfo=UTC).timestamp())
    with open_place(locate(repository, address)) as store:
        store.record_event(Event(EventKind.EXPERIMENT, name, over, int(time.time()), float(differs)))


def record_cycle(repository: Repository, subject: str, verdict: str) -> None:
    """Record a line of the PDCA ledger, SUBJECT being its number and digest, if the database can be written."""
    value = {"pass": 1.0, "fail": 0.0}.get(verdict, -1.0)
    with suppress(ProvenanceError), open_place(locate(repository)) as store:
        now = int(time.time())
        store.record_event(Event(EventKind.CYCLE, subject, now, now, value))


def record_gateway(repository: Repository, calls: Iterable[GatewayCall], *, address: str | None = None) -> None:
    """Record the CALLS that a gateway of AI models logged. Raises StoreError."""
    with open_place(locate(repository, address)) as store:
        now = int(time.time())
        for one in calls:
            # the model is in it, so that two calls of one second are two; the caller is not
            subject = sha256(repr((one.at, one.model, one.commit)).encode("utf-8", "replace")).hexdigest()[:32]
            store.record_event(Event(EventKind.GATEWAY, subject, one.at, now, float(not one.allowed)))


def record_batches(repository: Repository, batches: Iterable[Batch], *, address: str | None = None) -> None:
    """Record the verdicts of BATCHES; one that is unknown has none. Raises StoreError."""
    rows = [one for one in batches if one.verdict != "unknown"]
    made = {commit.oid: commit.commit_time for commit in commits_by_id(repository, [one.commit for one in rows])}
    with open_place(locate(repository, address)) as store:
        now = int(time.time())
        for one in rows:
            subject = f"{one.commit} {'ai' if one.is_ai else 'rest'}"
            happened = one.time if one.time is not None else made.get(one.commit) or now
            store.record_event(Event(EventKind.VALIDATION, subject, happened, now, float(one.verdict == "pass")))


def record_verdicts(
    repository: Repository, verdicts: Iterable[Verdict], *, now: int, address: str | None = None
) -> None:
    """Record how long after its deployment each of VERDICTS was given; one that could judge nothing has no time.

    Raises StoreError.
    """
    with open_place(locate(repository, address)) as store:
        for one in verdicts:
            if one.deployment is not None and one.state != "insufficient":
                delay = float(max(0, now - one.at))
                store.record_event(Event(EventKind.VERDICT, one.deployment, one.at, now, delay))


def record_feedback(place: Place, newest: int, rows: int) -> None:
    """Record that feedback of so many ROWS was exported, whose NEWEST is of that second. Raises StoreError."""
    with open_place(place) as store:
        store.record_event(Event(EventKind.FEEDBACK, "", newest, int(time.time()), float(rows)))


def onboarded_at(directory: str, identity: str, address: str | None = None) -> int | None:
    """When the repository of IDENTITY was onboarded, or else first seen (seconds since the epoch); None if never.

    ADDRESS is the store that knows; without one it is that of the clone in DIRECTORY.
    """
    with _known_store(directory, identity, address) as store:
        done = store.events(EventKind.ONBOARDING) if store else ()
        return done[0].occurred_at if done else store.first_seen() if store else None


def onboarding_of(directory: str, identity: str, address: str | None = None) -> tuple[int, int | None] | None:
    """Kick-off and finish of the onboarding of IDENTITY, None for one that is open; None where none was recorded."""
    with _known_store(directory, identity, address) as store:
        begun = store.events(EventKind.KICKOFF) if store else ()
        done = store.events(EventKind.ONBOARDING) if store else ()
        return (begun[0].occurred_at, done[0].occurred_at if done else None) if begun else None


@contextmanager
def _known_store(directory: str, identity: str, address: str | None) -> Generator[MetricsStore | None]:
    """The store at ADDRESS, or of the clone in DIRECTORY, for the repository of IDENTITY; None where there is none."""
    if address is None:
        address = default_address(open_repository(directory).common_dir)
    if not exists(address):
        yield None
        return
    with open_store(address, identity) as store:
        yield store


def _record_violations(store: MetricsStore, repository: Repository, findings: Iterable[Finding], now: int) -> None:
    broken = [one for one in findings if one.commit and one.severity is Severity.ERROR and not one.waived_by]
    times = {
        commit.oid: commit.commit_time for commit in commits_by_id(repository, {one.commit or "" for one in broken})
    }
    for one in broken:
        made = times.get(one.commit or "") or now
        store.record_event(Event(EventKind.VIOLATION, one.commit or "", made, now))
        if one.rule == _AGENT_NOT_ALLOWED:
            store.record_event(Event(EventKind.DISALLOWED_AGENT, one.commit or "", made, now))


def record_secret_scan(repository: Repository, findings: Iterable[Finding]) -> None:
    """Record that commits were scanned, and the AI providers' keys that were found, if the database can be written."""
    if repository.head is None:
        return
    from ai_provenance.secretscan.tables.ai import AI_RULES  # noqa: PLC0415 - only after a scan, which has loaded it

    kinds = {rule.id for rule in AI_RULES}
    with suppress(ProvenanceError), open_place(locate(repository)) as store:
        now = int(time.time())
        store.record_event(Event(EventKind.SECRET_SCAN, repository.head, now, now))
        for one in findings:
            if one.rule in kinds:
                store.record_event(Event(EventKind.AI_KEY, one.fingerprint, now, now))


def record_run(
    repository: Repository, address: str | None, snapshot: Snapshot, *, measured: Iterable[Measured], counted_by: str
) -> None:
    """Record a scored run: its values, and whether it counts as a passed audit.

    COUNTED_BY is the `provenance_definition` of its counts. Raises StoreError where the store cannot be written.
    """
    head = snapshot.repository.head
    if head is None:
        return
    (commit,) = commits_by_id(repository, [head])
    now = int(time.time())
    definitions = Definitions(counted_by, snapshot.scored.criteria.digest[:23])
    with open_place(locate(repository, address)) as store:
        store.record_values(rows(measured, head, commit.commit_time or 0, definitions=definitions), now=now)
        passed = audit_passes(snapshot.indicators)
        from ai_provenance.store.indicators import audit_subject  # noqa: PLC0415 - see the imports above

        if passed is not None:
            store.record_event(Event(EventKind.AUDIT, audit_subject(head, now), now, now, float(passed)))


def rows(measured: Iterable[Measured], head: str, head_time: int, *, definitions: Definitions) -> Iterator[Value]:
    """The values of one commit as rows, each with the definition of its family."""
    for metric, label, value, numerator, denominator in measured:
        if not metric.endswith(("info", "run_timestamp_seconds")):  # about the run, not about the commit
            definition = definitions.score if metric.startswith(_SCORED) else definitions.provenance
            yield Value(metric, label, head, head_time, definition, value, numerator, denominator)


def audit_passes(indicators: Iterable[Indicator]) -> bool | None:
    """Whether no measured indicator of phases 2 and 3 is missed; None where none is measured. I2.5 is about audits."""
    from ai_provenance.scorecard.indicators import IndicatorVerdict  # noqa: PLC0415 - see the imports above

    judged = [
        one.verdict
        for one in indicators
        if one.id.startswith(_AUDITED) and one.id != "I2.5" and one.verdict is not IndicatorVerdict.UNKNOWN
    ]
    return IndicatorVerdict.MISSED not in judged if judged else None


def recall(repository: Repository, address: str | None) -> Recorded:
    """What earlier runs recorded; nothing where no database was ever written."""
    from ai_provenance.scorecard.facts import Records  # noqa: PLC0415 - see the imports above

    # looked for first: to locate a store writes a file into the git directory
    if not exists(address or default_address(repository.common_dir)):
        return Recorded(Records(), {})
    from ai_provenance.store.indicators import recorded_indicators  # noqa: PLC0415 - see the imports above

    with open_place(locate(repository, address)) as store:
        records = Records(
            runs=store.count_runs(),
            audits=len(store.events(EventKind.AUDIT)),
            delivery_months=len(
                {time.gmtime(one.head_time)[:2] for one in store.values(("delivery_frequency_per_week",))}
            ),
            regressions_judged=len(
                {
                    one.head
                    for one in store.values(("delivery_regression_state",))
                    if one.value and "state=insufficient" not in one.label
                }
            ),
            experiments=len(store.events(EventKind.EXPERIMENT)),
            acts=sum(one.value in (0, 1) for one in store.events(EventKind.CYCLE)),
            newest_batch=_newest(store.events(EventKind.VALIDATION)),
            newest_feedback=_newest(store.events(EventKind.FEEDBACK)),
            newest_survey=_newest(store.events(EventKind.SURVEY)),
            read_at=int(time.time()),
        )
        return Recorded(records, recorded_indicators(store, int(time.time())))


def improvement_of(repository: Repository, address: str | None, commit: str) -> Improvement | None:
    """What was tried, by the store at ADDRESS and the ledger of COMMIT; None where neither has anything."""
    from ai_provenance.delivery.chain import BrokenChainError, verified_at  # noqa: PLC0415 - see the imports above
    from ai_provenance.delivery.improvement import Improvement  # noqa: PLC0415 - likewise

    entries, broken = None, ""
    try:
        entries = verified_at(repository, commit)
    except BrokenChainError as error:
        broken = str(error)
    found = Improvement(cycles=tuple(entries or ()), broken=broken)
    if exists(address or default_address(repository.common_dir)):
        with open_place(locate(repository, address)) as store:
            judged = [(one.subject.rpartition(" ")[2], one.value == 1) for one in store.events(EventKind.VALIDATION)]
            found = replace(
                found,
                experiments=tuple(
                    (one.subject, one.occurred_at, one.value == 1) for one in store.events(EventKind.EXPERIMENT)
                ),
                batches={
                    origin: Ratio(sum(passed for one, passed in judged if one == origin), len(verdicts))
                    for origin in ("ai", "rest")
                    if (verdicts := [passed for one, passed in judged if one == origin])
                },
                surveys=tuple(
                    (one.subject, one.value)
                    for one in sorted(store.events(EventKind.SURVEY), key=lambda one: one.occurred_at)
                    if one.value is not None
                ),
            )
    return None if found == Improvement() else found


def _newest(events: Iterable[Event]) -> int | None:
    return max((one.occurred_at for one in events), default=None)
