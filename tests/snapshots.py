"""Snapshots for the tests of exporters, built through the real counting."""

from __future__ import annotations

from ai_provenance.model import (
    AgentUse,
    Commit,
    Evidence,
    Identity,
    Level,
    Notice,
    Origin,
    Place,
    Strength,
    Verdict,
)
from ai_provenance.report import summarise
from ai_provenance.snapshot import RangeFacts, RepositoryFacts, Snapshot

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
        repository=RepositoryFacts(OID, "main", "https://example.org/a.git", "sha1", shallow=False),
        range=RangeFacts("HEAD"),
        summary=summary,
        warnings=warnings,
        agent_names={"claude-code": "Claude Code"},
    )


EMPTY = snapshot()
MIXED = snapshot((commit(), declared()), (commit("silent"), unknown()), (commit("merge", parents=2), unknown()))
HOSTILE_SUBJECT = "\x1b[31mred <script>alert(1)</script> [x](javascript:y) @everyone ::set-output name=a::b | %0A"
HOSTILE = snapshot((commit(HOSTILE_SUBJECT), unknown()))
