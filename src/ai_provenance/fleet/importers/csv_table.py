"""CSV with a column `url` (RFC 4180), as every inventory can export it.

The columns `team`, `archived` and `fork` are known (`true`, `yes` or `1` are true); every other one is a label.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ai_provenance.fleet.importers.interface import Listed, ListingError

_KNOWN = {"url", "team", "archived", "fork", "pushed_at"}


def read(content: bytes) -> Iterator[Listed]:
    """The repositories of a table. Raises ListingError where it has no column `url`, or a row has no address."""
    try:
        table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        names = [name.strip().lower() for name in next(table, [])]
        if "url" not in names:
            raise ListingError("expected a column `url` in the first line")
        for number, values in enumerate(table, 2):
            row = dict(zip(names, (value.strip() for value in values), strict=False))
            if not any(row.values()):
                continue
            if not row.get("url"):
                raise ListingError(f"line {number} has no address")
            yield _listed(row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ListingError(f"no CSV in UTF-8 ({error})") from None


def _listed(row: dict[str, str]) -> Listed:
    return Listed(
        row["url"],
        archived=_is_true(row.get("archived", "")),
        fork=_is_true(row.get("fork", "")),
        pushed_at=row.get("pushed_at") or None,
        team=row.get("team") or None,
        labels={name: value for name, value in row.items() if name not in _KNOWN and value},
    )


def _is_true(value: str) -> bool:
    return value.lower() in ("true", "yes", "1")
