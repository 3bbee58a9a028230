"""A ledger as bytes, and back: the head as JSON, the columns as they are in memory."""

from __future__ import annotations

import json
import sys
from array import array
from dataclasses import asdict
from typing import Any

from ai_provenance.delivery.records import Brought, Deployment, Ledger, Revert

FORMAT = 6
"""Part of the key: raised when a ledger changes its meaning."""
_COLUMNS = (
    ("firsts", "i"),
    ("authored", "q"),
    ("committed", "q"),
    ("authors", "i"),
    ("ordinary", "B"),
    ("origins", "B"),
    ("reverted", "B"),
)
_NUMBERS = ("oldest", "merges", "automation", "copies", "unresolved", "reverts_by", "relandings")


def dump(ledger: Ledger) -> bytes:
    """LEDGER as bytes that `load` reads on the same kind of machine."""
    head: dict[str, Any] = {
        "byteorder": sys.byteorder,
        "changes": len(ledger.firsts),
        "oids": len(ledger.oids),
        "deployments": [list(one) for one in ledger.deployments],
        "previous": list(ledger.previous.items()),
        "shared": sorted(ledger.shared),
        "cut": sorted(ledger.cut),
        "brought": [list(asdict(one).values()) for one in ledger.brought],
        "reverts": [list(one) for one in ledger.reverts],
        "roots": ledger.roots,
        **{name: getattr(ledger, name) for name in _NUMBERS},
    }
    columns = b"".join(array(kind, getattr(ledger, name)).tobytes() for name, kind in _COLUMNS)
    return json.dumps(head).encode("ascii") + b"\n" + columns + ledger.oids


def load(content: bytes) -> Ledger:
    """The ledger that `dump` gave CONTENT of. Raises KeyError, TypeError or ValueError where it is no such thing."""
    text, _, columns = content.partition(b"\n")
    head = json.loads(text)
    if head["byteorder"] != sys.byteorder:
        raise ValueError("of another machine")
    ledger = Ledger(
        deployments=tuple(_deployment(row) for row in head["deployments"]),
        previous=dict(head["previous"]),
        shared=frozenset(head["shared"]),
        cut=frozenset(head["cut"]),
        brought=[Brought(*row) for row in head["brought"]],
        reverts=tuple(_revert(row) for row in head["reverts"]),
        roots=tuple(head["roots"]),
    )
    start = 0
    for name, kind in _COLUMNS:
        column = array(kind)
        end = start + column.itemsize * head["changes"]
        column.frombytes(columns[start:end])
        if len(column) != head["changes"]:
            raise ValueError("cut off")
        setattr(ledger, name, bytearray(column) if kind == "B" else column)
        start = end
    ledger.oids = columns[start:]
    if len(ledger.oids) != head["oids"]:
        raise ValueError("cut off")
    for name in _NUMBERS:
        setattr(ledger, name, head[name])
    return ledger


def _deployment(row: list[Any]) -> Deployment:
    one = Deployment(*row)
    return one._replace(version=tuple(one.version), names=tuple(one.names), components=tuple(one.components))


def _revert(row: list[Any]) -> Revert:
    one = Revert(*row)
    return one._replace(targets=tuple(one.targets), undone=tuple(one.undone))
