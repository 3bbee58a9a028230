"""Deployments by the most reliable source that has any, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ai_provenance.delivery.records import Deployment, Found, SourceKind, SourceOptions
from ai_provenance.delivery.tags import Releases, releases
from ai_provenance.model import Notice
from ai_provenance.repo import Repository, run_git
from ai_provenance.repo.batch_process import BatchProcess
from ai_provenance.repo.refs import dated_tags

if TYPE_CHECKING:  # pydantic is loaded where there are files to read
    from ai_provenance.delivery.exports import Exported, Shipped

_DISAGREEMENT = 0.2
_HOTFIX = re.compile(r"(?i)hot[-_ ]?fix")


def find_deployments(
    repository: Repository, tip: str | None, exported: Exported | None, options: SourceOptions
) -> Found:
    """The deployments that the first of the sources has that has any."""
    if options.deployments == "branch":
        return Found(SourceKind.BRANCH, tuple(_of_branch(repository, tip)) if tip else ())
    tagged = _of_tags(repository, options)
    from_tags = tuple(
        Deployment(
            one.time, one.version, one.names[0], one.commit, one.names, one.components,
            unplanned=any(_HOTFIX.search(name) for name in one.names),
        )
        for one in tagged.found
    )  # fmt: skip
    excluded = {
        "tags_pre_release": tagged.tags_pre_release,
        "tags_no_version": tagged.tags_no_version,
        "tags_bulk_dated": tagged.tags_bulk_dated,
    }
    if exported is not None and options.deployments == "auto":
        found = _exported(repository, exported, from_tags, options)
        return found._replace(excluded={**found.excluded, **excluded})
    return Found(SourceKind.TAGS if from_tags else None, from_tags, excluded=excluded)


def _of_tags(repository: Repository, options: SourceOptions) -> Releases:
    pattern = re.compile(options.tag_pattern) if options.tag_pattern else None
    tags, component, globs = dated_tags(repository), options.component, options.component_tags
    if globs:
        tags = tuple(tag for tag in tags if any(fnmatchcase(tag.name, glob) for glob in globs))
        component = None
    if pattern is None:
        return releases(tags, pattern=None, component=component)
    from ai_provenance.delivery.patterns import limited  # noqa: PLC0415 - only where there is a pattern

    with limited("tag-pattern"):
        return releases(tags, pattern=pattern, component=component)


def _of_branch(repository: Repository, tip: str) -> Iterator[Deployment]:
    """The first parents of TIP, oldest first: each is deployed when it is committed."""
    out = run_git(repository, "log", "--first-parent", "--reverse", "--format=%H %ct", "--end-of-options", tip, "--")
    dated = [
        (int(seconds), oid) for oid, _, seconds in (line.partition(" ") for line in out.decode("ascii").splitlines())
    ]
    for time, oid in sorted(dated, key=lambda pair: pair[0]):
        yield Deployment(time, (), oid, oid)


def _exported(
    repository: Repository, exported: Exported, tagged: Sequence[Deployment], options: SourceOptions
) -> Found:
    """The deployments of the most reliable kind of row; TAGGED where no row can be used."""
    from ai_provenance.delivery.exports import is_production  # noqa: PLC0415 - see the imports above

    wanted = [
        one
        for one in exported.shipped
        if is_production(one.environment, options.environment)
        and (options.component is None or one.component in (None, options.component))
    ]
    commits = _resolved(repository, {one.commit or f"refs/tags/{one.tag}" for one in wanted if one.commit or one.tag})
    kinds: dict[SourceKind, list[tuple[Shipped, str]]] = {}
    for one in wanted:
        commit = commits.get(one.commit or f"refs/tags/{one.tag}")
        if not one.failed and commit is not None:
            kinds.setdefault(one.source, []).append((one, commit))
    chosen = next((kind for kind in SourceKind if kinds.get(kind)), None)
    unknown = sum(commits.get(one.commit or f"refs/tags/{one.tag}") is None for one in wanted if not one.failed)
    if chosen is None:
        kind = SourceKind.TAGS if tagged else None
        warnings = tuple(_unused(exported, wanted, options, kind))
        return Found(kind, tuple(tagged), unknown_commit=unknown, warnings=warnings)
    names = {one.commit: one for one in tagged}
    deployments = tuple(_in_order(kinds[chosen], names))
    others = [(kind, len(rows)) for kind, rows in kinds.items() if kind is not chosen]
    if tagged and chosen is not SourceKind.RELEASES:
        others.append((SourceKind.TAGS, len(tagged)))
    return Found(
        chosen,
        deployments,
        attempts_failed=sum(one.failed and one.source is chosen for one in wanted),
        unknown_commit=unknown,
        warnings=tuple(_disagreements(chosen, len(deployments), others)),
    )


def _unused(
    exported: Exported, wanted: Sequence[Shipped], options: SourceOptions, taken: SourceKind | None
) -> Iterator[Notice]:
    """Why none of the deployments that were given counts, where some were."""
    if not exported.shipped:
        return
    where = options.environment + (f" as {options.component}" if options.component else "")
    failed = sum(one.failed for one in wanted)
    message = (
        f"none of the {len(exported.shipped):,} deployments in the files counts: {len(wanted):,} went to {where}, "
        f"{failed:,} of these failed, {len(wanted) - failed:,} are of commits that are not here; "
        f"{'release tags are taken' if taken else 'there are no release tags either'}"
    )
    yield Notice("events-unused", message, "name the --environment, or give the files of this repository")


def _disagreements(chosen: SourceKind, count: int, others: Iterable[tuple[SourceKind, int]]) -> Iterator[Notice]:
    for kind, number in others:
        if abs(number - count) > _DISAGREEMENT * count:
            message = f"{kind.value} has {number:,} deployments, {chosen.value} has {count:,}: the latter is used"
            yield Notice("sources-disagree", message, "leave out a file of --events, or name --deployments tags")


def _in_order(rows: Sequence[tuple[Shipped, str]], names: dict[str, Deployment]) -> Iterator[Deployment]:
    """The deployments of ROWS. One that was exported twice, or deployed twice in a row, is one."""
    by_id = {(one.id, commit): (one, commit) for one, commit in rows}
    deployed: set[str] = set()
    before: str | None = None
    for one, commit in sorted(by_id.values(), key=lambda row: (row[0].time, row[0].id)):
        if commit == before and not one.rollback:
            continue
        tag = names.get(commit)
        yield Deployment(
            one.time,
            tag.version if tag else (),
            one.id,
            commit,
            tag.names if tag else (one.tag,) if one.tag else (),
            (one.component,) if one.component else tag.components if tag else (),
            unplanned=one.unplanned or bool(tag and tag.unplanned),
            # an older commit deployed again takes back what came between
            rollback=one.rollback or commit in deployed,
        )
        deployed.add(commit)
        before = commit


def _resolved(repository: Repository, names: Iterable[str]) -> dict[str, str]:
    """Name -> id of the commit that it means here, from one git; those that mean none are left out."""
    found: dict[str, str] = {}
    with BatchProcess(repository) as batch:
        asked = {f"{name}^{{commit}}": name for name in names if "\n" not in name and not name.startswith("-")}
        for name, answer in batch.read(iter(asked)):
            if answer is not None:
                found[asked[name]] = answer.oid
    return found
