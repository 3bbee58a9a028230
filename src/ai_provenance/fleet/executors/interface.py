"""The seam between a scan and what runs its jobs: the records that go out and come back, and the engine's promise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol, Self

from ai_provenance.errors import ProvenanceError


class ExecutorLostError(ProvenanceError):
    """The engine is gone: its scheduler ended, or cannot be reached any more. Rows that came before are kept."""


class State(StrEnum):
    """How a repository was judged."""

    OK = "ok"
    PARTIAL = "partial"  # a part of the history or the configuration is not in the mirror: no ratio
    TIMEOUT = "timeout"
    ERROR = "error"
    GONE = "gone"  # its remote or its mirror is not there any more
    REFUSED = "refused"  # no access, or the worker has other rules than the plan


JUDGED = (State.OK, State.PARTIAL)
"""The states that a job ends in when it saw the repository; a job of the others can be run again."""


@dataclass(frozen=True, slots=True)
class Job:
    """One repository to judge at one commit. It holds no path of the client but the mirror's."""

    identity: str
    mirror: str
    """Directory of the mirror, on a disk that all workers share."""
    head: str
    """Object id; empty for a repository without commits."""
    definition: str
    """What the numbers mean: a worker with another definition refuses the job."""
    options: tuple[str, ...] = ()
    """What is judged beside the provenance: `score=YYYY-MM-DD`, because attestations age by the day."""
    timeout: float = 300.0
    """Seconds for the job and every process that it starts."""

    @property
    def key(self) -> str:
        """What the result depends on, as 64 hex digits. The mirror and the timeout are no part of it."""
        parts = json.dumps([self.identity, self.head, self.definition, list(self.options)])
        return hashlib.sha256(parts.encode()).hexdigest()

    def dump(self) -> dict[str, Any]:
        """The job as values that JSON can hold."""
        return asdict(self)

    @classmethod
    def load(cls, content: Mapping[str, Any]) -> Self:
        """The job that `dump` gave CONTENT of. Raises KeyError or TypeError where it is no such thing."""
        return cls(**{**content, "options": tuple(content["options"])})


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one job."""

    identity: str
    head: str
    definition: str
    state: State
    reason: str = ""
    """Why it is not `ok`: the same words wherever it ran, without a path of the machine."""
    seconds: float = 0.0
    cpu: float = 0.0
    """Processor seconds of the job and of what it started."""
    report: Mapping[str, Any] = field(default_factory=dict)
    """The numbers, as `fleet.job` takes them from the report; empty where there are none."""

    def dump(self) -> dict[str, Any]:
        """The row as values that JSON can hold."""
        # not `asdict`: it copies every number of the report, which costs more than all else that is done to a row
        return {**{name: getattr(self, name) for name in self.__slots__}, "state": self.state.value}

    @classmethod
    def load(cls, content: Mapping[str, Any]) -> Self:
        """The row that `dump` gave CONTENT of. Raises KeyError, TypeError or ValueError where it is no such thing."""
        return cls(**{**content, "state": State(content["state"])})


class Executor(Protocol):
    """An engine that runs jobs."""

    def run(self, work: Callable[[Job], Row], jobs: Iterable[Job]) -> Iterator[Row]:
        """One row for each of JOBS, in any order, as it comes; JOBS is read as fast as work is done.

        Raises:
            ExecutorLostError: the engine is gone, and what it had not finished with it.
        """
