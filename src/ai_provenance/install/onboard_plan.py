"""Plans what `onboard` and `governance pin` write into a repository that joins an organisation's rules, and its undo.

What was there before is kept in the git directory, so that `onboard --undo` puts it back byte for byte.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from ai_provenance.config import FILE, PYPROJECT, find_config, parse_config
from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.conform import Subject, applies, owned_contents, values_for
from ai_provenance.conformity.governance import BASE, Tree
from ai_provenance.conformity.pins import with_pin
from ai_provenance.errors import ConfigError, ProvenanceError, RepositoryError
from ai_provenance.install import yaml_edit
from ai_provenance.install.init_plan import InitOptions, plan_init
from ai_provenance.install.install_plan import Plan, plan_install, plan_uninstall
from ai_provenance.install.managers import Manager, detect
from ai_provenance.install.steps import Remove, Step, Write
from ai_provenance.project import Project
from ai_provenance.repo import Repository
from ai_provenance.repo.hook_directory import hook_directory

_JOURNAL = "ai-provenance/onboarding.json"
_GITLAB = ".gitlab-ci.yml"


@dataclass(frozen=True, slots=True)
class Joining:
    """What a repository joins."""

    tree: Tree
    """The governance repository at the release that is pinned."""
    pin: GovernanceConfig
    subject: Subject
    ci: str
    """The system whose files are written: `github` or `gitlab`."""
    branch: str
    day: date
    """The point of adoption that a new configuration names."""


def pin_step(project: Project, pin: GovernanceConfig) -> tuple[Step, ...]:
    """The step that writes PIN into the configuration of PROJECT; none where it is there already.

    Raises:
        RepositoryError: a bare repository has no files to write to.
        ConfigError: the file cannot be read, or cannot hold the pin.
    """
    path = _top(project.repository) / (project.path if project.path in (FILE, PYPROJECT) else FILE)
    old = path.read_bytes() if path.exists() else b""
    new = _pinned(old, pin, path.name)
    return () if new == old else (Write(path, new),)


def plan_onboarding(project: Project, joining: Joining) -> Plan:
    """The plan that makes the repository of PROJECT keep to what it joins; without steps for what is there already.

    Raises:
        RepositoryError: a bare repository has no files to write to.
        ConfigError: a file cannot be edited, or a template's variable cannot be filled in.
    """
    repository = project.repository
    top = _top(repository)
    steps = [*_configuration(project, joining)]
    set_up = plan_init(repository, InitOptions(adopted=joining.day))
    # the configuration is the organisation's, not the one that `init` would write
    steps += [step for step in set_up.steps if not (isinstance(step, Write) and step.path == top / FILE)]
    notes = list(set_up.notes)
    if detect(top, hook_directory(top)).manager is Manager.NATIVE:
        # a manager, now or after its block is written, runs the hooks: a second copy would do their work twice
        steps += plan_install(repository).steps
        notes = []
    steps += _pipelines(top, joining)
    notes.append(f"the entry for fleet.toml of the governance repository:\n{_entry(joining.subject)}")
    notes.append("next: commit what was written, then declare a commit, and: ai-provenance onboard --finish")
    return Plan(tuple(steps), tuple(notes))


def _top(repository: Repository) -> Path:
    if repository.work_tree is None:
        raise RepositoryError(f"{repository.git_dir} is bare: there is no work tree", hint="run it in a clone")
    return repository.work_tree


def _pinned(content: bytes, pin: GovernanceConfig, name: str) -> bytes:
    """The configuration CONTENT, a file called NAME, with PIN in it."""
    table = "tool.ai-provenance.governance" if name == PYPROJECT else "governance"
    new = with_pin(content.decode(), pin, table=table).encode()
    if parse_config(new, source=name).governance != pin:
        # an inline table, or a key with dots: nothing here edits those
        raise ConfigError(f"{name} has a [{table}] that cannot be edited", "take it out and run the command again")
    return new


def _configuration(project: Project, joining: Joining) -> tuple[Step, ...]:
    """The pin in the configuration that is there; else a copy of the base with the day of adoption and the pin."""
    top = _top(project.repository)
    if find_config(top) is not None:
        return pin_step(project, joining.pin)
    base = joining.tree.files.get(BASE, b"").decode()
    adopted = "" if joining.tree.base.adopted else f'adopted = "{joining.day}"\n\n'
    return (Write(top / FILE, _pinned(f"{adopted}{base}".encode(), joining.pin, FILE)),)


def _pipelines(top: Path, joining: Joining) -> Iterator[Step]:
    values = values_for(joining.subject, joining.tree, joining.branch)
    for template in joining.tree.templates:
        if not applies(template, joining.subject):
            continue
        providers = {own.path: own.providers for own in template.own}
        for path, content in owned_contents(template, joining.tree, values).items():
            if joining.ci in providers[path]:
                if not (top / path).exists() or (top / path).read_bytes() != content:
                    yield Write(top / path, content)
                if joining.ci == "gitlab" and path != _GITLAB:
                    yield from _included(top, path)


def _included(top: Path, path: str) -> Iterator[Step]:
    """The step that lets GitLab read the file PATH, which the definition at the top must include."""
    place = top / _GITLAB
    old = place.read_text("utf-8") if place.exists() else ""
    if path not in old:
        yield Write(place, yaml_edit.add_item(old, "include", f"- local: {path}\n").encode())


def _entry(subject: Subject) -> str:
    scheme = "" if subject.identity.startswith("local/") else "https://"
    return f'[[repository]]\nurl = "{scheme}{subject.identity}"\nteam = "{subject.team}"\n'


# --- undo


def journal_of(repository: Repository) -> dict[str, Any] | None:
    """What an earlier `onboard` kept: `kickoff` (seconds since the epoch), `files`, `hooks`; None where none ran.

    Raises ProvenanceError where it cannot be read.
    """
    path = repository.common_dir / _JOURNAL
    try:
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else None
    except (OSError, ValueError) as error:
        raise ProvenanceError(f"{path} cannot be read: {error}", hint=f"rm {path}") from error


def journal_step(repository: Repository, plan: Plan, *, kickoff: int) -> Write:
    """The step that keeps what the steps of PLAN replace, and when the onboarding began; an earlier one is kept."""
    known = journal_of(repository) or {"kickoff": kickoff, "files": {}, "hooks": False}
    top = _top(repository)
    files = dict(known["files"])
    for step in plan.steps:
        if isinstance(step, Write) and step.path.is_relative_to(top) and ".git" not in step.path.relative_to(top).parts:
            name = step.path.relative_to(top).as_posix()
            before = files.get(name, {}).get("before")
            if name not in files:
                before = b64encode(step.path.read_bytes()).decode() if step.path.exists() else None
            files[name] = {"before": before, "after": sha256(step.content).hexdigest()}
    hooks = known["hooks"] or any(not _is_in_tree(step, top) for step in plan.steps)
    content = json.dumps({"kickoff": known["kickoff"], "files": files, "hooks": hooks}, indent=1, sort_keys=True)
    return Write(repository.common_dir / _JOURNAL, content.encode())


def plan_undo(repository: Repository) -> Plan:
    """The plan that puts back what `onboard` replaced. A file that was changed since is left, with a note.

    Raises ProvenanceError where no onboarding is known.
    """
    known = journal_of(repository)
    if known is None:
        raise ProvenanceError("no onboarding is known here, expected one to undo", hint="ai-provenance uninstall")
    top = _top(repository)
    steps: list[Step] = []
    notes: list[str] = []
    for name, kept in sorted(known["files"].items()):
        path = top / name
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != kept["after"]:
            notes.append(f"{name} was changed since, and is left as it is")
        elif kept["before"] is not None:
            steps.append(Write(path, b64decode(kept["before"])))
        else:
            steps += [Remove(path), *_empty_above(path, top, known["files"])]
    if known["hooks"]:
        steps += plan_uninstall(repository).steps
    steps.append(Remove(repository.common_dir / _JOURNAL))
    return Plan(tuple(dict.fromkeys(steps)), tuple(notes))


def _empty_above(path: Path, top: Path, files: Mapping[str, Any]) -> Iterator[Step]:
    """Directories above PATH that hold nothing but files of ours; `Remove` leaves one that is not empty by then."""
    for directory in path.parents:
        if directory == top:
            return
        inside = (one.relative_to(top).as_posix() for one in directory.rglob("*") if one.is_file())
        if all(name in files and files[name]["before"] is None for name in inside):
            yield Remove(directory)


def _is_in_tree(step: Step, top: Path) -> bool:
    if not isinstance(step, Write):
        return False
    return step.path.is_relative_to(top) and ".git" not in step.path.relative_to(top).parts
