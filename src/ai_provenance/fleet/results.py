"""What a scan leaves in its directory: `rows.jsonl`, the same to the byte wherever it ran, and `run.json`.

`rows.jsonl` has a line for each repository that is counted, sorted by key. Times and durations are in `run.json` and in
the journal, so that equal scans have equal digests. Shards merge by the union of their lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
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
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

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
    states: Mapping[str, int]
    """State -> repositories in it."""
    ran: int
    """Jobs that ran; the others were in the journal."""
    stale_after: int
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


def write_rows(directory: Path, lines: Iterable[Line]) -> str:
    """Write LINES, which are sorted by key, as `rows.jsonl` of DIRECTORY; the digest of it."""
    digest = hashlib.sha256()
    written = directory / f"{ROWS}.tmp"
    with written.open("wb") as out:
        for line in lines:
            data = line.text().encode("utf-8", "surrogateescape") + b"\n"
            digest.update(data)
            out.write(data)
    written.replace(directory / ROWS)
    return digest.hexdigest()


def write_run(directory: Path, run: Run) -> None:
    """Write `run.json` of DIRECTORY."""
    written = directory / f"{RUN}.tmp"
    written.write_text(json.dumps({**asdict(run), "coverage": run.coverage}, indent=2) + "\n", "utf-8")
    written.replace(directory / RUN)


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


def merge(directories: Sequence[Path], *, allow_mixed: bool) -> tuple[Run, list[Line]]:
    """The union of the results in DIRECTORIES, in whatever order they are named.

    Raises ProvenanceError where one cannot be read, or where they are of several organisations or definitions;
    ALLOW_MIXED takes several definitions, whose numbers are still never pooled.
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
    found: dict[str, Line] = {}
    for directory in directories:
        for line in read_rows(directory):
            known = found.get(line.key)
            if known is None or _rank(line) < _rank(known):
                found[line.key] = line
    lines = [found[key] for key in sorted(found)]
    states = {state.value: sum(line.state is state for line in lines) for state in State}
    merged = Run(
        organisation=runs[0].organisation,
        definition=min(run.definition for run in runs),
        started=min(run.started for run in runs),
        seconds=sum(run.seconds for run in runs),
        engine="merge",
        shard="",
        states=states,
        ran=sum(run.ran for run in runs),
        stale_after=runs[0].stale_after,
        cpu=sum(run.cpu for run in runs),
        tool=runs[0].tool,
        shards=sorted({shard for run in runs for shard in (run.shards or [run.shard]) if shard}),
    )
    return merged, lines


def missing_shards(run: Run) -> list[str]:
    """The shards that a merged result lacks, as their names tell: of `1/3` and `3/3`, `2/3`."""
    numbers = {int(name.partition("/")[2]) for name in run.shards}
    return [f"{at}/{n}" for n in sorted(numbers) for at in range(1, n + 1) if f"{at}/{n}" not in run.shards]


def _rank(line: Line) -> tuple[int, str]:
    """The best result of a repository first, and of two alike the same one in whatever order they come."""
    return _BEST_FIRST.index(line.state), line.text()


def _no_result(directory: Path, error: Exception) -> ProvenanceError:
    return ProvenanceError(f"{directory} holds no result of a scan ({error})", "ai-provenance fleet scan -o DIR")
