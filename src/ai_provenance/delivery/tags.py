"""Which tags are releases, and of what: names of tags read by one grammar.

A release tag is `[component separator] [v|r|rel|release|version] numbers [tail]`, with at least two numbers split by
`.` or `_`. A word for something before a release in the tail, or as the whole prefix, makes it none; any other word
after the version names a component, as in `v2.0.0-vscode`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ai_provenance.repo.refs import DatedTag

_VERSION = re.compile(r"\d+(?:[._]\d+)+")
_LEAD = re.compile(r"(?i)(?:^|(?<=[-_/@.:]))(?:version|release|rel|v|r)[-_/.]?$")
"""A word for "version" before the numbers."""
_CLEAN = re.compile(r"(?i)(?:^|[-_/@:])(?:version|release|rel|v|r)?[-_/.]?$")
"""What comes before the numbers where they are no part of a name, as those of `py3.11` are."""
_BEFORE = frozenset(
    [
        "rc",
        "alpha",
        "beta",
        "pre",
        "preview",
        "dev",
        "nightly",
        "canary",
        "snapshot",
        "insider",
        "next",
        "milestone",
        "ea",
        "exp",
        "test",
        "unstable",
    ]
)
"""Words for what comes before a release."""
_BEFORE_SHORT = re.compile(r"(?i)[-._]?[abcm](?:[-._]?\d+)*$")
"""`1.0a3` of PEP 440, `1.2.3-M1`: a letter alone may be anything elsewhere."""
_STILL_RELEASES = frozenset(["hotfix", "hot", "post", "patch", "sp", "final", "ga", "stable", "lts", "p"])
_WORDS = re.compile(r"[A-Za-z]+")
_HOUR = 3_600
_BULK = 10
"""Commits tagged within one clock hour from which on the tags were imported, and their dates are not releases'."""


class ReleaseTag(NamedTuple):
    """What the name of a release tag says."""

    component: str
    """Empty where the tag names none; `android:r1` where words stand on both sides of the version."""
    version: tuple[int, ...]


class Release(NamedTuple):
    """A commit that was released, under one name or many."""

    commit: str
    time: int
    """Seconds since the epoch."""
    names: tuple[str, ...]
    components: tuple[str, ...]
    version: tuple[int, ...]
    """The highest among its names."""


class Releases(NamedTuple):
    """What the tags of a repository give."""

    found: tuple[Release, ...]
    """By time, version and id."""
    tags: int
    """Release tags; `found` has fewer where one commit has several."""
    tags_pre_release: int
    tags_no_version: int
    tags_bulk_dated: int


def read_tag(name: str) -> ReleaseTag | str:
    """What the tag NAME says, or why it names no release: `pre-release` or `no-version`."""
    package, at, rest = name.rpartition("@")
    start = len(package) + len(at) if at and package and _VERSION.search(rest) else 0
    found = [match for match in _VERSION.finditer(name, start) if _CLEAN.search(name[: match.start()])]
    match = found[0] if found else _VERSION.search(name, start)
    if match is None:
        return "no-version"
    component = _LEAD.sub("", name[: match.start()]).rstrip("-_/@.:")
    tail = name[match.end() :].partition("+")[0]
    words = [word.lower() for word in _WORDS.findall(tail)]
    # the name of a package may be any word: `@vercel/next@4.3.2`
    prefixes = () if start else component.lower().split("/")
    if _BEFORE_SHORT.match(tail) or any(word.rstrip("s") in _BEFORE for word in (*words, *prefixes)):
        return "pre-release"
    after = "" if not words or words[0] in _STILL_RELEASES else tail.lstrip("-_/.")
    numbers = tuple(int(number[:18]) for number in re.split(r"[._]", match[0]))
    return ReleaseTag(":".join(part for part in (component, after) if part), numbers)


def read_by_pattern(name: str, pattern: re.Pattern[str]) -> ReleaseTag | str:
    """As `read_tag`, by a pattern of the project, which may have the groups `component` and `version`."""
    match = pattern.search(name)
    if match is None:
        return "no-version"
    groups = match.groupdict()
    numbers = tuple(int(number) for number in re.findall(r"\d{1,18}", groups.get("version") or ""))
    return ReleaseTag(groups.get("component") or "", numbers)


def releases(tags: Sequence[DatedTag], *, pattern: re.Pattern[str] | None, component: str | None) -> Releases:
    """The releases that TAGS name by PATTERN, or by the grammar of `read_tag`; only of COMPONENT, if given.

    One commit is one release, whatever number of tags it has. It was made when it was first tagged by an annotated tag,
    but not before the commit itself, or else when it was committed.
    """
    kept: dict[str, list[tuple[DatedTag, ReleaseTag]]] = {}
    counts = {"pre-release": 0, "no-version": 0}
    for tag in tags:
        said = read_by_pattern(tag.name, pattern) if pattern else read_tag(tag.name)
        if isinstance(said, str):
            counts[said] += 1
        elif component is None or said.component == component:
            kept.setdefault(tag.commit, []).append((tag, said))
    all_kept = [tag for named in kept.values() for tag, _ in named]
    bulk = _bulk_hours(all_kept)
    found = [_release(commit, named, bulk) for commit, named in kept.items()]
    return Releases(
        found=tuple(sorted(found, key=lambda one: (one.time, one.version, one.commit))),
        tags=len(all_kept),
        tags_pre_release=counts["pre-release"],
        tags_no_version=counts["no-version"],
        tags_bulk_dated=sum(tag.tagged is not None and tag.tagged // _HOUR in bulk for tag in all_kept),
    )


def _release(commit: str, named: Sequence[tuple[DatedTag, ReleaseTag]], bulk: frozenset[int]) -> Release:
    committed = named[0][0].committed
    dates = [tag.tagged for tag, _ in named if tag.tagged is not None and tag.tagged // _HOUR not in bulk]
    return Release(
        commit,
        max(committed, min(dates)) if dates else committed,
        tuple(sorted(tag.name for tag, _ in named)),
        tuple(sorted({said.component for _, said in named if said.component})),
        max(said.version for _, said in named),
    )


def _bulk_hours(tags: Iterable[DatedTag]) -> frozenset[int]:
    commits: dict[int, set[str]] = {}
    for tag in tags:
        if tag.tagged is not None:
            commits.setdefault(tag.tagged // _HOUR, set()).add(tag.commit)
    return frozenset(hour for hour, tagged in commits.items() if len(tagged) >= _BULK)
