"""The names and addresses that people went by, from a tree's `.mailmap` (gitmailmap(5)).

It is read here and not by git: `log.mailmap` is off in every walk, since a partial clone may lack the file and a
change could rename authors by it. A test compares with `git check-mailmap`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ai_provenance.model import Identity
from ai_provenance.repo.objects import file_at
from ai_provenance.repo.repository import Repository

_ENTRY = re.compile(r"([^<>]*)<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?")


class Mailmap:
    """Who goes by which name and address."""

    __slots__ = ("_known",)

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._known: dict[tuple[str, str | None], tuple[str, str]] = {}
        for line in lines:
            entry = _ENTRY.match(line)
            if entry and not line.startswith("#"):
                self._add(*(None if part is None else part.strip() for part in entry.groups()))

    def _add(self, name: str | None, address: str | None, old_name: str | None, old_address: str | None) -> None:
        if old_address is None:
            old_address, old_name, address = address, None, ""
        key = ((old_address or "").lower(), old_name.lower() if old_name else None)
        before = self._known.get(key, ("", ""))
        # of two entries the later one wins, for what it says
        self._known[key] = (name or before[0], address or before[1])

    def proper(self, who: Identity) -> Identity:
        """WHO under the name and address that the file gives; as they are where it has none."""
        address = who.email.lower()
        found = self._known.get((address, who.name.lower())) or self._known.get((address, None))
        return Identity(found[0] or who.name, found[1] or who.email) if found else who


def read_mailmap(repository: Repository, revision: str | None) -> Mailmap:
    """The `.mailmap` at the top of REVISION; an empty one where there is none, or it is not here."""
    data = file_at(repository, revision, ".mailmap") if revision else b""
    return Mailmap(data.decode("utf-8", "replace").split("\n"))
