"""Results of tools, from files that ruff, pytest, coverage.py, jest, node and ant wrote, and hostile ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.delivery.validations import Result, ResultFileError, judged, read_result

WRITTEN = Path(__file__).parents[2] / "support/tool_results"


def read(name: str) -> Result:
    return read_result(name, (WRITTEN / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "passed", "counts"),
    [
        ("pytest.xml", True, {"tests": 2, "failures": 0, "errors": 0, "skipped": 1}),
        ("jest-junit.xml", False, {"tests": 3, "failures": 1, "errors": 0, "skipped": 1}),
        ("node-test.xml", True, {"tests": 3, "failures": 0, "errors": 0, "skipped": 1}),
        ("ant-junit4.xml", False, {"tests": 4, "failures": 1, "errors": 1, "skipped": 1}),
    ],
)
def test_the_tests_of_four_runners(name: str, passed: bool, counts: dict[str, float]) -> None:
    found = read(name)
    assert (found.kind, found.passed, found.counts) == ("junit", passed, counts)


def test_the_findings_of_ruff() -> None:
    found, clean = read("ruff-findings.sarif"), read("ruff-clean.sarif")
    assert (found.kind, found.passed, found.tool) == ("sarif", False, "ruff")
    assert found.counts["errors"] == 3
    assert (clean.passed, clean.counts["errors"]) == (True, 0)


@pytest.mark.parametrize(
    ("name", "lines", "covered"),
    [
        ("coverage.json", 22, 9),
        ("coverage.py.xml", 22, 9),
        ("coverage.lcov", 22, 9),
        ("jest-lcov.info", 3, 2),
        ("jest-cobertura.xml", 3, 2),
    ],
)
def test_the_coverage_of_five_writers(name: str, lines: int, covered: int) -> None:
    found = read(name)
    assert (found.kind, found.passed) == ("coverage", None)
    assert (found.counts["lines"], found.counts["covered"]) == (lines, covered)
    assert found.counts["share"] == covered / lines


def sarif(**run: Any) -> Result:
    return read_result("a.sarif", json.dumps({"version": "2.1.0", "runs": [run]}).encode())


@pytest.mark.parametrize(
    ("result", "counted"),
    [
        ({"level": "error"}, "errors"),
        ({}, "warnings"),
        ({"level": "note"}, "notes"),
        ({"ruleId": "R"}, "errors"),
        ({"level": "error", "kind": "pass"}, "notes"),
        ({"level": "error", "suppressions": [{"kind": "inSource"}]}, "suppressed"),
        ({"level": "error", "suppressions": [{"kind": "external", "status": "rejected"}]}, "errors"),
        ({"level": "error", "suppressions": []}, "errors"),
        ({"level": "error", "baselineState": "unchanged"}, "unchanged"),
        ({"level": "error", "baselineState": "new"}, "errors"),
    ],
)
def test_what_a_result_of_sarif_counts_as(result: dict[str, Any], counted: str) -> None:
    tool = {"driver": {"name": "x", "rules": [{"id": "R", "defaultConfiguration": {"level": "error"}}]}}
    found = sarif(tool=tool, results=[result])
    assert {name for name, count in found.counts.items() if count} == {counted}
    assert found.passed is (counted != "errors")


@pytest.mark.parametrize(
    "run", [{}, {"results": None}, {"results": [], "invocations": [{"executionSuccessful": False}]}]
)
def test_a_run_that_did_not_look_has_not_passed(run: dict[str, Any]) -> None:
    assert sarif(**run).passed is None


def test_the_commit_is_the_one_that_the_file_names() -> None:
    assert sarif(results=[], versionControlProvenance=[{"revisionId": "AB" * 20}]).commit == "ab" * 20
    assert sarif(results=[], versionControlProvenance=[{"revisionId": "main; rm"}]).commit is None


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS + b"]><testsuites>&j;</testsuites>",
        b'<!DOCTYPE coverage SYSTEM "x" [<!ENTITY a SYSTEM "file:///etc/passwd">]><coverage>&a;</coverage>',
        b'<!DOCTYPE t SYSTEM "http://example.org/x.dtd"><testsuites/>',
        '<?xml version="1.0" encoding="utf-16"?><testsuites/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="x-unknown"?><testsuites/>',
        b"<testsuites><testsuite></testsuites>",
        b"<a>" * 500 + b"</a>" * 500,
        b"<html/>",
        b"<coverage/>",
        b'<coverage line-rate="NaN"/>',
        b'<coverage line-rate="7"/>',
        b'<coverage lines-valid="1" lines-covered="2"/>',
        b"{}",
        b'{"runs": [3]}',
        b'{"runs": [{"results": {}}]}',
        b'{"totals": {"num_statements": true, "covered_lines": 1}}',
        b'{"totals": {"num_statements": NaN, "covered_lines": 1}}',
        b'{"a":' * 100_000,
        b"",
        b"hello",
        b"SF:a\nLF:1\nLH:5\n",
        b"\xff\xfe\x00",
    ],
)
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(ResultFileError):
        read_result("file", content)


JUNIT, BROKEN = Result("j", "junit", True), Result("b", "junit", False, {"failures": 2, "errors": 0})
EMPTY = Result("e", "junit", None)
SARIF = Result("s", "sarif", True)
HALF = Result("c", "coverage", None, {"share": 0.5})


@pytest.mark.parametrize(
    ("results", "required", "least", "verdict"),
    [
        ([JUNIT, SARIF], ("junit", "sarif"), 0, "pass"),
        ([JUNIT], ("junit", "sarif"), 0, "unknown"),
        ([EMPTY, SARIF], ("junit",), 0, "unknown"),
        ([EMPTY, JUNIT], ("junit",), 0, "pass"),
        ([JUNIT, BROKEN], ("junit",), 0, "fail"),
        ([BROKEN], ("sarif",), 0, "fail"),
        ([HALF], ("coverage",), 0.5, "pass"),
        ([JUNIT, HALF], (), 0.51, "fail"),
        ([], (), 0, "unknown"),
        ([EMPTY], (), 0, "unknown"),
    ],
)
def test_the_verdict_of_a_batch(results: list[Result], required: tuple[str, ...], least: float, verdict: str) -> None:
    assert judged(results, required, least)[0] == verdict
