"""The page of delivery says what the document says, escapes what a repository is called, and keeps small slices out."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest

from ai_provenance.cli.main import run
from ai_provenance.delivery.assess import Assessment
from ai_provenance.export.delivery import html as as_html
from ai_provenance.export.delivery.shown import Shown
from ai_provenance.repo.identity import RepositoryIdentity
from delivered import Delivered
from repository import Repository

HOSTILE = "acme/<script>alert(1)</script>&"


def page(found: Assessment, *, name: str = "acme/widgets", bands: str | None = None) -> str:
    out = io.StringIO()
    as_html.write(found, RepositoryIdentity("git.example.org/acme/widgets", name), out, Shown(bands=bands))
    return out.getvalue()


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
    parser = Balanced()
    parser.feed(text)
    assert parser.open == []
    said = re.sub(r"<[^>]+>|\s+", " ", text)
    for expected in ("1 of 3 judged deployments failed", "v1.2", "still open", "In the bands of 2024"):
        assert expected in said
    assert text.count('class="mbar"') == 2
    assert text.count('class="fail"') == 1


def test_the_page_in_spanish_says_the_same(main: Delivered) -> None:
    out = io.StringIO()
    called = RepositoryIdentity("git.example.org/acme/widgets", "acme/widgets")
    as_html.write(main.assess(), called, out, Shown(bands="2024"), language="es")
    text = out.getvalue()
    parser = Balanced()
    parser.feed(text)
    said = re.sub(r"<[^>]+>|\s+", " ", text)
    assert '<html lang="es">' in text
    for expected in ("1 de 3 despliegues juzgados fallaron", "aún abierto", "En las bandas de 2024", "reversión", "IA"):
        assert expected in said
    assert re.search(r"\d,\d\d por semana", said)
    assert not re.search(r"\b(?:deployments? failed|Lead time|unknown|interval \d)", said)


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
