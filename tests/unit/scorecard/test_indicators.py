"""The indicators that a report answers itself."""

from __future__ import annotations

from ai_provenance.model import AgentUse, Commit, Identity, Level, Origin, Verdict
from ai_provenance.report import summarise
from ai_provenance.scorecard.indicators import IndicatorVerdict, from_summary

ANA = Identity("Ana", "ana@example.org")
COMMIT = Commit("a" * 40, (), ANA, ANA, 0, 0, b"subject\n")
DECLARED = Verdict("a" * 40, Origin.AI, Level.DECLARED, (AgentUse("claude-code"),))
SILENT = Verdict("a" * 40, Origin.UNKNOWN, Level.UNKNOWN)


def verdicts(*judged: Verdict) -> dict[str, IndicatorVerdict]:
    return {i.id: i.verdict for i in from_summary(summarise((COMMIT, verdict) for verdict in judged))}


def test_all_traceable_meets_both() -> None:
    assert verdicts(DECLARED) == {"I2.3": IndicatorVerdict.MET, "I3.4": IndicatorVerdict.MET}


def test_one_silent_commit_misses_traceability_only() -> None:
    assert verdicts(DECLARED, SILENT) == {"I2.3": IndicatorVerdict.MISSED, "I3.4": IndicatorVerdict.MET}


def test_nothing_measured_is_unknown() -> None:
    assert verdicts() == {"I2.3": IndicatorVerdict.UNKNOWN, "I3.4": IndicatorVerdict.UNKNOWN}


def test_no_ai_commit_leaves_the_audit_unknown() -> None:
    assert verdicts(SILENT)["I3.4"] is IndicatorVerdict.UNKNOWN
