"""Diagnoses why a hook does not fire: checks versions, files, settings, variables, and tries each hook by commits."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from ai_provenance.errors import GitError, ProvenanceError, RepositoryError
from ai_provenance.install import config_hooks, native, pre_commit_config
from ai_provenance.install.hook_trials import TIME_LIMIT, TrialOptions, try_hooks
from ai_provenance.install.install_plan import way_out
from ai_provenance.install.managers import Managed, Manager, detect, installer, is_generated
from ai_provenance.install.record_trial import try_record
from ai_provenance.install.shim import (
    DEFAULT_HOOKS,
    HOOKS,
    RECORDING,
    REWRITING,
    SUFFIX,
    TRIED,
    baked_interpreter,
    is_shim,
)
from ai_provenance.project import open_project
from ai_provenance.repo import Repository, git_version
from ai_provenance.repo.as_user import try_as_user
from ai_provenance.repo.hook_directory import CONFIG_HOOKS_SINCE, HookDirectory, hook_directory, worktrees
from ai_provenance.repo.repository import OLDEST_GIT
from ai_provenance.repo.ssh_keygen import signing_key

_EVENTS_SINCE = (2, 55)
"""The first git in which `hook.EVENT.enabled` switches off every hook that the configuration names for that event."""
_EVENTS = (*DEFAULT_HOOKS, "post-commit", "post-index-change", "reference-transaction")
"""The hooks that git runs for the commits of the trials."""
_UNTRIED = {
    REWRITING: "an amend or a rebase loses the notes of other tools",
    **dict.fromkeys(RECORDING, "commits are not recorded, though [records] write is `commit`"),
}
"""Hooks that write notes, and what is lost without them."""
_UNSIGNED = "git has no SSH key to sign with (gpg.format = ssh, user.signingKey): records give level 3"
_SWITCHES = (
    ("AI_PROVENANCE", ("off", "0", "false", "no"), "no hook of ours tags anything"),
    ("AI_PROVENANCE_SECRETS", ("off",), "nothing is scanned for secrets"),
    ("HUSKY", ("0",), "husky runs no hook"),
    ("LEFTHOOK", ("0", "false"), "lefthook runs no hook"),
)
"""Variable, the values (lower case) by which it switches something off, and what."""


class State(StrEnum):
    """Whether a thing works."""

    OK = "ok"
    OFF = "off"
    """It keeps a hook from doing its work, or nothing shows that the hook does."""
    RUNS = "runs"
    """It is not ours, and runs in the trial that follows."""
    THERE = "there"
    """It is in place, and was not tried."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was checked, its state, and the command that fixes it."""

    subject: str
    """What was checked: a hook's name, `git`, `configuration`, a variable."""
    state: State
    detail: str
    fix: str = ""
    """A command to type; empty when nothing is off."""


@dataclass(frozen=True, slots=True)
class WorkTree:
    """A work tree, and the hook directory and hook manager in force there."""

    top: Path
    common_dir: Path
    hooks: HookDirectory
    managed: Managed

    @property
    def our_yaml(self) -> str | None:
        """The YAML configuration of pre-commit or prek, where it names hooks of ours; else None."""
        config = self.managed.config
        if self.managed.manager not in {Manager.PRE_COMMIT, Manager.PREK} or config is None:
            return None
        text = config.read_text("utf-8", "replace")
        # nothing here reads the ids in TOML
        return text if config.suffix != ".toml" and pre_commit_config.names_us(text) else None


def examine(repository: Repository, *, run: bool = True, time_limit: float = TIME_LIMIT) -> Iterator[Diagnosis]:
    """Everything that can keep a hook from firing, the hooks last: they are tried by commits that leave nothing behind.

    Without RUN nothing is started but git's reading commands, and the hooks are looked at only. TIME_LIMIT is that of
    one commit, in seconds.

    Raises:
        RepositoryError: a bare repository, where no one commits.
        GitError: git cannot make a scratch worktree here.
    """
    top = repository.work_tree
    if top is None:
        raise RepositoryError(f"{repository.git_dir} is bare: no one commits there", hint="run doctor in a clone of it")
    hooks = hook_directory(top)
    tree = WorkTree(top=top, common_dir=repository.common_dir, hooks=hooks, managed=detect(top, hooks))
    yield _ok("hook manager", tree.managed.manager)
    yield from _check_surroundings(tree)
    if not run:
        yield from (_look_at(tree, hook) for hook in TRIED)
        return
    yield from _name_others(tree)
    ids = pre_commit_config.hook_ids(tree.our_yaml) if tree.our_yaml else ()
    # the project's other hooks could refuse the trial for reasons of their own, and may take long
    others = tuple(name for name in ids if not name.startswith("ai-provenance"))
    config = tree.managed.config
    inside = config is not None and config.is_relative_to(top) and tree.our_yaml is not None
    files = (config.relative_to(top).as_posix(),) if config and inside else ()
    options = TrialOptions(skip=others, files=files, time_limit=time_limit)
    for trial in try_hooks(top, repository.common_dir, options):
        if trial.fired:
            yield _ok(trial.hook, "fires")
        elif trial.timed_out:
            yield _off(
                trial.hook, trial.last_line, fix=f"ai-provenance doctor --time-limit {max(600, time_limit * 5):g}"
            )
        else:
            yield _explain(tree, trial.hook, trial.last_line)
    yield from _check_record(repository, time_limit)


def _check_record(repository: Repository, time_limit: float) -> Iterator[Diagnosis]:
    """Where commits are recorded: whether a signed one reaches level 4 here, and by which key commits are signed."""
    try:
        settings = open_project(repository.work_tree or ".").config.records
    except ProvenanceError:
        return  # said of the configuration
    if settings.write != "commit":
        return
    try:
        lacking = try_record(time_limit=time_limit)
    except GitError as error:
        yield _off("records", str(error), fix=error.hint or "ssh-keygen -t ed25519 -f FILE")
        return
    if lacking:
        yield _off("records", f"a signed commit in a scratch repository: {lacking}", fix="ai-provenance install")
        return
    yield _ok("records", "a commit signed with a throw-away key, in a scratch repository, reaches level 4")
    if settings.sign in ("auto", "ssh"):
        key = signing_key(repository, named=settings.key)
        detail = f"commits are signed with {key.key}" if key else _UNSIGNED
        yield Diagnosis("signing key", State.THERE, detail)


def _name_others(tree: WorkTree) -> Iterator[Diagnosis]:
    """The hooks of others that the trials are going to run."""
    for event in _EVENTS:
        # behind a shim of ours there may be a hook that was there before
        path = tree.hooks.path / event
        chained = path.with_name(event + SUFFIX)
        for hook in (path, chained):
            if os.access(hook, os.X_OK) and hook.is_file() and not is_shim(hook):
                yield Diagnosis(event, State.RUNS, f"{hook} is not ours and runs too, in a scratch worktree")


def _look_at(tree: WorkTree, hook: str) -> Diagnosis:
    """What the file of HOOK shows without running it."""
    path = tree.hooks.path / hook
    problem = tree.hooks.unusable or not os.access(path, os.X_OK) or _is_toolless(path)
    if problem or (not is_shim(path) and tree.managed.manager is Manager.NATIVE):
        return _explain(tree, hook, "")
    return Diagnosis(hook, State.THERE, f"{path} is in place, and was not tried")


def _is_toolless(path: Path) -> bool:
    """Whether the shim at PATH finds neither its interpreter nor the program on the PATH."""
    python = baked_interpreter(path)
    return is_shim(path) and not (python and os.access(python, os.X_OK)) and not shutil.which("ai-provenance-hook")


def _ok(subject: str, detail: str) -> Diagnosis:
    return Diagnosis(subject, State.OK, detail)


def _off(subject: str, detail: str, *, fix: str) -> Diagnosis:
    return Diagnosis(subject, State.OFF, detail, fix)


def _check_surroundings(tree: WorkTree) -> Iterator[Diagnosis]:
    """Everything that can be checked without making a commit."""
    yield _check_git(tree.top)
    yield _check_configuration(tree.top)
    yield from _check_variables(tree)
    yield from _check_manager_config(tree)
    yield from _check_worktrees(tree)
    yield from _check_config_hooks(tree.top)
    yield from _check_path(tree)
    yield from _check_stranded(tree)
    yield from _check_twice(tree)
    yield from _check_untried(tree)


def _explain(tree: WorkTree, hook: str, last_line: str) -> Diagnosis:
    """Why HOOK does not fire, as far as its file shows; LAST_LINE is the last that the trial printed."""
    # from the causes that are certain to the one that only the output of the trial can explain
    path = tree.hooks.path / hook
    if tree.hooks.unusable:
        return _off(hook, f"{tree.hooks.unusable}: git runs no hook", fix=way_out(tree.hooks, tree.common_dir))
    if not os.path.lexists(path):
        return _missing(tree, hook)
    if not os.access(path, os.X_OK):
        return _off(hook, f"{path} is not executable, git ignores it", fix=f"chmod +x {shlex.quote(str(path))}")
    if _is_toolless(path):
        python = baked_interpreter(path) or "an interpreter"
        return _off(
            hook,
            f"the tool is gone: neither {python} nor ai-provenance-hook on the PATH can be started",
            fix=_install_command(tree),
        )
    if not is_shim(path) and tree.managed.manager is Manager.NATIVE:
        return _off(hook, f"{path} is another tool's and does not start ours", fix=_install_command(tree))
    detail = f"{path} runs, and ours did not do its work: {last_line or 'nothing was printed'}"
    return _off(hook, detail, fix=_install_command(tree))


def _missing(tree: WorkTree, hook: str) -> Diagnosis:
    name = tree.hooks.path / hook
    if not tree.hooks.path.is_dir() and (command := _copy_command(tree, tree.hooks.path)):
        return _off(hook, f"there is no {tree.hooks.path}, which other work trees have", fix=command)
    # the shims are there, and `core.hooksPath` was set after they were installed
    if tree.hooks.configured and is_shim(tree.common_dir / "hooks" / hook):
        where = f"{tree.hooks.origin}" if tree.hooks.origin else "the environment"
        return _off(
            hook,
            f"core.hooksPath ({tree.hooks.configured}, set in {where}) overrides {tree.common_dir / 'hooks'}",
            fix=way_out(tree.hooks, tree.common_dir),
        )
    if tree.our_yaml is not None:
        manager = tree.managed.manager
        command = installer(manager, tree.managed.config, top=tree.top)
        return _off(hook, f"{manager} has not installed {name}", fix=f"{command} --hook-type {hook}")
    return _off(hook, f"there is no {name}", fix=_install_command(tree, hook))


def _copy_command(tree: WorkTree, place: Path) -> str:
    """The command that copies the hooks of another work tree to PLACE; empty where none has them."""
    if not tree.hooks.relative or not tree.hooks.configured:
        return ""
    # copied rather than configured: the setting belongs to all work trees, and none of them must lose its hooks
    found = [there for top in worktrees(tree.top) if (there := top / tree.hooks.configured).is_dir()]
    source, target, parent = (shlex.quote(str(path)) for path in (found[0] if found else "", place, place.parent))
    return f"mkdir -p {parent} && cp -R {source} {target}" if found else ""


def _install_command(tree: WorkTree, hook: str = "commit-msg") -> str:
    """The command that installs the hooks in the way that suits this work tree."""
    manager = tree.managed.manager
    if manager in {Manager.PRE_COMMIT, Manager.PREK} and tree.managed.config:
        command = installer(manager, tree.managed.config, top=tree.top)
        # the manager refuses to run while its file is changed and not staged
        config = shlex.quote(str(tree.managed.config.relative_to(tree.top)))
        return command if tree.our_yaml else f"ai-provenance init && git add {config} && {command}"
    if manager is Manager.NATIVE and tree.hooks.scope == "command":
        return way_out(tree.hooks, tree.common_dir)
    if manager is Manager.NATIVE:
        return "ai-provenance install" + (" --shared" if tree.hooks.shared else "")
    # the stubs that husky generates start whatever the project's own files hold
    generated = manager is Manager.HUSKY and (tree.hooks.path / hook).exists()
    return "ai-provenance install" + ("" if generated else f" && {installer(manager)}")


def _check_git(top: Path) -> Diagnosis:
    version = git_version(top)
    number = ".".join(map(str, version))
    if version < OLDEST_GIT:
        return _off("git", f"{number} is too old, 2.30 or newer is needed", fix="https://git-scm.com/downloads")
    return _ok("git", number)


def _check_configuration(top: Path) -> Diagnosis:
    # the hooks let a commit through when they cannot read the configuration, so no commit shows it
    try:
        config = open_project(top).config
    except ProvenanceError as error:
        return _off("configuration", str(error), fix=error.hint or "ai-provenance config show")
    if not config.hooks.tag:
        return _off("configuration", "hooks.tag is false: nothing is declared", fix="set tag = true under [hooks]")
    return _ok("configuration", f"profile {config.profile}, declare {config.declare}")


def _check_variables(tree: WorkTree) -> Iterator[Diagnosis]:
    # a variable holds for this shell only: the trials run without these, and the user's next commit runs with them
    for name, values, consequence in _SWITCHES:
        if os.environ.get(name, "").lower() in values:
            yield _off(name, f"{name}={os.environ[name]}: {consequence}", fix=f"unset {name}")
    ours = pre_commit_config.our_ids(tree.our_yaml) if tree.our_yaml else ()
    for name in ("SKIP", "PREK_SKIP"):
        skipped = [entry for entry in os.environ.get(name, "").split(",") if entry.strip() in ours]
        if skipped:
            yield _off(name, f"{name} leaves out {', '.join(skipped)}", fix=f"unset {name}")


def _check_manager_config(tree: WorkTree) -> Iterator[Diagnosis]:
    config = tree.managed.config
    if tree.our_yaml is None or config is None:
        return
    command = installer(tree.managed.manager, config, top=tree.top)
    name = shlex.quote(str(config.relative_to(tree.top)))
    # `pre-commit install` installs only the types that the file names, and says nothing of the others
    missing = pre_commit_config.missing_types(tree.our_yaml)
    if missing:
        yield _off(
            config.name,
            f"{pre_commit_config.HOOK_TYPES} lacks {', '.join(missing)}: `{command}` leaves them out",
            fix=f"ai-provenance init && git add {name} && {command}",
        )
    # without the optional lock git does not refresh the index file: doctor leaves no trace
    if try_as_user(tree.top, "diff", "--quiet", "--", str(config), extra={"GIT_OPTIONAL_LOCKS": "0"}).status == 1:
        yield _off(config.name, "it is changed and not staged: pre-commit refuses every commit", fix=f"git add {name}")


def _check_twice(tree: WorkTree) -> Iterator[Diagnosis]:
    """The hooks that the manager runs for its own file, and our shim beside it once more."""
    config = tree.managed.config
    if config is None or tree.our_yaml is None:
        return
    unserved = pre_commit_config.unserved(config, HOOKS)
    twice = []
    for hook in (hook for hook in HOOKS if hook not in unserved):
        path = tree.hooks.path / hook
        # one of the two has moved the other aside, and runs it
        moved_aside = is_generated(path) and is_shim(native.legacy_of(path))
        if moved_aside or (is_shim(path) and is_generated(path.with_name(hook + SUFFIX))):
            twice.append(hook)
    if twice:
        fix = f"ai-provenance uninstall && {tree.managed.manager} install"
        detail = f"{', '.join(twice)}: natively, and by {config.name}; declared once all the same"
        yield Diagnosis("run twice", State.RUNS, detail, fix)


def _check_untried(tree: WorkTree) -> Iterator[Diagnosis]:
    """Whether the hooks are there that write notes; an older installation lacks them."""
    # they are not tried: a trial would have to write notes into the repository
    try:
        records = open_project(tree.top).config.records.write == "commit"
    except ProvenanceError:
        records = False  # said of the configuration
    for hook, loss in _UNTRIED.items():
        if hook in RECORDING and not records:
            continue
        path = tree.hooks.path / hook
        if hook not in config_hooks.configured(tree.top) and (
            tree.hooks.unusable or not os.access(path, os.X_OK) or _is_toolless(path)
        ):
            found = _explain(tree, hook, "")
            yield replace(found, detail=f"{found.detail}; {loss}")
        else:
            yield _ok(hook, "is installed")


def _check_worktrees(tree: WorkTree) -> Iterator[Diagnosis]:
    if not tree.hooks.relative or tree.hooks.configured is None:
        return
    # a manager may generate the directory, which git then ignores: a new work tree comes without it
    for place in (top / tree.hooks.configured for top in worktrees(tree.top)):
        if not place.is_dir() and place != tree.hooks.path and tree.hooks.configured:
            yield _off(
                "core.hooksPath",
                f"it is relative ({tree.hooks.configured}) and there is no {place}: no hook runs there",
                fix=_copy_command(tree, place) or _install_command(tree),
            )


def _check_config_hooks(top: Path) -> Iterator[Diagnosis]:
    named = config_hooks.configured(top)
    if named and git_version(top) < CONFIG_HOOKS_SINCE:
        yield _off(
            "git",
            f"hooks are named in its configuration ({', '.join(named)}), which git before 2.54 ignores",
            fix="ai-provenance uninstall && ai-provenance install --native",
        )
    for hook in named:
        # a hook can be switched off by its own name and, in newer versions of git, with all others of its event
        keys = [f"{config_hooks.section(hook)}.enabled"]
        if git_version(top) >= _EVENTS_SINCE:
            keys.append(f"hook.{hook}.enabled")
        for key in keys:
            if try_as_user(top, "config", "--type=bool", "--get", key).out.strip() == "false":
                yield _off(hook, f"{key} is false", fix=f"git config --unset-all {key}")


def _check_path(tree: WorkTree) -> Iterator[Diagnosis]:
    """Whether the PATH has the tool, where the hooks look for it there."""
    # files that a project commits name no interpreter, which would be that of one machine
    local = tree.our_yaml is not None and "entry: ai-provenance-hook" in tree.our_yaml
    shared = tree.managed.manager in {Manager.HUSKY, Manager.LEFTHOOK}
    if (local or shared) and not shutil.which("ai-provenance-hook"):
        yield _off(
            "ai-provenance-hook",
            f"it is not on the PATH, where {tree.managed.manager} looks for it",
            fix=f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"',
        )


def _check_stranded(tree: WorkTree) -> Iterator[Diagnosis]:
    """Hooks of the user that ran through our shim, which another tool has overwritten."""
    for saved in native.stranded(tree.hooks.path):
        hook = saved.name.partition(".")[0]
        kept = shlex.quote(f"{saved}.kept")
        yield _off(
            hook,
            f"{saved} was saved by an install and runs no more: {hook} was overwritten",
            fix=f"mv {shlex.quote(str(saved))} {kept} && ai-provenance install",
        )
