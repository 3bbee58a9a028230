"""Where the policy of a command comes from: a file, a revision, or the place that is judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai_provenance.config import Config, load_config, parse_config
from ai_provenance.config.lean import FILE, PYPROJECT
from ai_provenance.config.load import defaults, find_config
from ai_provenance.errors import ConfigError
from ai_provenance.repo import Repository, run_git, try_git
from ai_provenance.repo.revisions import peel


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
    for name in (FILE, PYPROJECT):
        if try_git(repository, "cat-file", "-e", f"{commit}:{name}").status == 0:
            data = run_git(repository, "cat-file", "blob", f"{commit}:{name}")
            if name == FILE or b"ai-provenance" in data:
                return Policy(parse_config(data, source=name), name)
    return Policy(defaults(), FILE)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", "name the policy file with --policy") from error
