"""One name for all clones of a repository, with nothing in it of the machine or of who cloned."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.repo import open_repository
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.identity import identify, identity_of_address, web_address

SAME = (
    "https://git.example.org/acme/widgets",
    "https://git.example.org/acme/widgets.git",
    "https://git.example.org/acme/widgets/",
    "https://git.example.org/acme/widgets.git/",
    "https://GIT.Example.org:443/acme/widgets",
    "https://git.example.org./acme//widgets",
    "https://someone:secret@git.example.org/acme/widgets",
    "https://git.example.org/acme/widgets?token=secret#part",
    "http://git.example.org:80/acme/widgets",
    "ssh://git@git.example.org/acme/widgets.git",
    "ssh://git@git.example.org:22/acme/widgets.git",
    "git+ssh://git@git.example.org:22/acme/widgets.git",
    "git@git.example.org:acme/widgets.git",
    "git@git.example.org:/acme/widgets/.git",
    "git.example.org:acme/widgets",
    "[git@git.example.org:22]:acme/widgets",
    "git://git.example.org:9418/acme/widgets",
    "someone:secret@git.example.org:acme/widgets",
    "codecommit::https://git.example.org/acme/widgets",
)


def git(*arguments: str, cwd: Path) -> str:
    return subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository of one commit, without a remote."""
    path = tmp_path / "widgets"
    git("init", "-q", "-b", "main", str(path), cwd=tmp_path)
    commit(path, "one")
    return path


def commit(path: Path, message: str) -> str:
    git("commit", "-q", "--allow-empty", "-m", message, cwd=path)
    return git("rev-parse", "HEAD", cwd=path)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def identity(path: Path, store: CacheDirectory | None = None) -> str:
    return identify(open_repository(path), store).identity


@pytest.mark.parametrize("address", SAME)
def test_all_addresses_of_a_repository_are_one_identity(address: str) -> None:
    assert identity_of_address(address) == "git.example.org/acme/widgets"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://git.example.org:8443/acme/widgets", "git.example.org:8443/acme/widgets"),
        ("ssh://git@[::1]:2222/w.git", "[::1]:2222/w"),
        ("[git@::1]:w.git", "[::1]/w"),
        ("https://git.example.org/Acme/Widgets", "git.example.org/Acme/Widgets"),
        ("https://git.example.org/acme/.github", "git.example.org/acme/.github"),
        ("https://git.example.org/group/sub/widgets.git.git", "git.example.org/group/sub/widgets.git"),
    ],
)
def test_what_tells_repositories_apart_is_kept(address: str, expected: str) -> None:
    assert identity_of_address(address) == expected


@pytest.mark.parametrize(
    "address", ["/srv/w", "../w", "file:///srv/w.git", "C:\\w", "c:/w", "./a:b", "", "ext::sh -c x"]
)
def test_an_address_on_this_machine_is_no_identity(address: str) -> None:
    assert identity_of_address(address) is None


@given(st.text(max_size=40), st.text(alphabet="abc/:@.?#[]", max_size=12))
def test_no_password_and_no_path_of_the_machine_get_through(secret: str, path: str) -> None:
    user = f"u:S3CRET{secret.replace('/', '')}"
    for address in (f"https://{user}@host/{path}", f"/home/S3CRET/{path}", f"u:S3CRET@host:{path}"):
        assert "S3CRET" not in (identity_of_address(address) or "")


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://git.example.org/acme/widgets.git", "https://git.example.org/acme/widgets"),
        ("http://git.example.org:3000/acme/widgets/", "http://git.example.org:3000/acme/widgets"),
        ("git@git.example.org:acme/widgets.git", "https://git.example.org/acme/widgets"),
        ("ssh://git@GIT.example.org:2222/acme/widgets.git", "https://git.example.org/acme/widgets"),
        ("ssh://git@[::1]:2222/acme/widgets.git", "https://[::1]/acme/widgets"),
        ("git+https://git.example.org/acme/widgets", "https://git.example.org/acme/widgets"),
        ("git://git.example.org/acme/group/widgets", "https://git.example.org/acme/group/widgets"),
        ("/srv/git/widgets.git", None),
        ("../widgets.git", None),
        ("file:///srv/git/widgets.git", None),
        ("C:\\git\\widgets", None),
        ("https://git.example.org/", None),
        (None, None),
    ],
)
def test_a_browser_finds_what_is_on_a_server(remote: str | None, address: str | None) -> None:
    assert web_address(remote) == address


def test_origin_decides(origin: Path) -> None:
    git("remote", "add", "a-fork", "https://git.example.org/fork/widgets", cwd=origin)
    git("remote", "add", "origin", "git@git.example.org:acme/widgets.git", cwd=origin)
    assert identify(open_repository(origin)) == ("git.example.org/acme/widgets", "acme/widgets")


def test_without_a_remote_the_root_commits_decide(origin: Path) -> None:
    root = git("rev-parse", "HEAD", cwd=origin)
    commit(origin, "two")
    assert identify(open_repository(origin)) == (f"local/widgets-{digest(root)}", "widgets")


def test_a_clone_of_a_path_names_no_path(origin: Path, tmp_path: Path) -> None:
    git("clone", "-q", str(origin), "build-17", cwd=tmp_path)
    assert identity(tmp_path / "build-17") == identity(origin)


def test_a_walk_gives_the_roots(origin: Path) -> None:
    assert identify(open_repository(origin), roots=["a", "b"]).identity == f"local/widgets-{digest(f'a{chr(10)}b')}"


def test_worktrees_share_the_identity(origin: Path, tmp_path: Path) -> None:
    git("worktree", "add", "-q", str(tmp_path / "elsewhere"), cwd=origin)
    assert identity(tmp_path / "elsewhere") == identity(origin)


def test_an_unborn_repository_is_known_by_its_folder(tmp_path: Path) -> None:
    git("init", "-q", "--bare", str(tmp_path / "new.git"), cwd=tmp_path)
    assert identity(tmp_path / "new.git") == f"local/new-{digest('new')}"


def test_the_cut_of_a_shallow_clone_makes_no_roots(origin: Path, tmp_path: Path) -> None:
    commit(origin, "two")
    git("clone", "-q", "--depth=1", f"file://{origin}", "shallow", cwd=tmp_path)
    assert identity(tmp_path / "shallow") == f"local/widgets-{digest('widgets')}"


def test_roots_of_new_commits_are_added_to_the_cached_ones(origin: Path) -> None:
    store = CacheDirectory(str(origin / ".git"))
    first = git("rev-parse", "HEAD", cwd=origin)
    identity(origin, store)
    git("checkout", "-q", "--orphan", "other", cwd=origin)
    second = commit(origin, "another root")
    git("checkout", "-q", "main", cwd=origin)
    git("merge", "-q", "--allow-unrelated-histories", "-m", "both", "other", cwd=origin)
    expected = f"local/widgets-{digest(chr(10).join(sorted((first, second))))}"
    assert (identity(origin, store), identity(origin)) == (expected, expected)


def test_a_rewritten_history_is_read_again(origin: Path) -> None:
    store = CacheDirectory(str(origin / ".git"))
    identity(origin, store)
    git("checkout", "-q", "--orphan", "other", cwd=origin)
    root = commit(origin, "another root")
    assert identity(origin, store) == f"local/widgets-{digest(root)}"


def test_a_damaged_cache_is_passed_over(origin: Path) -> None:
    store = CacheDirectory(str(origin / ".git"))
    store.save("roots", b"[]")
    assert identity(origin, store) == identity(origin)
