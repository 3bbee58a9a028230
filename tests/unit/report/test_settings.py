"""The policy decides what counts as valid metadata in `trace_ai`."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ai_provenance.cli.main import run
from ai_provenance.config import Config, PolicyConfig
from ai_provenance.report.classify import settings_of
from repository import Repository

TODAY = date(2026, 1, 2)


def trace_ai(repo: Repository, capsys: pytest.CaptureFixture[str]) -> tuple[int, int]:
    run(["report", "--format", "json", "--repo", str(repo.path)])
    number = json.loads(capsys.readouterr().out)["traceability"]["trace_ai"]
    return number["numerator"], number["denominator"]


def test_no_policy_accepts_every_declaration(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("one\n\nAssisted-by: Claude\n")
    assert trace_ai(repo, capsys) == (1, 1)


def test_a_denied_agent_is_no_valid_metadata(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("one\n\nAssisted-by: Claude\n")
    assert trace_ai(repo, capsys) == (1, 1)
    repo.write(".ai-provenance.toml", '[policy]\ndeny-agents = ["claude-code"]\n')
    assert trace_ai(repo, capsys) == (0, 1), "the count kept before the policy changed must not be used"


def test_two_policies_have_two_digests() -> None:
    one = settings_of(Config(policy=PolicyConfig(deny_agents=("aider",))), today=TODAY)
    two = settings_of(Config(policy=PolicyConfig(deny_agents=("cursor",))), today=TODAY)
    assert one.policy != two.policy
    assert settings_of(Config(), today=TODAY).policy == ""
