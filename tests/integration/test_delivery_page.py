"""The page of delivery in a real browser: it can be read at every width, and loads nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ai_provenance.delivery.improvement import Improvement
from ai_provenance.export.delivery import html as as_html
from ai_provenance.export.delivery.shown import Shown
from ai_provenance.model import Ratio
from ai_provenance.repo.identity import RepositoryIdentity
from browsers import chromium
from delivered import Delivered
from repository import Repository

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

TRIED = Improvement(
    experiments=(("speed", 1_800_000_000, True),),
    cycles=({"id": "a-cycle-with-a-rather-long-name", "at": "2026-03-01", "verdict": "inconclusive", "act": "extend"},),
    broken="line 2 of the ledger was edited",
    batches={"ai": Ratio(9, 10)},
    surveys=(("2026Q1", 6.5),),
)
CHECKS = (Path(__file__).parent / "page_checks.js").read_text()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of eight releases by six people, one of which failed."""
    room = tmp_path_factory.mktemp("page")
    main = Delivered(Repository.init(room / "work"))
    for release in range(8):
        for number in range(6):
            author = f"P{number} <p{number}@example.org>"
            oid = main.commit(f"feat: {release}.{number}", day=1 + release * 10 + number / 10, author=author)
        main.tag(f"@acme/a-package-with-a-rather-long-name@1.{release}.0", day=3 + release * 10)
        if release == 4:
            main.commit(f'Revert "feat: 4.5"\n\nThis reverts commit {oid}.', day=8 + release * 10)
    out = io.StringIO()
    called = RepositoryIdentity("git.example.org/acme/widgets", "acme/<b>widgets</b>")
    as_html.write(main.assess(), called, out, Shown(bands="2024", improvement=TRIED))
    (room / "delivery.html").write_text(out.getvalue(), "utf-8")
    return room / "delivery.html"


@pytest.fixture(scope="module")
def browser() -> Generator[Chrome]:
    """One headless Chromium for all pages."""
    yield from chromium()


@pytest.mark.parametrize("width", [380, 1440])
def test_the_page_can_be_read_and_loads_nothing(browser: Chrome, place: Path, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get_log("performance")  # type: ignore[no-untyped-call]  # selenium leaves it untyped
    browser.get(place.as_uri())
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.execute_script(CHECKS) == []
    entries = browser.get_log("performance")  # type: ignore[no-untyped-call]  # as above
    messages = [json.loads(entry["message"])["message"] for entry in entries]
    sent = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    assert sent == [place.as_uri()]
