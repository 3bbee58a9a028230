"""Added lines of patches, compared with what was written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.errors import GitError, RepositoryError, RevisionError
from ai_provenance.repo import open_repository, patch_parser, patch_stream
from ai_provenance.repo.patch_parser import Fragment, PatchParser, Unread
from ai_provenance.repo.patch_stream import history_lines, staged_files, staged_lines, tracked_files
from ai_provenance.repo.repository import Repository as Opened
from ai_provenance.repo.run import Limits, WorkingDirectory
from repository import Repository

LINES = st.lists(
    st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b"").replace(b"\0", b"")), min_size=1, max_size=8
)


def places(fragments: list[Fragment]) -> list[tuple[str, int, bytes]]:
    return [(fragment.path, fragment.line, fragment.data) for fragment in fragments]


def special(data: bytes) -> list[int]:
    return [data.find(b"special")] if b"special" in data else []


def here(repo: Repository) -> Opened:
    return open_repository(repo.path)


def test_only_added_lines_with_their_numbers(repo: Repository) -> None:
    repo.stage("a.txt", "one\ntwo\nthree\nfour\n")
    repo.commit()
    repo.stage("a.txt", "one\n2\nthree\nfour\nfive\nsix\n")
    assert places(list(staged_lines(here(repo)))) == [("a.txt", 2, b"2\n"), ("a.txt", 5, b"five\nsix\n")]


def test_whole_files_give_every_line(repo: Repository) -> None:
    repo.stage("a.txt", "one\ntwo\nthree\n")
    repo.commit()
    repo.stage("a.txt", "one\n2\nthree\n")
    assert places(list(staged_files(here(repo)))) == [("a.txt", 1, b"one\n2\nthree\n")]


def test_tracked_gives_the_index_whole(repo: Repository) -> None:
    repo.stage("a.txt", "one\n")
    repo.commit()
    repo.stage("b/c.txt", "no end of line")
    assert places(list(tracked_files(here(repo)))) == [("a.txt", 1, b"one\n"), ("b/c.txt", 1, b"no end of line\n")]


def test_history_gives_lines_and_messages_of_each_commit(repo: Repository) -> None:
    repo.stage("a.txt", "one\n")
    first = repo.commit("add\n\ndiff --git a/x b/x\n@@ -1 +1 @@\n+not a patch\n")
    found = [(f.commit, f.path, f.data) for f in history_lines(here(repo), ["HEAD"])]
    assert (first, "a.txt", b"one\n") in found
    [message] = [data for _, path, data in found if path == patch_parser.MESSAGE_PATH]
    assert message.rstrip(b"\n") == b"add\n\ndiff --git a/x b/x\n@@ -1 +1 @@\n+not a patch"


def test_a_merge_counts_with_what_no_parent_had(repo: Repository) -> None:
    repo.stage("a.txt", "base\n")
    repo.commit()
    repo.branch("side")
    repo.stage("a.txt", "side\n")
    repo.commit()
    repo.git("switch", "-q", "main")
    repo.stage("a.txt", "main\n")
    repo.commit()
    repo.run("merge", "-q", "side", check=False)
    repo.stage("a.txt", "main\nevil\nside\n")
    merge = repo.commit("merge\n")
    found = [(f.line, f.data) for f in history_lines(here(repo), ["HEAD"]) if f.commit == merge and f.path == "a.txt"]
    assert found == [(2, b"evil\n")]


def test_hunks_without_suspects_are_not_built(repo: Repository) -> None:
    repo.stage("a.txt", "nothing\n")
    repo.stage("b.txt", "nothing\nspecial\n")
    suspects = list(staged_lines(here(repo), special))
    assert [(f.path, f.suspects) for f in suspects] == [("b.txt", [8])]


def test_a_telling_name_wants_the_file(repo: Repository) -> None:
    repo.stage("special.txt", "nothing\n")
    repo.stage("other.txt", "nothing\n")
    found = staged_lines(here(repo), special, named=lambda header: b"special" in header)
    assert [fragment.path for fragment in found] == ["special.txt"]


@settings(max_examples=60)
@given(lines=LINES)
def test_suspects_are_moved_with_their_line(lines: list[bytes]) -> None:
    body = b"".join(b"+" + line + b"x\n" for line in lines)
    block = b"diff --git a/a b/a\n--- /dev/null\n+++ b/a\n@@ -0,0 +1,%d @@\n" % len(lines) + body
    reader = PatchParser(lambda data: [at for at in range(len(data)) if data[at : at + 2] == b"x\n"])
    [fragment] = reader.read(block)
    assert fragment.data == b"".join(line + b"x\n" for line in lines)
    assert fragment.suspects is not None
    assert all(fragment.data[at : at + 2] == b"x\n" for at in fragment.suspects)
    assert len(fragment.suspects) >= len(lines)


@pytest.mark.parametrize("size", [200, 1000])
def test_the_size_of_blocks_changes_nothing(repo: Repository, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        repo.stage(f"{number}.txt", "".join(f"line {line}\n" for line in range(number * 9 + 1)))
    whole = places(list(staged_lines(here(repo))))
    monkeypatch.setattr(patch_parser, "BLOCK", size)
    monkeypatch.setattr(patch_parser, "BLOCK_LIMIT", size * 2)
    joined: dict[str, bytes] = {}
    for path, line, data in places(list(staged_lines(here(repo)))):
        assert joined.get(path, b"").count(b"\n") == line - 1
        joined[path] = joined.get(path, b"") + data
    assert joined == {path: data for path, _, data in whole}


def test_an_unknown_revision_is_said(repo: Repository) -> None:
    repo.commit()
    with pytest.raises(RevisionError, match="nowhere"):
        list(history_lines(here(repo), ["nowhere"]))


def test_a_revision_that_looks_like_an_option_writes_nothing(repo: Repository, tmp_path: Path) -> None:
    repo.commit()
    with pytest.raises(RevisionError):
        list(history_lines(here(repo), [f"--output={tmp_path / 'x'}"]))
    assert not (tmp_path / "x").exists()


def test_outside_a_repository(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="not a git repository"):
        list(staged_lines(WorkingDirectory(str(tmp_path), inherits=False)))


def missing_file(repo: Repository, path: str) -> str:
    """Delete the object of PATH in HEAD; its id."""
    oid = repo.git("rev-parse", f"HEAD:{path}").strip()
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    return oid


def test_one_missing_object_loses_nothing_else(repo: Repository) -> None:
    repo.stage("a.txt", "first\n")
    repo.stage("gone.txt", "gone\n")
    repo.stage("z.txt", "last\n")
    broken = repo.commit()
    repo.stage("b.txt", "newer\n")
    repo.commit()
    missing_file(repo, "gone.txt")
    unread: list[Unread] = []
    found = list(history_lines(here(repo), ["HEAD"], unread=unread))
    assert {f.data for f in found if f.path != patch_parser.MESSAGE_PATH} == {b"first\n", b"last\n", b"newer\n"}
    assert [(file.path, file.commit) for file in unread] == [("gone.txt", broken)]


def test_nothing_is_read_twice_after_a_failure(repo: Repository) -> None:
    for number in range(6):
        repo.stage(f"{number}.txt", f"line {number}\n")
    repo.commit()
    missing_file(repo, "3.txt")
    unread: list[Unread] = []
    lines = [f.data for f in history_lines(here(repo), ["HEAD"], unread=unread) if f.path != patch_parser.MESSAGE_PATH]
    assert sorted(lines) == [f"line {number}\n".encode() for number in (0, 1, 2, 4, 5)]


def test_a_missing_object_is_an_error_where_nobody_keeps_the_list(repo: Repository) -> None:
    repo.stage("gone.txt", "gone\n")
    repo.commit()
    missing_file(repo, "gone.txt")
    with pytest.raises((GitError, RevisionError)):
        list(history_lines(here(repo), ["HEAD"]))


def test_a_staged_file_that_is_missing_loses_no_other(repo: Repository) -> None:
    repo.stage("a.txt", "first\n")
    repo.stage("gone.txt", "gone\n")
    oid = repo.git("rev-parse", ":gone.txt").strip()
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    (repo.path / "gone.txt").unlink()  # git would read the file in the object's place
    unread: list[Unread] = []
    found = [f.data for f in staged_lines(here(repo), unread=unread)]
    assert found == [b"first\n"]
    assert [file.path for file in unread] == ["gone.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")
def test_a_merge_beyond_the_limit_of_memory_is_read_against_each_parent(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = {side: "".join(f"{side} {number}\n" for number in range(9000)) for side in ("base", "left", "right")}
    repo.stage("a.txt", sides["base"])
    repo.commit()
    repo.branch("side")
    repo.stage("a.txt", sides["right"])
    repo.commit()
    repo.git("switch", "-q", "main")
    repo.stage("a.txt", sides["left"])
    repo.commit()
    repo.run("merge", "-q", "side", check=False)
    repo.stage("a.txt", "new\n")
    merge = repo.commit("merge\n")
    monkeypatch.setattr(patch_stream, "_MERGE_LIMITS", Limits(memory=64 << 20, silence=60))
    unread: list[Unread] = []
    found = [(f.path, f.data) for f in history_lines(here(repo), ["HEAD"], unread=unread) if f.commit == merge]
    assert ("a.txt", b"new\n") in found
    assert not unread


def test_a_line_without_end_is_cut_between_two_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patch_parser, "BLOCK", 100)
    monkeypatch.setattr(patch_parser, "BLOCK_LIMIT", 300)
    line = b" ".join(b"word%03d" % number for number in range(400))
    patch = b"diff --git a/a b/a\n--- /dev/null\n+++ b/a\n@@ -0,0 +1,2 @@\n+" + line + b"\n+second\n"
    pieces = [patch[at : at + 100] for at in range(0, len(patch), 100)]
    parser = PatchParser(None)
    blocks = patch_parser.split_blocks(lambda _: pieces.pop(0) if pieces else b"")
    found = [fragment for block in blocks for fragment in parser.read(block)]
    assert b"".join(fragment.data for fragment in found) == line + b"\nsecond\n"
    assert {fragment.line for fragment in found} <= {1, 2}
