"""Take a snapshot: walk the range, count it, and collect what a reader of the numbers must know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from ai_provenance.errors import IncompleteRangeError
from ai_provenance.model import Finding, Notice
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, Selection, is_complete, remotes, run_git
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.history import parse_time
from ai_provenance.repo.identity import identify, web_address
from ai_provenance.repo.revisions import peel
from ai_provenance.report import NUMBERS, Counts, Scope, Summary
from ai_provenance.report.incremental import Counted, count_cached
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.snapshot.publication import with_publication
from ai_provenance.snapshot.records import (
    Adoption,
    Comparison,
    Part,
    RangeFacts,
    RepositoryFacts,
    Snapshot,
    Threshold,
)
from ai_provenance.snapshot.setup import setup_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from ai_provenance.project import AdoptionPoint
    from ai_provenance.repo.patch_parser import Fragment, Unread
    from ai_provenance.report.directories import Directory
    from ai_provenance.report.line_totals import LineTotals

    _Counts = TypeVar("_Counts", Counts, Summary)
    SecretScan = Callable[[Iterable[Fragment], list[Unread], list[Finding]], Iterable[Finding]]


class Request(NamedTuple):
    """What one run examines, and how."""

    selection: Selection
    scope: Scope
    settings: ClassifierSettings
    adoption: AdoptionPoint | None = None
    """From where on the numbers are given a second time; None where the configuration names no point."""
    secrets: SecretScan | None = None
    """Scans the lines that the range added for secrets; None: do not.

    What could not be read to its end, and what was let pass, is added to the lists that it gets.
    """
    store: CacheDirectory | None = None
    """Where counts are kept between runs; None to walk everything and keep nothing."""
    lines: bool = False
    """Count lines by origin: twenty times the cost of the walk, the first time."""
    threshold: Threshold = Threshold()
    declare: str = "ai"
    """The configuration's `declare`."""
    base: str | None = None
    """A revision to compare with; then the selection names one revision, and not a range."""
    notices: tuple[Notice, ...] = ()
    """What a reader of the numbers must know beside what the walk finds."""


def take(repository: Repository, request: Request) -> Snapshot:
    """Walk the selection once (twice when a point of adoption is configured) and freeze what was found.

    Raises RevisionError for a selection that names no commits of this repository.
    """
    complete = is_complete(repository, *request.selection.revisions)
    summary, agent_names = _count(repository, request, request.selection)
    adoption = _since_adoption(repository, request, complete=complete)
    lines, directories, unavailable = _lines(repository, request, summary, adoption)
    secrets, suppressed, unread = _secrets(repository, request)
    shown = with_publication(repository, request.selection, summary, request.store)
    return Snapshot(
        generated_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        repository=_facts(repository, request, summary),
        range=_range(request, complete=complete),
        summary=_stated(shown, complete=complete),
        adoption=adoption,
        secrets=secrets,
        suppressed=suppressed,
        lines=lines,
        warnings=(*request.notices, *_warnings(repository, summary, complete=complete), *unavailable, *unread),
        agent_names=agent_names,
        threshold=request.threshold,
        setup=setup_of(repository, request.declare),
        comparison=_comparison(repository, request, summary),
        directories=directories,
    )


def _stated(summary: Summary, *, complete: bool) -> Summary:
    """SUMMARY whose numbers say whether all of the range was counted."""
    if complete:
        return summary
    since = summary.since_first_ai
    return _unstated(summary)._replace(since_first_ai=since and _unstated(since))


def _unstated(counts: _Counts) -> _Counts:
    return counts._replace(**{name: getattr(counts, name)._replace(complete=False) for name in NUMBERS})


def _comparison(repository: Repository, request: Request, after: Summary) -> Comparison | None:
    """The request that is the selection less the base, against the base."""
    if request.base is None:
        return None
    base, (tip,) = request.base, request.selection.revisions
    added = f"{peel(repository, base)}..{peel(repository, tip)}"
    return Comparison(
        base,
        request=_part(repository, request, f"{base}..{tip}", added),
        before=_part(repository, request, base, base),
        after=Part(tip, _counts(after, complete=is_complete(repository, tip))),
    )


def _part(repository: Repository, request: Request, name: str, revision: str) -> Part:
    counted = _count(repository, request, request.selection._replace(revisions=(revision,)))
    return Part(name, _counts(counted.summary, complete=is_complete(repository, revision)))


def _counts(summary: Summary, *, complete: bool) -> Counts:
    stated = _stated(summary, complete=complete)
    return Counts(*(getattr(stated, field) for field in Counts._fields))


def _count(repository: Repository, request: Request, selection: Selection) -> Counted:
    return count_cached(repository, selection, request.settings, scope=request.scope, store=request.store)


def _lines(
    repository: Repository, request: Request, summary: Summary, adoption: Adoption | None
) -> tuple[LineTotals | None, tuple[Directory, ...] | None, tuple[Notice, ...]]:
    """The counts of lines and of directories that were requested, or why there are none."""
    if not request.lines:
        return None, None, ()
    from ai_provenance.report.directories import count_directories  # only runs that count lines pay for them
    from ai_provenance.report.line_totals import count_lines

    selection, settings = request.selection, request.settings
    try:
        lines = count_lines(repository, selection, settings, store=request.store)
    except IncompleteRangeError as error:
        return None, None, (Notice("lines", str(error), hint=error.hint or ""),)
    first = summary.first_ai.commit_time if summary.first_ai else None
    since = adoption.summary.oldest if adoption else first
    if since is None:
        return lines, (), ()
    return lines, count_directories(repository, selection, settings, scope=request.scope, since=since), ()


def _secrets(
    repository: Repository, request: Request
) -> tuple[tuple[Finding, ...] | None, tuple[Finding, ...], tuple[Notice, ...]]:
    """What the scan found and let pass, and a warning where it could not read all."""
    if request.secrets is None:
        return None, (), ()
    from ai_provenance.repo.patch_stream import history_lines  # only runs that look for secrets pay for it
    from ai_provenance.secretscan.anchors import candidate_offsets
    from ai_provenance.secretscan.gate import UNREAD_HINT, unread_text

    unread: list[Unread] = []
    suppressed: list[Finding] = []
    added = history_lines(repository, request.selection.revisions, candidate_offsets, unread=unread)
    found = tuple(request.secrets(added, unread, suppressed))
    notices = (Notice("secrets-unread", unread_text(unread), hint=UNREAD_HINT),) if unread else ()
    return found, tuple(suppressed), notices


def _facts(repository: Repository, request: Request, summary: Summary) -> RepositoryFacts:
    known = remotes(repository)
    url = known[0].url if known else None
    # a walk of all that HEAD has meets every root, so that no second one is needed where they make the identity
    roots = summary.roots if request.selection == Selection() else None
    called = identify(repository, request.store, roots=roots, known=known)
    return RepositoryFacts(
        head=repository.head,
        branch=repository.branch,
        remote=url,
        object_format=repository.object_format,
        shallow=repository.shallow,
        partial=repository.partial,
        identity=called.identity,
        name=called.name,
        url=web_address(url),
        head_time=_head_time(repository, summary),
    )


def _head_time(repository: Repository, summary: Summary) -> int | None:
    if repository.head is None:
        return None
    if summary.newest and summary.newest.oid == repository.head:
        return summary.newest.commit_time  # as it mostly is: a report with nothing new starts no git for it
    return parse_time(run_git(repository, "log", "-1", "--format=%ct", repository.head, "--").strip())


def _range(request: Request, *, complete: bool) -> RangeFacts:
    selection = request.selection
    return RangeFacts(
        complete=complete,
        revisions=" ".join(selection.revisions),
        since=selection.since,
        until=selection.until,
        paths=selection.paths,
        first_parent=selection.first_parent,
        commit_signatures=request.settings.commit_signatures,
    )


def _since_adoption(repository: Repository, request: Request, *, complete: bool) -> Adoption | None:
    adoption, selection = request.adoption, request.selection
    if adoption is None or repository.head is None:
        return None
    if adoption.since is None:
        narrowed = selection._replace(revisions=(*selection.revisions, *adoption.exclusions))
    else:
        narrowed = selection._replace(since=_later(repository, f"{adoption.written}T00:00:00Z", selection.since))
    counted = _count(repository, request, narrowed)
    return Adoption(adoption.written, _stated(counted.summary, complete=complete))


def _later(repository: Repository, adopted: str, since: str | None) -> str:
    """The later of the day of adoption and SINCE, a date that git alone can read (`2 weeks ago`)."""
    if since is None:
        return adopted
    ages = run_git(repository, "rev-parse", f"--since={adopted}", f"--since={since}").decode().split()
    seconds = max(int(age.removeprefix("--max-age=")) for age in ages)
    return f"@{seconds} +0000"


def _warnings(repository: Repository, summary: Summary, *, complete: bool) -> Iterator[Notice]:
    if not complete:
        yield Notice(
            "shallow",
            f"shallow clone: only {summary.walked:,} commits are here, so no percentage is stated",
            hint="git fetch --unshallow (in CI: a checkout with fetch-depth: 0)",
        )
    if repository.grafted:
        yield Notice(
            "grafts", "info/grafts rewrites the history that was walked", hint="git replace --convert-graft-file"
        )
    if not summary.walked:
        yield Notice("empty", "no commits in this range: every ratio is null", hint="git log --oneline -3")
