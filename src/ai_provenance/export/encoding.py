"""How documents are encoded, the same way for every document that is published."""

from __future__ import annotations

import json
import re


def json_text(document: object, *, indent: int | None = 2) -> str:
    """DOCUMENT as JSON text that every parser accepts, without a final line end.

    Half a surrogate pair, which a file name or a branch name may hold, becomes `?`: UTF-8 has no bytes for it. `##`, by
    which a CI takes a part of its log for a command, is written with an escape, which means the same.
    """
    text = json.dumps(document, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode()
    return text.replace("##", "#\\u0023")


def inert_markup(document: str) -> str:
    """DOCUMENT, XML or HTML, without what a CI takes for a command in a log; it means the same."""
    return _COMMAND.sub(lambda mark: f"&#{ord(mark[0])};", document)


_COMMAND = re.compile(r"(?<!\S):(?=:)|#(?=#)")
"""The beginnings of `::name` and `##[name` (`text.log_line`)."""
