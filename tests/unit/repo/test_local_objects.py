"""A partial clone is read as far as it goes: nothing is fetched, and one missing object costs itself alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ai_provenance.errors import GitError
from ai_provenance.repo import Selection, commits, open_repository
from ai_provenance.repo.batch_process import BatchProcess, object_headers
from ai_provenance.repo.files import changed_lines, list_files, read_files, top_files
from ai_provenance.repo.local_objects import LocalObjects
from ai_provenance.repo.repository import Repository as Opened
from repository import Repository


def partial(repo: Repository, filter_: str, *options: str) -> Opened:
    repo.git("config", "uploadpack.allowFilter", "true")
    place = repo.path.parent / "partial.git"
    repo.git("clone", "-q", "--bare", f"--filter={filter_}", *options, repo.path.as_uri(), str(place))
    return open_repository(place)


def with_files(repo: Repository) -> None:
    for path in ("top", "a/one", "a/b/two", "c/three"):
        repo.stage(path, path)
    repo.commit()


@pytest.fixture(params=["sha1", "sha256"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    return Repository.init(tmp_path / "either", f"--object-format={request.param}")


def test_objects_that_are_not_here_are_answered_with_none(either: Repository) -> None:
    with_files(either)
    blob, tree = either.git("rev-parse", "HEAD:top"), either.git("rev-parse", "HEAD^{tree}")
    clone = partial(either, "blob:none")
    assert [found and found.kind for found in object_headers(clone, [blob, tree, blob])] == [None, "tree", None]
    with BatchProcess(clone) as batch:
        assert [found and found.kind for _, found in batch.read([blob, tree, "HEAD", "main"])] == [
            None, "tree", "commit", "commit",
        ]  # fmt: skip


def test_a_large_file_that_was_left_out_loses_no_other(repo: Repository) -> None:
    repo.stage("big", "x" * 5000)
    repo.stage("small", "y")
    repo.commit()
    clone = partial(repo, "blob:limit=1k")
    listed = list_files(clone).files
    assert [(file.path, content) for file, content in read_files(clone, listed, limit=10**6)] == [
        ("big", None),
        ("small", b"y"),
    ]


@pytest.mark.parametrize(
    ("filter_", "paths", "missing"),
    [
        ("blob:none", {"top", "a/one", "a/b/two", "c/three"}, set()),
        ("tree:1", {"top"}, {"a", "c"}),
        ("tree:2", {"top", "a/one", "c/three"}, {"a/b"}),
        ("tree:0", set(), {""}),
    ],
)
def test_trees_are_listed_as_far_as_they_are_here(
    either: Repository, filter_: str, paths: set[str], missing: set[str]
) -> None:
    with_files(either)
    listing = list_files(partial(either, filter_))
    assert {file.path for file in listing.files} == paths
    assert set(listing.missing) == missing


def test_sizes_of_commits_that_are_not_here_are_an_error(repo: Repository) -> None:
    with_files(repo)
    with pytest.raises(GitError):
        changed_lines(partial(repo, "blob:none"), commits=5)


def test_a_shallow_partial_clone_is_compared_as_far_as_it_goes(repo: Repository) -> None:
    repo.stage("a", "1\n2\n")
    repo.commit()
    repo.stage("a", "1\n3\n")
    repo.commit()
    clone = partial(repo, "blob:limit=1k", "--depth=1")
    assert changed_lines(clone, commits=5) == (2,)


def test_a_clone_that_borrows_from_a_partial_one_is_partial(repo: Repository, tmp_path: Path) -> None:
    with_files(repo)
    source = partial(repo, "blob:none")
    borrower = Repository.init(tmp_path / "borrower")
    borrower.write(".git/objects/info/alternates", f"{source.git_dir}/objects\n")
    assert open_repository(borrower.path).partial


def test_nothing_is_left_behind(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_files(repo)
    clone = partial(repo, "tree:0")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    list_files(clone)
    assert not [*(tmp_path / "temporary").iterdir()]
    refs = clone.git_dir / "packed-refs"
    assert refs.exists()


def test_blocks_within_another_share_its_directory(repo: Repository) -> None:
    with_files(repo)
    clone = partial(repo, "blob:none")
    with LocalObjects(clone) as outer:
        with LocalObjects(clone) as inner:
            assert inner == outer
        assert [file.path for file in top_files(clone, "HEAD", ["top"])] == ["top"]
        assert object_headers(clone, ["HEAD"]) != [None]
    with LocalObjects(clone) as later:
        assert later != outer


def test_the_size_of_a_file_is_known_where_it_is_here(repo: Repository) -> None:
    with_files(repo)
    (here,), (gone,) = (
        top_files(opened, "HEAD", ["top"]) for opened in (open_repository(repo.path), partial(repo, "blob:none"))
    )
    assert (here.size, gone.size) == (3, None)
    assert [*read_files(open_repository(repo.path), [here], limit=2)] == [(here, None)]


def test_another_temporary_directory_is_taken_where_the_first_is_none(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_files(repo)
    clone = partial(repo, "tree:0")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    assert list_files(clone).missing == ("",)
    assert not [*(tmp_path / "temporary").iterdir()]


@pytest.mark.parametrize("filter_", ["tree:0", "blob:none"])
def test_a_committed_mailmap_does_not_keep_a_partial_clone_from_being_walked(repo: Repository, filter_: str) -> None:
    repo.stage(".mailmap", "Other Name <other@example.org> <dev@example.org>\n")
    repo.commit("one\n")
    clone = partial(repo, filter_)
    assert [commit.message for commit in commits(clone, Selection())] == [b"one\n"]


def test_a_mailmap_renames_no_author(repo: Repository) -> None:
    repo.commit("one\n")
    before = [commit.author for commit in commits(open_repository(repo.path), Selection())]
    repo.stage(".mailmap", f"Renamed <renamed@example.org> <{before[0].email}>\n")
    repo.git("config", "log.mailmap", "true")
    assert [commit.author for commit in commits(open_repository(repo.path), Selection())] == before


def test_a_damaged_clone_is_an_error_and_not_partial(repo: Repository) -> None:
    with_files(repo)
    blob = repo.git("rev-parse", "HEAD:top")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    opened = open_repository(repo.path)
    with pytest.raises(GitError, match=r"top .* is not here"):
        [*read_files(opened, list_files(opened).files, limit=100)]


@pytest.mark.parametrize("refuses", [0, 1, 2])
def test_refs_are_read_by_links_or_else_from_a_copy(
    repo: Repository, refuses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_files(repo)
    repo.git("tag", "v1")
    clone = partial(repo, "blob:none")
    before = {path: path.read_bytes() for path in clone.common_dir.rglob("*") if path.is_file()}
    links = []

    def symlink(source: str, target: str, *, target_is_directory: bool) -> None:
        links.append(target)
        if len(links) == refuses:
            raise OSError
        real(source, target, target_is_directory)

    real = os.symlink
    monkeypatch.setattr(os, "symlink", symlink)
    with BatchProcess(clone) as batch:
        assert [found and found.kind for _, found in batch.read(["v1", "refs/heads/main", "main:top"])] == [
            "commit", "commit", None,
        ]  # fmt: skip
    assert len(links) == (refuses or 2)
    assert {path: path.read_bytes() for path in clone.common_dir.rglob("*") if path.is_file()} == before
