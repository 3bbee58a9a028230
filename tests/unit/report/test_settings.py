"""The policy decides what counts as valid metadata in `trace_ai`."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest

from ai_provenance.cli.main import run
from ai_provenance.config import AgentConfig, Config, PolicyConfig, Waiver
from ai_provenance.report.settings import ClassifierSettings
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


def key(day: date = TODAY, **policy: Any) -> str:
    return ClassifierSettings(Config(policy=PolicyConfig(**policy)), today=day).key


def test_each_policy_and_each_agent_has_a_key_of_its_own() -> None:
    agents = ClassifierSettings(Config(agents={"aider": AgentConfig(enabled=False)})).key
    keys = {key(), key(deny_agents=("aider",)), key(deny_agents=("cursor",)), agents}
    assert len(keys) == 4


def test_the_day_is_part_of_the_key_where_there_are_waivers() -> None:
    waivers = (Waiver("AIP001", "old", "me", expires=TODAY),)
    tomorrow = TODAY + timedelta(days=1)
    assert key(waivers=waivers) != key(tomorrow, waivers=waivers)
    assert key(deny_agents=("aider",)) == key(tomorrow, deny_agents=("aider",))


def test_the_settings_load_no_agents_before_a_commit_is_classified() -> None:
    program = (
        "import sys; from ai_provenance.config import Config; from ai_provenance.report.settings import *;"
        "settings = ClassifierSettings(Config()); settings.key;"
        "before = 'ai_provenance.agents._table' in sys.modules; settings.registry;"
        "print(before, 'ai_provenance.agents._table' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"
