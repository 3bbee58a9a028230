"""Snapshots for the tests of exporters, built through the real counting."""

from __future__ import annotations

from ai_provenance.model import (
    AgentUse,
    Commit,
    Evidence,
    Finding,
    Identity,
    Level,
    Notice,
    Origin,
    Place,
    Severity,
    Strength,
    Verdict,
)
from ai_provenance.report import Scope, summarise
from ai_provenance.report.line_totals import Lines, LineTotals
from ai_provenance.snapshot import Adoption, RangeFacts, RepositoryFacts, Snapshot

ANA = Identity("Ana", "ana@example.org")
OID = "a" * 40


def commit(subject: str = "change", *, parents: int = 1, time: int | None = 1_767_323_045) -> Commit:
    return Commit(OID, ("b" * 40,) * parents, ANA, ANA, time, time, f"{subject}\n".encode())


def unknown() -> Verdict:
    return Verdict(OID, Origin.UNKNOWN, Level.UNKNOWN)


def declared(agent: str = "claude-code", model: str | None = "claude-opus-4-6") -> Verdict:
    seen = Evidence(agent, Place.TRAILER, Strength.DECLARED, "Assisted-by: X", "assisted-by", model, model)
    return Verdict(OID, Origin.AI, Level.DECLARED, (AgentUse(agent, model),), (seen,))


def snapshot(*judged: tuple[Commit, Verdict], warnings: tuple[Notice, ...] = ()) -> Snapshot:
    summary = summarise(judged)
    return Snapshot(
        generated_at="2026-01-02T03:04:05Z",
        repository=RepositoryFacts(
            OID, "main", "https://example.org/a.git", "sha1", shallow=False, identity="example.org/a", name="a"
        ),
        range=RangeFacts("HEAD"),
        summary=summary,
        warnings=warnings,
        agent_names={"claude-code": "Claude Code"},
    )


EMPTY = snapshot()
MIXED = snapshot((commit(), declared()), (commit("silent"), unknown()), (commit("merge", parents=2), unknown()))
HOSTILE_SUBJECT = "\x1b[31mred <script>alert(1)</script> [x](javascript:y) @everyone ::set-output name=a::b | %0A"
HOSTILE = snapshot((commit(HOSTILE_SUBJECT), unknown()))
FULL = MIXED._replace(
    range=RangeFacts("v1..HEAD", since="2 weeks ago", paths=("src", "docs"), first_parent=True, complete=False),
    adoption=Adoption("2026-01-01", summarise([(commit(), declared())], Scope(include_merges=True))),
    secrets=(Finding("aws", Severity.ERROR, "a key", path="a b.py", line=3, end_line=4, fingerprint="f1"),),
    lines=LineTotals(2, 1, {Origin.AI: Lines(5, 1), Origin.UNKNOWN: Lines(0, 7)}),
    violations=(Finding("AIP001", Severity.WARNING, "undeclared", "amend it", OID, waived_by="ana"),),
    warnings=(Notice("shallow", "cut off", "git fetch --unshallow", ("a", "b")),),
)
"""A run that measured everything but a scorecard."""
