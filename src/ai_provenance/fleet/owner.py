"""The team that owns a repository, as its own files say: `catalog-info.yaml`, then CODEOWNERS. Never a person."""

from __future__ import annotations

import re

from ai_provenance.errors import GitError, ProvenanceError
from ai_provenance.repo import Repository
from ai_provenance.repo.files import TreeFile, read_files, top_files

_CATALOGS = ("catalog-info.yaml", "catalog-info.yml")
_CODEOWNERS = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
OWNER_FILES = (*_CATALOGS, *_CODEOWNERS)
"""The files that name an owner, the one that decides first."""
_TEAM = re.compile(r"@[\w.-]+/([\w./-]+)")
"""`@org/team`; a name without a slash is a person's."""
_LARGEST = 256 * 1024


def owning_team(repository: Repository) -> str | None:
    """The team that owns the repository as of HEAD; None where it names none, or the files are not here."""
    if repository.head is None:
        return None
    try:
        listing = {file.path: file for file in top_files(repository, "HEAD", OWNER_FILES) if file.regular}
    except GitError:
        return None  # the trees are not here
    for path in OWNER_FILES:
        content = _content(repository, listing[path]) if path in listing else None
        if content is not None:
            found = _of_catalog(content) if path in _CATALOGS else _of_codeowners(content)
            if found:
                return found
    return None


def _content(repository: Repository, file: TreeFile) -> bytes | None:
    ((_, content),) = read_files(repository, [file], limit=_LARGEST)
    return content


def _of_catalog(content: bytes) -> str | None:
    from ai_provenance.fleet.importers.catalog import documents, owner_of  # noqa: PLC0415 - YAML, which few jobs need

    try:
        return next((owner for entity in documents(content) if (owner := owner_of(entity))), None)
    except ProvenanceError:
        return None  # no YAML: it names no one


def _of_codeowners(content: bytes) -> str | None:
    """The first team of the last rule for `*`: a later rule takes precedence."""
    rules = [line.split("#")[0].split() for line in content.decode("utf-8", "replace").splitlines()]
    for rule in reversed(rules):
        if rule[:1] == ["*"]:
            return next((found[1] for name in rule[1:] if (found := _TEAM.fullmatch(name))), None)
    return None
