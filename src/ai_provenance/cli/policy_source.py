"""Where the policy of a command comes from: a file, a revision, or the place that is judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai_provenance.config import FILE, PYPROJECT, Config, defaults, find_config, load_config, parse_config
from ai_provenance.errors import ConfigError, ProvenanceError
from ai_provenance.repo import Repository
from ai_provenance.repo.files import TreeFile, read_files, top_files
from ai_provenance.repo.revisions import peel

_LARGEST = 1 << 24
_FETCH = "git fetch --refetch --no-filter"


@dataclass(frozen=True, slots=True)
class Policy:
    """A configuration, and the path that findings without a place are shown on."""

    config: Config
    path: str


def policy_in_force(repository: Repository, *, file: Path | None, revision: str | None) -> Policy:
    """The policy from FILE, or as it stands in REVISION, or else of the work tree.

    A bare repository has no work tree: there HEAD's configuration holds, which a push cannot change before it is
    judged. Raises ConfigError when it cannot be read, or FILE is not there.
    """
    if file is not None:
        return Policy(parse_config(_bytes(file), source=file.name), file.name)
    if revision is not None:
        return _at(repository, peel(repository, revision))
    if repository.work_tree is not None:
        found = find_config(repository.work_tree)
        return Policy(load_config(repository.work_tree), found.name if found else FILE)
    return _at(repository, repository.head) if repository.head else Policy(defaults(), FILE)


def _at(repository: Repository, commit: str) -> Policy:
    """The policy that COMMIT holds. What cannot be read is refused: without it, milder rules would hold unsaid."""
    for file in _candidates(repository, commit):
        ((_, data),) = read_files(repository, [file], limit=_LARGEST)
        if data is None:
            raise ConfigError(f"{file.path} of {commit[:12]} is not here, or no file of ordinary size", _FETCH)
        if file.path == FILE or b"ai-provenance" in data:
            return Policy(parse_config(data, source=file.path), file.path)
    return Policy(defaults(), FILE)


def _candidates(repository: Repository, commit: str) -> list[TreeFile]:
    """The files of COMMIT that may configure it, in order of precedence."""
    try:
        found = top_files(repository, commit, (FILE, PYPROJECT))
    except ProvenanceError as error:
        raise ConfigError(f"the tree of {commit[:12]} is not here, which holds the policy", _FETCH) from error
    if any(file.path == FILE and not file.regular for file in found):
        raise ConfigError(f"{FILE} of {commit[:12]} is no regular file", "commit it as one")
    return sorted((file for file in found if file.regular), key=lambda file: (FILE, PYPROJECT).index(file.path))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", "name the policy file with --policy") from error
