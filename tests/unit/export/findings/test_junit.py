"""JUnit, read back by junitparser."""

from __future__ import annotations

from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from ai_provenance.export.findings import Run
from finding_runs import ALL, EMPTY, MIXED, rendered


def _suite(run: Run) -> Any:
    return next(iter(JUnitXml.fromstring(rendered(run, "junit").encode())))


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_junitparser_reads_it_and_the_counts_agree(run: Run) -> None:
    suite = _suite(run)
    counted = (suite.tests, suite.failures, suite.skipped, suite.errors)
    suite.update_statistics()
    assert counted == (suite.tests, suite.failures, suite.skipped, suite.errors)


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_no_two_cases_share_a_name(run: Run) -> None:
    names = [(case.classname, case.name) for case in _suite(run)]
    assert len(set(names)) == len(names)


def test_nothing_found_is_one_passed_case_a_rule() -> None:
    assert [case.name for case in _suite(EMPTY)] == ["AIP001 undeclared-ai"]


def test_findings_fail_waived_ones_are_skipped_and_the_unseen_is_an_error() -> None:
    kinds = [type(result) for case in _suite(MIXED) for result in case.result]
    assert kinds == [Failure, Failure, Failure, Skipped, Error]
