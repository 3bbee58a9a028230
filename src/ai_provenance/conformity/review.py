"""Finds what is wrong with a governance repository itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from ai_provenance.conformity.documents import Control, Template
from ai_provenance.conformity.governance import BASE, MANIFEST, Tree
from ai_provenance.conformity.requirements import Ground, State, judge_template
from ai_provenance.conformity.scaffold import VARIABLES, variables_in
from ai_provenance.errors import ConfigError
from ai_provenance.model import Finding, Severity
from ai_provenance.policy import RULES
from ai_provenance.scorecard.criteria import shipped
from ai_provenance.scorecard.facts import facts_of_files
from ai_provenance.scorecard.pipelines.job_kinds import patterns

FORBIDDEN = ("write-all", "pull-request-target", "secrets-in-env")
"""What a template may forbid besides the kinds of work."""


def review(tree: Tree, *, at: dt.date) -> Iterator[Finding]:
    """What is wrong with the governance repository TREE on the day AT."""
    broken = [*_unreadable(tree)]
    yield from broken
    if broken:
        return
    yield from (finding for template in tree.templates for finding in _template(tree, template))
    yield from _exceptions(tree, at)
    for framework, crosswalk in tree.crosswalks().items():
        for control in crosswalk.control:
            for name in _unknown_evidence(tree, control):
                message = f"control {control.id} names {name}, which is no evidence here"
                yield _finding(
                    "crosswalk", f"crosswalk/{framework}.toml", message, "name a task, indicator, rule or template"
                )


def _unreadable(tree: Tree) -> Iterator[Finding]:
    """The first error in each kind of file."""
    parts: tuple[tuple[str, Callable[[], object]], ...] = (
        (MANIFEST, lambda: tree.manifest),
        (BASE, lambda: tree.base),
        ("templates", lambda: tree.templates),
        ("exceptions", lambda: tree.exceptions),
        ("crosswalk", tree.crosswalks),
    )
    for path, read in parts:
        try:
            read()
        except ConfigError as error:
            message = str(error)
            named = message.partition(":")[0]
            yield _finding("document", named if named in tree.files else path, message, error.hint or "")


def _template(tree: Tree, template: Template) -> Iterator[Finding]:
    path = f"templates/{template.id}/template.toml"
    if not (template.require or template.own or template.forbid):
        yield _finding("template", path, "the template demands nothing", "add [[require]], [[own]] or [[forbid]]")
    for one in (*template.require, *template.forbid):
        if one.kind and one.kind not in patterns() and (one in template.require or one.kind not in FORBIDDEN):
            yield _finding("template", path, f"kind {one.kind!r} is unknown", f"known: {', '.join(sorted(patterns()))}")
    for own in template.own:
        content = tree.owned(template, own.path)
        if content is None:
            hint = f"write templates/{template.id}/files/{own.path}"
            yield _finding("template", path, f"the template owns {own.path} and has no such file", hint)
        for name in sorted(variables_in(content or b"") - set(VARIABLES)):
            file = f"templates/{template.id}/files/{own.path}"
            yield _finding("template", file, f"@@{name}@@ is no variable", f"known: {', '.join(VARIABLES)}")
    yield from _examples(tree, template)
    unknown = sorted({*template.applies.teams} - {team.name for team in tree.manifest.team})
    for team in unknown:
        yield _finding("team", path, f"team {team!r} is not in {MANIFEST}", f"add it to {MANIFEST}")


def _examples(tree: Tree, template: Template) -> Iterator[Finding]:
    """Examples of the template, `examples/conforms/CASE/` and `examples/drifts/CASE/`, that are not what they say."""
    cases: dict[str, dict[str, bytes]] = {}
    prefix = f"templates/{template.id}/examples/"
    for path, content in tree.files.items():
        if path.startswith(prefix):
            kind, _, rest = path.removeprefix(prefix).partition("/")
            case, _, name = rest.partition("/")
            cases.setdefault(f"{kind}/{case}", {})[name] = content
    without_files = template.model_copy(update={"own": ()})
    for name, files in sorted(cases.items()):
        ground = Ground(facts_of_files(files, default_branch="main"))
        states = {result.state for result in judge_template(without_files, ground, {})}
        if (State.DRIFTS in states) is name.startswith("conforms/") or State.UNKNOWN in states:
            message = f"the example {name} is {', '.join(sorted(states)) or 'not judged'}"
            yield _finding("example", f"{prefix}{name}", message, "fix the example, or the template")


def _exceptions(tree: Tree, at: dt.date) -> Iterator[Finding]:
    teams = {team.name for team in tree.manifest.team}
    templates = {template.id for template in tree.templates}
    for path, one in tree.exceptions:
        subject = f"the exception of {one.repository} from {one.subject}"
        if one.fault():
            yield _finding("exception", path, f"{subject} does not hold: {one.fault()}", "see exceptions/README.md")
        elif one.expires and one.expires < at:
            message = f"{subject} expired on {one.expires}"
            yield _finding("exception-expired", path, message, "take it out, or grant a new one", Severity.NOTE)
        for team in (one.owner, one.approver):
            if team not in teams:
                yield _finding("team", path, f"team {team!r} is not in {MANIFEST}", f"add it to {MANIFEST}")
        if one.template and one.template.partition("/")[0] not in templates:
            yield _finding(
                "exception", path, f"{subject}: there is no such template", f"known: {', '.join(sorted(templates))}"
            )


def _unknown_evidence(tree: Tree, control: Control) -> Iterator[str]:
    criteria = shipped()
    known = {*criteria.tasks, *criteria.indicators, *criteria.gates, *(f"rule:{name}" for name in RULES)}
    known |= {f"template:{template.id}" for template in tree.templates}
    return (name for name in control.evidence if name not in known)


def _finding(rule: str, path: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        f"governance-{rule}", severity, message, hint=hint, path=path, fingerprint=f"{rule}:{path}:{message}"
    )
