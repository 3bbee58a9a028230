"""Added lines of patches, compared with what was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.errors import RepositoryError, RevisionError
from ai_provenance.repo import open_repository, patch_parser
from ai_provenance.repo.patch_parser import Fragment, PatchParser
from ai_provenance.repo.patch_stream import history_lines, staged_files, staged_lines, tracked_files
from ai_provenance.repo.repository import Repository as Opened
from ai_provenance.repo.run import WorkingDirectory
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
