"""The records of delivery: what was deployed, what each deployment brought, and what happened to it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from types import MappingProxyType

from ai_provenance.model import Notice
from ai_provenance.named_tuple import NamedTuple

NEVER = 2**31 - 1
"""In the place of a deployment: none has the commit."""


class SourceKind(StrEnum):
    """Where deployments are known from, the most reliable first."""

    EVENTS = "events"
    DEPLOYMENTS = "deployments"  # of a forge, with their statuses
    CI_RUNS = "ci-runs"
    RELEASES = "releases"  # of a forge
    TAGS = "tags"
    BRANCH = "branch"


CONFIDENCE = {
    SourceKind.EVENTS: "high",
    SourceKind.DEPLOYMENTS: "high",
    SourceKind.CI_RUNS: "medium",
    SourceKind.RELEASES: "medium",
    SourceKind.TAGS: "medium",
    SourceKind.BRANCH: "low",
}


class Deployment(NamedTuple):
    """A commit that reached production. No name of a person, whoever deployed it."""

    time: int
    """Seconds since the epoch."""
    version: tuple[int, ...]
    """Of its tag; empty without one. Decides the order between equal times."""
    id: str
    """Of the event or export, or the first of its names."""
    commit: str
    names: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    unplanned: bool = False
    """Whether it is marked as a hotfix: by its source, or by the word in its tag."""
    rollback: bool = False
    """Whether its source says that it rolled another deployment back."""


def first_positions(deployments: Iterable[Deployment]) -> dict[bytes, int]:
    """Object id of each commit in DEPLOYMENTS, in hexadecimal -> position of its first deployment, in their order."""
    found: dict[bytes, int] = {}
    for position, one in enumerate(deployments):
        found.setdefault(one.commit.encode("ascii"), position)
    return found


class Incident(NamedTuple):
    """A failure that users met. Times are seconds since the epoch."""

    id: str
    opened: int
    resolved: int | None
    deployment: str | None = None
    """Id or tag of the deployment that caused it, where its source says so."""
    commit: str | None = None


class Revert(NamedTuple):
    """A commit that takes others back."""

    oid: str
    time: int
    """Committer date, seconds since the epoch."""
    deployment: int
    """Position of its first deployment; `NEVER` where it has none."""
    targets: tuple[int, ...]
    """Positions of the first deployments of what it takes back, `NEVER` among them."""
    is_relanding: bool
    """Whether it takes a revert back."""
    undone: tuple[int, ...] = ()
    """Positions of the first deployments of the reverts that take it back."""


class Brought(NamedTuple):
    """What one deployment brought that none before it had: counts of commits, and what all of them have in common."""

    changes: int = 0
    """Commits that are no merges and no automation."""
    releases: int = 0
    """Those among them that are there to release."""
    hotfixes: int = 0
    fixes: int = 0
    reverts: int = 0
    """Those that take back something that was deployed before."""
    merges: int = 0
    automation: int = 0

    @property
    def others(self) -> int:
        """The changes that are not there to release."""
        return self.changes - self.releases


def is_hotfix(one: Deployment, brought: Brought) -> bool:
    """Whether a deployment was there to fix something at once: marked so, or all that it BROUGHT is."""
    return one.unplanned or (brought.hotfixes > 0 and brought.hotfixes + brought.reverts == brought.others)


class SourceOptions(NamedTuple):
    """Which deployments are wanted."""

    deployments: str = "auto"
    """`auto`, or a kind of source without files: `tags`, `branch`."""
    environment: str = "production"
    component: str | None = None
    component_tags: tuple[str, ...] = ()
    """Globs of the tags that release the component, in place of its name in them."""
    tag_pattern: str | None = None


class Found(NamedTuple):
    """The deployments of a repository, and how they are known."""

    kind: SourceKind | None
    """None where no source has any."""
    deployments: Sequence[Deployment] = ()
    attempts_failed: int = 0
    unknown_commit: int = 0
    """Rows about commits that are not here: of another repository, or not fetched."""
    components: tuple[str, ...] = ()
    """The names of all components that any of them releases, sorted."""
    excluded: Mapping[str, int] = MappingProxyType({})
    warnings: tuple[Notice, ...] = ()


class Ledger(NamedTuple):
    """What a history says about delivery, whatever the window: the result of one walk."""

    deployments: Sequence[Deployment]
    """In their order: by time, version and id."""
    times: Sequence[int]
    """Of the deployments."""
    previous: Sequence[int]
    """Of each deployment the position of the latest earlier one whose commit it has in its history, `NEVER` without."""
    shared: Sequence[int]
    """Of each deployment 1 where some of its history was deployed before."""
    cut: AbstractSet[int]
    """Deployments that brought a commit at which a shallow clone cuts the history off."""
    brought: Sequence[Brought]
    """By position of the deployment."""
    reverts: Sequence[Revert]
    """By time."""
    revert_times: Sequence[int]
    firsts: Sequence[int]
    """Of each change the position of its first deployment, `NEVER` at the end; sorted. A copied change is one."""
    authored: Sequence[int]
    """Of each change its author date, -1 without one."""
    committed: Sequence[int]
    origins: Sequence[int]
    """Of each change its origin, as its place in `ORIGINS`; `NOT_CLASSIFIED` before `classified`."""
    authors: Sequence[int]
    """Of each change a number for its author, which means nothing elsewhere: people are counted, never named."""
    ordinary: Sequence[int]
    """Of each change 1 where it is none that releases and none that takes another back."""
    oids: bytes | memoryview
    """Object ids of the changes behind each other, as bytes and not in hexadecimal."""
    reverted: Sequence[int]
    """Of each change 1 where it was taken back within the days of intervention of its first deployment."""
    roots: tuple[str, ...] = ()
    """The commits without a parent in the history of the tip."""
    oldest: int | None = None
    """The earliest committer date; None without commits."""
    merges: int = 0
    automation: int = 0
    copies: int = 0
    unresolved: int = 0
    """Reverts of which it is not known what they take back."""
    reverts_by: Mapping[str, int] = MappingProxyType({})
    """How reverts named what they take back -> reverts."""
    relandings: int = 0
    has_signs: bool = False
    """Whether anything ever said that a deployment failed: a revert, a hotfix or a rollback."""
    has_records: bool = True
    """Whether the tip may hold the directory in which plans and the ledger of cycles are."""
    classified: int = 0
    """The deployment from which on the origin of changes is known."""
    begin: int = 0
    """The first deployment that is here with its changes and reverts; earlier ones are where these refer to them."""
    joined: tuple[int, ...] = ()
    """Deployments that brought a commit without a parent, and others had been deployed before: of a second history."""

    def check(self, position: int) -> None:
        """Raise ValueError where the deployments from POSITION on are not all here: a window was loaded, not all."""
        if position < self.begin:
            raise ValueError(f"the ledger begins at deployment {self.begin}, expected it from {position} on")

    def within(self, since: int, until: int) -> range:
        """The places of the changes that were first deployed from SINCE until UNTIL."""
        low, high = bisect_left(self.times, since), bisect_left(self.times, until)
        self.check(low)
        return range(bisect_left(self.firsts, low), bisect_left(self.firsts, high))

    def oid(self, change: int) -> str:
        """The object id of the change in that place."""
        width = len(self.oids) // len(self.firsts)
        return self.oids[change * width : (change + 1) * width].hex()


ORIGINS = ("unknown", "human", "ai", "automation")
NOT_CLASSIFIED = 255
"""In the place of an origin: whether an AI helped with the change was not looked at, as it is older than the window."""
