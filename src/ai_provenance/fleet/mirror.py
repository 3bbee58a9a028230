"""Mirrors: bare copies without the contents of files, brought up to date with as little as the numbers need.

A clone with `tree:0` holds the commits alone: an eighth of the bytes of a full one. What a report and a score read
beside them is fetched by name: the notes, the trees of HEAD, and the files that are evidence, never more than those,
and never by git itself on its way (`repo.environment` forbids that). A file beside git's own remembers what the remote
held, so that a mirror with nothing new costs one `ls-remote`, and none where the listing knows of no push.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ai_provenance.errors import ProvenanceError
from ai_provenance.export.metrics.lock import Lock, LockHeldError
from ai_provenance.fleet.definition import Entry, Fleet, Host
from ai_provenance.fleet.executors.interface import State
from ai_provenance.fleet.owner import OWNER_FILES
from ai_provenance.fleet.supervise import Answer, answer, answer_each, each
from ai_provenance.project import project_of
from ai_provenance.repo import Repository, run_git
from ai_provenance.repo.files import list_files, present_files
from ai_provenance.repo.mirrors import (
    BRANCHES,
    RemoteGoneError,
    RemoteRefs,
    RemoteRefusedError,
    clone_mirror,
    fetch_objects,
    fetch_refs,
    open_at,
    point_head,
    remote_refs,
)

_REMEMBERED = "ai-provenance-mirror.json"
_NOTES = ("refs/notes/*", "refs/agentdiff")
"""What is requested of a remote beside HEAD."""
_TOGETHER = 8
"""Mirrors that one process brings up to date: few, so that a host with failures is soon left alone."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of one mirror."""

    identity: str
    state: State
    reason: str = ""
    action: str = ""
    """`cloned`, `fetched`, `unchanged`, `busy` (another run is at it); empty where it failed."""


def planned_action(entry: Entry) -> str:
    """What `sync` would do, without asking anyone: `clone`, `ask`, `skip` (no push since), `in place`."""
    if not entry.url:
        return "in place"
    known = _remembered(entry.mirror)
    if not known:
        return "clone"
    return "skip" if entry.pushed_at is not None and known.get("pushed_at") == entry.pushed_at else "ask"


def sync(fleet: Fleet, entries: Sequence[Entry], *, jobs: int) -> list[Synced]:
    """Bring the mirrors of ENTRIES up to date, JOBS at once, within the limits of each host."""
    by_host: dict[str, list[Entry]] = defaultdict(list)
    done: list[Synced] = []
    for entry in entries:
        action = planned_action(entry)
        if action in ("skip", "in place"):
            done.append(Synced(entry.identity, State.OK, action="unchanged"))
        else:
            by_host[entry.host].append(entry)
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        done += _by_hosts(fleet, by_host, pool)
    return done


def _by_hosts(fleet: Fleet, by_host: dict[str, list[Entry]], pool: ThreadPoolExecutor) -> Iterator[Synced]:
    """As many parts of each host's entries at once as it allows, until too many have failed in a row."""
    failures: dict[str, int] = defaultdict(int)
    limits = {host: fleet.file.hosts.get(host) or Host.model_validate({}) for host in by_host}
    running: dict[Any, str] = {}

    def start(host: str) -> None:
        while by_host[host] and sum(one == host for one in running.values()) < limits[host].concurrency:
            part, by_host[host] = by_host[host][:_TOGETHER], by_host[host][_TOGETHER:]
            running[pool.submit(_sync_part, fleet, part)] = host

    for host in by_host:
        start(host)
    while running:
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            host = running.pop(future)
            for one in future.result():
                yield one
                failed = one.state in (State.ERROR, State.TIMEOUT, State.REFUSED)
                failures[host] = failures[host] + 1 if failed else 0
            if failures[host] >= limits[host].stop_after_failures:
                left, by_host[host] = by_host[host], []
                reason = f"not tried: {failures[host]} failures of {host} in a row"
                yield from (Synced(entry.identity, State.ERROR, reason) for entry in left)
            start(host)


def _sync_part(fleet: Fleet, part: Sequence[Entry]) -> list[Synced]:
    defaults = fleet.file.defaults
    items = [
        {"url": one.url, "mirror": one.mirror, "filter": defaults.filter, "pushed_at": one.pushed_at} for one in part
    ]
    ended = each("ai_provenance.fleet.mirror", items, timeout=defaults.timeout, extra={})
    return [_synced(entry.identity, one) for entry, one in zip(part, ended, strict=True)]


def _synced(identity: str, ended: dict[str, Any] | Answer) -> Synced:
    if isinstance(ended, Answer):
        return Synced(identity, ended.state, ended.reason)
    return Synced(identity, State(ended["state"]), ended["reason"], ended["action"])


def bring_up_to_date(item: dict[str, Any]) -> dict[str, Any]:
    """Clone or fetch one mirror, in this process: what became of it."""
    synced = Synced("", State.OK)
    try:
        mirror = Path(item["mirror"])
        mirror.parent.mkdir(parents=True, exist_ok=True)
        with Lock(f"{mirror}.lock", seconds=0.0):
            synced = Synced("", State.OK, action=_update(item["url"], mirror, item["filter"], item["pushed_at"]))
    except LockHeldError:
        synced = Synced("", State.OK, action="busy")
    except RemoteGoneError as error:
        synced = Synced("", State.GONE, str(error))
    except RemoteRefusedError as error:
        synced = Synced("", State.REFUSED, _without(str(error), item))
    except (ProvenanceError, OSError) as error:
        synced = Synced("", State.ERROR, _without(str(error), item))
    return asdict(synced)


def _without(message: str, item: dict[str, Any]) -> str:
    """MESSAGE without address and place: both are in our files by the identity alone."""
    return message.replace(item["url"], "(address)").replace(item["mirror"], "(mirror)")[:300]


def _update(url: str, mirror: Path, filter_: str, pushed_at: str | None) -> str:
    refs = remote_refs(url, _NOTES)
    known = _remembered(str(mirror))
    held = {"head": refs.head, "branch": refs.branch, "notes": dict(refs.notes), "filter": filter_}
    action = "unchanged"
    if known is None:
        clone_mirror(url, mirror, filter_, _alive)
        action = "cloned"
    elif {name: known.get(name) for name in held} != held:
        if refs.head is not None:
            fetch_refs(mirror, BRANCHES, filter_, _alive)
        action = "fetched"
    if action != "unchanged":
        if refs.branch is not None:
            point_head(mirror, refs.branch)
        _complete(mirror, refs)
    _remember(mirror, {**held, "pushed_at": pushed_at})
    return action


def _complete(mirror: Path, refs: RemoteRefs) -> None:
    """Fetch what the numbers need beside the commits: trees of HEAD, evidence, and the notes that are configured."""
    repository = open_at(str(mirror))
    if repository.head is None:
        return
    if repository.partial:
        _fetch_evidence(mirror, repository)
    wanted = project_of(repository).config.notes_refs
    notes = [f"+{ref}:{ref}" for ref in wanted if ref in refs.notes]
    if notes:
        # whole: the words of a note are its evidence
        fetch_refs(mirror, notes, "full", _alive)


def _fetch_evidence(mirror: Path, repository: Repository) -> None:
    # `git log --format=%T` reads the commit alone; `rev-parse HEAD^{tree}` would look for the tree
    tree = run_git(repository, "log", "-1", "--format=%T", "HEAD", "--").decode("ascii").strip()
    fetch_objects(mirror, [tree])
    from ai_provenance.scorecard.facts import files_read  # noqa: PLC0415 - only where something is new

    listing = list_files(repository)
    evidence = [*files_read(listing), *(file for file in listing.files if file.path in OWNER_FILES)]
    regular = list({file.oid: file for file in evidence if file.regular}.values())
    present = {file.oid for file in present_files(repository, regular)}
    fetch_objects(mirror, [file.oid for file in regular if file.oid not in present])


def _remembered(mirror: str) -> dict[str, Any] | None:
    """What the remote held when MIRROR was last complete; None where it never was."""
    try:
        with open(os.path.join(mirror, _REMEMBERED), encoding="utf-8") as file:  # noqa: PTH118, PTH123 - one of thousands
            content = json.load(file)
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _remember(mirror: Path, held: dict[str, Any]) -> None:
    place = mirror / _REMEMBERED
    written = place.with_suffix(".tmp")
    written.write_text(json.dumps(held), "utf-8")
    written.replace(place)


def _alive(_line: str) -> None:
    """A line of git's progress: a transfer that goes on is not cut off, however long it takes."""
    answer({"progress": {}})


if __name__ == "__main__":
    answer_each(bring_up_to_date)
