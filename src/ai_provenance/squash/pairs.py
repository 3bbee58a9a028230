"""Which commits of a branch are squash merges, and of which commits.

Three ways to know, the surest first: a request's number in the message and its head ref here (`refs/pull/N/head`,
`refs/merge-requests/N/head`), the same tree as the tip of a branch that was never merged, and the same patch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ai_provenance.model import Commit
from ai_provenance.repo import Repository, Selection, commits, resolve, run_git, try_git
from ai_provenance.repo.graph import Parents, parents, request_heads, trees

_GITHUB = re.compile(rb"\(#(\d{1,9})\)\s*$")
_GITLAB = re.compile(rb"\(!(\d{1,9})\)\s*$")
_GITLAB_LINE = re.compile(rb"^See merge request \S*!(\d{1,9})\s*$", re.MULTILINE)
MOST_SOURCES = 5000
"""A request of more commits than this was not made from this branch: its base is another history."""
_DIFF = ("--no-ext-diff", "--no-textconv", "--no-color", "--full-index", "--src-prefix=a/", "--dst-prefix=b/")


class Method(StrEnum):
    """How a pair was recognised."""

    REQUEST = "request"
    TREE = "tree"
    PATCH = "patch"


@dataclass(frozen=True, slots=True)
class Pair:
    """A squash-merged commit and the commits it was made of."""

    merged: str
    sources: tuple[str, ...]
    """Newest first, merges left out; never empty."""
    number: int | None
    """The pull or merge request, where it is known."""
    known: Method


@dataclass(frozen=True, slots=True)
class Pairs:
    """What was recognised in a range, and what could not be."""

    pairs: tuple[Pair, ...]
    named: int
    """Commits whose message names a request."""
    without_head: int
    """Of these, those whose head ref is not here."""
    merged_whole: int
    """Of these, those whose head is in the branch itself: merged or rebased without a squash."""


def find_pairs(repository: Repository, revisions: tuple[str, ...], *, patches: bool = False) -> Pairs:
    """The squash merges among the commits of REVISIONS.

    With PATCHES, what neither a request nor a tree identifies is compared by `git patch-id`, which reads every diff.
    Raises RevisionError for a revision that names nothing.
    """
    main = parents(repository, resolve(repository, *revisions).tips)
    heads = request_heads(repository)
    others = _unmerged_tips(repository, main)
    graph = parents(repository, sorted({*heads.values(), *others} - main.keys()), known=main)
    named = list(_named(commits(repository, Selection(revisions=revisions)), main))
    requested = [
        pair
        for merged, number in named
        if number in heads and heads[number] not in main and (pair := _pair(merged, number, heads[number], graph))
    ]
    search = _Search(repository, revisions, graph, taken=frozenset(pair.merged for pair in requested))
    return Pairs(
        pairs=(*requested, *_by_content(search, others, patches=patches)),
        named=len(named),
        without_head=sum(number not in heads for _, number in named),
        merged_whole=sum(heads.get(number, "") in main for _, number in named),
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """The scope of a search for pairs by content."""

    repository: Repository
    revisions: tuple[str, ...]
    graph: Parents
    taken: frozenset[str]
    """Commits whose request is known."""


def _named(stream: Iterator[Commit], main: Parents) -> Iterator[tuple[str, int]]:
    """Commits that name their request, with its number."""
    for commit in stream:
        number = _number(commit.message)
        if number is None:
            continue
        if not commit.is_merge:
            yield commit.oid, number
        elif len(main.get(commit.parents[1], ())) == 1:
            # GitLab: the merge commit names the request, its second parent is the squash
            yield commit.parents[1], number


def _number(message: bytes) -> int | None:
    subject = message.lstrip().partition(b"\n")[0]
    match = _GITHUB.search(subject) or _GITLAB.search(subject) or _GITLAB_LINE.search(message)
    return int(match[1]) if match else None


def _pair(merged: str, number: int | None, head: str, graph: Mapping[str, tuple[str, ...]]) -> Pair | None:
    sources = _own_commits(head, graph)
    if not sources or len(sources) > MOST_SOURCES or merged in sources:
        return None
    return Pair(merged, sources, number, Method.REQUEST)


def _own_commits(head: str, graph: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What HEAD reaches outside the branch (GRAPH holds nothing else), merges left out, newest first."""
    seen = {head}
    queue = [head]
    for oid in queue:
        for parent in graph.get(oid, ()):
            if parent in graph and parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return tuple(oid for oid in queue if len(graph.get(oid, ())) == 1 or not graph.get(oid, ("",)))


def _unmerged_tips(repository: Repository, main: Parents) -> list[str]:
    """Tips of branches that the range does not hold."""
    layout = "--format=%(objectname) %(objecttype)"
    listed = run_git(repository, "for-each-ref", layout, "refs/heads", "refs/remotes").decode().splitlines()
    tips = {line.split(" ")[0] for line in listed if line.endswith(" commit")}
    return sorted(tips - main.keys())


def _by_content(search: _Search, tips: list[str], *, patches: bool) -> list[Pair]:
    """Pairs known by tree, and with PATCHES by patch: single-parent commits of the range and unmerged branch tips."""
    if not tips:
        return []
    selection = Selection(revisions=search.revisions, merges=False)
    stream = commits(search.repository, selection)
    candidates = [commit.oid for commit in stream if commit.parents and commit.oid not in search.taken]
    by_tree = {tree: oid for oid, tree in trees(search.repository, tips).items()}
    same = {oid: by_tree[tree] for oid, tree in trees(search.repository, candidates).items() if tree in by_tree}
    found = [_of_branch(oid, tip, search.graph, Method.TREE) for oid, tip in same.items()]
    if patches:
        left = [tip for tip in tips if tip not in same.values()]
        found += _by_patch(search, left, [oid for oid in candidates if oid not in same])
    return [pair for pair in found if pair]


def _by_patch(search: _Search, tips: list[str], candidates: list[str]) -> list[Pair | None]:
    onto = search.revisions[0]
    by_patch = {patch: tip for tip in tips if (patch := _patch_of_branch(search.repository, onto, tip))}
    known = _patches_of(search.repository, candidates) if by_patch else {}
    return [
        _of_branch(oid, by_patch[patch], search.graph, Method.PATCH)
        for oid, patch in known.items()
        if patch in by_patch
    ]


def _of_branch(merged: str, tip: str, graph: Parents, known: Method) -> Pair | None:
    sources = _own_commits(tip, graph)
    return Pair(merged, sources, None, known) if sources and len(sources) <= MOST_SOURCES else None


def _patch_of_branch(repository: Repository, onto: str, tip: str) -> str | None:
    """The patch id of everything that TIP changed since it left ONTO; None without a common commit or a change."""
    base = try_git(repository, "merge-base", onto.rpartition("..")[2] or "HEAD", tip)
    if base.status:
        return None
    diff = run_git(repository, "diff", *_DIFF, base.stdout.decode().strip(), tip, "--")
    return next(iter(_patch_ids(repository, diff)), ("",))[0] or None


def _patches_of(repository: Repository, oids: Sequence[str]) -> dict[str, str]:
    """The patch id of each commit that changes something."""
    if not oids:
        return {}
    request = "\n".join(oids).encode() + b"\n"
    diffs = run_git(repository, "diff-tree", "--stdin", "-r", "-p", "--root", *_DIFF, stdin=request)
    return {oid: patch for patch, oid in _patch_ids(repository, diffs)}


def _patch_ids(repository: Repository, diff: bytes) -> list[tuple[str, str]]:
    out = run_git(repository, "patch-id", "--stable", stdin=diff).decode("ascii", "replace")
    return [(words[0], words[1]) for line in out.splitlines() if len(words := line.split()) == 2]
