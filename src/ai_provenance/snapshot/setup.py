"""How commits come by their declarations here, as far as files of the work tree and the git directory tell it."""

from __future__ import annotations

import os

from ai_provenance.repo import Repository, run_git
from ai_provenance.snapshot.records import Setup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = (b"ai-provenance", b"ai_provenance", b"git-provenance")
"""What a file that runs this program names."""
_HOOKS = ("prepare-commit-msg", "commit-msg")
_MANAGERS = (
    ".pre-commit-config.yaml",
    ".husky/prepare-commit-msg",
    ".husky/commit-msg",
    "lefthook.yml",
    "lefthook.yaml",
    ".lefthook.yml",
    "lefthook.toml",
)
_PIPELINES = (
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Jenkinsfile",
    ".woodpecker.yml",
    ".drone.yml",
)
_FOLDERS = (".github/workflows", ".gitlab/ci", ".forgejo/workflows", ".gitea/workflows", ".woodpecker", ".buildkite")
_LARGEST = 1 << 20
"""Bytes of a file that are read."""


def setup_of(repository: Repository, declare: str) -> Setup:
    """The set-up of the work tree; a bare repository has none, so that nothing is known but DECLARE."""
    top = repository.top
    if top is None:
        return Setup(None, declare, None)
    folders = (os.path.join(top, folder) for folder in _FOLDERS)  # noqa: PTH118 - pathlib is dear at the start of a report
    pipelines = (*_below(top, _PIPELINES), *(path for folder in folders for path in _files_of(folder)))
    return Setup(_has_hooks(repository, top), declare, _any_names_us(pipelines))


def _has_hooks(repository: Repository, top: str) -> bool:
    if _any_names_us(_below(top, _MANAGERS)) or _any_names_us(_below(f"{repository.common}/hooks", _HOOKS)):
        return True
    if not _has_word(f"{repository.common}/config", b"hookspath"):
        return False  # a report with nothing new starts no git for what is hardly ever set
    # the options that every git of ours gets hide the setting, so the repository's own is read
    configured = run_git(repository, "config", "--local", "--get", "core.hooksPath", check=False)
    directory = configured.decode("utf-8", "surrogateescape").strip()
    return bool(directory) and _any_names_us(_below(os.path.join(top, directory), _HOOKS))  # noqa: PTH118


def _below(directory: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{directory}/{name}" for name in names)


def _files_of(directory: str) -> list[str]:
    try:
        return sorted(entry.path for entry in os.scandir(directory) if entry.is_file())
    except OSError:
        return []


def _any_names_us(paths: Iterable[str]) -> bool:
    return any(_names_us(path) for path in paths)


def _names_us(path: str) -> bool:
    return any(_has_word(path, name) for name in _NAMES)


def _has_word(path: str, word: bytes) -> bool:
    """Whether the file at PATH has WORD, which is in lower case."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return word in file.read(_LARGEST).lower()
    except OSError:
        return False
