"""Name and web address of a repository, from the address of its remote."""

from __future__ import annotations

import pytest

from ai_provenance.repo import open_repository
from ai_provenance.repo.web_address import name_of, web_address
from repository import Repository


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://git.example.org/acme/widgets.git", "https://git.example.org/acme/widgets"),
        ("http://git.example.org:3000/acme/widgets/", "http://git.example.org:3000/acme/widgets"),
        ("git@git.example.org:acme/widgets.git", "https://git.example.org/acme/widgets"),
        ("ssh://git@GIT.example.org:2222/acme/widgets.git", "https://git.example.org/acme/widgets"),
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


@pytest.mark.parametrize(
    ("remote", "name"),
    [
        ("https://git.example.org/acme/widgets.git", "acme/widgets"),
        ("git@git.example.org:acme/widgets.git", "acme/widgets"),
        ("/srv/git/widgets.git", "widgets"),
    ],
)
def test_a_remote_names_the_repository(repo: Repository, remote: str, name: str) -> None:
    assert name_of(open_repository(repo.path), remote) == name


def test_without_a_remote_the_directory_names_it(repo: Repository) -> None:
    assert name_of(open_repository(repo.path), None) == repo.path.name
