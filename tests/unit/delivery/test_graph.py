"""The graph of a walk against the sets of ancestors that it stands for."""

from __future__ import annotations

from functools import partial
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.delivery.graph import Graph, renumber
from ai_provenance.delivery.records import NEVER

WIDTH = 40


@st.composite
def histories(draw: st.DrawFn) -> list[list[int]]:
    """The parents of each commit, by number; all of them come later."""
    size = draw(st.integers(1, 25))
    later = [st.lists(st.integers(number + 1, size - 1), max_size=3, unique=True) for number in range(size - 1)]
    return [*(draw(parents) for parents in later), []]


def oid(number: int) -> bytes:
    return b"%0*x" % (WIDTH, number + 1)


def graph_of(history: list[list[int]], *, batch: int = 4) -> Graph:
    graph = Graph(list(map(oid, range(len(history)))))
    rows = [b"%s %s 1700000000" % (oid(at), b" ".join(map(oid, above))) for at, above in enumerate(history)]
    for start in range(0, len(rows), batch):
        graph.extend(rows[start : start + batch])
    return graph


@given(histories(), st.integers(1, 9), st.data())
def test_commits_that_came_in_any_order_are_settled_before_their_parents(
    history: list[list[int]], batch: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(history))))
    rows = [b"%s %s 1700000000" % (oid(at), b" ".join(map(oid, history[at]))) for at in order]
    graph, column = Graph([oid(0)]), list(order)
    for start in range(0, len(rows), batch):
        graph.extend(rows[start : start + batch])
    renumber(column, graph.settle())
    assert [graph.oid(number).encode() for number in range(len(graph))] == list(map(oid, column))
    above = [[column[parent] for parent in graph.parents(number)] for number in range(len(graph))]
    assert above == [history[one] for one in column]
    assert all(parent > number for number in range(len(graph)) for parent in graph.parents(number))
    assert column[graph.at[oid(0)]] == 0


@given(histories())
def test_nothing_moves_where_all_came_before_their_parents(history: list[list[int]]) -> None:
    assert graph_of(history).settle() == {}


@given(histories(), st.data())
def test_commits_by_the_beginning_of_their_id(history: list[list[int]], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(history) - 1))
    graph, ends = graph_of(history), data.draw(st.integers(7, WIDTH))
    assert set(graph.abbreviated([oid(number)[:ends]])) == {
        (at, oid(number)[:ends]) for at in range(len(history)) if oid(at)[:ends] == oid(number)[:ends]
    }


def ancestors(history: list[list[int]]) -> list[set[int]]:
    """Of each commit itself and all that it builds on."""
    found: list[set[int]] = [set() for _ in history]
    for number in reversed(range(len(history))):
        found[number] = {number}.union(*(found[above] for above in history[number]))
    return found


@given(histories(), st.integers(1, 9))
def test_parents_are_found_in_whatever_batch_they_come(history: list[list[int]], batch: int) -> None:
    graph = graph_of(history, batch=batch)
    assert [list(graph.parents(number)) for number in range(len(graph))] == history
    assert [graph.oid(number).encode() for number in range(len(graph))] == list(map(oid, range(len(history))))


@given(histories(), st.data())
def test_the_first_deployment_and_the_one_before(history: list[list[int]], data: st.DataObject) -> None:
    order = data.draw(st.lists(st.sampled_from(range(len(history))), max_size=8, unique=True))
    graph, below = graph_of(history), ancestors(history)
    few = data.draw(st.integers(1, 8))
    deployed = {oid(number): position for position, number in enumerate(order)}
    first, shared = graph.first_of(deployed)
    assert first == [
        min((at for at, one in enumerate(order) if number in below[one]), default=NEVER) for number in range(len(graph))
    ]
    earlier = {at: {n for one in order[:at] for n in below[one]} for at in range(len(order))}
    assert shared == {at for at, one in enumerate(order) if below[one] & earlier[at]}
    previous = {at: [b for b in range(at) if order[b] in below[one]] for at, one in enumerate(order)}
    with patch("ai_provenance.delivery.graph._LATEST", few):  # so that those that are kept are too few
        assert graph.predecessors(deployed) == {at: max(found) for at, found in previous.items() if found}


@given(histories())
def test_roots_and_what_a_merge_brought(history: list[list[int]]) -> None:
    graph, below = graph_of(history), ancestors(history)
    for number, (first, *others) in ((at, above) for at, above in enumerate(history) if above):
        brought = set().union(*(below[other] for other in others)) - below[first]
        assert sorted(graph.brought(number)) == sorted(brought)
    assert {one.encode() for one in graph.roots(oid(0))} == {oid(at) for at in below[0] if not history[at]}


@given(histories(), st.data())
def test_the_followed_are_those_that_have_a_commit(history: list[list[int]], data: st.DataObject) -> None:
    followed = data.draw(st.lists(st.sampled_from(range(len(history))), max_size=5, unique=True))
    graph, below = graph_of(history), ancestors(history)
    met: dict[int, int] = {}

    def notice(number: int, bits: int) -> tuple[int, int]:
        met[number] = bits
        return (1 << followed.index(number) if number in followed else 0), 0

    graph.follow({number: partial(notice, number) for number in range(len(history))})
    for number, bits in met.items():
        expected = {at for at, one in enumerate(followed) if number in below[one] - {one}}
        assert {at for at in range(len(followed)) if bits >> at & 1} == expected
