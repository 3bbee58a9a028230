"""Who reviewed: placeholders and agents are no one, and the author stays the author under every spelling."""

from __future__ import annotations

import pytest

from ai_provenance.detect import classify
from ai_provenance.detect.declaring import names_agent
from ai_provenance.model import Commit, Identity
from ai_provenance.policy import Case
from ai_provenance.policy.reviews import reviews_of
from ai_provenance.repo.mailmap import Mailmap

AUTHOR = Identity("Ben José Author", "ben.author@example.org")


def who_reviewed(value: str, author: Identity = AUTHOR, mailmap: str = "") -> str:
    """`person`, `agent`, `author` or `no one`."""
    message = f"Parse dates\n\nAssisted-by: Claude\nReviewed-by: {value}\n"
    commit = Commit("a" * 40, (), author, author, 0, 0, message.encode())
    case = Case(commit, classify(commit), names_agent=names_agent, proper=Mailmap(mailmap.split("\n")).proper)
    found = [*reviews_of(case)]
    if not found:
        return "no one"
    return "agent" if found[0].by_agent else "author" if found[0].by_author else "person"


@pytest.mark.parametrize(
    "value",
    [
        *("TBD", "tbd.", "T.B.D.", "TODO", "N/A", "n.a.", "none", "nobody", "-", "???", "...", "xxx", "X", "pending"),
        *("Name <email>", "NAME <ADDRESS>", "Your Name <you@example.com>", "First Last <first@example.com>", "<>"),
        *("{name} <{email}>", "{{ reviewer }}", "$REVIEWER <$EMAIL>", "${USER}", "[Your Name]", "%s <%s>", "Reviewer"),
        *("Full Name <your email>", "me", "self", "LGTM", "yes", "<name>", "Ana <email>"),
    ],
)
def test_a_placeholder_is_no_review(value: str) -> None:
    assert who_reviewed(value) == "no one"


@pytest.mark.parametrize(
    "value",
    [
        *("Claude", "Copilot", "Cursor Bugbot", "CodeRabbit", "Greptile", "GPT-5", "AI", "LLM", "AI reviewer", "bot"),
        *("Sourcery AI", "sourcery-ai[bot]", "Qodo Merge", "Korbit AI", "Dependabot", "GitHub Actions", "CI"),
        *("Claude Code <noreply@anthropic.com>", "acme-bot <ci@example.org>", "automated review", "Gemini Code Assist"),
        *(
            "Copilot <175728472+Copilot@users.noreply.github.com>",
            "@coderabbitai",
            "x[bot] <1+x[bot]@users.noreply.github.com>",
        ),
    ],
)
def test_a_tool_is_no_person(value: str) -> None:
    assert who_reviewed(value) == "agent"


@pytest.mark.parametrize(
    "value",
    [
        *(
            "Ben José Author",
            "ben jose author",
            "BEN JOSE AUTHOR <other@example.net>",
            "Author, Ben José",
            "Ben Author",
        ),
        *("B. Author", "B. J. Author <b@example.net>", "Ben", "@ben.author", "Bén Josè Äuthor", "Ben-José Author"),
        *("Somebody Else <BEN.AUTHOR@EXAMPLE.ORG>", "Else <ben.author+review@example.org>", "benjoseauthor"),
        *(
            "ben.author@example.org",
            "<Ben.Author@example.org>",
            '"Author, Ben José" <b@example.net>',
            "Ben  José  Author ",
        ),
    ],
)
def test_the_author_is_the_author_under_every_spelling(value: str) -> None:
    assert who_reviewed(value) == "author"


@pytest.mark.parametrize(
    "value",
    [
        *("Ana Ruiz <ana@example.org>", "@ana", "ana@example.org", "Ana", "Ana Author <ana.author@example.org>"),
        *(
            "Ben Smith <ben@example.net>",
            "Ben <ben@other.example>",
            "Jan Bot <jan.bot@example.org>",
            "No Yeong <no@example.org>",
        ),
        *(
            "Ana Ruiz <mail@ana-ruiz.example>",
            "Ellipsis <e@example.org>",
            "Jules Verne <jules@example.org>",
            "Ke$ha <k@example.org>",
        ),
        *(
            "山田太郎 <taro@example.org>",
            "Иван Петров <ivan@example.org>",
            "Claude Monet <claude@example.org>",
            "Ana Ruiz (she) <a@b.c>",
        ),
    ],
)
def test_another_person_is_a_person(value: str) -> None:
    assert who_reviewed(value) == "person"


@pytest.mark.parametrize(
    ("mailmap", "value"),
    [
        ("Ben José Author <ben.author@example.org> <old@example.net>", "Benny <old@example.net>"),
        ("Ben José Author <ben.author@example.org> Benny <shared@example.net>", "Benny <shared@example.net>"),
        ("<ben.author@example.org> <OLD@example.net>", "X Y <old@example.net>"),
        ("Real Name <real@example.org> <ben.author@example.org>", "Real Name <real@example.org>"),
        ("Real Name <ben.author@example.org>", "Real Name <z@example.org>"),
        ("R <r@example.org> <old@example.net>\nR <r@example.org> <ben.author@example.org>", "X Y <old@example.net>"),
    ],
)
def test_the_mailmap_knows_the_author(mailmap: str, value: str) -> None:
    assert who_reviewed(value, mailmap=mailmap) == "author"
    assert who_reviewed(value) == "person"


@pytest.mark.parametrize(
    ("author", "value", "expected"),
    [
        (Identity("Dev", "dev@example.org"), "Dev", "author"),
        (Identity("ben", "1+ben@users.noreply.github.com"), "@Ben", "author"),
        (Identity("ben", "1+ben@users.noreply.github.com"), "Ben B <ben@users.noreply.github.com>", "author"),
        (Identity("", "ben@example.org"), "Ana <ana@example.org>", "person"),
        (Identity("Ana", "ana@example.org"), "Ana Ruiz <ruiz@example.net>", "person"),
        (Identity("Dev", "dev@example.org"), "Devon <devon@example.org>", "person"),
    ],
)
def test_short_names_and_private_addresses(author: Identity, value: str, expected: str) -> None:
    assert who_reviewed(value, author) == expected
