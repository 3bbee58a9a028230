"""Workflows labelled by hand with whether they meet a requirement, and ways to rewrite and to disarm one."""

# ruff: noqa: E501 - a definition a line

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml

from ai_provenance.conformity.documents import Template, read_document
from ai_provenance.conformity.requirements import Ground, Result, judge_template
from ai_provenance.scorecard.facts import facts_of_files

C = "ai-provenance check"
PATHS = {
    "github": ".github/workflows/a.yml",
    "gitlab": ".gitlab-ci.yml",
    "azure": "azure-pipelines.yml",
    "circleci": ".circleci/config.yml",
}
BOTH = '[[require]]\nid = "gate"\nkind = "policy"\non = ["pull_request", "push:default"]\n'
REQUEST = '[[require]]\nid = "gate"\nkind = "policy"\n'
LISTED = REQUEST + "guards = { if = [\"github.repository_owner == 'example'\"] }\n"
READ = REQUEST + 'guards = { permissions = "read" }\n'
USES = '[[require]]\nid = "gate"\nuses = "example/governance/.github/workflows/check.yml"\npin = { at_least = "v3" }\n'
COMPONENT = '[[require]]\nid = "gate"\ninclude = "component:git.example.org/example/check"\npin = { at_least = "2.0.0", style = "tag" }\n'
TESTS = '[[require]]\nid = "tests"\nkind = "test"\n'
SCHEDULE = '[[require]]\nid = "audit"\nkind = "audit"\non = ["schedule"]\n'


def gh(step: str = f"run: {C}", on: str = "[push, pull_request]", job: str = "", top: str = "") -> str:
    return f"on: {on}\n{top}jobs:\n  gate:\n    runs-on: ubuntu-latest\n{job}    steps:\n      - uses: actions/checkout@v5\n      - {step}\n"


def named(step: str, job: str = "test") -> str:
    """A job that says by its name alone that it runs tests."""
    return f"on: [pull_request]\njobs:\n  {job}:\n    steps:\n      - uses: actions/checkout@v5\n      - {step}\n"


def call(ref: str, comment: str = "") -> str:
    return (
        f"on: [pull_request]\njobs:\n  gate:\n    uses: example/governance/.github/workflows/check.yml@{ref}{comment}\n"
    )


MR = "$CI_PIPELINE_SOURCE == 'merge_request_event'"
DEFAULT = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"

CORPUS: list[tuple[str, str, str, str]] = [
    # requirement, system, definition, state
    (BOTH, "github", gh(), "met"),
    (BOTH, "github", gh(on="{push: {branches: [main]}, pull_request: }"), "met"),
    (BOTH, "github", gh(on="[pull_request]"), "drifts"),
    (BOTH, "github", gh(on="{push: {branches: [release/*]}, pull_request: }"), "drifts"),
    (BOTH, "github", gh(job="    if: github.event_name == 'pull_request'\n"), "drifts"),
    (REQUEST, "github", gh(job="    if: github.event_name == 'pull_request'\n"), "met"),
    (REQUEST, "github", gh(f"run: {C} || true"), "drifts"),
    (REQUEST, "github", gh(job="    if: github.actor != 'bot'\n"), "drifts"),
    (LISTED, "github", gh(job="    if: ${{ github.repository_owner == \"example\" }}\n"), "met"),
    (REQUEST, "github", gh(job="    continue-on-error: ${{ matrix.experimental }}\n"), "drifts"),
    (REQUEST, "github", gh(job="    if: ${{ !cancelled() }}\n"), "met"),
    (READ, "github", gh(top="permissions: {contents: read}\n"), "met"),
    (READ, "github", gh(), "drifts"),
    (READ, "github", gh(top="permissions: {contents: read}\n", job="    permissions: {contents: write}\n"), "drifts"),
    (TESTS, "github", named("run: ./all"), "met"),
    (TESTS, "github", named("uses: example/all@v1"), "met"),
    (TESTS, "github", named("run: ./all || true"), "drifts"),
    (TESTS, "github", named("{uses: example/all@v1, continue-on-error: true}"), "drifts"),
    (TESTS, "github", named("uses: actions/setup-node@v5"), "drifts"),
    (TESTS, "github", named("run: ./matrix", "setup-test-matrix"), "drifts"),
    (TESTS, "github", named("run: ./all", "setup-and-test"), "met"),
    (USES, "github", call("v3"), "met"),
    (USES, "github", call("v2.9.1"), "drifts"),
    (USES, "github", call("main"), "drifts"),
    (USES, "github", call("0" * 40, " # v3.1.0"), "met"),
    (USES, "github", call("0" * 40, " # v2.0.0"), "drifts"),
    (REQUEST, "github", "on: [pull_request]\njobs:\n  a:\n    uses: other/repo/.github/workflows/x.yml@v1\n", "unknown"),
    (REQUEST, "github", "on: [pull_request\n", "unknown"),
    (SCHEDULE, "github", gh("run: ai-provenance report --fail-under 90", on="{schedule: [{cron: '0 3 * * 1'}]}"), "met"),
    (BOTH, "gitlab", f"gate:\n  script: [{C}]\n", "met"),
    (BOTH, "gitlab", f"gate:\n  script: [{C}]\n  rules:\n    - if: {MR}\n    - if: {DEFAULT}\n", "met"),
    (BOTH, "gitlab", f"gate:\n  script: [{C}]\n  rules:\n    - if: {MR}\n", "drifts"),
    (REQUEST, "gitlab", f"gate:\n  script: [{C}]\n  rules:\n    - if: {DEFAULT}\n", "drifts"),
    (REQUEST, "gitlab", f"gate:\n  script: [{C}]\n  rules:\n    - if: $SKIP_GATE\n      when: never\n    - if: {MR}\n", "drifts"),
    (REQUEST, "gitlab", f".gate:\n  script: [{C}]\ngate:\n  extends: .gate\n  only: [merge_requests]\n", "met"),
    (BOTH, "gitlab", f"gate:\n  script: [{C}]\n  only: [merge_requests]\n", "drifts"),
    (REQUEST, "gitlab", f"workflow:\n  rules: [{{if: {DEFAULT}}}]\ngate:\n  script: [{C}]\n", "drifts"),
    (REQUEST, "gitlab", "include:\n  - project: example/ci\n    file: /gate.yml\nbuild:\n  script: [make]\n", "unknown"),
    (COMPONENT, "gitlab", "include:\n  - component: git.example.org/example/check@2.1.0\n", "met"),
    (COMPONENT, "gitlab", "include:\n  - component: git.example.org/example/check@1.9.0\n", "drifts"),
    (BOTH, "azure", f"trigger: [main]\npool: x\nsteps:\n  - script: {C}\n", "met"),
    (REQUEST, "azure", f"jobs:\n  - job: gate\n    condition: eq(variables['Build.Reason'], 'PullRequest')\n    steps:\n      - bash: {C}\n", "met"),
    (BOTH, "azure", f"jobs:\n  - job: gate\n    condition: eq(variables['Build.Reason'], 'PullRequest')\n    steps:\n      - bash: {C}\n", "drifts"),
    (REQUEST, "azure", f"pr: none\nsteps:\n  - script: {C}\n", "drifts"),
    (REQUEST, "azure", f"steps:\n  - ${{{{ if eq(parameters.gate, true) }}}}:\n      - script: {C}\n", "drifts"),
    (BOTH, "circleci", f"version: 2.1\njobs:\n  gate:\n    steps: [checkout, {{run: {C}}}]\nworkflows:\n  main:\n    jobs: [gate]\n", "met"),
    (REQUEST, "circleci", f"version: 2.1\njobs:\n  gate:\n    steps: [{{run: {C}}}]\nworkflows:\n  main:\n    jobs: [{{gate: {{filters: {{branches: {{only: main}}}}}}}}]\n", "drifts"),
    (REQUEST, "circleci", f"version: 2.1\njobs:\n  gate:\n    steps: [{{when: {{condition: << pipeline.parameters.gate >>, steps: [{{run: {C}}}]}}}}]\nworkflows:\n  main:\n    jobs: [gate]\n", "drifts"),
    (REQUEST, "circleci", "version: 2.1\norbs: {check: example/check@1.0}\njobs:\n  build:\n    steps: [{run: make}]\nworkflows:\n  main:\n    jobs: [build]\n", "unknown"),
]  # fmt: skip


def template(text: str) -> Template:
    """A template that has TEXT below its head."""
    return read_document(Template, f'id = "t"\nversion = "1.0.0"\n{text}'.encode(), "template.toml")


def judged(text: str, files: dict[str, str]) -> list[Result]:
    """FILES of a repository whose default branch is main, held against a template."""
    contents = {path: content.encode() for path, content in files.items()}
    return [*judge_template(template(text), Ground(facts_of_files(contents, default_branch="main")), {})]


def load(text: str) -> dict[str, Any]:
    """A definition as plain values, `on` under its own name."""
    document = yaml.safe_load(text)
    if True in document:
        document = {"on" if name is True else name: value for name, value in document.items()}
    return dict(document)


Change = Callable[[dict[str, Any]], None]


def _set(*path: str | int, **values: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for part in path:
            place = place[part]
        place.update(
            {name.replace("_", "-") if name != "allow_failure" else name: value for name, value in values.items()}
        )

    return change


def _script(*path: str | int, key: Any, form: str) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for part in path:
            place = place[part]
        value = place[key]
        place[key] = [form.format(value[0])] if isinstance(value, list) else form.format(value)

    return change


FORMS = (
    "{} || true",
    "{}; exit 0",
    "set +e\n{}\nexit 0",
    "{} || :",
    "echo {}",
    "if false; then {}; fi",
    "# {}",
    "exit 0\n{}",
)
_GH_STEP, _GH_JOB = ("jobs", "gate", "steps", 1), ("jobs", "gate")
DISARMING: dict[str, list[Change]] = {
    "github": [
        *(_script(*_GH_STEP, key="run", form=form) for form in FORMS),
        _set(*_GH_STEP, continue_on_error=True),
        _set(*_GH_JOB, continue_on_error=True),
        *(_set(*place, **{"if": condition}) for place in (_GH_STEP, _GH_JOB) for condition in (
            False, "false", "${{ false }}", "1 == 2", "failure()", "github.actor == 'x'", "vars.GATE == 'on'", "${{ inputs.gate }}",
        )),
        *(_set(on=events) for events in (
            "workflow_dispatch", ["workflow_call"], {"push": {"branches": ["never"]}}, {"push": {"tags": ["v*"]}},
            {"pull_request": {"paths": ["docs/**"]}, "push": {"paths": ["docs/**"]}}, {"pull_request": {"types": ["labeled"]}},
            {"pull_request": {"branches": ["release"]}, "push": {"branches-ignore": ["main"]}}, ["release"],
        )),
        _set(*_GH_JOB, needs="never"),
        _set(*_GH_JOB, strategy={"matrix": {"os": []}}),
        _set(*_GH_STEP, shell="bash {0}", run=f"{C}\necho done"),
        _set(*_GH_STEP, run="make"),
    ],
    "gitlab": [
        *(_script("gate", key="script", form=form) for form in FORMS),
        _set("gate", allow_failure=True),
        _set("gate", allow_failure={"exit_codes": [1]}),
        *(_set("gate", when=when) for when in ("manual", "never", "on_failure")),
        *(_set("gate", rules=rules) for rules in (
            [{"when": "never"}], [{"when": "manual"}], [{"if": "$X"}], [{"changes": ["docs/*"]}], [{"if": "$CI_COMMIT_TAG"}],
            [{"if": MR, "allow_failure": True}, {"if": DEFAULT, "allow_failure": True}],
            [{"if": "$SKIP", "when": "never"}, {"when": "on_success"}], [{"if": "$CI_PIPELINE_SOURCE == 'web'"}],
        )),
        *(_set("gate", only=only) for only in (["tags"], ["schedules"], ["release"])),
        _set("gate", **{"except": ["branches"]}),
        _set(workflow={"rules": [{"when": "never"}]}),
        _set(workflow={"rules": [{"if": "$CI_COMMIT_TAG"}]}),
        _set("gate", script=["make"]),
    ],
    "azure": [
        *(_script("steps", 0, key="script", form=form) for form in FORMS if not form.startswith("exit")),
        _set("steps", 0, continueOnError=True),
        _set("steps", 0, enabled=False),
        *(_set("steps", 0, condition=condition) for condition in (False, "failed()", "eq('a','b')", "eq(variables.X, '1')", "and(false, succeeded())")),
        _set(trigger="none", pr="none"),
        _set(trigger={"branches": {"exclude": ["main"]}}, pr={"branches": {"include": ["x"]}}),
        _set(trigger={"branches": {"include": ["main"]}, "paths": {"include": ["docs"]}}, pr={"branches": {"include": ["main"]}, "paths": {"include": ["docs"]}}),
        _set("steps", 0, script="make"),
    ],
    "circleci": [
        *(_script("jobs", "gate", "steps", 1, key="run", form=form) for form in FORMS),
        _set(workflows={"main": {"jobs": ["other"]}}),
        _set(workflows={"main": {"jobs": [{"gate": {"filters": {"branches": {"only": ["x"]}}}}]}}),
        _set(workflows={"main": {"jobs": [{"gate": {"filters": {"branches": {"ignore": ["/.*/"]}}}}]}}),
        _set(workflows={"main": {"when": False, "jobs": ["gate"]}}),
        _set(workflows={"main": {"when": {"equal": ["a", "<< pipeline.parameters.x >>"]}, "jobs": ["gate"]}}),
        _set(workflows={"main": {"jobs": [{"hold": {"type": "approval"}}, {"gate": {"requires": ["hold"]}}]}}),
        _set("jobs", "gate", "steps", 1, run={"command": C, "when": "on_fail"}),
        _set("jobs", "gate", "steps", 1, run={"command": C, "background": True}),
        _set("jobs", "gate", "steps", 1, run="make"),
    ],
}  # fmt: skip
ARMED = {
    "github": gh() + "  never:\n    if: false\n    runs-on: x\n    steps: []\n",
    "gitlab": f"gate:\n  script: [{C}]\n",
    "azure": f"steps:\n  - script: {C}\n",
    "circleci": f"version: 2.1\njobs:\n  gate:\n    steps: [checkout, {{run: {C}}}]\n  other:\n    steps: [checkout]\nworkflows:\n  main:\n    jobs: [gate]\n",
}
"""System -> a definition that meets BOTH, to be disarmed."""


def disarmed(system: str, change: Change) -> dict[str, Any]:
    """The armed definition of SYSTEM after CHANGE."""
    document = deepcopy(load(ARMED[system]))
    change(document)
    return document
