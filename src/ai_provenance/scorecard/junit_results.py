"""Measures the result of an AI test suite (I3.3) from the JUnit XML that test runners write.

Format: https://github.com/testmoapp/junitxml. Only `testcase` and its children are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from ai_provenance.errors import ConfigError
from ai_provenance.model import Ratio
from ai_provenance.scorecard.indicators import Measurement

_HINT = "give the file that the test runner wrote, e.g. pytest --junitxml=FILE"


def measure(files: Iterable[tuple[str, bytes]]) -> Measurement:
    """Tests passed / tests executed over all FILES (name and content); skipped tests are counted apart.

    Raises ConfigError where one is not JUnit XML.
    """
    passed = executed = skipped = 0
    for name, content in files:
        for case in _root(name, content).iter("testcase"):
            # `system-out` and properties are children as well; a test without one of these three has passed
            outcomes = {child.tag for child in case}
            skipped += "skipped" in outcomes
            executed += "skipped" not in outcomes
            passed += outcomes.isdisjoint({"skipped", "failure", "error"})
    return Measurement(Ratio(passed, executed).ratio, f"JUnit: {passed} of {executed} tests passed, {skipped} skipped")


def _root(name: str, content: bytes) -> ET.Element:
    # a few nested entities expand to more than any memory holds
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:  # NUL: UTF-16, which would hide both
        raise ConfigError(f"{name} declares a document type or entities, which no test runner does", hint=_HINT)
    try:
        root = ET.fromstring(content)  # noqa: S314 - without a document type there is nothing to expand
    except (ET.ParseError, ValueError) as error:
        raise ConfigError(f"{name} is not XML: {error}", hint=_HINT) from error
    if root.tag not in ("testsuite", "testsuites"):
        raise ConfigError(f"{name} holds <{root.tag}>, expected <testsuites> or <testsuite>", hint=_HINT)
    return root
