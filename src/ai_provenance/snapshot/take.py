"""Take a snapshot: walk the range, count it, and say what a reader of the numbers must know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ai_provenance.errors import ConfigError, IncompleteRangeError, RevisionError
from ai_provenance.model import Finding, Notice
from ai_provenance.repo import Repository, Selection, is_complete, resolve, run_git
from ai_provenance.repo.cache import Store
from ai_provenance.report import Scope, Summary
from ai_provenance.report.classify import ClassifierSettings
from ai_provenance.report.incremental import count_cached
from ai_provenance.snapshot.records import Adoption, RangeFacts, RepositoryFacts, Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.config.model import SecretsConfig
    from ai_provenance.report.line_totals import LineTotals

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Request:
    """What one run is asked to look at."""

    selection: Selection
    scope: Scope
    settings: ClassifierSettings
    adopted: str | None = None
    """The configured point of adoption: a commit or an ISO date."""
    secrets: SecretsConfig | None = None
    """Scan the lines that the range added for secrets, by these settings; None: do not."""
    store: Store | None = None
    """Where counts are kept between runs; None to walk everything and keep nothing."""
    lines: bool = False
    """Count lines by origin: twenty times the cost of the walk, the first time."""
    remote: bool = True
    """Whether the snapshot names the remote; text does not, and asking costs more than a small walk."""


def take(repository: Repository, request: Request) -> Snapshot:
    """Walk the selection once (twice when a point of adoption is configured) and freeze what was found.

    Raises RevisionError for a selection that names no commits of this repository, ConfigError when the point of
    adoption names none.
    """
    complete = is_complete(repository, *request.selection.revisions)
    summary = _count(repository, request, request.selection)
    lines, unavailable = _lines(repository, request)
    return Snapshot(
        generated_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        repository=_facts(repository, named=request.remote),
        range=_range(request.selection, complete=complete),
        summary=summary,
        adoption=_since_adoption(repository, request),
        secrets=_secrets(repository, request),
        lines=lines,
        warnings=(*_warnings(repository, summary, complete=complete), *unavailable),
        agent_names=_names(request.settings, summary),
    )


def _count(repository: Repository, request: Request, selection: Selection) -> Summary:
    return count_cached(repository, selection, request.settings, scope=request.scope, store=request.store)


def _lines(repository: Repository, request: Request) -> tuple[LineTotals | None, tuple[Notice, ...]]:
    """The line counts that were asked for, or why there are none."""
    if not request.lines:
        return None, ()
    from ai_provenance.report.line_totals import count_lines  # noqa: PLC0415 - only runs that count lines pay for it

    try:
        return count_lines(repository, request.selection, request.settings, store=request.store), ()
    except IncompleteRangeError as error:
        return None, (Notice("lines", str(error), hint=error.hint or ""),)


def _secrets(repository: Repository, request: Request) -> tuple[Finding, ...] | None:
    settings = request.secrets
    if settings is None:
        return None
    from ai_provenance.repo.patches import history  # noqa: PLC0415 - only runs that look for secrets pay for it
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415
    from ai_provenance.secretscan.sieve import suspects  # noqa: PLC0415

    fragments = history(request.selection.revisions, suspects, directory=str(repository.directory))
    baseline = str(repository.directory / settings.baseline) if settings.baseline else ""
    return tuple(scan_with(fragments, exclude=settings.exclude, baseline=baseline))


def _facts(repository: Repository, *, named: bool) -> RepositoryFacts:
    return RepositoryFacts(
        head=repository.head,
        branch=repository.branch,
        remote=_remote(repository) if named else None,
        object_format=repository.object_format,
        shallow=repository.shallow,
        partial=repository.partial,
    )


def _remote(repository: Repository) -> str | None:
    from ai_provenance.repo.refs import remotes  # noqa: PLC0415 - text names no remote, and pays for no reader of them

    known = remotes(repository)
    return known[0].url if known else None


def _range(selection: Selection, *, complete: bool) -> RangeFacts:
    return RangeFacts(
        complete=complete,
        revisions=" ".join(selection.revisions),
        since=selection.since,
        until=selection.until,
        paths=selection.paths,
        first_parent=selection.first_parent,
    )


def _since_adoption(repository: Repository, request: Request) -> Adoption | None:
    if request.adopted is None or repository.head is None:
        return None
    narrowed = since_adoption(repository, request.selection, request.adopted)
    return Adoption(request.adopted, _count(repository, request, narrowed))


def since_adoption(repository: Repository, selection: Selection, adopted: str) -> Selection:
    """SELECTION narrowed to what came after ADOPTED, a day (YYYY-MM-DD, UTC) or a commit (itself left out).

    Raises ConfigError when ADOPTED is neither a date nor a commit of this repository.
    """
    if _DATE.fullmatch(adopted):
        return replace(selection, since=_later(repository, f"{adopted}T00:00:00Z", selection.since))
    try:
        (commit,) = resolve(repository, adopted).tips
    except (RevisionError, ValueError) as error:
        raise ConfigError(
            f"adopted = {adopted!r} names neither a date (YYYY-MM-DD) nor a commit here",
            hint=f"git rev-parse --verify {adopted}^{{commit}}",
        ) from error
    return replace(selection, revisions=(*selection.revisions, f"^{commit}"))


def _later(repository: Repository, adopted: str, asked: str | None) -> str:
    """The later of the day of adoption and the date that was ASKED for, which git alone can read (`2 weeks ago`)."""
    if asked is None:
        return adopted
    ages = run_git(repository, "rev-parse", f"--since={adopted}", f"--since={asked}").decode().split()
    seconds = max(int(age.removeprefix("--max-age=")) for age in ages)
    return f"@{seconds} +0000"


def _warnings(repository: Repository, summary: Summary, *, complete: bool) -> Iterator[Notice]:
    if not complete:
        yield Notice(
            "shallow",
            f"shallow clone: only {summary.walked:,} commits are here, the numbers are about these alone",
            hint="git fetch --unshallow (in CI: a checkout with fetch-depth: 0)",
        )
    if repository.grafted:
        yield Notice(
            "grafts", "info/grafts rewrites the history that was walked", hint="git replace --convert-graft-file"
        )
    if not summary.walked:
        yield Notice("empty", "no commits in this range: every ratio is null", hint="git log --oneline -3")


def _names(settings: ClassifierSettings, summary: Summary) -> dict[str, str]:
    # without an agent the registry is not asked for: to load it costs more than a report with nothing new
    return {agent.id: settings.registry.name(agent.id) for agent in summary.agents}
