"""One job: what a mirror's history shows at one commit, as a row. Runs as a supervised process (`supervise.work`).

The row holds what can be pooled and shown: metrics with numerators and denominators, the owning team, codes of
warnings. It holds nothing about persons: no name, no address, no subject of a commit, and of the number of authors one
bit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ai_provenance.errors import NoRepositoryError, ProvenanceError, RepositoryError
from ai_provenance.export.metrics.series import label_of, samples
from ai_provenance.fleet.executors.interface import Job, Row, State
from ai_provenance.fleet.meaning import definition
from ai_provenance.fleet.owner import owning_team
from ai_provenance.fleet.supervise import answer, received
from ai_provenance.model import Ratio
from ai_provenance.project import Project, project_of
from ai_provenance.repo import Repository, Selection, commits_by_id, stream_git
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.mirrors import open_at
from ai_provenance.report import Scope
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.snapshot import Snapshot
from ai_provenance.snapshot.take import Request, take

FEWEST_AUTHORS = 5
"""Below so many authors the numbers of a team could be those of a person."""
_RECENT = timedelta(days=90)
_OF_THE_RUN = ("info", "run_timestamp_seconds", "score_info", "score_run_timestamp_seconds")
"""Families about the run, not about the commit."""
_PATH = re.compile(r"(?:/[^\s/:'\"]+){2,}/?")


def judge(job: Job) -> Row:
    """The row of JOB, less the time that it took. What git or the repository refuses is a row too."""
    try:
        if definition(job.options) != job.definition:
            raise _refused("this worker has another version of the rules than the plan")
        return _judged(job)
    except NoRepositoryError:
        return _row(job, State.GONE, "its mirror is not there")
    except RepositoryError as error:
        return _row(job, State.REFUSED, _public(str(error)))
    except ProvenanceError as error:
        return _row(job, State.ERROR, _public(str(error)))
    except Exception as error:  # noqa: BLE001 - one repository must not end the scan of a thousand
        return _row(job, State.ERROR, f"unexpected {type(error).__name__}; ai-provenance report shows more")


def _refused(message: str) -> RepositoryError:
    return RepositoryError(message, hint="install the same version on every worker")


def _judged(job: Job) -> Row:
    repository = open_at(job.mirror)
    project = project_of(repository)
    if (repository.head or "") != job.head:
        # a fetch since the plan: the next scan plans it anew
        raise ProvenanceError("its mirror has moved on since the scan was planned")
    snapshot = _snapshot(project, job)
    reason = _unseen(project, snapshot)
    report = {
        "object_format": repository.object_format,
        "shallow": repository.shallow,
        "partial": repository.partial,
        "head_time": _head_time(repository),
        "team": owning_team(repository),
        "few_authors": _has_few_authors(repository),
        "until": _holds_until(project),
        "warnings": sorted({notice.code for notice in snapshot.warnings}),
        "metrics": [] if reason else [*_metrics(snapshot)],
    }
    state = State.PARTIAL if reason else State.OK
    return Row(job.identity, job.head, job.definition, state, reason, report=report)


def _snapshot(project: Project, job: Job) -> Snapshot:
    """The numbers of HEAD, with a scorecard where the job requests one."""
    config, repository = project.config, project.repository
    request = Request(
        Selection(first_parent=config.report.first_parent),
        Scope(include_merges=config.report.include_merges),
        ClassifierSettings(config),
        adoption=project.adoption,
        store=CacheDirectory(repository.common),
        notices=project.notices,
    )
    snapshot = take(repository, request)
    days = [option.removeprefix("score=") for option in job.options if option.startswith("score=")]
    if not days or repository.head is None:
        return snapshot
    from ai_provenance.scorecard.facts import collect  # noqa: PLC0415 - the methodology takes longer to load than most jobs
    from ai_provenance.scorecard.scoring import score  # noqa: PLC0415

    facts = collect(repository, summary=snapshot.judged)
    card = score(facts, today=date.fromisoformat(days[0]))
    return snapshot._replace(card=card, warnings=(*snapshot.warnings, *facts.notices()))


def _unseen(project: Project, snapshot: Snapshot) -> str:
    """Why the numbers are about a part of the repository; empty where they are about all of it."""
    if not snapshot.range.complete:
        return "a shallow clone cuts its history off"
    if project.is_unseen:
        return "its configuration is not in the mirror"
    return ""


def _metrics(snapshot: Snapshot) -> Iterator[list[Any]]:
    """Family, label, numerator, denominator and value of each sample; the first two are null where it is no ratio."""
    judged = snapshot.judged
    ratios: dict[str, Ratio] = {
        "trace_all_ratio": judged.trace_all,
        "trace_ai_ratio": judged.trace_ai,
        "attribution_coverage_ratio": judged.attribution_coverage,
    }
    for family, ratio in ratios.items():
        # 0 of 0 is written too: it distinguishes a repository without AI commits from one that was not judged
        yield [family, "", ratio.numerator, ratio.denominator, ratio.ratio]
    for sample in samples(snapshot):
        if sample.family not in ratios and sample.family not in _OF_THE_RUN:
            yield [sample.family, label_of(sample), sample.numerator, sample.denominator, sample.value]


def _head_time(repository: Repository) -> int | None:
    if repository.head is None:
        return None
    (commit,) = commits_by_id(repository, [repository.head])
    return commit.commit_time


def _has_few_authors(repository: Repository) -> bool:
    """Whether fewer than `FEWEST_AUTHORS` made the commits of the ninety days before HEAD's."""
    newest = _head_time(repository)
    if newest is None:
        return True
    since = int(newest - _RECENT.total_seconds())
    seen: set[bytes] = set()
    # by the time of the commit, so that the same commit has the same answer on every day
    with stream_git(repository, "log", f"--since=@{max(since, 0)} +0000", "--format=%ae", "HEAD", "--") as pipe:
        for address in pipe:
            seen.add(address)
            if len(seen) >= FEWEST_AUTHORS:
                return False
    return True


def _holds_until(project: Project) -> str | None:
    """The day after which a waiver of the policy has lapsed, so that the numbers may be others."""
    today = datetime.now(UTC).date()
    lapsing = [waiver.expires for waiver in project.config.policy.waivers if waiver.expires >= today]
    return min(lapsing).isoformat() if lapsing else None


def _row(job: Job, state: State, reason: str) -> Row:
    return Row(job.identity, job.head, job.definition, state, reason)


def _public(message: str) -> str:
    """MESSAGE as one line without the paths of this machine: the same on every worker."""
    return _PATH.sub("(path)", " ".join(message.split()))[:300]


def main() -> None:
    """Read a job, judge it, answer with its row."""
    row = judge(Job.load(received()))
    spent = os.times()
    answer({**row.dump(), "cpu": round(spent.user + spent.system + spent.children_user + spent.children_system, 3)})


if __name__ == "__main__":
    main()
