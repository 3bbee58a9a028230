"""The page in a real browser: nothing is loaded, nothing runs, everybody can read it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Generator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ai_provenance.export.report.html import page
from ai_provenance.model import Notice
from ai_provenance.report import AgentCount, Example, Period
from ai_provenance.snapshot import Adoption
from cards import HOSTILE as HOSTILE_CARD
from cards import SOURCE
from snapshots import EMPTY, HOSTILE, MIXED
from tools import needed

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CHECKS = (Path(__file__).parent / "page_checks.js").read_text()
ATTACK = '</td><script>document.title="owned"</script><img src=https://example.org/x onerror=alert(1)>{{7*7}}'
ATTACKED = HOSTILE_CARD._replace(
    summary=SOURCE.summary._replace(
        agents=(AgentCount(ATTACK, 2, ((ATTACK, 1),)),),
        untraceable=2,
        examples=(Example("c" * 40, ATTACK, 0), Example("d" * 40, "\u202egnp.exe \x1b[31m" + "W" * 300, None)),
    ),
    adoption=Adoption(ATTACK, SOURCE.summary),
    warnings=(Notice("x", ATTACK, ATTACK),),
    repository=SOURCE.repository._replace(branch=ATTACK, remote=ATTACK),
    agent_names={},
)
LARGE = SOURCE._replace(
    summary=SOURCE.summary._replace(
        walked=1_000_000,
        in_scope=900_000,
        timeline=tuple(Period(f"{1990 + n // 12}-{n % 12 + 1:02}", 2300, 1200, 1900) for n in range(430)),
        agents=tuple(
            AgentCount(f"agent-{n}", 1000 - n, tuple((f"model-{m}", 5) for m in range(60))) for n in range(80)
        ),
        untraceable=400_000,
        examples=tuple(Example("c" * 40, "w" * 200, 0) for _ in range(20)),
    ),
)
PAGES = {"report": MIXED, "score": SOURCE, "empty": EMPTY, "hostile": HOSTILE, "attacked": ATTACKED, "large": LARGE}


@pytest.fixture(scope="module")
def browser() -> Generator[Chrome]:
    """One headless Chromium for all pages."""
    from selenium import webdriver  # noqa: PLC0415 - only where a browser is driven
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    options = webdriver.ChromeOptions()
    options.binary_location = needed("chromium", "google-chrome", "chromium-browser")
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(needed("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


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
    opened(browser, tmp_path, page(PAGES[name], language))
    assert requests(browser) == [(tmp_path / "page.html").as_uri()]
    assert log(browser, "browser") == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [380, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_can_be_read(browser: Chrome, tmp_path: Path, name: str, width: int, dark: bool) -> None:
    opened(browser, tmp_path, page(PAGES[name]), width=width, dark=dark)
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.execute_script(CHECKS) == []


def test_hostile_text_is_shown_as_text(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page(ATTACKED))
    assert browser.title == "AI provenance: HEAD"
    assert '<script>document.title="owned"</script>' in browser.execute_script("return document.body.innerText")
    assert "{{7*7}}" in browser.execute_script("return document.body.innerText")


def test_should_an_escape_be_missed_the_policy_still_forbids(browser: Chrome, tmp_path: Path) -> None:
    text = page(MIXED).replace(
        "<main>", "<main><script>document.title='owned'</script><img src='https://example.org/x'>"
    )
    opened(browser, tmp_path, text)
    assert browser.title == "AI provenance: HEAD"
    assert requests(browser) == [(tmp_path / "page.html").as_uri()]


def test_it_prints_on_a_few_sheets_in_ink_on_white(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page(SOURCE), dark=True)
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    assert printed.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 14
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert (
        browser.execute_script("return getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_charts_show_what_the_tables_say(browser: Chrome, tmp_path: Path) -> None:
    opened(browser, tmp_path, page(SOURCE))
    bars = browser.execute_script("return document.querySelectorAll('.phase-chart .bar rect').length")
    whiskers = browser.execute_script("return document.querySelectorAll('.phase-chart .ci').length")
    assert (bars, whiskers) == (6, 6)
    assert "Phase 2: 80.0 %" in browser.execute_script("return document.querySelector('.phase-chart').textContent")


class Outline(HTMLParser):
    """Tags that are opened and closed, to see that they match."""

    VOID = ("meta", "rect", "path", "line", "circle", "br")

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
    assert Outline(page(PAGES[name])).open == []


def test_the_page_of_a_large_history_stays_small() -> None:
    assert len(page(LARGE).encode()) < 300_000


def test_the_same_run_gives_the_same_page() -> None:
    assert page(SOURCE) == page(SOURCE)


def test_spanish_is_spanish() -> None:
    text = page(SOURCE, "es")
    assert '<html lang="es">' in text
    for word in ("Commits trazables", "Estrategia y gobierno técnico de IA", "80,0 %"):
        assert word in text
    for word in ("Traceable commits", "mostly complete", "inconclusive<"):
        assert word not in text


def test_every_number_leads_to_its_definition() -> None:
    text = page(SOURCE)
    for name in ("trace-all", "trace-ai", "attribution", "scope", "level", "score", "claimed", "coverage", "gate"):
        assert f'href="#def-{name}"' in text
        assert f'id="def-{name}"' in text


def test_both_languages_have_every_word() -> None:
    from ai_provenance.export.report.html import _texts  # noqa: PLC0415 - the table behind the page

    assert all({"en", "es"} == set(row) and all(row.values()) for row in _texts().values())


def test_nobody_is_named(tmp_path: Path) -> None:
    text = page(SOURCE)
    assert "ana@example.org" not in text
    assert "example.org" not in text
