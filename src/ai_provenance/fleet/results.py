"""What a scan leaves in its directory: `rows.jsonl`, the same to the byte wherever it ran, and `run.json`.

`rows.jsonl` has a line for each repository that is counted, sorted by key. Times and durations are in `run.json` and in
the journal, so that equal scans have equal digests. Shards merge by the union of their lines.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from ai_provenance.errors import ProvenanceError
from ai_provenance.fleet.executors.interface import Row, State

ROWS = "rows.jsonl"
RUN = "run.json"
JOURNAL = "journal.sqlite3"
_BEST_FIRST = (State.OK, State.PARTIAL, State.TIMEOUT, State.ERROR, State.REFUSED, State.GONE)


@dataclass(frozen=True, slots=True)
class Line:
    """One repository of a result."""

    key: str
    identity: str
    team: str
    labels: Mapping[str, str]
    head: str
    definition: str
    state: State
    reason: str
    report: Mapping[str, Any]

    @classmethod
    def of(cls, row: Row, key: str, *, team: str, labels: Mapping[str, str]) -> Self:
        """The line for ROW, which is kept under KEY."""
        return cls(key, row.identity, team, dict(labels), row.head, row.definition, row.state, row.reason, row.report)

    def text(self) -> str:
        """The line as it is written, without its end."""
        content = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Self:
        """The line that `text` gave TEXT of. Raises KeyError, TypeError or ValueError where it is no such thing."""
        content = json.loads(text)
        return cls(**{**content, "state": State(content["state"])})


@dataclass(frozen=True, slots=True)
class Run:
    """One run over a fleet."""

    organisation: str
    definition: str
    started: int
    """Seconds since the epoch."""
    seconds: float
    engine: str
    shard: str
    """`2/5`; empty for a run over all."""
    ran: int
    """Jobs that ran; the others were in the journal."""
    stale_after: int
    states: Mapping[str, int] = field(default_factory=dict)
    """State -> repositories in it."""
    digest: str = ""
    """sha256 of `rows.jsonl`."""
    cpu: float = 0.0
    """Processor seconds of the jobs that ran."""
    tool: str = ""
    shards: Sequence[str] = field(default_factory=tuple)
    """Of a merged result: the shards that it is made of."""

    @property
    def coverage(self) -> float | None:
        """Repositories that were judged / all that are counted; None where there are none."""
        total = sum(self.states.values())
        return self.states.get(State.OK.value, 0) / total if total else None


def write_result(directory: Path, run: Run, lines: Iterable[Line]) -> Run:
    """Write LINES, which are sorted by key, to DIRECTORY, and RUN with their digest and states, which is returned.

    A line is in memory until the next one comes: there may be a hundred thousand.
    """
    digest, states = hashlib.sha256(), {state.value: 0 for state in State}
    written = directory / f"{ROWS}.tmp"
    with written.open("wb") as out:
        for line in lines:
            data = line.text().encode("utf-8", "surrogateescape") + b"\n"
            digest.update(data)
            out.write(data)
            states[line.state.value] += 1
    written.replace(directory / ROWS)
    run = replace(run, digest=digest.hexdigest(), states=states)
    written = directory / f"{RUN}.tmp"
    written.write_text(json.dumps({**asdict(run), "coverage": run.coverage}, indent=2) + "\n", "utf-8")
    written.replace(directory / RUN)
    return run


def read_run(directory: Path) -> Run:
    """`run.json` of DIRECTORY. Raises ProvenanceError where there is none that can be read."""
    try:
        content = json.loads((directory / RUN).read_text("utf-8"))
        del content["coverage"]
        return Run(**content)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _no_result(directory, error) from None


def read_rows(directory: Path) -> Iterator[Line]:
    """The lines of `rows.jsonl` of DIRECTORY. Raises ProvenanceError where there is none that can be read."""
    try:
        with (directory / ROWS).open(encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                yield Line.load(line)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _no_result(directory, error) from None


def merge(directories: Sequence[Path], into: Path, *, allow_mixed: bool) -> Run:
    """Write the union of the results in DIRECTORIES, in whatever order they are named, to the directory INTO.

    ALLOW_MIXED takes several definitions, whose numbers are still never pooled.

    Raises:
        ProvenanceError: one cannot be read, or they are of several organisations or definitions.
        OSError: INTO cannot be written.
    """
    runs = [read_run(directory) for directory in directories]
    for what, kinds in (
        ("organisation", {run.organisation for run in runs}),
        ("definition", set() if allow_mixed else {run.definition for run in runs}),
    ):
        if len(kinds) > 1:
            raise ProvenanceError(
                f"the results are of {len(kinds)} {what}s ({', '.join(sorted(kinds))}), expected one",
                "scan all shards with one version; --allow-mixed merges several definitions" if what[0] == "d" else "",
            )
    merged = Run(
        organisation=runs[0].organisation,
        definition=min(run.definition for run in runs),
        started=min(run.started for run in runs),
        seconds=sum(run.seconds for run in runs),
        engine="merge",
        shard="",
        ran=sum(run.ran for run in runs),
        stale_after=runs[0].stale_after,
        cpu=sum(run.cpu for run in runs),
        tool=runs[0].tool,
        shards=sorted({shard for run in runs for shard in (run.shards or [run.shard]) if shard}),
    )
    # each is sorted by key: what is merged is read once, and never in memory as a whole
    rows = heapq.merge(*map(_sorted_rows, directories), key=lambda line: (line.key, *_rank(line)))
    return write_result(into, merged, (next(same) for _, same in groupby(rows, key=lambda line: line.key)))


def _sorted_rows(directory: Path) -> Iterator[Line]:
    before = ""
    for line in read_rows(directory):
        if line.key < before:
            raise _no_result(directory, ValueError(f"{ROWS} is not sorted by key"))
        before = line.key
        yield line


def missing_shards(run: Run) -> list[str]:
    """The shards that a merged result lacks, as their names tell: of `1/3` and `3/3`, `2/3`."""
    numbers = {int(name.partition("/")[2]) for name in run.shards}
    return [f"{at}/{n}" for n in sorted(numbers) for at in range(1, n + 1) if f"{at}/{n}" not in run.shards]


def _rank(line: Line) -> tuple[int, str]:
    """The best result of a repository first, and of two alike the same one in whatever order they come."""
    return _BEST_FIRST.index(line.state), line.text()


def _no_result(directory: Path, error: Exception) -> ProvenanceError:
    return ProvenanceError(f"{directory} holds no result of a scan ({error})", "ai-provenance fleet scan -o DIR")
