"""Results of scans: written, read, and merged from any shards in any order."""

from __future__ import annotations

import random
import tracemalloc
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.errors import ProvenanceError
from ai_provenance.fleet.executors.interface import Job, Row, State
from ai_provenance.fleet.results import Line, Run, merge, missing_shards, read_run, write_result
from ai_provenance.fleet.scan import Shard

RUN = Run("example", "d", 1, 2.0, "threads", "", 1, 14)
words = st.text(st.characters(codec="utf-8"), max_size=12)
jobs = st.builds(Job, words, words, words, words, st.tuples(words), st.floats(0.1, 9))
rows = st.builds(Row, words, words, words, st.sampled_from(State), words, report=st.dictionaries(words, st.integers()))


def line(identity: str, state: State = State.OK, head: str = "h") -> Line:
    job = Job(identity, "", head, "d")
    return Line.of(Row(identity, head, "d", state), job.key, team="t", labels={})


def written(folder: Path, lines: list[Line], run: Run = RUN) -> Path:
    folder.mkdir(parents=True)
    write_result(folder, run, sorted(lines, key=lambda one: one.key))
    return folder


def merged(places: list[Path], *, allow_mixed: bool = False) -> Run:
    """What PLACES merge to, in `merged` beside the first."""
    into = places[0].parent / "merged"
    into.mkdir(exist_ok=True)
    return merge(places, into, allow_mixed=allow_mixed)


@given(jobs)
def test_a_job_is_read_as_it_was_written(job: Job) -> None:
    assert Job.load(job.dump()) == job


@given(rows)
def test_a_row_is_read_as_it_was_written(row: Row) -> None:
    assert Row.load(row.dump()) == row


@given(rows)
def test_a_line_is_one_line_and_read_as_it_was_written(row: Row) -> None:
    made = Line.of(row, "k", team="t", labels={"a": "b"})
    assert "\n" not in made.text()
    assert Line.load(made.text()) == made


def test_a_key_depends_on_what_the_row_depends_on() -> None:
    job = Job("i", "m", "h", "d", ("o",), 1.0)
    others = [replace(job, identity="x"), replace(job, head="x"), replace(job, definition="x")]
    assert job.key not in {one.key for one in others}
    assert replace(job, mirror="elsewhere", timeout=2.0).key == job.key


@given(st.sets(st.integers(0, 500), min_size=1, max_size=60), st.integers(1, 7), st.randoms())
def test_any_partition_merges_to_the_same(numbers: set[int], parts: int, chance: random.Random) -> None:
    lines = [line(f"git.example.org/r{number}") for number in numbers]
    shares: list[list[Line]] = [[] for _ in range(parts)]
    for one in lines:
        for share in chance.sample(shares, chance.randint(1, parts)):  # overlapping parts, too
            share.append(one)
    with TemporaryDirectory() as name:
        whole = written(Path(name) / "whole", lines)
        places = [written(Path(name) / str(at), share) for at, share in enumerate(shares)]
        chance.shuffle(places)
        run = merged(places)
        assert (Path(name) / "merged/rows.jsonl").read_bytes() == (whole / "rows.jsonl").read_bytes()
        assert (run.digest, run.states["ok"]) == (read_run(whole).digest, len(numbers))


def test_of_two_results_the_judged_one_stays(tmp_path: Path) -> None:
    failed = written(tmp_path / "a", [line("r", State.TIMEOUT)])
    judged = written(tmp_path / "b", [line("r")])
    for order in ([failed, judged], [judged, failed]):
        assert merged(order).states == {**{state.value: 0 for state in State}, "ok": 1}


@pytest.mark.parametrize(
    ("other", "says"),
    [(replace(RUN, definition="x"), "2 definitions"), (replace(RUN, organisation="x"), "2 organisations")],
)
def test_mixed_results_are_refused(tmp_path: Path, other: Run, says: str) -> None:
    with pytest.raises(ProvenanceError, match=says):
        merged([written(tmp_path / "a", []), written(tmp_path / "b", [], other)])


def test_several_definitions_are_merged_where_that_is_allowed(tmp_path: Path) -> None:
    places = [written(tmp_path / "a", [line("r")]), written(tmp_path / "b", [], replace(RUN, definition="x"))]
    assert merged(places, allow_mixed=True).states["ok"] == 1


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    places = [written(tmp_path / one, [], replace(RUN, shard=f"{one}/3")) for one in "13"]
    assert missing_shards(merged(places)) == ["2/3"]


def test_a_result_whose_lines_are_not_sorted_is_an_error(tmp_path: Path) -> None:
    place = written(tmp_path / "a", [line(f"r{at}") for at in range(3)])
    rows = (place / "rows.jsonl").read_text().splitlines(keepends=True)
    (place / "rows.jsonl").write_text("".join(reversed(rows)))
    with pytest.raises(ProvenanceError, match="not sorted"):
        merged([place])


def test_a_merge_holds_no_more_in_memory_for_more_repositories(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        folder = tmp_path / str(number)
        lines = [replace(line(f"r{at}"), report={"metrics": [["m", "", None, None, at]] * 100}) for at in range(number)]
        places = [written(folder / str(at), lines[at::3]) for at in range(3)]
        del lines
        tracemalloc.start()
        merged(places)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)  # what is loaded once is no part of it
    few, many = peak(20), peak(100)
    assert many < 1.5 * few


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"coverage": 1}'])
def test_what_is_no_result_is_an_error(tmp_path: Path, damage: str) -> None:
    place = written(tmp_path / "a", [])
    (place / "run.json").write_text(damage)
    with pytest.raises(ProvenanceError, match="holds no result"):
        merged([place])


@given(st.text(max_size=40), st.integers(1, 9))
def test_every_repository_belongs_to_one_shard(identity: str, total: int) -> None:
    assert sum(Shard(number, total).takes(identity) for number in range(1, total + 1)) == 1
