"""Findings as JUnit XML: one test case a finding, one passed case for each rule that nothing breaks."""

from __future__ import annotations

from collections import Counter
from typing import TextIO
from xml.etree import ElementTree as ET

from ai_provenance.export.encoding import inert_markup
from ai_provenance.export.findings.interface import Run, verdict_line, waiver_line
from ai_provenance.model import Finding, Severity
from ai_provenance.text import BREAKS, printable


def write(run: Run, out: TextIO) -> None:
    """Write RUN as one test suite. Errors and warnings fail it; notes pass with a message; waived ones are skipped."""
    root = ET.Element("testsuites", name="ai-provenance")
    suite = ET.SubElement(root, "testsuite", name=f"ai-provenance {run.command}")
    names: Counter[str] = Counter()
    for finding in run.findings:
        _case(suite, finding, _name(finding, names), url=run.url_of(finding.rule))
    for rule in run.rules.values():
        if rule.id not in {finding.rule for finding in run.findings}:
            name = _xml(f"{rule.id} {rule.name}".strip())
            passed = ET.SubElement(suite, "testcase", classname="ai-provenance", name=name, time="0")
            if rule.id in run.skipped:
                ET.SubElement(passed, "skipped", message=_xml(run.skipped[rule.id]))
    if not run.complete:
        case = ET.SubElement(suite, "testcase", classname="ai-provenance", name="the range is complete", time="0")
        reasons = "\n".join(f"{item.message}. {item.hint}" for item in run.notices)
        ET.SubElement(case, "error", message="the range is not complete", type="incomplete").text = _xml(reasons)
    for name in ("failure", "error", "skipped"):
        suite.set(_PLURAL[name], str(len(suite.findall(f"testcase/{name}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("time", "0")
    ET.SubElement(suite, "system-out").text = _xml("\n".join([verdict_line(run), *map(waiver_line, run.waivers)]))
    ET.indent(root)
    out.write(inert_markup(ET.tostring(root, encoding="unicode", xml_declaration=False)) + "\n")


_PLURAL = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def _name(finding: Finding, names: Counter[str]) -> str:
    """The name of a case, numbered from the second of a kind: GitLab keeps one case of a name. NAMES counts them."""
    where = " ".join(part for part in (finding.commit and finding.commit[:12], finding.path) if part)
    name = _xml(f"{finding.rule} {where or 'range'}")
    names[name] += 1
    return name if names[name] == 1 else f"{name} ({names[name]})"


def _case(suite: ET.Element, finding: Finding, name: str, *, url: str) -> None:
    case = ET.SubElement(suite, "testcase", classname=f"ai-provenance.{finding.rule}", name=name, time="0")
    if finding.waived_by:
        ET.SubElement(case, "skipped", message=_xml(f"waived by {finding.waived_by}"))
    elif finding.severity is Severity.NOTE:
        ET.SubElement(case, "system-out").text = _xml(finding.message)
    else:
        failure = ET.SubElement(case, "failure", message=_xml(finding.message), type=finding.severity.value)
        page = f"\nrule: {url}" if url else ""
        failure.text = _xml(f"commit: {finding.commit or '-'}\nfix: {finding.hint or '-'}{page}")


def _xml(text: str) -> str:
    """TEXT without the characters that XML 1.0 cannot hold."""
    return printable(text, keep=BREAKS)
