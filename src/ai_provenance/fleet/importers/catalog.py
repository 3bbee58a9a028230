"""A Backstage catalog: `catalog-info.yaml` files one after the other, or the JSON of `/api/catalog/entities`.

https://backstage.io/docs/features/software-catalog/well-known-annotations
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ai_provenance.fleet.importers.interface import Listed, ListingError, objects

_SLUGS = {"github.com/project-slug": "https://github.com/", "gitlab.com/project-slug": "https://gitlab.com/"}
_SOURCE = "backstage.io/source-location"
_INSIDE = re.compile(r"/(?:-/)?(?:tree|blob)/.*|/$")
"""The part of a source location that names a place inside of the repository."""


def read(content: bytes) -> Iterator[Listed]:
    """The repositories of the entities that name one, each once. Raises ListingError where it is no catalog."""
    known = set()
    for entity in _entities(content):
        metadata = _table(entity.get("metadata"))
        url = _address(_table(metadata.get("annotations")))
        if url is None or url in known:
            continue
        known.add(url)
        labels = {str(name): str(value) for name, value in _table(metadata.get("labels")).items()}
        spec = _table(entity.get("spec"))
        labels |= {name: str(spec[name]) for name in ("lifecycle", "system") if isinstance(spec.get(name), str)}
        yield Listed(url, team=owner_of(entity), labels=labels)


def owner_of(entity: Mapping[str, Any]) -> str | None:
    """The group that owns ENTITY, without kind and namespace; None where no one or a person does."""
    owner = _table(entity.get("spec")).get("owner")
    if not isinstance(owner, str) or not owner or owner.lower().startswith("user:"):
        return None
    return owner.rpartition(":")[2].rpartition("/")[2] or None


def documents(content: bytes) -> Iterator[Mapping[str, Any]]:
    """The entities of a `catalog-info.yaml`. Raises ListingError where it is no YAML."""
    try:
        yield from (one for one in yaml.safe_load_all(content) if isinstance(one, dict))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ListingError(f"no YAML ({' '.join(str(error).split())[:120]})") from None


def _entities(content: bytes) -> Iterator[Mapping[str, Any]]:
    return iter(objects(content)) if content.lstrip().startswith(b"[") else documents(content)


def _address(annotations: Mapping[str, Any]) -> str | None:
    for name, host in _SLUGS.items():
        slug = annotations.get(name)
        if isinstance(slug, str):
            return host + slug
    source = annotations.get(_SOURCE)
    if not isinstance(source, str) or not source.startswith("url:"):
        return None
    return _INSIDE.sub("", source.removeprefix("url:"))


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
