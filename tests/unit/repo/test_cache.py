"""The store under the git directory: never required, never trusted further than it can be checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.repo.cache import DIRECTORY, KEPT, CacheDirectory

as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def store(tmp_path: Path) -> CacheDirectory:
    return CacheDirectory(str(tmp_path))


def only_file(store: CacheDirectory) -> Path:
    (name, _), *others = store.files()
    assert not others
    return Path(store.directory, name)


def test_what_was_saved_is_loaded(store: CacheDirectory) -> None:
    assert store.load("a") is None
    assert store.save("a", b"first\n")
    assert store.save("a", b"x" * 1000)
    assert store.load("a") == b"x" * 1000
    assert store.load("b") is None
    assert store.complaints == []


@pytest.mark.parametrize("damage", [b"", b"ai-provenance cache 1 0\n{}", b"\0" * 4096])
def test_a_damaged_file_is_thrown_away_with_one_complaint(store: CacheDirectory, damage: bytes) -> None:
    store.save("a", b"payload")
    only_file(store).write_bytes(damage)
    assert store.load("a") is None
    assert store.load("a") is None
    assert len(store.complaints) == 1
    assert store.files() == []


@pytest.mark.parametrize("at", range(0, 60, 7))
def test_every_changed_byte_is_noticed(store: CacheDirectory, at: int) -> None:
    store.save("a", b"payload" * 10)
    data = bytearray(only_file(store).read_bytes())
    data[at] ^= 1
    only_file(store).write_bytes(data)
    assert store.load("a") is None


def test_a_cut_file_is_noticed(store: CacheDirectory) -> None:
    store.save("a", b"payload" * 10)
    only_file(store).write_bytes(only_file(store).read_bytes()[:-1])
    assert store.load("a") is None


@as_root
def test_a_file_of_another_user_is_not_believed(store: CacheDirectory) -> None:
    store.save("a", b"payload")
    os.chown(only_file(store), 12345, 12345)
    assert store.load("a") is None
    assert "another user" in store.complaints[0]


@as_root
def test_a_directory_of_another_user_is_not_written(store: CacheDirectory) -> None:
    Path(store.directory).mkdir()
    os.chown(store.directory, 12345, 12345)
    assert not store.save("a", b"payload")
    assert store.load("a") is None
    assert list(Path(store.directory).iterdir()) == []
    assert store.complaints == []


def test_links_are_not_followed(store: CacheDirectory, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keep.cache").write_text("mine")
    Path(store.directory).symlink_to(elsewhere)
    assert not store.save("a", b"payload")
    assert store.clear() == 0
    assert [path.name for path in elsewhere.iterdir()] == ["keep.cache"]


def test_a_linked_file_is_not_read(store: CacheDirectory, tmp_path: Path) -> None:
    store.save("a", b"payload")
    path = only_file(store)
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert store.load("a") is None


def test_a_place_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / DIRECTORY).write_text("a file where the directory would be")
    store = CacheDirectory(str(tmp_path))
    assert not store.save("a", b"payload")
    assert CacheDirectory(str(tmp_path / "gone")).save("a", b"payload") is False
    assert store.complaints == []


def test_a_full_disk_leaves_the_old_file(store: CacheDirectory) -> None:
    store.save("a", b"old")
    code = (
        "import resource, sys; from ai_provenance.repo.cache import CacheDirectory;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "print(CacheDirectory(sys.argv[1]).save('a', b'x' * 100_000))"
    )
    command = [sys.executable, "-c", code, str(Path(store.directory).parent)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"
    assert store.load("a") == b"old"
    assert len(store.files()) == 1


def test_the_oldest_files_go_first(store: CacheDirectory) -> None:
    for number in range(KEPT + 3):
        store.save(f"n{number}", b"x")
        os.utime(Path(store.directory, f"n{number}.cache"), (number, number))
    store.save("last", b"x")
    names = {name for name, _ in store.files()}
    assert len(names) == KEPT
    assert "last.cache" in names
    assert "n0.cache" not in names


def test_what_a_killed_run_left_is_swept_up(store: CacheDirectory) -> None:
    store.save("a", b"x")
    left = Path(store.directory, "b-1.tmp")
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    store.save("a", b"y")
    assert not left.exists()


def test_clear_removes_its_own_files_only(store: CacheDirectory) -> None:
    store.save("a", b"x")
    Path(store.directory, "notes.txt").write_text("not of the cache")
    assert store.clear() == 1
    assert [path.name for path in Path(store.directory).iterdir()] == ["notes.txt"]
