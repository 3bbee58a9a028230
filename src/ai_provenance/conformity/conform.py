"""Holds one repository against the templates, the base policy and the pin of its organisation."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ai_provenance.conformity.documents import GrantedException, Template
from ai_provenance.conformity.governance import Source, Tree
from ai_provenance.conformity.pins import pin_state
from ai_provenance.conformity.requirements import Ground, Result, State, judge_template
from ai_provenance.conformity.scaffold import substituted
from ai_provenance.conformity.strictness import Difference, differences
from ai_provenance.errors import ConfigError, ProvenanceError
from ai_provenance.model import Notice
from ai_provenance.project import Project, project_of
from ai_provenance.repo import Repository
from ai_provenance.repo.files import read_files, top_files
from ai_provenance.repo.identity import identify, identity_of_address
from ai_provenance.scorecard.facts import Facts, collect

_LARGEST = 512 * 1024
_LISTED_AFTER = 90
"""Days for which an exception that has expired is still named."""
_BRANCHES = ("main", "master", "trunk")
"""Default branches that are tried where the clone does not show which it is."""


class Standing(StrEnum):
    """Whether a repository conforms as a whole."""

    CONFORMS = "conforms"
    DRIFTS = "drifts"
    EXCEPTED = "excepted"  # it would drift without the exceptions that hold
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"  # no template is for it
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Subject:
    """The repository that is judged, as the organisation lists it."""

    identity: str
    team: str = "unassigned"
    labels: Mapping[str, str] = field(default_factory=dict)
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Conformity:
    """What the judgement of one repository came to."""

    subject: Subject
    head: str
    at: dt.date
    place: str = ""
    """The governance repository, as it was named."""
    rev: str = ""
    """The release that it was judged by; empty where that is the newest state."""
    digest: str = ""
    newest: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Id of each template that is for it -> version."""
    results: tuple[Result, ...] = ()
    tightened: tuple[Difference, ...] = ()
    """Keys in which the repository demands more than the base."""
    notices: tuple[Notice, ...] = ()

    @property
    def standing(self) -> Standing:
        """Met, or behind within the days allowed, in all: it conforms. One that is unknown leaves all unknown."""
        states = {result.state for result in self.results}
        if self.subject.archived:
            return Standing.ARCHIVED
        if State.DRIFTS in states:
            return Standing.DRIFTS
        if State.UNKNOWN in states:
            return Standing.UNKNOWN
        if State.EXCEPTED in states:
            return Standing.EXCEPTED
        return Standing.CONFORMS if self.templates else Standing.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Options:
    """How a repository is judged."""

    at: dt.date
    allow_behind: int | None = None
    """Days for which a pin may be behind; None: what the organisation allows."""
    revision: str = "HEAD"


def judge(repository: Repository, source: Source, subject: Subject, options: Options) -> Conformity:
    """Judge the tree of a revision of REPOSITORY by the governance repository SOURCE.

    Raises:
        ConfigError: the governance repository, or the configuration, cannot be read.
        RevisionError: there is no such revision.
    """
    now = source.tree()
    project = project_of(repository, policy_from=options.revision)
    # a pin with a digest and without a release is none
    pin = project.config.governance
    pinned = _tree_at(source, pin.rev)
    tree = pinned or (_tree_at(source, source.releases[-1].name) if source.releases and not pin.rev else None) or now
    facts = collect(repository, revision=options.revision, sizes=False)
    templates = [template for template in tree.templates if applies(template, subject)]
    ground = Ground(
        facts,
        _owned_files(repository, options.revision, templates),
        {release.name: release.commit for release in source.releases},
        (identity_of_address(pin.url or "") or "").partition("/")[2],
    )
    policy = [*differences(project.config, tree.base)]
    results = [*_pin_results(project, source, pinned, now, options), *_policy_results(policy, project.path)]
    for template in templates:
        results += _by_template(template, tree, ground, subject, now)
    granted = [one for _, one in now.exceptions if one.repository.casefold() == subject.identity.casefold()]
    excepted = tuple(_excepted(result, granted, options.at) for result in results)
    return Conformity(
        subject,
        project.commit or "",
        options.at,
        place=source.place,
        rev=tree.rev,
        digest=tree.digest,
        newest=source.releases[-1].name if source.releases else "",
        templates={template.id: template.version for template in templates},
        results=excepted,
        tightened=tuple(one for one in policy if not one.loosened),
        notices=tuple(_notices(granted, facts, options.at)),
    )


def unjudged(subject: Subject, at: dt.date, why: str) -> Conformity:
    """That SUBJECT could not be judged, and WHY: it is unknown, and counted as that."""
    result = Result("pin", "not-judged", State.UNKNOWN, got=why)
    return Conformity(subject, "", at, results=(result,), notices=(Notice("not-judged", why),))


def subject_of(repository: Repository, entries: Iterable[Subject], *, team: str | None = None) -> Subject:
    """REPOSITORY as one of ENTRIES, which are what the organisation lists, has it; TEAM replaces that of the entry."""
    name = identify(repository).identity
    found = next((one for one in entries if one.identity == name), Subject(name))
    return replace(found, team=team) if team else found


def applies(template: Template, subject: Subject) -> bool:
    """Whether TEMPLATE is for SUBJECT, by its labels and team; a language is the label `language`."""
    rules = template.applies
    labels = all(subject.labels.get(name) in wanted for name, wanted in rules.labels.items())
    language = "any" in rules.languages or subject.labels.get("language") in rules.languages
    return labels and language and (not rules.teams or subject.team in rules.teams)


def values_for(subject: Subject, tree: Tree, branch: str) -> dict[str, str]:
    """What the variables of a template's files stand for in SUBJECT."""
    return {
        "organisation": tree.manifest.organisation,
        "team": subject.team,
        "repository": subject.identity,
        "branch": branch,
        "package": tree.manifest.package,
    }


def owned_contents(template: Template, tree: Tree, values: Mapping[str, str]) -> dict[str, bytes]:
    """Path -> what TEMPLATE wants in each file that it owns, with the variables filled in.

    Raises ConfigError where the template has no such file, or a value cannot be filled in.
    """
    found: dict[str, bytes] = {}
    for own in template.own:
        content = tree.owned(template, own.path)
        if content is None:
            raise ConfigError(f"template {template.id} has no file {own.path}", "ai-provenance governance check in it")
        found[own.path] = substituted(content, values)
    return found


def _tree_at(source: Source, rev: str | None) -> Tree | None:
    if rev is None:
        return None
    if source.repository is None:
        return source.tree()  # a folder has one state; whether it is the one that is pinned its digest says
    try:
        return source.tree(rev)
    except ConfigError:
        return None


def _owned_files(repository: Repository, revision: str, templates: Iterable[Template]) -> dict[str, bytes | None]:
    paths = sorted({own.path for template in templates for own in template.own})
    if not paths:
        return {}
    try:
        files = top_files(repository, revision, paths)
    except ProvenanceError:
        return dict.fromkeys(paths)  # a directory that this partial clone lacks
    regular = [file for file in files if file.regular and file.path in paths]
    return {file.path: content for file, content in read_files(repository, regular, limit=_LARGEST)}


def _pin_results(
    project: Project, source: Source, pinned: Tree | None, now: Tree, options: Options
) -> Iterator[Result]:
    state = pin_state(project.config.governance, source, pinned, at=options.at)
    grace = now.manifest.allow_behind_days if options.allow_behind is None else options.allow_behind
    found = Result("pin", state.code, State.DRIFTS, project.path, got=state.message, expected="the pin of a release")
    remedy = "ai-provenance governance pin"
    if state.code == "pinned":
        yield replace(found, state=State.MET, got=project.config.governance.rev or "")
    elif state.code == "behind":
        within = State.BEHIND if state.days <= grace else State.DRIFTS
        got = f"{state.message}, {state.days} days ago"
        yield replace(found, state=within, got=got, expected=f"{state.newest} within {grace} days", remedy=remedy)
    elif state.code == "pin-unknown":
        yield replace(found, state=State.UNKNOWN, remedy="name a clone that has the release with --governance")
    elif state.code == "pin-moved":
        yield replace(found, remedy="ask who moved the tag; a change is a new release")
    else:
        yield replace(found, remedy=remedy)


def _policy_results(policy: Iterable[Difference], path: str) -> Iterator[Result]:
    loosened = [one for one in policy if one.loosened]
    for one in loosened:
        remedy = f"{one.key} may demand more than the base, not less; or ask for an exception"
        got = f"{one.key} is {one.own}"
        yield Result("policy", one.key, State.DRIFTS, path, got=got, expected=one.base, remedy=remedy, rule=one.rule)
    if not loosened:
        yield Result("policy", "base", State.MET, path, expected="the base policy, or tighter")


def _by_template(template: Template, tree: Tree, ground: Ground, subject: Subject, now: Tree) -> list[Result]:
    branch = ground.facts.default_branch
    named = any(b"@@branch@@" in (tree.owned(template, own.path) or b"") for own in template.own)
    judged: list[list[Result]] = []
    for one in (branch,) if branch or not named else _BRANCHES:
        owned = owned_contents(template, tree, values_for(subject, now, one or "main"))
        judged.append([*judge_template(template, ground, owned)])
    # where the branch is not known, a file that fits one of the usual names fits
    return min(judged, key=lambda results: sum(result.state is State.DRIFTS for result in results))


def _excepted(result: Result, granted: Iterable[GrantedException], at: dt.date) -> Result:
    """RESULT, or that it is excepted. An exception that has a fault, or is over, never matches."""
    if result.state not in (State.DRIFTS, State.BEHIND) or result.requirement == "pin-moved":
        return result
    names = {result.template, result.id, result.requirement, result.rule}
    names |= {"policy-loosened"} if result.template == "policy" else set()
    for one in granted:
        holds = not one.fault() and one.expires is not None and one.granted <= at <= one.expires
        if holds and one.subject in names:
            return replace(result, state=State.EXCEPTED, until=one.expires)
    return result


def _notices(granted: Iterable[GrantedException], facts: Facts, at: dt.date) -> Iterator[Notice]:
    for one in granted:
        if one.fault():
            yield Notice("exception", f"the exception from {one.subject} does not hold: {one.fault()}")
        elif one.expires and 0 < (at - one.expires).days <= _LISTED_AFTER:
            yield Notice("exception-expired", f"the exception from {one.subject} expired on {one.expires}")
    yield from facts.notices()
    if facts.pipelines:
        yield Notice("forge", "whether a workflow is switched off in the forge cannot be seen from git")


def patch(repository: Repository, source: Source, found: Conformity, *, revision: str = "HEAD") -> Iterator[str]:
    """The lines of a patch that gives REPOSITORY the files of the templates which drift, for `git apply`."""
    tree = _tree_at(source, found.rev or None) or source.tree()
    branch = collect(repository, revision=revision, sizes=False).default_branch or "main"
    drifting = {(one.template, one.requirement) for one in found.results if one.state is State.DRIFTS}
    for template in tree.templates:
        if template.id not in found.templates:
            continue
        owned = owned_contents(template, tree, values_for(found.subject, source.tree(), branch))
        here = _owned_files(repository, revision, [template])
        for path, wanted in owned.items():
            if (template.id, path) in drifting:
                yield from _file_patch(path, here.get(path), wanted)


def _file_patch(path: str, old: bytes | None, new: bytes) -> Iterator[str]:
    before, after = (text.decode("utf-8", "replace").splitlines() for text in (old or b"", new))
    yield f"diff --git a/{path} b/{path}"
    if old is None:
        yield "new file mode 100644"
    yield from difflib.unified_diff(
        before, after, f"a/{path}" if old is not None else os.devnull, f"b/{path}", lineterm=""
    )
