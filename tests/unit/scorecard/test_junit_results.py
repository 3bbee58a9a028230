"""I3.3 from JUnit XML."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.errors import ConfigError
from ai_provenance.scorecard.junit_results import measure

CASES = b"""<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><error/></testcase>
<testcase name="d"><skipped/></testcase><testcase name="e"><system-out>x</system-out></testcase>
</testsuite></testsuites>"""


def test_passed_over_executed_and_skipped_apart() -> None:
    found = measure([("a.xml", CASES), ("b.xml", b"<testsuite><testcase/></testsuite>")])
    assert (found.value, found.source) == (0.6, "JUnit: 3 of 5 tests passed, 1 skipped")


def test_nothing_executed_is_no_data() -> None:
    assert measure([("a.xml", b"<testsuites/>")]).value is None


def test_what_pytest_itself_writes(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text("def test_a(): pass\ndef test_b(): assert 0\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=r.xml", "test_x.py"]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert measure([("r.xml", (tmp_path / "r.xml").read_bytes())]).value == 0.5


@pytest.mark.parametrize(
    "content",
    [
        b"<html/>",
        b"not xml",
        b"",
        b'<!DOCTYPE a [<!ENTITY b "c">]><testsuite/>',
        '<!DOCTYPE a [<!ENTITY b "c">]><testsuite/>'.encode("utf-16"),
    ],
)
def test_what_is_no_result_is_refused(content: bytes) -> None:
    with pytest.raises(ConfigError):
        measure([("a.xml", content)])
