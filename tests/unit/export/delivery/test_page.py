"""The page of delivery says what the document says, escapes what a repository is called, and keeps small slices out."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from ai_provenance.cli.main import run
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.code_rework import CodeRework
from ai_provenance.export.delivery import html as as_html
from ai_provenance.export.delivery.shown import Shown
from ai_provenance.model import Ratio
from ai_provenance.repo.identity import RepositoryIdentity
from delivered import Delivered
from repository import Repository

HOSTILE = "acme/<script>alert(1)</script>&"


def page(found: Assessment, *, name: str = "acme/widgets", language: str = "en", **shown: Any) -> str:
    out = io.StringIO()
    called = RepositoryIdentity("git.example.org/acme/widgets", name)
    as_html.write(found, called, out, Shown(**shown), language=language)
    return out.getvalue()


def words_of(text: str) -> str:
    parser = Balanced()
    parser.feed(text)
    assert parser.open == []
    return re.sub(r"<[^>]+>|\s+", " ", text)


class Balanced(HTMLParser):
    """Fails on a tag that is closed and was not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its signature
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What closes itself, in SVG."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def main(repo: Repository) -> Delivered:
    found = Delivered(repo)
    for number in range(3):
        oid = found.commit(f"feat: {number}", day=1 + 20 * number)
        found.tag(f"v1.{number}", day=2 + 20 * number)
    found.commit(f'Revert "feat: 2"\n\nThis reverts commit {oid}.', day=44)
    return found


def test_the_page_says_what_the_document_says(main: Delivered) -> None:
    text = page(main.assess(), bands="2024")
    said = words_of(text)
    for expected in ("1 of 3 judged deployments failed", "v1.2", "still open", "In the bands of 2024"):
        assert expected in said
    assert text.count('class="mbar"') == 2
    assert text.count('class="fail"') == 1


def test_the_page_in_spanish_says_the_same(main: Delivered) -> None:
    text = page(main.assess(), bands="2024", language="es")
    said = words_of(text)
    assert '<html lang="es">' in text
    for expected in ("1 de 3 despliegues juzgados fallaron", "aún abierto", "En las bandas de 2024", "reversión", "IA"):
        assert expected in said
    assert re.search(r"\d,\d\d por semana", said)
    assert not re.search(r"\b(?:deployments? failed|Lead time|unknown|interval \d)", said)


BY_ORIGIN = {"ai": (10, Ratio(20, 40)), "rest": (30, Ratio(10, 80))}
REWORK = CodeRework(Ratio(30, 120), (0.2, 0.3), None, 40, 2, 0, BY_ORIGIN)


@pytest.mark.parametrize(
    ("found", "language", "expected"),
    [
        (
            REWORK,
            "en",
            ["25.0 %", "30 of 120 lines replaced", "20.0 % to 30.0 %", "changes with AI: 50.0 %", "rest: 12.5 %"],
        ),
        (REWORK, "es", ["25,0 %", "30 de 120 líneas", "el resto: 12,5 %"]),
        (REWORK._replace(interval=None), "en", ["no interval: too few deployments"]),
        (REWORK._replace(interval=None, lines=Ratio(0, 9)), "en", ["no interval: none or all of the lines"]),
        (REWORK._replace(interval=None, lines=Ratio(0, 0), reason="partial", by_origin={}), "en", ["lacks contents"]),
        (REWORK._replace(by_origin={"ai": None, "rest": None}), "en", ["25.0 %"]),
    ],
)
def test_code_rework_is_beside_the_five_metrics(
    main: Delivered, found: CodeRework, language: str, expected: list[str]
) -> None:
    said = words_of(page(main.assess(), code_rework=found, language=language))
    assert [one for one in expected if one not in said] == []
    assert ("with AI:" in said or "con IA:" in said) == bool(found.by_origin.get("ai"))
    assert "Code rework" not in words_of(page(main.assess()))


def test_slices_of_few_people_are_not_on_it(main: Delivered) -> None:
    assert "not shown: fewer than five people" in page(main.assess())


def test_what_is_unknown_is_said_with_its_reason(repo: Repository) -> None:
    found = Delivered(repo)
    found.commit("feat: one", day=1)
    text = page(found.assess())
    assert text.count('<span class="instead">unknown</span>') == 5
    assert "no deployment is known from any source" in text


def test_nothing_of_a_repository_is_markup(main: Delivered) -> None:
    main.tag("v9.0/<img>", day=60)
    text = page(main.assess(), name=HOSTILE)
    assert "<script" not in text
    assert "<img" not in text


def test_the_command_writes_it(main: Delivered, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--since", "2026-01-01", "--until", "2026-04-01", "-q", "--format", "html"]
    assert run(["delivery", "--repo", str(main.repo.path), *options]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
