"""Our reading of `.mailmap`, with git as the judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.model import Identity
from ai_provenance.repo import open_repository
from ai_provenance.repo.mailmap import Mailmap, read_mailmap
from repository import Repository

MAILMAP = """# a comment <x@example.org>
Proper Name <a@example.org>
<b@example.org> <b.old@example.org>
Cee <c@example.org> <C.OLD@example.org>
Dee <d@example.org> Dotty <shared@example.org>
Eve <e@example.org> <shared@example.org>
Later Name <a@example.org>
not an entry
"""
PEOPLE = (
    *("A <a@example.org>", "B <b.old@example.org>", "C <c.old@example.org>", "dotty <shared@example.org>"),
    *("Zoe <shared@example.org>", "Q <q@example.org>", "A <A@EXAMPLE.ORG>"),
)


def by_git(repo: Repository, people: tuple[str, ...]) -> list[str]:
    return repo.run("check-mailmap", *people).stdout.decode().splitlines()


def by_us(mailmap: Mailmap, people: tuple[str, ...]) -> list[str]:
    parts = (person.removesuffix(">").split(" <") for person in people)
    proper = (mailmap.proper(Identity(name, address)) for name, address in parts)
    return [f"{who.name} <{who.email}>" for who in proper]


def test_every_form_reads_as_git_reads_it(repo: Repository) -> None:
    repo.write(".mailmap", MAILMAP)
    assert by_us(Mailmap(MAILMAP.split("\n")), PEOPLE) == by_git(repo, PEOPLE)


def test_it_is_read_from_a_commit_and_not_from_the_work_tree(repo: Repository) -> None:
    repo.stage(".mailmap", "Proper <p@example.org> <a@example.org>\n")
    head = repo.commit()
    repo.write(".mailmap", "Other <o@example.org> <a@example.org>\n")
    found = read_mailmap(open_repository(repo.path), head)
    assert found.proper(Identity("A", "a@example.org")) == Identity("Proper", "p@example.org")
    assert read_mailmap(open_repository(repo.path), None).proper(Identity("A", "a")) == Identity("A", "a")


@settings(max_examples=200)
@given(st.text(st.sampled_from("ab<>#@ \t\r\x1b\ud800é"), max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert Mailmap(text.split("\n")).proper(Identity("a", "b@a"))


@pytest.mark.parametrize("line", ["", "#", "Name", "<>", "<> <>", "a <b", "a b> <c"])
def test_what_is_no_entry_changes_no_one(line: str) -> None:
    assert Mailmap([line]).proper(Identity("A", "a@example.org")) == Identity("A", "a@example.org")
