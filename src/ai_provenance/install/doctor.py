"""`doctor`: does each hook fire here, and if not, why and what mends it."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.errors import RepositoryError
from ai_provenance.install import pre_commit_config
from ai_provenance.install.checks import Place, check, explain
from ai_provenance.install.diagnosis import Diagnosis, ok
from ai_provenance.install.hook_trials import try_hooks
from ai_provenance.install.managers import detect
from ai_provenance.repo import Repository
from ai_provenance.repo.hook_directory import hook_directory


def examine(repository: Repository) -> Iterator[Diagnosis]:
    """Everything that was looked at, the hooks last: they are tried by real commits that leave nothing behind.

    Raises:
        RepositoryError: a bare repository, where nobody commits.
        GitError: git cannot make a scratch worktree here.
    """
    top = repository.work_tree
    if top is None:
        raise RepositoryError(f"{repository.git_dir} is bare: nobody commits there", hint="run doctor in a clone of it")
    hooks = hook_directory(top)
    place = Place(top=top, common_dir=repository.common_dir, hooks=hooks, managed=detect(top, hooks))
    yield ok("hook manager", place.managed.manager)
    yield from check(place)
    ids = pre_commit_config.hook_ids(place.block) if place.block else ()
    others = [name for name in ids if not name.startswith("ai-provenance")]
    for trial in try_hooks(top, repository.common_dir, hooks.path, skip=others):
        yield ok(trial.hook, "fires") if trial.fired else explain(place, trial.hook, trial.said)
