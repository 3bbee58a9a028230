"""Histories of deliveries in the words of the test: `main.commit("feat: one", day=1)`, `main.tag("v1.0", day=2)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ai_provenance.delivery.assess import Assessment, Options, assess
from ai_provenance.delivery.exports import read_exports
from ai_provenance.delivery.metrics import Outcome
from ai_provenance.repo import open_repository
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.report.settings import ClassifierSettings
from repository import Repository

START, DAY = 1_767_225_600, 86_400  # 2026-01-01 UTC


class Delivered:
    """A repository whose commits and tags have days, counted from 2026-01-01."""

    def __init__(self, repo: Repository) -> None:
        self.repo = repo

    def commit(self, message: str, *, day: float, author: str | None = None, wrote: float | None = None) -> str:
        """Commit on DAY what was written on WROTE (default: an hour before)."""
        committed = START + int(day * DAY)
        authored = committed - 3600 if wrote is None else START + int(wrote * DAY)
        dates = {"GIT_AUTHOR_DATE": f"{authored} +0000", "GIT_COMMITTER_DATE": f"{committed} +0000"}
        options = ["--author", author] if author else []
        self.repo.git("commit", "-q", "--allow-empty", "-m", message, *options, env=dates)
        return self.repo.git("rev-parse", "HEAD")

    def tag(self, name: str, *, day: float | None = None, commit: str = "HEAD") -> None:
        """An annotated tag of DAY, or a lightweight one."""
        options = ["-a", "-m", name] if day is not None else []
        date = f"{START + int((day or 0) * DAY)} +0000"
        self.repo.git("tag", *options, name, commit, env={"GIT_COMMITTER_DATE": date})

    def merge(self, branch: str, message: str, *, day: float) -> str:
        """Merge BRANCH with a merge commit."""
        date = f"{START + int(day * DAY)} +0000"
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        self.repo.git("merge", "-q", "--no-ff", "-m", message, branch, env=dates)
        return self.repo.git("rev-parse", "HEAD")

    def assess(
        self,
        *,
        since: float = 0,
        until: float = 100,
        events: str | None = None,
        store: CacheDirectory | None = None,
        every_origin: bool = False,
        **settings: Any,
    ) -> Assessment:
        """The assessment of the days from SINCE until UNTIL; EVENTS is the content of a file."""
        options = Options(since=START + int(since * DAY), until=START + int(until * DAY), **settings)
        files = [("events", events.encode())] if events is not None else []
        exported = read_exports(files, deploy_run=None, branch=None) if files else None
        return assess(
            open_repository(self.repo.path),
            options,
            settings=ClassifierSettings(),
            exported=exported,
            store=store,
            every_origin=every_origin,
        )

    def outcomes(self, **options: Any) -> Mapping[str, Outcome]:
        """Deployment -> what happened to it."""
        found = self.assess(**options)
        return {found.ledger.deployments[one.position].id: one for one in found.measured.outcomes}

    def failed(self, **options: Any) -> Mapping[str, Sequence[str]]:
        """Deployment -> its signals, of those that failed."""
        return {name: one.signals for name, one in self.outcomes(**options).items() if one.signals}
