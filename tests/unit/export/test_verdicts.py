"""One verdict as one line."""

from __future__ import annotations

import pytest

from ai_provenance.export.verdicts import as_json, as_text, lines
from snapshots import declared, unknown


@pytest.mark.parametrize("render", [as_json, as_text])
def test_lines_of_shared_verdicts_are_those_of_each(render: object) -> None:
    shared, silent = declared(), unknown()._replace(oid="")
    judged = [("1" * 40, shared), ("2" * 40, silent), ("3" * 64, shared), ("4" * 40, silent)]
    rendered = as_json if render is as_json else as_text
    expected = [rendered(verdict._replace(oid=oid)) + "\n" for oid, verdict in judged]
    assert list(lines(judged, rendered)) == expected
