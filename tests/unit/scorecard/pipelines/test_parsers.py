"""Each CI system's definition is parsed into the same record."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_provenance.scorecard.pipelines import PARSERS, Pipeline, PipelineError, kinds_of, parse_pipeline


def parsed(kind: str, text: str) -> Pipeline:
    return parse_pipeline(kind, "ci.yml", text.encode())


def kinds(pipeline: Pipeline) -> set[str]:
    return {kind for job in pipeline.jobs for kind in kinds_of(job)}


def test_github() -> None:
    workflow = parsed(
        "ci-github",
        "on:\n  pull_request:\n  schedule: [{cron: '0 0 * * 0'}]\npermissions: {contents: read}\njobs:\n"
        "  check:\n    steps: [{uses: actions/checkout@v4}, {run: pytest -q}]\n"
        "  ship:\n    environment: {name: production}\n    steps: [{run: helm upgrade api .}]\n",
    )
    assert workflow.triggers == {"pull_request", "schedule"}
    assert workflow.least_permissions
    assert [job.environment for job in workflow.jobs] == [None, "production"]
    assert {"test", "deploy"} <= kinds(workflow)


@pytest.mark.parametrize(
    ("permissions", "narrow"),
    [("permissions: {}", True), ("permissions: write-all", False), ("permissions: read-all", True), ("", False)],
)
def test_github_permissions(permissions: str, narrow: bool) -> None:
    assert parsed("ci-github", f"on: push\n{permissions}\njobs: {{a: {{steps: []}}}}\n").least_permissions is narrow


def test_github_permissions_may_stand_at_every_job() -> None:
    text = "on: push\njobs:\n  a: {permissions: {contents: read}}\n  b: {permissions: {}}\n"
    assert parsed("ci-github", text).least_permissions


def test_github_inputs_of_actions_count() -> None:
    text = "on: push\njobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {provenance: true}}]}}\n"
    assert "sign" not in kinds(parsed("ci-github", "on: push\njobs: {a: {steps: [{run: make}]}}\n"))
    assert "build" in kinds(parsed("ci-github", text))


def test_gitlab_takes_what_it_extends() -> None:
    pipeline = parsed(
        "ci-gitlab",
        "include: [{remote: x}]\ndefault: {before_script: [pip install .]}\n.base: {script: [pytest]}\n"
        "unit: {extends: .base, rules: [{if: $CI_PIPELINE_SOURCE == 'merge_request_event'}]}\n"
        "prod: {stage: deploy, environment: production, script: [!reference [.base, script], kubectl apply -f .]}\n",
    )
    assert [job.name for job in pipeline.jobs] == ["unit", "prod deploy"]
    assert pipeline.jobs[0].commands == ("pip install .\npytest",)
    assert pipeline.jobs[1].commands == ("pip install .\npytest\nkubectl apply -f .",)
    assert pipeline.included
    assert "pull_request" in pipeline.triggers
    assert pipeline.jobs[1].environment == "production"


def test_azure_finds_jobs_at_any_depth() -> None:
    pipeline = parsed(
        "ci-azure",
        "trigger: none\nschedules: [{cron: x}]\nstages:\n- stage: s\n  jobs:\n  - job: t\n    steps: [{bash: pytest}]\n"
        "  - deployment: d\n    environment: prod\n"
        "    strategy: {runOnce: {deploy: {steps: [{script: helm upgrade x}]}}}\n",
    )
    assert [job.environment for job in pipeline.jobs] == [None, "prod"]
    assert {"test", "deploy"} <= kinds(pipeline)
    assert pipeline.triggers == {"schedule", "pull_request"}


def test_circleci_reads_commands_and_orbs() -> None:
    pipeline = parsed(
        "ci-circleci",
        "orbs: {node: x}\ncommands: {prep: {steps: [{run: npm ci}]}}\n"
        "jobs: {unit: {steps: [checkout, prep, {run: {command: npm test}}]}}\n"
        "workflows: {w: {jobs: [unit, node/deploy]}}\n",
    )
    assert [job.name for job in pipeline.jobs] == ["unit", "node/deploy"]
    assert pipeline.jobs[0].commands == ("npm ci", "npm test")


def test_jenkins_reads_stages_and_skips_comments() -> None:
    text = """pipeline { triggers { cron('@daily') }
      stages { stage('Test') { steps { sh 'pytest -q' // sh 'rm -rf /'
      } } stage("Deploy") { steps { sh '''helm upgrade
      api .''' } } } }"""
    pipeline = parsed("ci-jenkins", text)
    assert [job.name for job in pipeline.jobs] == ["Test", "Deploy"]
    assert pipeline.jobs[0].commands == ("pytest -q",)
    assert "schedule" in pipeline.triggers


def test_other_systems_give_their_commands() -> None:
    assert {"test", "deploy"} <= kinds(parsed("ci-other", "script: [pytest]\ndeploy: {script: twine upload dist/*}\n"))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


DEEP = ["[" * 5000, "a: " + "[" * 200_000 + "]" * 200_000, "- " * 200_000, "? " * 200_000]
"""Nesting so deep that the C code of the parser would overflow the stack."""


@pytest.mark.parametrize("kind", [kind for kind in PARSERS if kind != "ci-jenkins"])
@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: &a [*a]",
        "[" * 5000,
        "a: " + "[" * 200_000 + "]" * 200_000,
        "- " * 200_000,
        "? " * 200_000,
        "just text",
        "a: b: c",
        "\x00",
    ],
)
def test_hostile_definitions_are_refused(kind: str, text: str) -> None:
    with pytest.raises(PipelineError):
        parsed(kind, text)


def test_an_anchor_that_is_given_again_holds_from_there() -> None:
    text = "a: &x [echo one]\none:\n  script: *x\nb: &x [pytest]\ntwo:\n  script: *x\nthree:\n  script: !tag [*x]\n"
    jobs = {job.name: job.commands for job in parse_pipeline("ci-gitlab", ".gitlab-ci.yml", text.encode()).jobs}
    assert (jobs["one"], jobs["two"]) == (("echo one",), ("pytest",))


def test_nothing_that_a_tag_names_is_built() -> None:
    assert parsed("ci-github", "on: !!python/object/apply:os.system [exit 1]\njobs: {}\n").jobs == ()


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab $", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=6), inner, max_size=3),
    max_leaves=10,
)
WORDS = [
    "on",
    "jobs",
    "steps",
    "run",
    "uses",
    "stages",
    "workflows",
    "script",
    "strategy",
    "environment",
    "permissions",
]


@settings(suppress_health_check=[HealthCheck.too_slow])  # machines are shared
@given(st.sampled_from(sorted(PARSERS)), st.dictionaries(st.sampled_from(WORDS), VALUE, max_size=5))
def test_any_shape_is_parsed_or_refused(kind: str, document: dict[str, object]) -> None:
    with suppress(PipelineError):
        assert parse_pipeline(kind, "p", json.dumps(document).encode()).path == "p"  # JSON is YAML
