"""Runs for the tests of findings formats."""

from __future__ import annotations

import io

from ai_provenance.export.findings import RuleText, Run, WaiverText, writer
from ai_provenance.model import Finding, Notice, Severity

OID = "ab" * 20
RULE = RuleText("AIP001", "undeclared-ai", Severity.ERROR, "AI help is declared.", "So that it is found.")
ERROR = Finding("AIP001", Severity.ERROR, "AI helped", "amend it", OID, fingerprint="f1")
WARNING = Finding("AIP013", Severity.WARNING, "would be lost", fingerprint="f2")
PLACED = Finding("AWS", Severity.ERROR, "a secret", path="src/a b.py", line=3, end_line=4, fingerprint="f3")
WAIVED = ERROR._replace(waived_by="ana: imported (until 2026-12-31)", fingerprint="f4")
HOSTILE_TEXT = (
    "x\n::set-output name=a::b\r\n%0A::error::y \x1b[31m ##[add-mask]z | `` ` <img src=x onerror=alert(1)> </failure> "
    "]]> & @org/team [a](javascript:b) \ud800 \u202e \x00"
)
HOSTILE = Finding(
    "AIP001", Severity.ERROR, HOSTILE_TEXT, HOSTILE_TEXT, OID, path="a,b:c\n::x", waived_by=None, fingerprint="f5"
)
WAIVER = WaiverText("AIP001", "imported", "ana", "2026-12-31", covered=1)
NOTICE = Notice("shallow-range", "cut off", "git fetch --unshallow")

EMPTY = Run("check", (), commits=3, rules={"AIP001": RULE})
MIXED = Run(
    "check",
    (ERROR, PLACED, WARNING, WAIVED),
    commits=3,
    complete=False,
    hidden=7,
    rules={"AIP001": RULE},
    waivers=(WAIVER, WAIVER._replace(owner=HOSTILE_TEXT, expired=True)),
    notices=(NOTICE,),
    head=OID,
)
HOSTILE_RUN = Run("check", (HOSTILE,), commits=1, rules={"AIP001": RULE})
MANY = Run("check", tuple(ERROR._replace(fingerprint=str(n)) for n in range(6000)), commits=6000)
ALL = {"empty": EMPTY, "mixed": MIXED, "hostile": HOSTILE_RUN, "many": MANY}


def rendered(run: Run, format_: str) -> str:
    """RUN as text in FORMAT_."""
    out = io.StringIO()
    writer(format_)(run, out)
    return out.getvalue()
