"""Results that tools wrote about a commit: SARIF 2.1.0, JUnit XML, and coverage by Cobertura, LCOV or coverage.py.

Files of strangers: XML with a document type of its own is refused but for Cobertura's reference to its DTD, nothing is
fetched or expanded, and a file that is none of these is an error that says what was expected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NoReturn
from xml.etree import ElementTree as ET

from ai_provenance.errors import ProvenanceError

KINDS = ("sarif", "junit", "coverage")
LARGEST = 64 << 20
"""Bytes of a file that is read."""
_DEEPEST = 200
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+coverage\s+SYSTEM\s+(?:\"[^\"<>\[\]]{0,300}\"|'[^'<>\[\]]{0,300}')\s*>")
_OID = re.compile(r"[0-9a-f]{7,64}")


class ResultFileError(ProvenanceError):
    """A file that no tool of a known kind wrote."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one file says."""

    name: str
    kind: str
    """Of `KINDS`."""
    passed: bool | None
    """None where the file holds nothing that was run."""
    counts: Mapping[str, float] = field(default_factory=dict)
    """`errors warnings notes suppressed`, `tests failures errors skipped`, or `lines covered`."""
    commit: str | None = None
    """The commit that the file itself names."""
    tool: str = ""


def read_result(name: str, content: bytes) -> Result:
    """The result that the file NAME holds.

    Raises:
        ResultFileError: it is none that is known, or it is too large.
    """
    if len(content) > LARGEST:
        raise _refused(name, f"has more than {LARGEST >> 20} MB")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return _xml(name, content)
    if start == b"{":
        return _json(name, content)
    if content.lstrip()[:3] in (b"TN:", b"SF:"):
        return _lcov(name, content)
    raise _refused(name, "is neither SARIF, JUnit, Cobertura, LCOV nor JSON of coverage.py")


def _refused(name: str, what: str) -> ResultFileError:
    return ResultFileError(f"{name} {what}", hint="give the files that ruff, pytest, jest and others write for CI")


def _json(name: str, content: bytes) -> Result:
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refused(name, f"is no JSON: {error}"[:200]) from None
    if isinstance(document.get("runs"), list):
        return _sarif(name, document)
    totals = document.get("totals")
    if isinstance(totals, dict) and _is_count(totals.get("num_statements")) and _is_count(totals.get("covered_lines")):
        return _coverage(name, totals["num_statements"], totals["covered_lines"], "coverage.py")
    raise _refused(name, "is JSON, but has neither `runs` (SARIF) nor `totals` (coverage.py)")


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _sarif(name: str, document: Mapping[str, Any]) -> Result:
    """Results by level; what is suppressed, or was there before (`baselineState`), does not count against a commit."""
    counts = {"errors": 0, "warnings": 0, "notes": 0, "suppressed": 0, "unchanged": 0}
    commit: str | None = None
    tools: list[str] = []
    ran: list[bool] = []
    for run in document["runs"]:
        if not isinstance(run, dict) or not isinstance(run.get("results"), list | None):
            raise _refused(name, "is no SARIF: a run or its results are of the wrong type")
        # a run without `results`, or with null, did not look (section 3.14.23); one that broke off did not see all
        whole = all(one.get("executionSuccessful", True) is True for one in _tables(run, "invocations"))
        ran.append(isinstance(run.get("results"), list) and whole)
        driver = run.get("tool", {}).get("driver", {}) if isinstance(run.get("tool"), dict) else {}
        tools.append(str(driver.get("name", "")) if isinstance(driver, dict) else "")
        levels = _default_levels(driver)
        for place in _tables(run, "versionControlProvenance"):
            revision = str(place.get("revisionId", "")).lower()
            commit = commit or (revision if _OID.fullmatch(revision) else None)
        for one in _tables(run, "results"):
            counts[_counted_as(one, levels)] += 1
    passed = False if counts["errors"] else True if ran and all(ran) else None
    return Result(name, "sarif", passed, counts, commit, ", ".join(filter(None, tools)))


def _tables(run: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    rows = run.get(key)
    return (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else iter(())


def _default_levels(driver: object) -> dict[str, str]:
    """Rule -> the level that its results have unless they say another."""
    found = {}
    for rule in _tables(driver, "rules") if isinstance(driver, dict) else ():
        configuration = rule.get("defaultConfiguration")
        if isinstance(configuration, dict) and isinstance(configuration.get("level"), str):
            found[str(rule.get("id"))] = configuration["level"]
    return found


def _counted_as(result: Mapping[str, Any], levels: Mapping[str, str]) -> str:
    suppressions = [one for one in _tables(result, "suppressions") if one.get("status", "accepted") == "accepted"]
    if suppressions:
        return "suppressed"
    if result.get("baselineState") in ("unchanged", "absent"):
        return "unchanged"
    if result.get("kind", "fail") != "fail":
        return "notes"
    level = result.get("level") or levels.get(str(result.get("ruleId")), "warning")
    return {"error": "errors", "note": "notes", "none": "notes"}.get(str(level), "warnings")


def _xml(name: str, content: bytes) -> Result:
    # a few nested entities expand to more than any memory holds; NUL: UTF-16, which would hide both marks
    stripped = _DOCTYPE.sub(b"", content, count=1)
    if b"<!DOCTYPE" in stripped or b"<!ENTITY" in stripped or b"\0" in stripped:
        raise _refused(name, "declares a document type or entities of its own")
    try:
        root, counts, lines = _counted(name, stripped)
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _refused(name, f"is no XML: {error}") from None
    if root is not None and root.tag in ("testsuite", "testsuites"):
        ran = counts["tests"] - counts["skipped"]
        broken = counts["failures"] + counts["errors"] > 0
        return Result(name, "junit", False if broken else True if ran else None, counts, tool=root.get("name") or "")
    if root is not None and root.tag == "coverage":
        return _cobertura(name, root, lines)
    held = root.tag[:50] if root is not None else ""
    raise _refused(name, f"holds <{held}>, expected <testsuites>, <testsuite> or <coverage>")


def _counted(name: str, content: bytes) -> tuple[ET.Element | None, dict[str, float], list[int]]:
    """The root, the tests by their outcomes, and how many lines there are and how many of them were hit."""
    root: ET.Element | None = None
    counts = {"tests": 0.0, "failures": 0.0, "errors": 0.0, "skipped": 0.0}
    depth, lines = 0, [0, 0]
    for event, element in ET.iterparse(BytesIO(content), ("start", "end")):  # noqa: S314 - there is no document type
        if event == "start":
            depth += 1
            root = element if root is None else root
            if depth > _DEEPEST:
                raise _refused(name, "is nested too deep")
            continue
        depth -= 1
        if element.tag == "testcase":
            _count_case(element, counts)
        elif element.tag == "line" and (element.get("hits") or "").isdigit():
            lines[0] += 1
            lines[1] += element.get("hits", "").lstrip("0") != ""
    return root, counts, lines


def _count_case(case: ET.Element, counts: dict[str, float]) -> None:
    # a test that is run again (`rerunFailure`, surefire) and passes has passed
    outcomes = {child.tag for child in case}
    counts["tests"] += 1
    counts["skipped"] += "skipped" in outcomes
    counts["failures"] += "failure" in outcomes
    counts["errors"] += "error" in outcomes and "failure" not in outcomes


def _cobertura(name: str, root: ET.Element, lines: list[int]) -> Result:
    valid, covered = (root.get(key, "") for key in ("lines-valid", "lines-covered"))
    if valid.isdigit() and covered.isdigit():
        return _coverage(name, int(valid), int(covered), "Cobertura")
    try:
        rate = float(root.get("line-rate", ""))
    except ValueError:
        raise _refused(name, "has no line-rate") from None
    if not 0 <= rate <= 1:
        raise _refused(name, f"has a line-rate of {rate:g}, expected 0 to 1")
    return _coverage(name, lines[0], lines[1] if lines[0] else 0, "Cobertura", rate=rate)


def _lcov(name: str, content: bytes) -> Result:
    totals = {b"LF": 0, b"LH": 0}
    for line in content.splitlines():
        key, _, value = line.partition(b":")
        if key in totals and value.strip().isdigit():
            totals[key] += int(value.strip()[:15])
    return _coverage(name, totals[b"LF"], totals[b"LH"], "LCOV")


def _coverage(name: str, lines: int, covered: int, tool: str, *, rate: float | None = None) -> Result:
    """A share of lines. It passes or fails by the least share that a project sets, and says nothing by itself."""
    if covered > lines:
        raise _refused(name, f"has {covered} covered lines of {lines}")
    share = rate if rate is not None else covered / lines if lines else None
    counts: dict[str, float] = {"lines": lines, "covered": covered}
    return Result(name, "coverage", None, counts if share is None else {**counts, "share": share}, tool=tool)


def judged(results: Iterable[Result], required: Iterable[str], least: float) -> tuple[str, str]:
    """Verdict and reason of a batch: `fail` where one fails, `unknown` where a required kind is missing, else `pass`.

    LEAST is the share of lines that coverage must have.
    """
    found: dict[str, list[bool | None]] = {}
    for one in results:
        share = one.counts.get("share")
        passed = one.passed if one.kind != "coverage" else None if share is None else share >= least
        found.setdefault(one.kind, []).append(passed)
        if passed is False:
            return "fail", f"{one.name}: {_why(one, least)}"
    for kind in required:
        if not any(passed is not None for passed in found.get(kind, [])):
            return "unknown", f"no {kind} result is known"
    if not any(passed for rows in found.values() for passed in rows):
        return "unknown", "nothing was run"
    return "pass", "every required result passed"


def _why(one: Result, least: float) -> str:
    if one.kind == "coverage":
        return f"{one.counts['share']:.1%} of the lines are covered, expected {least:.0%}"
    words = ("failures", "errors") if one.kind == "junit" else ("errors",)
    return ", ".join(f"{int(one.counts[word])} {word}" for word in words if one.counts[word])
