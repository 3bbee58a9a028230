"""All of an assessment: sources, the walk, the metrics of the window."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ai_provenance.config import DeliveryConfig
from ai_provenance.delivery import ledger_file
from ai_provenance.delivery.intervals import Intervals
from ai_provenance.delivery.metrics import DAY, Measured, Rules, Window, measure
from ai_provenance.delivery.records import Found, Ledger, SourceKind, SourceOptions
from ai_provenance.detect.digest import rules_digest
from ai_provenance.errors import ConfigError, GitError, MeaninglessOptionError, RevisionError
from ai_provenance.model import Notice
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, run_git
from ai_provenance.repo.cache import CacheDirectory, named
from ai_provenance.repo.notes import note_refs
from ai_provenance.repo.refs import tag_digest
from ai_provenance.repo.revisions import peel
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.sha256 import sha256

if TYPE_CHECKING:
    from ai_provenance.delivery.exports import Exported

_WHOLE, _OF_WINDOW = "delivery", "delivery-window"
"""What is kept of a walk: all of its ledger, and the ledger from the window on."""
DEFAULT_DAYS = 180
"""DORA asks about the last six months."""


class Options(NamedTuple):
    """What is assessed, and how."""

    revision: str = "HEAD"
    since: int | None = None
    """Seconds since the epoch, as `until`; None for the default."""
    until: int | None = None
    source: SourceOptions = SourceOptions()
    rules: Rules = Rules()
    include_automation: bool = False
    paths: tuple[str, ...] = ()


def configured(config: DeliveryConfig, *, component: str | None = None, paths: Sequence[str] = ()) -> Options:
    """The options that CONFIG gives, for COMPONENT where one is named; PATHS narrow it further.

    Raises ConfigError where an expression of CONFIG is none.
    """
    own = config.components.get(component or "")
    for name, text in (("tag-pattern", config.tag_pattern), ("deploy-run", config.deploy_run)):
        try:
            re.compile(text or "")
        except re.error as error:
            message = f"[delivery] {name} is no regular expression: {error}"
            raise ConfigError(message, "ai-provenance config show") from None
    return Options(
        source=SourceOptions(
            config.source,
            config.environment,
            # a component that is configured by its paths alone is in every release
            component=component if own is None or own.tags else None,
            component_tags=own.tags if own else (),
            tag_pattern=config.tag_pattern,
        ),
        rules=Rules(config.clock, config.intervention_days, config.hotfix_hours, config.settle_hours),
        include_automation=config.include_automation,
        paths=(*paths, *(own.paths if own else ())),
    )


class Assessment(NamedTuple):
    """The delivery of a repository over a window."""

    options: Options
    tip: str | None
    found: Found
    ledger: Ledger
    measured: Measured
    exported: Exported | None
    definition: str
    """Digest of what decides the numbers."""
    method: str
    """The same less the length of the window: what two windows must have in common to be set against each other."""
    roots: tuple[str, ...] | None
    """The root commits of HEAD; None where another revision was assessed."""
    complete: bool
    """False where a shallow clone cuts the history off."""
    warnings: tuple[Notice, ...]


def assess(  # noqa: PLR0913 - all that decides it
    repository: Repository,
    options: Options,
    *,
    settings: ClassifierSettings,
    exported: Exported | None = None,
    store: CacheDirectory | None = None,
    every_origin: bool = False,
    window_only: bool = False,
) -> Assessment:
    """Assess the delivery of REPOSITORY. What a walk found is kept in STORE.

    The origin is known of the changes that were deployed from the beginning of the window on; with EVERY_ORIGIN of all.
    With WINDOW_ONLY the ledger may begin where the window does: for whoever looks at nothing before it.

    Raises:
        RevisionError, IncompleteRangeError, GitError: the revision, or a commit that was deployed, is not here.
        MeaninglessOptionError: a path holds a line break.
    """
    tip = _tip(repository, options.revision)
    until, since = _dates(options)
    found, ledger = _ledger(
        repository,
        tip,
        exported,
        settings=settings,
        options=options,
        store=store,
        since=None if every_origin else min(since, until),
        kinds=(_OF_WINDOW, _WHOLE) if window_only else (_WHOLE,),
    )
    incidents = exported.incidents if exported else ()
    has_events = bool(incidents) or found.kind is SourceKind.EVENTS
    window, intervals = _window(options, ledger), Intervals(store)
    measured = measure(ledger, incidents, window, options.rules, has_events=has_events, intervals=intervals)
    intervals.save()
    empty = [
        Notice(
            "empty-window",
            "the window ends before it begins",
            "ai-provenance delivery --since 2026-01-01 --until 2026-07-01",
        )
    ] * (since > until)
    return Assessment(
        options=options,
        tip=tip,
        found=found,
        ledger=ledger,
        measured=measured,
        exported=exported,
        definition=_definition(found.kind, options, settings),
        method=_definition(found.kind, options._replace(since=None), settings),
        roots=ledger.roots if tip == repository.head else None,
        complete=not repository.shallow,
        warnings=(*found.warnings, *_warnings(repository, found, exported, window), *_joined(ledger, window), *empty),
    )


def as_of(found: Assessment, times: Iterable[int]) -> Iterator[Assessment]:
    """FOUND as of each of TIMES (seconds since the epoch), over a window of the default length, without intervals.

    Origins are known where they are in FOUND (`assess`, `every_origin`).
    The history is not walked again. What a later commit says of an earlier deployment is not known at that time.
    """
    options = (found.options._replace(since=None, until=time_ + 1) for time_ in times)
    return over(found, (_window(one, found.ledger) for one in options))


def over(found: Assessment, windows: Iterable[Window]) -> Iterator[Assessment]:
    """FOUND over each of WINDOWS in place of its own, without intervals."""
    incidents = found.exported.incidents if found.exported else ()
    has_events = bool(incidents) or found.found.kind is SourceKind.EVENTS
    intervals = Intervals(is_wanted=False)
    for window in windows:
        measured = measure(
            found.ledger, incidents, window, found.options.rules, has_events=has_events, intervals=intervals
        )
        yield found._replace(measured=measured)


def _definition(kind: SourceKind | None, options: Options, settings: ClassifierSettings) -> str:
    """A digest of what decides the numbers, but for where the window begins and ends."""
    window = (options.until or 0) - options.since if options.since is not None else DEFAULT_DAYS
    parts = (kind, options.source, options.rules, options.include_automation, options.paths, window)
    return sha256(repr((1, *parts, settings.definition)).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _tip(repository: Repository, revision: str) -> str | None:
    if revision == "HEAD":
        return repository.head
    if ".." in revision:
        raise RevisionError(
            f"{revision!r} is a range, expected a revision: --since and --until narrow what is assessed",
            hint="ai-provenance delivery HEAD --since 2026-01-01",
        )
    return peel(repository, revision)


def _touching(repository: Repository, oids: Sequence[str], paths: Sequence[str]) -> frozenset[bytes] | None:
    """The commits of the history of OIDS that touch PATHS; None where all are looked at."""
    if not paths or not oids:
        return None
    for path in paths:
        if "\n" in path:
            raise MeaninglessOptionError(f"path {path!r} holds a line break, expected one that git reads from a line")
    read = "\n".join([*oids, "--", *paths]) + "\n"
    out = run_git(
        repository, "rev-list", "--no-merges", "--full-history", "--stdin", stdin=read.encode("utf-8", "replace")
    )
    return frozenset(out.split())


def _ledger(  # noqa: PLR0913 - all that decides it
    repository: Repository,
    tip: str | None,
    exported: Exported | None,
    *,
    settings: ClassifierSettings,
    options: Options,
    store: CacheDirectory | None,
    since: int | None,
    kinds: Sequence[str],
) -> tuple[Found, Ledger]:
    """The deployments, and the ledger of them and of TIP, from STORE where it is there as one of KINDS.

    The origin is known of what was deployed from SINCE on; None: of all.
    """
    # with nothing new, names of tags, patterns and rules are not needed, and take longer to load than all the rest
    found = None if exported is None else _deployments(repository, tip, exported, options)
    key = b""
    if store is not None:
        notes = sorted(note_refs(repository, settings.notes_refs).items())
        boundary = sorted(repository.shallow_boundary) if repository.shallow else ()
        # tags that name the same objects are the same releases
        deployed = found.deployments if found else tag_digest(repository, store)
        decided_by = (ledger_file.FORMAT, rules_digest(), settings.key, notes, boundary, tip, deployed, options.source)
        narrowed = (options.include_automation, options.rules.intervention_days, options.paths)
        key = sha256(repr((decided_by, narrowed)).encode("utf-8", "backslashreplace")).hexdigest().encode()
        for kind in kinds:
            kept = _load(store, kind, key)
            if kept is None or max(kept[1].begin, kept[1].classified) > _position(kept[1].times, since):
                continue
            if kind != kinds[0]:
                _save(store, kinds[0], key, *kept, since=since)
            return found or kept[0], kept[1]
    from ai_provenance.delivery.walk import WalkOptions, walk  # noqa: PLC0415

    found = found or _deployments(repository, tip, exported, options)
    oids = [*(one.commit for one in found.deployments), *([tip] if tip else [])]
    walked = WalkOptions(
        include_automation=options.include_automation,
        intervention_days=options.rules.intervention_days,
        only=_touching(repository, oids, options.paths),
        classified=_position([one.time for one in found.deployments], since),
    )
    ledger = walk(repository, found.deployments, tip, settings=settings, options=walked)
    ledger = ledger._replace(has_records=tip is not None and _may_have_records(repository, tip))
    if store is not None:
        for kind in kinds:
            _save(store, kind, key, found, ledger, since=since)
    return found, ledger


def _load(store: CacheDirectory, kind: str, key: bytes) -> tuple[Found, Ledger] | None:
    content = store.load_for(kind, key)
    try:
        return None if content is None else ledger_file.load(content)
    except (KeyError, TypeError, ValueError):
        store.reject(named(kind, key), "it holds no ledger")
        return None


def _save(  # noqa: PLR0913 - what is kept, and where
    store: CacheDirectory, kind: str, key: bytes, found: Found, ledger: Ledger, *, since: int | None
) -> None:
    begin = _position(ledger.times, since) if kind == _OF_WINDOW else 0
    store.save_for(kind, key, ledger_file.dump(found, ledger, begin=begin))


def _may_have_records(repository: Repository, tip: str) -> bool:
    """Whether TIP has the directory of plans and cycles, or a partial clone lacks its tree: its reader says so."""
    from ai_provenance.repo.files import top_files  # noqa: PLC0415 - only after a walk

    try:
        return bool(top_files(repository, tip, [".ai-provenance"]))
    except GitError:
        return True


def _position(times: Sequence[int], since: int | None) -> int:
    """The first deployment of TIMES from SINCE on; None: the first of all."""
    return 0 if since is None else bisect_left(times, since)


def _deployments(repository: Repository, tip: str | None, exported: Exported | None, options: Options) -> Found:
    from ai_provenance.delivery.sources import find_deployments  # noqa: PLC0415 - as above

    found = find_deployments(repository, tip, exported, options.source)
    return found._replace(components=tuple(sorted({name for one in found.deployments for name in one.components})))


def _dates(options: Options) -> tuple[int, int]:
    """The end and the beginning of the window that was asked for."""
    until = int(time.time()) if options.until is None else options.until
    return until, until - DEFAULT_DAYS * DAY if options.since is None else options.since


def _window(options: Options, ledger: Ledger) -> Window:
    """The window that was asked for; by default the last six months, as far as there are commits."""
    until, since = _dates(options)
    if ledger.oldest is not None:
        since = max(since, ledger.oldest)
    return Window(min(since, until), until)


def _unused_tags(found: Found) -> str:
    """Why the tags of a repository are no deployments, where it has some."""
    counts = found.excluded.get("tags_no_version", 0), found.excluded.get("tags_pre_release", 0)
    if not any(counts):
        return ""
    return f": no tag is of a release ({counts[0]:,} without a version, {counts[1]:,} of a pre-release)"


def _joined(ledger: Ledger, window: Window) -> Iterator[Notice]:
    """Which deployments of WINDOW brought the history of another project, with all its changes of years ago."""
    for at in ledger.joined:
        if window.since <= ledger.times[at] < window.until:
            name, changes = ledger.deployments[at].id, ledger.brought[at].changes
            message = (
                f"{name} brought a second history, as of a project that is merged in: {changes:,} changes, some old"
            )
            yield Notice("second-history", message, "--path narrows the changes, --since leaves out a deployment")


def _warnings(repository: Repository, found: Found, exported: Exported | None, window: Window) -> Iterator[Notice]:
    if window.until > time.time() + DAY:
        yield Notice(
            "window-in-future", "the window ends in the future, in which nothing was deployed yet", "--until now"
        )
    if repository.shallow:
        hint = "git fetch --unshallow (in CI: a checkout with fetch-depth: 0)"
        yield Notice("shallow", "shallow clone: what was deployed before its cut is not known", hint)
    if found.kind is None:
        hint = "tag releases, or give --events FILE or --deployments branch"
        yield Notice("no-source", f"no deployment is known from any source{_unused_tags(found)}", hint)
    if found.unknown_commit:
        message = f"{found.unknown_commit:,} deployment(s) in the files are of commits that are not here"
        yield Notice(
            "deployments-unknown-commit", message, "git fetch --tags origin, or give the files of this repository"
        )
    for file in exported.files if exported else ():
        if file.rejected:
            line, reason = file.rejected[0]
            message = f"{file.name}: {len(file.rejected):,} of {file.rows:,} rows cannot be used; line {line}: {reason}"
            yield Notice("rows-rejected", message)
