"""Looks at repositories on this machine: the head of each and, where it is requested, its identity.

Any of them may make git hang, so they are looked at in supervised processes, many in each: one that hangs is killed
with everything that it started, and the next goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from ai_provenance.errors import NoRepositoryError, ProvenanceError, RepositoryError
from ai_provenance.fleet.executors.interface import State
from ai_provenance.fleet.executors.threads import usual_number
from ai_provenance.fleet.supervise import UNATTENDED, Answer, answer_each, each
from ai_provenance.repo import run_git
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.identity import identify, local_identity
from ai_provenance.repo.mirrors import open_at

PATIENCE = 30.0
"""Seconds for one repository."""
_TOGETHER = 200
"""Repositories that one process looks at: of a thousand, fewer would be spent on starting than on looking."""


@dataclass(frozen=True, slots=True)
class Place:
    """A repository to look at."""

    path: str
    copy: str = ""
    """Its mirror, which has the same roots, where the identity is requested and it may be gone itself."""
    identify: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found at a place."""

    state: State
    """`ok` where it could be read."""
    reason: str = ""
    head: str = ""
    """Object id; empty where it has no commit."""
    identity: str = ""


def survey(places: Sequence[Place], *, patience: float = PATIENCE) -> Iterator[Seen]:
    """What is found at each of PLACES, in their order."""
    number = usual_number()
    size = max(1, min(_TOGETHER, -(-len(places) // number)))
    parts = [places[at : at + size] for at in range(0, len(places), size)]
    with ThreadPoolExecutor(number) as pool:
        for found in pool.map(lambda part: _survey(part, patience), parts):
            yield from found


def _survey(places: Sequence[Place], patience: float) -> list[Seen]:
    found: list[Seen] = []
    items = [asdict(place) for place in places]
    for place, ended in zip(
        places, each("ai_provenance.fleet.survey", items, timeout=patience, extra=UNATTENDED), strict=True
    ):
        if isinstance(ended, Answer):
            name = local_identity(folder_name(place.path), ()) if place.identify else ""
            found.append(Seen(ended.state, ended.reason, identity=name))
        else:
            found.append(Seen(**{**ended, "state": State(ended["state"])}))
    return found


def folder_name(path: str) -> str:
    """The name of a repository by its PATH: of its folder, without `.git`."""
    place = Path(path)
    name = place.parent.name if place.name == ".git" else place.name.removesuffix(".git")
    return name or "repository"


def look(place: Place) -> Seen:
    """What is found at PLACE, in this process."""
    state, reason = State.OK, ""
    for path in (place.path, place.copy):
        try:
            repository = open_at(path)
        except NoRepositoryError:
            state, reason = State.GONE, "there is no repository any more"
        except RepositoryError:
            state, reason = State.REFUSED, "git refuses to read it"
        except ProvenanceError:
            state, reason = State.ERROR, "git cannot read it"
        else:
            if not place.identify:
                return Seen(State.OK, head=repository.head or "")
            if path == place.path:
                named = identify(repository, CacheDirectory(repository.common)).identity
                return Seen(State.OK, head=repository.head or "", identity=named)
            head = [repository.head] if repository.head else []
            roots = run_git(repository, "rev-list", "--max-parents=0", *head, "--") if head else b""
            return Seen(state, reason, identity=local_identity(folder_name(place.path), roots.decode("ascii").split()))
        if not place.copy:
            break
    return Seen(state, reason, identity=local_identity(folder_name(place.path), ()) if place.identify else "")


def _looked(place: Place) -> Seen:
    try:
        return look(place)
    except ProvenanceError:
        name = local_identity(folder_name(place.path), ()) if place.identify else ""
        return Seen(State.ERROR, "git cannot read its history", identity=name)


if __name__ == "__main__":
    answer_each(lambda item: asdict(_looked(Place(**item))))
