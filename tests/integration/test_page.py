"""The page in a real browser: nothing is loaded, nothing runs, everybody can read it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Generator
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from ai_provenance.export.report.html import page as page_of_snapshot
from ai_provenance.export.report.html import page_of_report
from ai_provenance.export.report.words import LANGUAGES, texts
from ai_provenance.model import Notice
from ai_provenance.report import AgentCount, Example
from ai_provenance.snapshot import Adoption
from browsers import chromium
from cards import HOSTILE as HOSTILE_CARD
from cards import SOURCE
from documents import Document, example, monthly, period, report
from snapshots import EMPTY, HOSTILE, MIXED

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CHECKS = (Path(__file__).parent / "page_checks.js").read_text()
OVERLAPS = """
const found = [];
for (const chart of document.querySelectorAll("svg.chart")) {
  const boxes = [...chart.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0);
  for (const [i, [name, one]] of boxes.entries()) for (const [other, box] of boxes.slice(i + 1)) {
    const across = Math.min(one.right, box.right) - Math.max(one.left, box.left);
    const along = Math.min(one.bottom, box.bottom) - Math.max(one.top, box.top);
    if (across > 1 && along > 4) found.push(`${name} on ${other}`);
  }
}
return found;
"""
SPILLS = """
const found = [];
for (const card of document.querySelectorAll(".number, .card, .verdict")) {
  const right = card.getBoundingClientRect().right;
  for (const one of card.querySelectorAll("p, h3, .chip, code, b, td"))
    if (!one.closest(".vh, svg, .scroll") && one.getBoundingClientRect().right > right + 1) found.push(one.textContent);
}
return found;
"""
ATTACK = '</td><script>document.title="owned"</script><img src=https://example.org/x onerror=alert(1)>{{7*7}}'
ATTACKED_CARD = HOSTILE_CARD._replace(
    warnings=(Notice("x", ATTACK, ATTACK),),
    repository=SOURCE.repository._replace(branch=ATTACK, remote=ATTACK),
)
ATTACKED_SNAPSHOT = MIXED._replace(
    summary=MIXED.summary._replace(
        agents=(AgentCount(ATTACK, 2, ((ATTACK, 1),)),),
        untraceable=2,
        examples=(Example("c" * 40, ATTACK, 0), Example("d" * 40, "\u202egnp.exe \x1b[31m" + "W" * 300, None)),
    ),
    adoption=Adoption(ATTACK, MIXED.summary),
    warnings=(Notice("x", ATTACK, ATTACK),),
    repository=SOURCE.repository._replace(branch=ATTACK, remote=ATTACK),
    agent_names={},
)


def attacked() -> Document:
    """A document in which every text that a repository decides is an attack."""
    rows = [{**period("2026-07", (1, 9)), "agents": [{"id": ATTACK, "model": ATTACK, "commits": 9}]}]
    found = report(*rows)
    found["repository"].update(name=ATTACK, url=f"javascript:{ATTACK}", branch=ATTACK, remote=ATTACK)
    found["range"].update(revisions=ATTACK, since=ATTACK, until=ATTACK, paths=[ATTACK])
    return {
        **found,
        "agents": [{"id": ATTACK, "name": ATTACK, "commits": 9, "models": [{"id": ATTACK, "commits": 1}]}],
        "undeclared": {
            "count": 8,
            "examples": [{**example(subject=ATTACK, published=None), "agent": ATTACK, "place": ATTACK}],
        },
        "untraceable": {
            "count": 9,
            "examples": [example(subject=f"\u202egnp.exe \x1b[31m{'W' * 300}", published=False)],
        },
        "directories": [{"path": ATTACK, "in_scope": 20, "ai": 9, "declared": 1}],
        "policy": {"findings": 1, "by_rule": {ATTACK: 1}},
        "secrets": {"findings": 1, "by_rule": {ATTACK: 1}},
        "warnings": [{"code": "x", "message": ATTACK, "hint": ATTACK}],
    }


def large() -> Document:
    months = [f"{1990 + n // 12}-{n % 12 + 1:02}" for n in range(430)]
    agents = [{"id": f"agent-{n}", "model": f"model-{n}", "commits": 5 + n % 7} for n in range(200)]
    rows = [{**period(month, (1100, 1200), (1900, 2300)), "agents": agents} for month in months]
    lists = {"count": 400_000, "examples": [example(subject="w" * 200) for _ in range(28)]}
    paths = [{"path": f"d{n}/e", "in_scope": 900, "ai": 90, "declared": 9} for n in range(400)]
    named = [{"id": one["id"], "name": one["id"], "commits": 9, "models": []} for one in agents]
    return report(*rows, undeclared=lists, untraceable=lists, directories=paths, agents=named)


YOUNG = report(
    *({**period(f"2026-07-1{n}", (n % 2, 1)), "period": f"2026-07-1{n}"} for n in range(4)),
    timeline_unit="day",
    first_ai={"sha": "b" * 40, "date": "2026-07-10T00:00:00Z"},
    setup={"hooks": False, "declare": "ai", "gate": False},
)
SHALLOW = monthly((3, 9), complete=False, range={**report()["range"], "complete": False})
TRENDS = {
    "shallow": SHALLOW,
    "young": YOUNG,
    "no-ai": report(period("2026-01", (0, 0), (0, 9))),
    "nothing": report(),
    "months": monthly((9, 9), (1, 3), (4, 9), (0, 0), (9, 20), (20, 20), (19, 20)),
    "texts": attacked(),
    "many": large(),
}
SNAPSHOTS = {
    "report": MIXED,
    "score": SOURCE,
    "empty": EMPTY,
    "hostile": HOSTILE,
    "attacked": ATTACKED_SNAPSHOT,
    "attacked-score": ATTACKED_CARD,
}
PAGES = (*SNAPSHOTS, *TRENDS)


def page(name: str, language: str = "en") -> str:
    return page_of_report(TRENDS[name], language) if name in TRENDS else page_of_snapshot(SNAPSHOTS[name], language)


@pytest.fixture(scope="module")
def browser() -> Generator[Chrome]:
    """One headless Chromium for all pages."""
    yield from chromium()


def opened(browser: Chrome, place: Path, text: str, *, width: int = 1280, dark: bool = False) -> None:
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    (place / "page.html").write_text(text, encoding="utf-8")
    log(browser, "performance")
    log(browser, "browser")
    browser.get((place / "page.html").as_uri())


def log(browser: Chrome, kind: str) -> list[dict[str, Any]]:
    """What was logged since this was last asked."""
    return list(browser.get_log(kind))  # type: ignore[no-untyped-call]  # selenium leaves it untyped


def requests(browser: Chrome) -> list[str]:
    messages = [json.loads(entry["message"])["message"] for entry in log(browser, "performance")]
    stopped = {
        one["params"]["requestId"]
        for one in messages
        if one["method"] == "Network.loadingFailed" and one["params"].get("blockedReason") == "csp"
    }
    sent = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    return [one["request"]["url"] for one in sent if one["requestId"] not in stopped]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_but_the_file_is_loaded_and_nothing_complains(
    browser: Chrome, tmp_path: Path, name: str, language: str
) -> None:
    opened(browser, tmp_path, page(name, language))
    assert requests(browser) == [(tmp_path / "page.html").as_uri()]
    assert log(browser, "browser") == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [380, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_can_be_read(browser: Chrome, tmp_path: Path, name: str, width: int, dark: bool) -> None:
    opened(browser, tmp_path, page(name), width=width, dark=dark)
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.execute_script(CHECKS) == []


@pytest.mark.parametrize("name", ["attacked", "texts"])
def test_hostile_text_is_shown_as_text(browser: Chrome, tmp_path: Path, name: str) -> None:
    opened(browser, tmp_path, page(name))
    assert "AI provenance report, 20" in browser.title
    assert '<script>document.title="owned"</script>' in browser.execute_script("return document.body.innerText")
    assert "{{7*7}}" in browser.execute_script("return document.body.innerText")


def test_should_an_escape_be_missed_the_policy_still_forbids(browser: Chrome, tmp_path: Path) -> None:
    text = page("report").replace(
        "<main ", "<script>document.title='owned'</script><img src='https://example.org/x'><main "
    )
    opened(browser, tmp_path, text)
    assert "AI provenance report, 20" in browser.title
    assert requests(browser) == [(tmp_path / "page.html").as_uri()]


@pytest.mark.parametrize("name", ["score", "months"])
def test_it_prints_on_a_few_sheets_in_ink_on_white(browser: Chrome, tmp_path: Path, name: str) -> None:
    opened(browser, tmp_path, page(name), dark=True)
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    assert printed.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 16
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert (
        browser.execute_script("return getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_each_phase_has_its_band_and_those_with_a_score_a_dot(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page("score"))
    count = "return document.querySelectorAll(arguments[0]).length"
    assert browser.execute_script(count, "#phases svg.band") == 6
    assert browser.execute_script(count, "#phases svg.band .dot") == 6


def test_the_first_screen_answers_everything(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page("months"), width=1440)
    bottom = browser.execute_script("return document.querySelector('#answer').getBoundingClientRect().bottom")
    assert bottom <= 900


@pytest.mark.parametrize("width", [380, 900, 1440])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_label_of_an_axis_lies_on_another(browser: Chrome, tmp_path: Path, width: int, language: str) -> None:
    opened(browser, tmp_path, page("many", language), width=width)
    assert browser.execute_script(OVERLAPS) == []


@pytest.mark.parametrize("width", [380, 700, 900, 1440])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["many", "months", "score"])
def test_nothing_sticks_out_of_its_card(browser: Chrome, tmp_path: Path, name: str, language: str, width: int) -> None:
    opened(browser, tmp_path, page(name, language), width=width)
    assert browser.execute_script(SPILLS) == []


LINES_OF_AGENT = """
const name = document.createRange();
name.selectNodeContents(document.querySelector("td.a"));
return new Set([...name.getClientRects()].map((line) => line.top)).size;
"""


@pytest.mark.parametrize("width", [700, 900, 1280])
def test_the_name_of_an_agent_is_not_broken(browser: Chrome, tmp_path: Path, width: int) -> None:
    # a subject that needs more than the table has: without a width of its own the column of agents gives way
    long = {**example(subject="w" * 200), "agent": "claude-code"}
    opened(browser, tmp_path, page_of_report(monthly((3, 9), undeclared={"count": 6, "examples": [long]})), width=width)
    assert browser.execute_script(LINES_OF_AGENT) == 1


class Outline(HTMLParser):
    """Tags that are opened and closed, to see that they match."""

    VOID = ("meta", "rect", "path", "line", "circle", "br", "wbr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - the base class's signature
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", PAGES)
def test_tags_match(name: str) -> None:
    assert Outline(page(name)).open == []


def test_the_page_of_a_large_history_stays_small() -> None:
    assert len(page("many").encode()) < 150_000


@pytest.mark.parametrize("name", PAGES)
def test_the_same_run_gives_the_same_page(name: str) -> None:
    assert page(name) == page(name)


def test_spanish_is_spanish() -> None:
    text = page("score", "es")
    assert '<html lang="es">' in text
    for word in ("Tareas pendientes", "Estrategia y gobierno técnico de IA", "80,0\N{NO-BREAK SPACE}%"):
        assert word in text
    for word in ("To-dos", "Mostly complete", "cannot be judged"):
        assert word not in text


@pytest.mark.parametrize("name", ["trace_ai", "trace_all", "attribution_coverage"])
def test_every_number_leads_to_its_definition(name: str) -> None:
    assert f'href="#def-{name}"' in page("report")
    assert f'id="def-{name}"' in page("report")


@pytest.mark.parametrize("anchor", ["T2.4", "G2", "I2.3", "phase-6", "todo", "gates", "indicators", "tasks", "risks"])
def test_parts_of_the_scorecard_can_be_linked_to(anchor: str) -> None:
    assert f' id="{anchor}"' in page("score")


def test_both_languages_have_every_word() -> None:
    assert all(len(row) == len(LANGUAGES) and all(row) for row in texts().values())


def test_both_languages_are_given_the_same_values() -> None:
    for key, row in texts().items():
        fields = [sorted({name for _, name, _, _ in Formatter().parse(text) if name}) for text in row]
        assert fields[0] == fields[1], key


def test_nobody_is_named() -> None:
    assert "ana@example.org" not in page("score") + page("report")
