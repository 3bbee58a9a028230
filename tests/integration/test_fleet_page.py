"""The pages of a fleet in a real browser: they can be read at every width, whatever repositories are called."""

from __future__ import annotations

import io
import json
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ai_provenance.export.fleet import writer
from ai_provenance.export.governance.conformity import write as write_conformity
from browsers import chromium
from fleet_snapshots import HOSTILE, fleet, member
from organisations import MIXED

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CHECKS = (Path(__file__).parent / "page_checks.js").read_text()
SIZES = {"small": fleet(10, member(HOSTILE, 3)), "large": fleet(1_000), "huge": fleet(5_000)}


@pytest.fixture(scope="module")
def browser() -> Generator[Chrome]:
    """One headless Chromium for all pages."""
    yield from chromium()


def opened(browser: Chrome, folder: Path, name: str, width: int) -> str:
    out = io.StringIO()
    if name == "conformity":
        write_conformity(MIXED, "html", out)
    else:
        writer("html")(SIZES[name], out)
    place = folder / "fleet.html"
    place.write_text(out.getvalue(), "utf-8")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(place.as_uri())
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    return place.as_uri()


@pytest.mark.parametrize("width", [380, 900, 1440])
@pytest.mark.parametrize("name", [*SIZES, "conformity"])
def test_the_page_can_be_read(browser: Chrome, tmp_path: Path, name: str, width: int) -> None:
    opened(browser, tmp_path, name, width)
    assert browser.execute_script(CHECKS) == []


def test_nothing_but_the_file_is_loaded_whatever_a_repository_is_called(browser: Chrome, tmp_path: Path) -> None:
    browser.get_log("performance")  # type: ignore[no-untyped-call]  # selenium leaves it untyped
    address = opened(browser, tmp_path, "small", 900)
    entries = browser.get_log("performance")  # type: ignore[no-untyped-call]  # as above
    messages = [json.loads(entry["message"])["message"] for entry in entries]
    sent = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    assert sent == [address]
    assert "Example <b>&" in browser.title
    assert "<script>" in browser.find_element("id", "repositories").text
