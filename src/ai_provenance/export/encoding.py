"""JSON text of a document, the same way for every document that is published."""

from __future__ import annotations

import json


def json_text(document: object, *, indent: int | None = 2) -> str:
    """DOCUMENT as JSON text that every parser accepts, without a final line end.

    Half a surrogate pair, which a file name or a branch name may hold, becomes `?`: UTF-8 has no bytes for it.
    """
    return json.dumps(document, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode()
