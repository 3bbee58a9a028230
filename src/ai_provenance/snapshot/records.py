"""The record of one run: everything that it found, and all that exporters and the store receive."""

from __future__ import annotations

from types import MappingProxyType

from ai_provenance.model import Finding, Notice, Ratio
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.report import Counts, Period, Summary, timeline

TYPE_CHECKING = False
if TYPE_CHECKING:  # a report without a scorecard must not pay for the methodology
    from collections.abc import Mapping

    from ai_provenance.report.directories import Directory
    from ai_provenance.report.line_totals import LineTotals
    from ai_provenance.scorecard.indicators import Indicator
    from ai_provenance.scorecard.scoring import Scorecard


class RepositoryFacts(NamedTuple):
    """The repository a run read. No path of the machine, no credentials of the remote."""

    head: str | None
    """Object id of HEAD; None where no commit exists yet."""
    branch: str | None
    """Short branch name; None when detached."""
    remote: str | None
    """URL of `origin` (or the only remote) without user name, password and query; None without one."""
    object_format: str
    shallow: bool
    partial: bool = False
    identity: str | None = None
    """The same for all clones (`repo.identity`)."""
    name: str | None = None
    """Path of the remote without `.git` (`acme/widgets`); without a remote the last part of the directory."""
    url: str | None = None
    """Where a browser finds the remote; None where it has no such address."""
    head_time: int | None = None
    """Committer date of HEAD, seconds since the epoch."""


class RangeFacts(NamedTuple):
    """Which commits were requested. Empty or None where the option was not given."""

    revisions: str
    """A revision (`HEAD`: all its history) or a range (`A..B`)."""
    since: str | None = None
    until: str | None = None
    paths: tuple[str, ...] = ()
    first_parent: bool = False
    complete: bool = True
    """Whether the whole range is here: False where a shallow clone cuts it off."""
    commit_signatures: bool = False
    """Whether signatures of the commits themselves were looked at."""


class Adoption(NamedTuple):
    """The same numbers since the point where the project adopted declarations."""

    since: str
    """Commit id or ISO date of the configuration."""
    summary: Summary


class Threshold(NamedTuple):
    """What a gate holds against what."""

    number: str = "trace_ai"
    """Name of one of the three numbers: a field of `Summary`."""
    target: float | None = None
    """In percent; None where nothing is demanded."""


class Setup(NamedTuple):
    """What is known here of how commits come by their declarations. None: it is not known."""

    hooks: bool | None
    """Whether a hook of ours is installed or configured here."""
    declare: str
    """The configuration's `declare`: `ai` or `all`."""
    gate: bool | None
    """Whether a CI definition of the work tree names us."""


class Part(NamedTuple):
    """One of the sets of commits that a comparison is about."""

    revisions: str
    counts: Counts


class Comparison(NamedTuple):
    """A request against its base."""

    base: str
    """As it was named."""
    request: Part
    """The commits that the request adds."""
    before: Part
    """All commits of the base."""
    after: Part
    """All commits of the base and the request."""


class Snapshot(NamedTuple):
    """One run over one range of one repository."""

    generated_at: str
    """ISO 8601, UTC, to the second."""
    repository: RepositoryFacts
    range: RangeFacts
    summary: Summary
    adoption: Adoption | None = None
    secrets: tuple[Finding, ...] | None = None
    """Findings of a secret scan in this run; None when none was requested."""
    suppressed: tuple[Finding, ...] = ()
    """What that scan let pass, with the reason as `waived_by`."""
    lines: LineTotals | None = None
    """Lines by origin; None when they were not requested, or cannot be counted."""
    violations: tuple[Finding, ...] | None = None
    """Policy findings of this run; None when the policy was not judged."""
    warnings: tuple[Notice, ...] = ()
    agent_names: Mapping[str, str] = MappingProxyType({})
    """Agent id -> display name, for the agents that occur."""
    card: Scorecard | None = None
    """The scorecard of this run; None for a plain report."""
    threshold: Threshold = Threshold()
    setup: Setup | None = None
    """None where it was not looked up."""
    comparison: Comparison | None = None
    """None where no base was named."""
    directories: tuple[Directory, ...] | None = None
    """None where they were not requested."""

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those of the scorecard, or the two that a plain report measures."""
        if self.card:
            return self.card.indicators
        from ai_provenance.scorecard.indicators import from_summary  # text shows none of them

        return from_summary(self.summary)

    @property
    def judged(self) -> Summary:
        """The numbers that thresholds are held against: since adoption where that is configured."""
        return self.adoption.summary if self.adoption else self.summary

    @property
    def judged_ratio(self) -> Ratio:
        """The number that the threshold is about."""
        ratio: Ratio = getattr(self.judged, self.threshold.number)
        return ratio

    @property
    def periods(self) -> tuple[str, tuple[Period, ...]]:
        """The unit in which the time from adoption, or from the first AI commit, is given, and its periods."""
        summary = self.summary
        first = summary.first_ai.commit_time if summary.first_ai else summary.oldest
        start = self.adoption.summary.oldest if self.adoption else first
        end = summary.newest.commit_time if summary.newest else None
        return timeline(summary.timeline, summary.days, start=start, end=end)

    @property
    def scored(self) -> Scorecard:
        """The scorecard of a run that has one. Raises ValueError where it has none."""
        if self.card is None:
            raise ValueError("the snapshot holds no scorecard")
        return self.card
