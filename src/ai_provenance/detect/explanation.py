"""Why a commit got its verdict, and what would raise its level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ai_provenance.detect.reading import observe, verdict_of
from ai_provenance.detect.registry import Registry, default_registry
from ai_provenance.detect.seen import Rejected
from ai_provenance.model import Commit, Evidence, Level, NoteRecord, Origin, Role, Strength, Verdict


@dataclass(frozen=True, slots=True)
class Advice:
    """One way to a higher level."""

    level: Level
    """The level that it leads to."""
    reason: str
    command: str
    """What to type, or the line to write."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One commit, all that was looked at, and what follows."""

    verdict: Verdict
    counted: tuple[Evidence, ...]
    """Declared evidence: it made the verdict."""
    hints: tuple[Evidence, ...]
    """What could be true of a human too, or speaks of the message only: it made no origin."""
    rejected: tuple[Rejected, ...]
    advice: tuple[Advice, ...]


def explain(commit: Commit, notes: Sequence[NoteRecord] = (), *, registry: Registry | None = None) -> Explanation:
    """What was seen on COMMIT, where, by which rule; what was rejected and why; what would raise its level."""
    known = registry or default_registry()
    seen = list(dict.fromkeys(observe(commit, notes, known)))
    evidence = [item for item in seen if isinstance(item, Evidence)]
    counted = tuple(item for item in evidence if item.strength is Strength.DECLARED and item.role is not Role.MESSAGE)
    hints = tuple(item for item in evidence if item not in counted)
    rejected = tuple(item for item in seen if isinstance(item, Rejected))
    verdict = verdict_of(commit, evidence, known)
    return Explanation(verdict, counted, hints, rejected, tuple(_advice(verdict, known)))


def _advice(verdict: Verdict, registry: Registry) -> list[Advice]:
    if verdict.origin is Origin.AUTOMATION or verdict.level >= Level.ATTESTED:
        return []
    if verdict.origin is Origin.UNKNOWN:
        return [
            *_declare(
                verdict.oid, "Assisted-by: AGENT:MODEL", "an AI helped to write it: name the agent and its model"
            ),
            *_declare(verdict.oid, "AI-Assisted: no", "no AI took part: a person may declare that"),
        ]
    if verdict.level is Level.IDENTIFIED:
        line = "AI-Assisted: no" if verdict.origin is Origin.HUMAN else _trailer(verdict, registry)
        return _declare(verdict.oid, line, "the evidence stands outside git's trailer block: declare it there")
    record = f"git notes --ref=ai show {verdict.oid[:12]}"
    return [
        Advice(
            Level.ATTESTED, "a record bound to the commit, such as a git-ai note; to see whether one is there", record
        )
    ]


def _declare(oid: str, line: str, reason: str) -> list[Advice]:
    amend = f"git commit --amend --no-edit --trailer '{line}'"
    note = f"git notes --ref=ai-provenance append -m '{line}' {oid[:12]}"
    return [
        Advice(Level.DECLARED, f"{reason}; as long as it is your last commit and not pushed", amend),
        Advice(Level.DECLARED, f"{reason}; once it is pushed", note),
    ]


def _trailer(verdict: Verdict, registry: Registry) -> str:
    """The declaration that the verdict's first agent calls for; nothing is invented where no model was told."""
    if not verdict.agents:
        return "Assisted-by: AGENT:MODEL"
    use = verdict.agents[0]
    entry = registry.agents.get(use.id)
    name = entry.get("trailer", entry["name"]) if entry else "AI"
    return f"Assisted-by: {name}:{use.model}" if use.model else f"Assisted-by: {name}"
