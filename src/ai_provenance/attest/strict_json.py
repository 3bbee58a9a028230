"""JSON of which no two readers can make different things: no name twice in an object, no number beyond JSON's own."""

from __future__ import annotations

import json

from ai_provenance.attest.statement import StatementError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

LARGEST = 1 << 16
"""Bytes of a text that is read at all."""


def parsed(text: bytes) -> object:
    """The JSON value that TEXT is.

    Raises StatementError for a name that an object has twice, a number that is none, and what nests beyond reason.
    """
    if len(text) > LARGEST:
        raise StatementError(f"longer than {LARGEST >> 10} KiB")
    try:
        return _DECODER.decode(text.decode("utf-8"))
    except StatementError:
        raise
    except (ValueError, RecursionError) as error:
        raise StatementError("no JSON") from error


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise StatementError("a name twice in one object")
    return found


def _no_number(name: str) -> object:
    raise StatementError(f"{name} is no number")


# one for all: to make a decoder for each of many thousand records takes as long as to read them
_DECODER = json.JSONDecoder(object_pairs_hook=_without_repeats, parse_constant=_no_number)
