"""What is pinned of a repository elsewhere, and how a remote that cannot be asked ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.errors import GitError
from ai_provenance.repo.remote_refs import newest_release
from repository import Repository


@pytest.fixture
def elsewhere(tmp_path: Path) -> Repository:
    made = Repository.init(tmp_path / "elsewhere")
    made.commit()
    return made


@pytest.mark.parametrize(
    ("tags", "newest"),
    [
        (["v1.9.0", "v1.10.0"], "v1.10.0"),
        (["1.0", "1.0.1"], "1.0.1"),
        (["v2", "v10"], "v10"),
        (["v1.0.0", "v2.0.0-rc.1", "v2.0.0b1", "latest"], "v1.0.0"),
    ],
)
def test_the_newest_release_is_the_highest_version(elsewhere: Repository, tags: list[str], newest: str) -> None:
    for tag in tags:
        elsewhere.git("tag", tag)
    assert newest_release(str(elsewhere.path)) == newest


def test_without_a_release_it_is_the_commit_of_head(elsewhere: Repository) -> None:
    elsewhere.git("tag", "nightly")
    assert newest_release(str(elsewhere.path)) == elsewhere.head()


def test_an_empty_remote_is_an_error(tmp_path: Path) -> None:
    empty = Repository.init(tmp_path / "empty")
    with pytest.raises(GitError, match="has no commit"):
        newest_release(str(empty.path))


@pytest.mark.parametrize("url", ["/no/such/place", "--upload-pack=touch pwned", "ext::sh -c touch% pwned"])
def test_an_address_that_is_none_is_an_error_and_runs_nothing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GitError, match="cannot list the tags"):
        newest_release(url)
    assert not (tmp_path / "pwned").exists()


def test_a_password_in_the_address_is_not_repeated() -> None:
    with pytest.raises(GitError) as error:
        newest_release("https://ana:hunter2@127.0.0.1:1/x")
    assert "hunter2" not in str(error.value)
