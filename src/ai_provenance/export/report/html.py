"""The page that people look at: one file with its charts and styles inside, which loads nothing and runs nothing.

It is drawn from the report document, or from the score document where the snapshot holds a scorecard, and from nothing
else: whoever has the JSON can check every number. Everything that came from a repository goes through jinja2's
escaping. A content security policy in the page forbids scripts and every address, should an escape ever be missed.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ai_provenance.export.options import Options
from ai_provenance.export.report.json import document as report_document
from ai_provenance.export.report.page import report_parts
from ai_provenance.export.report.words import TEMPLATES, Words
from ai_provenance.snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Compiled templates, kept beside the templates as Python keeps its own modules.

    Compiling takes as long as eight starts of Python. Jinja2 holds what it loads to its own version, to Python's and
    to the text of the template.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill BUCKET where its template has been compiled before."""
        with suppress(OSError), open(_kept(bucket), "rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what BUCKET holds; an installation that cannot be written to compiles each time."""
        if sys.dont_write_bytecode or sys.pycache_prefix:
            return
        path = _kept(bucket)
        own = f"{path}.{os.getpid()}"
        with suppress(OSError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(own, "wb") as file:
                bucket.write_bytecode(file)
            os.replace(own, path)


def _kept(bucket: Bucket) -> str:
    return os.path.join(TEMPLATES, "__pycache__", f"{bucket.key}.{sys.implementation.cache_tag}.jinja")


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the page of the scorecard where the snapshot holds one, else that of the report."""
    out.write(page(snapshot, options.language))


def page(snapshot: Snapshot, language: str = "en") -> str:
    """The page as text."""
    if snapshot.card is None:
        return page_of_report(report_document(snapshot), language)
    from ai_provenance.export.score.json import document as score_document  # the methodology costs pydantic

    return page_of_score(report_document(snapshot), score_document(snapshot, language), language)


def page_of_report(document: dict[str, Any], language: str = "en") -> str:
    """The page of a report document."""
    words = Words(language)
    return render("page.html", words=words, **report_parts(document, words))


def page_of_score(report: dict[str, Any], score: dict[str, Any], language: str = "en") -> str:
    """The page of a score document; REPORT names the repository."""
    from ai_provenance.export.score.page import score_parts  # only where there is a scorecard

    words = Words(language)
    return render("score.html", words=words, **score_parts(report, score, words))


def render(name: str, **values: object) -> str:
    """The template NAME with VALUES and the page's style."""
    return _environment().get_template(name).render(style=_style(), **values) + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=_Compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> Markup:
    # a file of ours, and no template: reading it as one would take as long as all the others
    with open(os.path.join(TEMPLATES, "page.css"), encoding="utf-8") as file:
        return Markup(file.read())  # noqa: S704 - our own file
