"""A browser that pages are opened in."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from tools import needed

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


def chromium() -> Generator[Chrome]:
    """One headless Chromium, which is ended behind it; its logs have what pages load."""
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
