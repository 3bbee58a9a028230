"""Probes on real trees, and what the runner makes of one that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.attest.base import SIGNERS
from ai_provenance.repo import open_repository
from ai_provenance.scorecard.facts import Facts, Records, collect
from ai_provenance.scorecard.findings import ProbeFinding
from ai_provenance.scorecard.probes import PROBES, run_probes
from ai_provenance.scorecard.probes.answer import Answer
from ai_provenance.scorecard.states import Outcome
from repository import Repository

CI = ".github/workflows/ci.yml"
HOOKS = "repos: [{repo: https://example.org/x, hooks: [{id: ai-provenance-prepare}, {id: ai-provenance-secrets}]}]\n"


def facts_of(repo: Repository, files: dict[str, str], records: Records | None = None) -> Facts:
    for path, content in files.items():
        repo.stage(path, content)
    repo.commit()
    return collect(open_repository(repo.path), records=records)


def ask(facts: Facts, name: str) -> ProbeFinding:
    return next(iter(run_probes(facts, [name])))


ROLES = '[records.roles]\n"bot@*" = "agent"\n'
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"


def workflow(*commands: str, on: str = "[push, pull_request]", extra: str = "") -> dict[str, str]:
    steps = ", ".join(f"{{run: {command!r}}}" for command in commands)
    return {CI: f"on: {on}\n{extra}\njobs: {{job: {{steps: [{steps}]}}}}\n"}


@pytest.mark.parametrize(
    ("probe", "files", "outcome"),
    [
        ("ci-defined", {}, "false"),
        ("ci-defined", workflow("x"), "true"),
        ("ci-defined", {CI: "]"}, "not_available"),
        ("ci-readiness", workflow("make", "pytest", "helm upgrade x"), "true"),
        ("ci-readiness", workflow("pytest"), "partial"),
        ("ci-readiness", {}, "false"),
        ("least-permissions", workflow("x", extra="permissions: {}"), "true"),
        ("least-permissions", workflow("x"), "false"),
        ("least-permissions", {".travis.yml": "script: x\n"}, "not_available"),
        ("audit-in-ci", workflow("ai-provenance check A..B"), "true"),
        ("audit-in-ci", workflow("pytest"), "false"),
        ("audit-in-ci", {".gitlab-ci.yml": "include: {remote: x}\na: {script: pytest}\n"}, "not_available"),
        ("policy-validated-in-ci", workflow("conftest test x"), "true"),
        ("policy-validated-in-ci", workflow("pytest"), "false"),
        ("iac-validated-in-ci", workflow("terraform plan"), "not_applicable"),
        ("iac-validated-in-ci", {"infra/a.tf": "x", **workflow("terraform plan")}, "true"),
        ("images-pinned", {"Dockerfile": "FROM a@sha256:0 AS base\nFROM base\nFROM scratch\n"}, "true"),
        ("images-pinned", {"Dockerfile": "FROM a:1\n"}, "partial"),
        ("images-pinned", {"Dockerfile": "FROM scratch\n"}, "not_applicable"),
        ("images-signed", {"Dockerfile": "FROM a\n", **workflow("cosign sign x")}, "true"),
        ("ai-tests-in-ci", workflow("promptfoo eval"), "true"),
        ("ai-tests-in-ci", workflow("pytest"), "partial"),
        ("batches-validated", workflow("pytest", "ruff check"), "true"),
        ("batches-validated", workflow("pytest", "ruff check", on="push"), "false"),
        ("audit-scheduled", workflow("ai-provenance score --record", on="{schedule: [{cron: x}]}"), "true"),
        ("audit-scheduled", workflow("ai-provenance score"), "false"),
        ("metrics-in-ci", workflow("ai-provenance report --metrics m.json"), "true"),
        ("ci-templates", workflow("x", on="workflow_call"), "true"),
        ("deploy-in-ci", workflow("npm publish"), "true"),
        ("rollback-works", workflow("helm rollback x"), "true"),
        ("agent-identities", {".ai-provenance.toml": '[records.roles]\n"dev@*" = "person"\n'}, "not_available"),
        ("agent-identities", {".ai-provenance.toml": ROLES}, "partial"),
        ("agent-identities", {"pyproject.toml": ROLES.replace("[", "[tool.ai-provenance.", 1)}, "partial"),
        ("agent-identities", {".ai-provenance.toml": ROLES, SIGNERS: f"bot@corp.example {KEY}\n"}, "true"),
        ("agent-identities", {".ai-provenance.toml": ROLES, SIGNERS: f"ana@corp.example {KEY}\n"}, "partial"),
        ("agent-identities", {".ai-provenance.toml": ROLES, SIGNERS: "bot@corp.example nonsense\n"}, "partial"),
        ("hooks-tag", {".pre-commit-config.yaml": HOOKS}, "true"),
        ("hooks-tag", {".pre-commit-config.yaml": "repos: []\n"}, "false"),
        ("hooks-configured", {".pre-commit-config.yaml": "repos: []\n"}, "partial"),
        ("hooks-tag", {".husky/commit-msg": "ai-provenance-hook commit-msg $1\n"}, "true"),
        ("hooks-tag", {".husky/commit-msg": "npx commitlint\n"}, "false"),
        ("hooks-configured", {}, "false"),
        ("policy-as-code", {".ai-provenance.toml": "[policy]\nai = 'forbid'\n"}, "true"),
        ("policy-as-code", {"pyproject.toml": "[tool.ai-provenance.policy]\nai = 'forbid'\n"}, "true"),
        ("policy-as-code", {".ai-provenance.toml": "not toml"}, "false"),
        ("ai-configuration", {"AGENTS.md": "x"}, "partial"),
        ("ai-configuration", {"AGENTS.md": "x", ".mcp.json": "{}"}, "true"),
        ("data-catalog", {"data-catalog.yml": "sources: [{owner: a, classification: b}]\n"}, "true"),
        ("data-catalog", {"data-catalog.yml": "sources: [{owner: a}]\n"}, "partial"),
        ("observability", {"prometheus.yml": "x", "grafana/a.json": "{}", "alerts.yml": "x"}, "true"),
        ("observability", {"prometheus.yml": "x"}, "partial"),
        ("infrastructure-as-code", {"Vagrantfile": "x"}, "partial"),
        ("infrastructure-as-code", {"tests/fixtures/a.tf": "x"}, "false"),
        ("onboarding", {".pre-commit-config.yaml": HOOKS, ".ai-provenance.toml": ""}, "true"),
        ("architecture-document", {"docs/architecture.md": "x"}, "true"),
        ("small-commits", {}, "not_available"),
        ("releases-tagged", {}, "false"),
        ("ai-commits-traceable", {}, "not_available"),
        ("runs-recorded", {}, "not_available"),
    ],
)
def test_probe(repo: Repository, probe: str, files: dict[str, str], outcome: str) -> None:
    assert ask(facts_of(repo, files), probe).outcome.value == outcome


def test_a_local_reusable_workflow_is_looked_into(repo: Repository) -> None:
    called = "on: workflow_call\njobs: {a: {steps: [{run: ai-provenance check}]}}\n"
    files = {".github/workflows/a.yml": called, CI: "on: push\njobs: {a: {uses: ./.github/workflows/a.yml}}\n"}
    facts = facts_of(repo, files)
    assert {one.path for one in facts.pipelines_that("audit")} == {CI, ".github/workflows/a.yml"}


def test_small_commits_are_measured(repo: Repository) -> None:
    for number in range(20):
        repo.stage("a.txt", f"{number}\n")
        repo.commit()
    assert ask(collect(open_repository(repo.path)), "small-commits").outcome is Outcome.TRUE


def test_recorded_runs_and_audits_count(repo: Repository) -> None:
    facts = facts_of(repo, {}, Records(runs=1, audits=1))
    assert [ask(facts, name).outcome.value for name in ("runs-recorded", "audits-recorded")] == ["partial", "true"]


def test_a_probe_that_raises_becomes_an_error(repo: Repository) -> None:
    def broken(_facts: Facts) -> Answer:
        raise ZeroDivisionError

    found = next(iter(run_probes(facts_of(repo, {}), ["broken"], {"broken": broken})))
    assert (found.outcome, found.reason.values["error"]) == (Outcome.ERROR, "ZeroDivisionError")


def test_a_bare_repository_shows_the_same(repo: Repository, tmp_path: Path) -> None:
    here = facts_of(repo, {"AGENTS.md": "x", **workflow("pytest", "ruff check")})
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare.git"))
    bare = collect(open_repository(tmp_path / "bare.git"))
    assert [*run_probes(here, PROBES)] == [*run_probes(bare, PROBES)]


def test_links_and_large_files_are_not_read(repo: Repository) -> None:
    (repo.path / "Dockerfile").symlink_to("/etc/passwd")
    repo.git("add", "-A")
    facts = facts_of(repo, {CI: "#" * 600_000})
    assert "Dockerfile" not in facts.contents
    assert facts.problems[0].reason.values["why"] == "larger than 512 kB"
