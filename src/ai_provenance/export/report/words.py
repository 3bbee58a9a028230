"""The words, numbers and dates of the page in one language."""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date, datetime
from functools import cache

from markupsafe import Markup, escape

from ai_provenance.export.report.rules import Part
from ai_provenance.export.wording import one_line

LANGUAGES = ("en", "es")
# by the path of this module, as `importlib.resources` takes half a start of Python to load
TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "templates")
_CODE = re.compile(r"`([^`]*)`")
_LINK = re.compile(r"\[([^\]]*)\]\((#[a-z0-9-]+)\)")
_MONTHS = {
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
    "es": "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre",
}
_SPACE = "\N{NO-BREAK SPACE}"


class Words:
    """The page's words in one language: `words["title"]`, `words.fill("more", count=3)`."""

    def __init__(self, language: str) -> None:
        self.language = "es" if language == "es" else "en"
        self._texts = texts()
        self._column = LANGUAGES.index(self.language)
        self._months = _MONTHS[self.language].split(",")

    def __getitem__(self, key: str) -> str:
        return self._texts[key][self._column]

    def get(self, key: str, otherwise: str) -> str:
        """The word KEY, or OTHERWISE where there is none."""
        return self[key] if key in self._texts else otherwise

    def fill(self, key: str, **values: object) -> str:
        """The sentence KEY with its values put in."""
        return self[key].format_map(values)

    def code(self, text: str) -> Markup:
        """TEXT with the parts between backticks as code, and links to anchors of this page."""
        safe = _CODE.sub(r"<code>\1</code>", str(escape(text)))
        return Markup(_LINK.sub(r'<a href="\2">\1</a>', safe))  # noqa: S704 - escaped before

    def count(self, number: int) -> str:
        """A whole number, grouped: `3,292`; in Spanish `3292` and, from five digits on, `33 133`."""
        if self.language == "es":
            return str(number) if abs(number) < 10_000 else f"{number:,}".replace(",", _SPACE)
        return f"{number:,}"

    def decimal(self, tenths: int) -> str:
        """A number of tenths: `83.1`, in Spanish `83,1`."""
        text = f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"
        return self.point(text)

    def point(self, text: str) -> str:
        """A number, or a span of time, with the decimal sign of the language."""
        return text.replace(".", ",") if self.language == "es" else text

    def percent(self, tenths: int) -> str:
        """`83.1 %`; `< 0.1 %` is a matter of the part: see `share`."""
        return f"{self.decimal(tenths)}{_SPACE}%"

    def target(self, target: float) -> str:
        """`100 %`, `97.5 %`."""
        return f"{target:g}{_SPACE}%".replace(".", "," if self.language == "es" else ".")

    def of(self, part: Part) -> str:
        """`133 of 160`."""
        return self.fill("n-of-d", n=self.count(part.part), d=self.count(part.whole))

    def share(self, part: Part) -> str:
        """`83.1 %`, rounded down; `< 0.1 %` for few but not none."""
        if part.tenths is None:
            return self["no-data"]
        return f"<{_SPACE}{self.percent(1)}" if part.part and not part.tenths else self.percent(part.tenths)

    def both(self, part: Part) -> str:
        """`133 of 160 (83.1 %)`."""
        return f"{self.of(part)} ({self.share(part)})" if part.whole else self["no-data"]

    def share_of(self, part: Part) -> str:
        """`83.1 % (133 of 160)`."""
        return f"{self.share(part)} ({self.of(part)})"

    def day(self, iso: str | None) -> str:
        """`14 Jul 2026`, in Spanish `14 jul 2026`; what is no date is shown as it is."""
        try:
            at = date.fromisoformat((iso or "")[:10])
        except ValueError:
            return one_line(iso or "") or "–"
        return f"{at.day} {self._short(at.month)} {at.year}"

    def moment(self, iso: str) -> str:
        """`27 Nov 2026, 16:32 UTC`."""
        try:
            at = datetime.fromisoformat(iso.removesuffix("Z"))
        except ValueError:
            return one_line(iso)
        return f"{self.day(iso)}, {at:%H:%M} UTC"

    def period(self, name: str, unit: str, *, year: bool = True) -> str:
        """`July 2026`, `July`; a day or a week by its date."""
        if unit != "month":
            return self.day(name) if year else self.day(name).rsplit(" ", 1)[0]
        month = self._months[int(name[5:7]) - 1]
        if not year:
            return month
        return f"{month} de {name[:4]}" if self.language == "es" else f"{month} {name[:4]}"

    def in_period(self, name: str, unit: str) -> str:
        """`in July 2026`."""
        return self.fill(f"in-{unit}", period=self.period(name, unit))

    def axis(self, name: str, unit: str) -> tuple[str, str]:
        """The two lines below a period: `Jul` and `2026`, or `14` and `Jul`."""
        month = self._short(int(name[5:7]))
        return (month, name[:4]) if unit == "month" else (str(int(name[8:10])), month)

    def span(self, kind: str, unit: str, number: int) -> str:
        """`three months`, as `last` or `before`."""
        return self[f"{kind}-{unit}"] if number == 1 else self.fill(f"{kind}-{unit}s", n=number)

    def _short(self, month: int) -> str:
        return self._months[month - 1][:3]


@cache
def texts() -> dict[str, list[str]]:
    """Every word, by its key, in the order of LANGUAGES."""
    with open(os.path.join(TEMPLATES, "page.toml"), "rb") as file:
        return tomllib.load(file)
