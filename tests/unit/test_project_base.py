"""A range is judged by the configuration of its base: a change cannot relax its own judgement."""

from __future__ import annotations

import json

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from ai_provenance.project import CHANGED, JUDGED_BY_ITSELF, open_project
from repository import Repository
from tokens import GITHUB

FOOTER = "\n\n\N{ROBOT FACE} Generated with [Claude Code](https://claude.com/claude-code)\n"
STRICT = '[policy]\nagent-sign-off = "forbid"\n'
RELAXED = {
    "severity": '[policy.severity]\nAIP001 = "off"\n',
    "policy": '[policy]\nai = "allow"\n',
    "waiver": '[[policy.waivers]]\nrule = "AIP001"\nreason = "x"\nowner = "me"\nexpires = 2099-01-01\n',
    "adopted": 'adopted = "2099-01-01"\n',
    "agents": "[agents.claude-code]\nenabled = false\n",
}


@pytest.fixture
def request_of(repo: Repository) -> Repository:
    """A repository with a policy on `main`, and a branch that adds an undeclared AI commit."""
    repo.write(".ai-provenance.toml", STRICT)
    repo.stage(".ai-provenance.toml", STRICT)
    repo.commit("Agree on a policy\n")
    repo.git("branch", "base")
    repo.commit(f"Add it{FOOTER}")
    return repo


def relax(repo: Repository, text: str) -> None:
    repo.stage(".ai-provenance.toml", text)
    repo.commit("Relax the policy\n\nAssisted-by: Claude\n")


@pytest.mark.parametrize("change", RELAXED)
@pytest.mark.parametrize("span", ["base..HEAD", "base...HEAD"])
def test_a_request_cannot_relax_the_check_of_itself(request_of: Repository, change: str, span: str) -> None:
    relax(request_of, RELAXED[change])
    assert run(["check", span, "--repo", str(request_of.path)]) == ExitCode.VIOLATION_FOUND


def test_a_request_is_judged_by_its_own_configuration_on_demand(request_of: Repository) -> None:
    relax(request_of, RELAXED["policy"])
    arguments = ["check", "base..HEAD", "--policy-from", "HEAD", "--repo", str(request_of.path)]
    assert run(arguments) == ExitCode.OK


@pytest.mark.parametrize("form", ["text", "json", "markdown", "github", "sarif"])
def test_every_format_says_what_the_request_changes(
    request_of: Repository, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    relax(request_of, RELAXED["severity"])
    run(["check", "base..HEAD", "--format", form, "--repo", str(request_of.path)])
    assert "policy.severity" in capsys.readouterr().out.replace("\\", "")  # Markdown escapes


def test_the_target_branch_of_a_request_in_ci_is_the_base(
    request_of: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    relax(request_of, RELAXED["policy"])
    monkeypatch.setenv("GITHUB_BASE_REF", "base")
    assert run(["check", "--repo", str(request_of.path)]) == ExitCode.VIOLATION_FOUND
    monkeypatch.delenv("GITHUB_BASE_REF")
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", request_of.git("rev-parse", "base").strip())
    assert run(["check", "--repo", str(request_of.path)]) == ExitCode.VIOLATION_FOUND


def test_what_judges_itself_is_said_and_can_be_refused(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("one\n")
    assert run(["check", "--format", "json", "--repo", str(repo.path)]) == ExitCode.OK
    assert JUDGED_BY_ITSELF in {one["code"] for one in json.loads(capsys.readouterr().out)["notices"]}
    for command in (["check"], ["report"], ["score", "gate", "2"], ["secrets", "scan", "--range", "HEAD"]):
        assert run([*command, "--require-base", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE


def test_a_request_cannot_make_people_agents_of_the_report(request_of: Repository) -> None:
    request_of.stage(".ai-provenance.toml", '[agents.me]\nname = "Me"\nkind = "bot"\nemails = ["dev@example.org"]\n')
    request_of.commit("Call myself a bot\n")
    project = open_project(request_of.path, judged=("base..HEAD",))
    assert not project.config.agents
    assert [one.code for one in project.notices] == [CHANGED]


def test_a_request_cannot_exclude_its_secrets_from_the_scan(
    request_of: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    request_of.stage("leak.py", f'key = "{GITHUB}"\n')
    request_of.commit("Leak\n")
    request_of.stage(".ai-provenance.toml", '[secrets]\nexclude = ["*"]\n')
    request_of.commit("Exclude\n")
    arguments = ["secrets", "scan", "--range", "base..HEAD", "--format", "json", "--repo", str(request_of.path)]
    assert run(arguments) == ExitCode.VIOLATION_FOUND
    document = json.loads(capsys.readouterr().out)
    assert "secrets.exclude" in document["notices"][0]["message"]


def test_a_base_without_configuration_means_the_defaults(repo: Repository) -> None:
    repo.commit("one\n")
    repo.stage(".ai-provenance.toml", '[policy]\nai = "allow"\n')
    repo.commit("two\n")
    project = open_project(repo.path, judged=("HEAD~1..HEAD",))
    assert (project.config.policy.ai, project.notices[0].code) == ("declare", CHANGED)
