"""The ledger counts everything and keeps what can be read."""

from __future__ import annotations

from ai_provenance.gate import KEPT, Ledger
from ai_provenance.model import Finding, Notice, Severity

ERROR = Finding("AIP001", Severity.ERROR, "x")
WARNING = Finding("AIP013", Severity.WARNING, "x")


def test_the_worst_come_first_and_waived_ones_last() -> None:
    ledger = Ledger()
    for finding in (ERROR._replace(waived_by="ana"), WARNING, ERROR):
        ledger.add(finding)
    judged = ledger.freeze()
    assert judged.findings == (ERROR, WARNING, ERROR._replace(waived_by="ana"))
    assert (judged.counts[Severity.ERROR], judged.waived, judged.has_errors) == (1, 1, True)


def test_more_than_can_be_kept_is_counted() -> None:
    ledger = Ledger()
    for _ in range(KEPT + 7):
        ledger.add(WARNING)
    ledger.add(ERROR)
    judged = ledger.freeze()
    assert len(judged.findings) == KEPT
    assert judged.findings[0] == ERROR
    assert judged.hidden == 8
    assert judged.counts[Severity.WARNING] == KEPT + 7


def test_a_waived_error_is_no_error() -> None:
    ledger = Ledger()
    ledger.add(ERROR._replace(waived_by="ana"))
    assert not ledger.freeze().has_errors


def test_what_is_missing_is_reported_once() -> None:
    ledger = Ledger()
    for _ in range(2):
        ledger.mark_incomplete(Notice("shallow-range", "cut off"))
    judged = ledger.freeze()
    assert (judged.complete, len(judged.notices)) == (False, 1)
