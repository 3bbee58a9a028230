"""The change digest survives what a rebase does, and tells different changes apart."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_provenance.repo import open_repository
from ai_provenance.repo.batch_process import GitObject
from ai_provenance.repo.change_digest import Entry, change_digests, digest_of
from repository import Repository

FILES = st.dictionaries(
    st.sampled_from(["a", "d/b", "d/ü", "e f"]),
    st.lists(st.sampled_from([b"x\n", b"y\n", b"\n", b"z", b"\r\n", b"\0"]), max_size=5).map(b"".join),
)


def digest(repo: Repository, oid: str) -> str | None:
    return change_digests(open_repository(repo.path), [oid]).get(oid)


def commit_files(repo: Repository, files: dict[str, bytes]) -> str:
    repo.git("rm", "-r", "-q", "--cached", "--ignore-unmatch", ".")
    for name, content in files.items():
        repo.stage(name, content)
    return repo.commit()


def slow(before: dict[str, bytes], after: dict[str, bytes], repo: Repository) -> str | None:
    """The digest by its definition, from the contents."""
    whole = b""
    for path in sorted(before.keys() | after.keys(), key=str.encode):
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        mode = b"000000" if new is None else b"100644"
        if b"\0" in (old or b"") + (new or b""):
            parts = [
                b"0" * 40 if one is None else repo.run("hash-object", "--stdin", stdin=one).stdout.strip()
                for one in (old, new)
            ]
        else:
            counts = [Counter((one or b"").replace(b"\n", b"\n\xff").split(b"\xff")) for one in (old, new)]
            sides = (counts[0] - counts[1], counts[1] - counts[0])
            parts = [b"\n".join(sorted(line for line in side.elements() if line)) for side in sides]
        whole += b"".join(part + b"\0" for part in (path.encode(), mode, *parts))
    return hashlib.sha256(whole).hexdigest() if whole else None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, FILES)
def test_it_is_the_digest_of_its_definition(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    repo = Repository.init(tmp_path_factory.mktemp("random"))
    commit_files(repo, before)
    assert digest(repo, commit_files(repo, after)) == slow(before, after, repo)


Files = dict[bytes, bytes]
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


def digest_between(before: Files, after: Files) -> str | None:
    """The digest of a change whose contents are in memory, each under a name of its own."""
    blobs: dict[str, GitObject] = {}
    entries = []
    for path in sorted(before.keys() | after.keys()):
        both = [files.get(path) for files in (before, after)]
        ids = [b"0" * 40 if one is None else b"1" + one.hex().encode() for one in both]
        modes = [b"000000" if one is None else b"100644" for one in both]
        blobs |= {
            oid.decode(): GitObject("", "blob", len(one), one)
            for oid, one in zip(ids, both, strict=True)
            if one is not None
        }
        if ids[0] != ids[1]:
            entries.append(Entry(path, (modes[0], modes[1]), (ids[0], ids[1])))
    return digest_of(entries, lambda names: [(name, blobs[name]) for name in names])


def meaning(before: Files, after: Files) -> list[tuple[bytes, bool, Counter[bytes], Counter[bytes]]]:
    """What a change does: of each path whether it is there, and which lines come and go how often."""
    found = []
    for path in before.keys() | after.keys():
        if before.get(path) != after.get(path):
            old, new = (Counter(_LINE.findall(files.get(path, b""))) for files in (before, after))
            found.append((path, path in after, old - new, new - old))
    return sorted(found, key=lambda one: one[0])


def test_no_two_of_many_different_changes_have_one_digest() -> None:
    chosen = random.Random(1)
    # few paths and lines, so that many changes are nearly alike
    contents = [
        b"".join(lines) for length in range(4) for lines in product([b"x\n", b"y\n", b"\n", b"x y\n"], repeat=length)
    ]
    contents += [one + b"yx" for one in contents]
    sides = [
        {path: chosen.choice(contents) for path in paths}
        for paths in ([], [b"a"], [b"b"], [b"a", b"b"])
        for _ in range(50)
    ]
    changes = [(chosen.choice(sides), chosen.choice(sides)) for _ in range(400)]
    judged = [(digest_between(*one), meaning(*one)) for one in changes]
    different = 0
    for (one, does), (other, does_other) in combinations(judged, 2):
        different += does != does_other
        assert (one == other) == (does == does_other)
    assert different > 10_000


def picked(repo: Repository, change: tuple[str, str], other: tuple[str, str]) -> tuple[str | None, str | None]:
    """The digests of CHANGE to the file `f`, and of the same after OTHER was made first, by a cherry-pick."""
    repo.stage("f", change[0])
    base = repo.commit()
    repo.stage("f", change[1])
    first = repo.commit()
    repo.git("checkout", "-q", "-b", "side", base)
    repo.stage(*other)
    repo.commit()
    repo.git("cherry-pick", first)
    return digest(repo, first), digest(repo, repo.git("rev-parse", "HEAD"))


LINES = "".join(f"{number}\n" for number in range(20))


@pytest.mark.parametrize(
    "other", [("g", "other file\n"), ("f", "new first line\n" + LINES), ("f", LINES.replace("9\n", "nine\n"))]
)
def test_a_pick_over_other_changes_keeps_it(repo: Repository, other: tuple[str, str]) -> None:
    old, new = picked(repo, (LINES, LINES.replace("15\n", "fifteen\n")), other)
    assert old == new
    assert old is not None


def both(repo: Repository, first: str | bytes, second: str | bytes) -> tuple[str | None, str | None]:
    """The digests of two changes from the same file."""
    repo.stage("f", "a\nb\n")
    base = repo.commit()
    found = []
    for content in (first, second):
        repo.git("checkout", "-q", base)
        repo.stage("f", content)
        found.append(digest(repo, repo.commit()))
    return found[0], found[1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a\nb\n\n", "b\na\n"),  # a blank line, and no line but another order
        ("a\nb\nc\n", "a\nb\nc"),  # with and without a line feed at the end
        ("a\nb\nc\n", "a\nb\nc\r\n"),
        ("a\nb\nc\n", "a\nb\nc\nc\n"),
        ("a\n", "b\n"),
        (b"\0one", b"\0two"),
    ],
)
def test_other_changes_have_another(repo: Repository, first: str | bytes, second: str | bytes) -> None:
    old, new = both(repo, first, second)
    assert None not in (old, new)
    assert old != new


def test_mode_symlink_and_submodule_count(repo: Repository) -> None:
    repo.stage("f", "a\n")
    first = repo.commit()
    repo.git("update-index", "--chmod=+x", "f")
    mode = repo.commit()
    link = repo.run("hash-object", "-w", "--stdin", stdin=b"a\n").stdout.decode().strip()
    repo.git("update-index", "--add", "--cacheinfo", f"120000,{link},l")
    linked = repo.commit()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},s")
    found = [digest(repo, oid) for oid in (first, mode, linked, repo.commit())]
    assert len(set(found)) == 4
    assert None not in found


def test_merges_and_empty_commits_have_none(repo: Repository) -> None:
    repo.stage("a", "1\n")
    base = repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("b", "1\n")
    repo.commit()
    repo.git("checkout", "-q", base)
    empty = repo.commit()
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    assert digest(repo, empty) is None
    assert digest(repo, repo.git("rev-parse", "HEAD")) is None


def test_the_cut_of_a_shallow_clone_has_none(repo: Repository, tmp_path: Path) -> None:
    repo.stage("a", "1\n")
    oid = repo.commit()
    repo.stage("b", "1\n")
    oid = repo.commit()
    repo.run("clone", "-q", "--bare", "--depth=1", f"file://{repo.path}", str(tmp_path / "cut"))
    assert change_digests(open_repository(tmp_path / "cut"), [oid]) == {}


def test_commits_that_are_not_here_have_none(repo: Repository) -> None:
    repo.stage("a", "1\n")
    oid = repo.commit()
    missing = "0123456789" * 4
    tree = repo.git("rev-parse", "HEAD^{tree}")
    assert list(change_digests(open_repository(repo.path), [missing, oid, tree, missing[::-1]])) == [oid]


def test_a_partial_clone_has_those_of_what_is_there(repo: Repository, tmp_path: Path) -> None:
    repo.stage("a", "1\n")
    first = repo.commit()
    repo.stage("b", "1\n")
    last = repo.commit()
    repo.git("config", "uploadpack.allowFilter", "true")
    there = tmp_path / "partial"
    repo.run("clone", "-q", "--filter=tree:0", f"file://{repo.path}", str(there))
    # the checkout brought the trees and blobs of HEAD; the tree of its parent was left behind
    assert change_digests(open_repository(there), [first, last]) == {}
    repo.run("-C", str(there), "checkout", "-q", first)
    assert list(change_digests(open_repository(there), [first, last])) == [first, last]


def test_more_commits_than_fit_into_a_pipe(repo: Repository) -> None:
    repo.stage("a", "1\n")
    first = repo.commit()
    stream = "".join(
        f"commit refs/heads/many\ncommitter t <t@example.com> {1_700_000_000 + number} +0000\ndata 1\nm\n"
        + (f"from {first}\n" if not number else "")
        + f"M 100644 inline f\ndata {len(str(number))}\n{number}\n"
        for number in range(3000)
    )
    repo.run("fast-import", "--quiet", stdin=stream.encode())
    oids = repo.git("rev-list", "many").split()
    found = change_digests(open_repository(repo.path), oids)
    assert list(found) == oids
    assert len(set(found.values())) == len(oids)


@given(st.lists(st.sampled_from([b"x\n", b"y\n", b"\n", b"xx\n"]), max_size=6), st.binary(max_size=3), st.data())
def test_what_both_versions_have_at_their_ends_is_no_change(
    lines: list[bytes], rest: bytes, data: st.DataObject
) -> None:
    old = b"".join(lines) + rest.replace(b"\0", b"")
    new = b"".join(data.draw(st.permutations(lines))) + data.draw(
        st.sampled_from([b"", b"x", rest.replace(b"\0", b"")])
    )
    counts = [Counter(_LINE.findall(one)) for one in (old, new)]
    sides = [b"\n".join(sorted((one - two).elements())) for one, two in (counts, counts[::-1])]
    whole = b"f\0" + b"100644\0" + sides[0] + b"\0" + sides[1] + b"\0"
    expected = hashlib.sha256(whole).hexdigest() if old != new else None
    assert digest_between({b"f": old}, {b"f": new}) == expected
