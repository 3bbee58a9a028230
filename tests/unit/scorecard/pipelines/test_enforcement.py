"""Whether a check that is written in a CI definition can stop a change, for every system that is parsed."""

# ruff: noqa: E501 - a definition a line
from __future__ import annotations

import pytest

from ai_provenance.scorecard.pipelines import Enforcement, Pipeline, parse_pipeline

C = "ai-provenance check"


def gh(steps: str = f"[{{run: {C}}}]", on: str = "[push, pull_request]", job: str = "") -> tuple[str, str]:
    return "ci-github", f"on: {on}\njobs:\n  t:\n    runs-on: x\n{job}    steps: {steps}\n"


ENFORCED = [
    gh(),
    gh(job="    if: github.event_name == 'push'\n"),
    gh(on="{push: {branches: [main]}}"),
    gh(on="{push: {branches: ['**']}}"),
    gh(on="{pull_request: {types: [opened]}}"),
    gh(f"[{{run: {C}, continue-on-error: false}}]"),
    gh(f"[{{run: '{C}; echo x', shell: 'script -q -e -c \"bash -eo pipefail {{0}}\"'}}]"),
    gh(f"[{{run: '{C}; echo x', shell: 'xvfb-run sh -e {{0}}'}}]"),
    gh(job="    if: always()\n"),
    gh(on="{schedule: [{cron: x}]}"),
    gh(f"[{{uses: o/x, with: {{fail: true}}}}, {{run: {C}}}]"),
    gh(on="{push: {paths: ['**']}}"),
    gh(on="{push: {paths-ignore: ['*.md']}}"),
    gh(job="    if: ${{ !cancelled() }}\n"),
    ("ci-gitlab", f"a: {{script: [{C}]}}\n"),
    (
        "ci-gitlab",
        f"a: {{script: [{C}], rules: [{{if: $CI_PIPELINE_SOURCE == 'merge_request_event'}}, {{if: $CI_COMMIT_BRANCH}}]}}\n",
    ),
    ("ci-gitlab", f"a: {{script: [{C}], allow_failure: false, only: [branches]}}\n"),
    ("ci-gitlab", f".b: {{script: [{C}]}}\na: {{extends: .b}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], rules: [{{when: manual, if: $X}}, {{when: on_success}}]}}\n"),
    ("ci-azure", f"steps: [{{script: {C}}}]\n"),
    ("ci-azure", f"trigger: [main]\njobs: [{{job: a, condition: succeeded(), steps: [{{bash: {C}}}]}}]\n"),
    ("ci-azure", f"steps: [{{script: 'set -e\n\n{C}\n\necho x'}}]\n"),
    ("ci-circleci", f"jobs: {{a: {{steps: [{{run: {C}}}]}}}}\nworkflows: {{w: {{jobs: [a]}}}}\n"),
    ("ci-circleci", f"jobs: {{build: {{steps: [{{run: {{command: {C}}}}}]}}}}\n"),
    (
        "ci-circleci",
        f"jobs: {{a: {{steps: [{{when: {{condition: true, steps: [{{run: {C}}}]}}}}]}}}}\nworkflows: {{w: {{jobs: [{{a: {{filters: {{branches: {{only: main}}}}}}}}]}}}}\n",
    ),
    ("ci-jenkins", f"pipeline {{ stages {{ stage('a') {{ steps {{ sh '{C}' }} }} }} }}"),
    ("ci-jenkins", f'node {{ sh "{C}" }}'),
    (
        "ci-jenkins",
        f"pipeline {{ stages {{ stage('a') {{ when {{ branch 'main' }}\n steps {{ sh '''\n{C}\n''' }} }} }} }}",
    ),
    (
        "ci-jenkins",
        f"pipeline {{ stages {{ stage('a') {{ when {{ not {{ expression {{ false }} }} }}\n steps {{ sh '{C}' }} }} }} }}",
    ),
    ("ci-other", f"script: [{C}]\n"),
    ("ci-other", f"pipelines: {{default: [{{step: {{script: [{C}]}}}}]}}\n"),
    ("ci-other", f"steps: [{{label: x, command: {C}}}]\n"),
    ("ci-other", f"kind: pipeline\nsteps: [{{name: a, commands: [{C}]}}]\n"),
]
IDLE = [
    gh(f"[{{run: {C} || true}}]"),
    gh(job="    if: false\n"),
    gh(job="    if: ${{ false }}\n"),
    gh(job="    if: 'false'\n"),
    gh(job="    continue-on-error: true\n"),
    gh(f"[{{run: {C}, continue-on-error: true}}]"),
    gh(f"[{{run: {C}, if: false}}]"),
    gh(f"[{{run: {C}, if: '1 == 2'}}]"),
    gh(f"[{{run: {C}, if: failure()}}]"),
    gh(f"[{{run: {C}, if: 'github.ref == 0 && false'}}]"),
    gh(on="workflow_dispatch"),
    gh(on="{workflow_dispatch: {}}"),
    gh(on="workflow_call"),
    gh(on="[]"),
    gh(on="{push: {branches: [nosuch]}}"),
    gh(on="{push: {branches-ignore: [main]}}"),
    gh(on="{push: {branches: ['**','!main']}}"),
    gh(on="{push: {paths: [docs/**]}}"),
    gh(on="{push: {tags: ['v*']}}"),
    gh(on="{pull_request: {types: [labeled]}}"),
    gh(job="    if: github.event_name == 'release'\n"),
    gh(f"[{{run: {C}; exit 0}}]"),
    gh(f"['# {C}']"),
    gh(f"[{{run: '# {C}'}}]"),
    gh(f"[{{run: echo {C}}}]"),
    gh(f"[{{run: 'set +e; {C}; echo'}}]"),
    gh(f"[{{run: '{C}; echo x', shell: 'bash {{0}}'}}]"),
    gh(f"[{{run: '{C}; echo x', shell: 'nix develop -c bash {{0}}'}}]"),
    gh(f"[{{run: '{C} || true', shell: 'script -q -e -c \"bash -eo pipefail {{0}}\"'}}]"),
    gh(f"[{{run: '{C} | tee x'}}]"),
    gh(f"[{{name: {C}, run: echo hi}}]"),
    ("ci-github", f"on: push\njobs:\n  a: {{if: false, steps: []}}\n  b: {{needs: a, steps: [{{run: {C}}}]}}\n"),
    ("ci-github", f"on: push\njobs:\n  {C}: {{steps: [{{run: x}}]}}\n"),
    gh(f"[{{uses: o/x, with: {{run: {C}, fail: false}}}}]"),
    ("ci-github", f"on: push\njobs:\n#  a: {{steps: [{{run: {C}}}]}}\n  b: {{steps: []}}\n"),
    gh(job="    strategy: {matrix: {os: []}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], allow_failure: true}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], when: manual}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], when: never}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], rules: [{{when: never}}]}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], rules: [{{if: $X, when: manual}}]}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], rules: [{{if: $X, allow_failure: true}}]}}\n"),
    ("ci-gitlab", f".a: {{script: [{C}]}}\n"),
    ("ci-gitlab", f"a: {{script: [x], after_script: [{C}]}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], only: [tags]}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], except: [branches]}}\n"),
    ("ci-gitlab", f"workflow: {{rules: [{{when: never}}]}}\na: {{script: [{C}]}}\n"),
    ("ci-gitlab", f"a: {{script: ['{C} || :']}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], allow_failure: {{exit_codes: [1]}}}}\n"),
    ("ci-gitlab", f".b: {{script: [{C}]}}\na: {{extends: .b, script: [x]}}\n"),
    ("ci-gitlab", f".b: {{allow_failure: true}}\na: {{extends: .b, script: [{C}]}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], rules: [{{changes: [docs/*]}}]}}\n"),
    ("ci-gitlab", f"a: {{script: [{C}], when: on_failure}}\n"),
    ("ci-azure", f"steps: [{{script: {C}, continueOnError: true}}]\n"),
    ("ci-azure", f"steps: [{{script: {C}, enabled: false}}]\n"),
    ("ci-azure", f"steps: [{{script: {C}, condition: false}}]\n"),
    ("ci-azure", f"jobs: [{{job: a, condition: 'and(false, succeeded())', steps: [{{script: {C}}}]}}]\n"),
    ("ci-azure", f"jobs: [{{job: a, continueOnError: true, steps: [{{script: {C}}}]}}]\n"),
    ("ci-azure", f"stages: [{{stage: s, condition: \"eq('a','b')\", jobs: [{{job: a, steps: [{{script: {C}}}]}}]}}]\n"),
    ("ci-azure", f"trigger: none\npr: none\nsteps: [{{script: {C}}}]\n"),
    ("ci-azure", f"steps: [{{script: '{C} || true'}}]\n"),
    ("ci-azure", f"steps: [{{script: '{C}; echo done'}}]\n"),
    ("ci-azure", f"trigger: {{branches: {{exclude: [main]}}}}\npr: none\nsteps: [{{script: {C}}}]\n"),
    ("ci-azure", f"steps:\n- ${{{{ if false }}}}:\n  - script: {C}\n"),
    ("ci-azure", f"steps: [{{script: {C}, condition: failed()}}]\n"),
    ("ci-circleci", f"jobs: {{a: {{steps: [{{run: {C}}}]}}, b: {{steps: []}}}}\nworkflows: {{w: {{jobs: [b]}}}}\n"),
    (
        "ci-circleci",
        f"jobs: {{a: {{steps: [{{run: {C}}}]}}}}\nworkflows: {{w: {{jobs: [{{hold: {{type: approval}}}}, {{a: {{requires: [hold]}}}}]}}}}\n",
    ),
    ("ci-circleci", f"jobs: {{a: {{steps: [{{run: {C}}}]}}}}\nworkflows: {{w: {{when: false, jobs: [a]}}}}\n"),
    (
        "ci-circleci",
        f"jobs: {{a: {{steps: [{{run: {C}}}]}}}}\nworkflows: {{w: {{jobs: [{{a: {{filters: {{branches: {{ignore: main}}}}}}}}]}}}}\n",
    ),
    (
        "ci-circleci",
        f"jobs: {{a: {{steps: [{{run: {{command: {C}, when: on_fail}}}}]}}}}\nworkflows: {{w: {{jobs: [a]}}}}\n",
    ),
    (
        "ci-circleci",
        f"jobs: {{a: {{steps: [{{when: {{condition: false, steps: [{{run: {C}}}]}}}}]}}}}\nworkflows: {{w: {{jobs: [a]}}}}\n",
    ),
    ("ci-circleci", f"jobs: {{build: {{steps: [{{run: {C} || true}}]}}}}\n"),
    ("ci-circleci", f"jobs: {{build: {{steps: [{{unless: {{condition: true, steps: [{{run: {C}}}]}}}}]}}}}\n"),
    ("ci-jenkins", f"pipeline {{ stages {{ stage('a') {{ steps {{ sh '{C} || true' }} }} }} }}"),
    (
        "ci-jenkins",
        f"pipeline {{ stages {{ stage('a') {{ steps {{ catchError(buildResult: 'SUCCESS') {{ sh '{C}' }} }} }} }} }}",
    ),
    (
        "ci-jenkins",
        f"pipeline {{ stages {{ stage('a') {{ when {{ expression {{ false }} }}\n steps {{ sh '{C}' }} }} }} }}",
    ),
    (
        "ci-jenkins",
        f"pipeline {{ stages {{ stage('a') {{ when {{ expression {{ return false }} }}\n steps {{ sh '{C}' }} }} }} }}",
    ),
    ("ci-jenkins", f"pipeline {{ stages {{ stage('a') {{ when {{ branch 'nosuch' }}\n steps {{ sh '{C}' }} }} }} }}"),
    ("ci-jenkins", f"node {{ try {{ sh '{C}' }} catch (e) {{ echo 'x' }} }}"),
    ("ci-jenkins", f"node {{ if (false) {{ sh '{C}' }} }}"),
    ("ci-jenkins", f"node {{ sh(script: '{C}', returnStatus: true) }}"),
    ("ci-jenkins", f"node {{ sh returnStatus: true, script: '{C}' }}"),
    ("ci-jenkins", f"// stage('a') {{ sh '{C}' }}\nnode {{ sh 'x' }}"),
    ("ci-jenkins", f"/* node {{ sh '{C}' }} */ node {{ sh 'x' }}"),
    ("ci-jenkins", f"pipeline {{ stages {{ stage('a') {{ input {{ message 'ok?' }}\n steps {{ sh '{C}' }} }} }} }}"),
    (
        "ci-jenkins",
        f"pipeline {{ stages {{ stage('a') {{ steps {{ sh 'x' }} }} }} post {{ failure {{ sh '{C}' }} }} }}",
    ),
    ("ci-jenkins", f"node {{ echo '{C}' }}"),
    ("ci-other", f"script: ['{C} || true']\n"),
    ("ci-other", f"script: [x]\nafter_success: [{C}]\n"),
    ("ci-other", f"pipelines: {{custom: {{a: [{{step: {{script: [{C}]}}}}]}}}}\n"),
    ("ci-other", f"pipelines: {{default: [{{step: {{trigger: manual, script: [{C}]}}}}]}}\n"),
    ("ci-other", f"steps: [{{label: x, command: {C}, soft_fail: true}}]\n"),
    ("ci-other", f"steps: [{{block: ok}}, {{command: {C}}}]\n"),
    ("ci-other", f"steps: [{{name: a, failure: ignore, commands: [{C}]}}]\n"),
    ("ci-other", f"t_task: {{script: [{C}], allow_failures: true}}\n"),
    ("ci-other", f"t_task: {{script: [{C}], only_if: false}}\n"),
    ("ci-other", f"t_task: {{script: [{C}], skip: true}}\n"),
    ("ci-other", f"t_task: {{script: [{C}], trigger_type: manual}}\n"),
    ("ci-other", f"steps: [{{command: {C}, skip: why}}]\n"),
    ("ci-other", f"steps: [{{command: {C}, branches: '!main'}}]\n"),
    ("ci-other", f"if: false\nscript: [{C}]\n"),
    ("ci-other", f"branches: {{except: [main]}}\nscript: [{C}]\n"),
    ("ci-other", f"steps: [{{command: {C}, soft_fail: [{{exit_status: 1}}]}}]\n"),
    ("ci-other", f"steps: [{{name: a, when: {{branch: nosuch}}, commands: [{C}]}}]\n"),
]


def reason(kind: str, text: str, *others: Pipeline, branch: str | None = "main") -> str | None:
    path = ".gitlab-ci.yml" if kind == "ci-gitlab" else ".github/workflows/x.yml"
    pipeline = parse_pipeline(kind, path, text.encode())
    return Enforcement((pipeline, *others), branch).reason_against(pipeline, "policy")


@pytest.mark.parametrize(("kind", "text"), ENFORCED)
def test_a_check_that_can_stop_a_change_is_enforced(kind: str, text: str) -> None:
    assert reason(kind, text) == ""


@pytest.mark.parametrize(("kind", "text"), IDLE)
def test_a_check_that_can_stop_nothing_is_not(kind: str, text: str) -> None:
    assert reason(kind, text) != ""


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        (gh(f"[{{run: {C} || true}}]"), "idle-status"),
        (gh(job="    if: false\n"), "idle-never"),
        (gh(job="    continue-on-error: true\n"), "idle-ignored"),
        (gh(on="workflow_dispatch"), "idle-manual"),
        (gh(on="workflow_call"), "idle-uncalled"),
        (gh(on="{push: {branches: [nosuch]}}"), "idle-branches"),
        (gh(on="{push: {paths: [docs/**]}}"), "idle-paths"),
        (gh(on="{pull_request: {types: [labeled]}}"), "idle-events"),
        (gh(f"[{{run: {C}, if: failure()}}]"), "idle-after-failure"),
        (gh("[{run: pytest}]"), None),
    ],
)
def test_the_reason_is_named(definition: tuple[str, str], why: str | None) -> None:
    assert reason(*definition) == why


def test_a_filter_is_no_reason_where_the_default_branch_is_not_known() -> None:
    assert reason(*gh(on="{push: {branches: [develop]}}"), branch=None) == ""


@pytest.mark.parametrize(
    ("caller", "why"),
    [
        ("on: push\njobs: {a: {uses: ./.github/workflows/x.yml}}\n", ""),
        ("on: workflow_dispatch\njobs: {a: {uses: ./.github/workflows/x.yml}}\n", "idle-uncalled"),
        ("on: push\njobs: {a: {if: false, uses: ./.github/workflows/x.yml}}\n", "idle-uncalled"),
        ("on: push\njobs: {a: {uses: ./.github/workflows/other.yml}}\n", "idle-uncalled"),
        ("on: workflow_call\njobs: {a: {uses: ./.github/workflows/x.yml}}\n", "idle-uncalled"),
    ],
)
def test_a_reusable_workflow_counts_where_something_calls_it(caller: str, why: str) -> None:
    other = parse_pipeline("ci-github", ".github/workflows/caller.yml", caller.encode())
    assert reason(*gh(on="workflow_call"), other) == why


def test_workflows_that_call_each_other_end() -> None:
    one, two = (
        parse_pipeline("ci-github", f"{name}.yml", f"on: workflow_call\njobs: {{a: {{uses: ./{other}.yml}}}}".encode())
        for name, other in ("ab", "ba")
    )
    assert Enforcement((one, two), "main").reason_against(one, "policy") is None


def test_a_file_that_gitlab_does_not_include_is_idle() -> None:
    part = parse_pipeline("ci-gitlab", ".gitlab/ci/check.yml", f"a: {{script: [{C}]}}".encode())
    for include, why in (("", "idle-uncalled"), ("include: [{local: /.gitlab/ci/*.yml}]\n", "")):
        root = parse_pipeline("ci-gitlab", ".gitlab-ci.yml", f"{include}b: {{script: [x]}}".encode())
        assert Enforcement((root, part), "main").reason_against(part, "policy") == why


def test_what_conformity_needs_is_kept() -> None:
    text = """on: {push: {branches: [main], paths: [src/**]}, pull_request: {types: [opened]}}
permissions: {contents: read}
jobs:
  a:
    needs: [b]
    if: github.ref == 'refs/heads/main'
    timeout-minutes: 5
    permissions: {id-token: write}
    steps:
    - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8  # v5.0.0
    - uses: o/x@v3
    - uses: o/y@main
  b: {steps: []}
"""
    pipeline = parse_pipeline("ci-github", "x.yml", text.encode())
    job = pipeline.jobs[0]
    assert [one.event for one in pipeline.events] == ["push", "pull_request"]
    assert (pipeline.events[0].filter.branches, pipeline.events[0].filter.paths) == (("main",), ("src/**",))
    assert pipeline.permissions == ("contents: read",)
    assert (job.guards.needs, job.guards.timeout, job.guards.permissions) == (("b",), "5", ("id-token: write",))
    assert job.guards.conditions == ("github.ref == 'refs/heads/main'",)
    assert [(step.pin.style, step.pin.comment) for step in job.steps if step.pin] == [
        ("sha", "v5.0.0"), ("tag", ""), ("branch", ""),
    ]  # fmt: skip
