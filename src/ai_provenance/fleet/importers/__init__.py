"""The listings of repositories that other tools print, one module a format, behind the `Listed` of `interface`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from ai_provenance.fleet.importers.interface import Listed, ListingError

_MODULES: Mapping[str, str] = {"gh": "github", "gitlab": "gitlab", "catalog": "catalog", "csv": "csv_table"}

FORMATS = tuple(_MODULES)
"""The formats, as `fleet import` names them."""


def importer(name: str) -> Callable[[bytes], Iterator[Listed]]:
    """The function that reads listings of the format NAME, one of `FORMATS`."""
    read: Callable[[bytes], Iterator[Listed]] = import_module(f"ai_provenance.fleet.importers.{_MODULES[name]}").read
    return read


def recognise(content: bytes) -> str:
    """Which of `FORMATS` a listing is in. Raises ListingError where it is none of them."""
    beginning = content.lstrip()[:65_536]
    if beginning.startswith(b"["):
        if b'"nameWithOwner"' in beginning:
            return "gh"
        if b'"path_with_namespace"' in beginning:
            return "gitlab"
        if b'"kind"' in beginning:
            return "catalog"
        if beginning[1:].lstrip().startswith(b"]"):
            return "gh"  # an organisation without repositories, whatever printed it
    if b"apiVersion:" in beginning:
        return "catalog"
    if b"url" in beginning.partition(b"\n")[0].lower().replace(b'"', b"").strip().split(b","):
        return "csv"
    raise ListingError("expected what gh, glab or a Backstage catalog prints, or CSV with a column `url`")
