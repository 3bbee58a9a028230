"""Why a commit got its verdict, and what would raise its level."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from ai_provenance.agents.registry import Registry, default_registry
from ai_provenance.config.profiles import PROFILES
from ai_provenance.detect.declaring import declaration_line, template_line
from ai_provenance.detect.observations import Attestation, Rejected
from ai_provenance.detect.reading import observe
from ai_provenance.detect.verdict import verdict_of, with_claims
from ai_provenance.model import Commit, Evidence, Level, NoteRecord, Origin, RecordClaim, Role, Strength, Verdict

_OWN_WORK = "AI-Assisted: no"


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
    """One commit, all that was observed on it, and what follows."""

    verdict: Verdict
    counted: tuple[Evidence, ...]
    """Declared evidence: it made the verdict."""
    hints: tuple[Evidence, ...]
    """What could be true of a human too, or speaks of the message only: it made no origin."""
    rejected: tuple[Rejected, ...]
    attestations: tuple[Attestation, ...]
    """Statements about review or build of the commit."""
    advice: tuple[Advice, ...]


def explain(
    commit: Commit,
    notes: Sequence[NoteRecord] = (),
    *,
    records: Sequence[RecordClaim] = (),
    registry: Registry | None = None,
    profile: str = "kernel",
) -> Explanation:
    """What the rules observe on COMMIT, where, by which rule; what they reject and why; what would raise its level.

    PROFILE is the form in which the project declares AI help; the advice is written in it.
    """
    known = registry or default_registry()
    observed = list(dict.fromkeys(observe(commit, notes, known)))
    evidence = [item for item in observed if isinstance(item, Evidence)]
    counted = tuple(item for item in evidence if item.strength is Strength.DECLARED and item.role is not Role.MESSAGE)
    hints = tuple(item for item in evidence if item not in counted)
    rejected = tuple(item for item in observed if isinstance(item, Rejected))
    attestations = tuple(item for item in observed if isinstance(item, Attestation))
    verdict = with_claims(verdict_of(commit, evidence, known), records)
    advice = tuple(_advice(verdict, known, profile, is_root=not commit.parents))
    return Explanation(verdict, counted, hints, rejected, attestations, advice)


def _advice(verdict: Verdict, registry: Registry, profile: str, *, is_root: bool) -> list[Advice]:
    if verdict.level is Level.ATTESTED and "record-unsigned" in verdict.flags:
        sign = f"ai-provenance attest {verdict.oid[:12]} --sign ssh && ai-provenance records push"
        return [
            Advice(Level.VERIFIED, "its record is unsigned: whoever is among the allowed signers can sign one", sign)
        ]
    if verdict.origin is Origin.AUTOMATION or verdict.level >= Level.ATTESTED:
        return []
    if verdict.origin is Origin.UNKNOWN:
        helped = "an AI helped to write it: name the agent and its model"
        return [
            *_declare(verdict.oid, [template_line(profile)], helped, profile=profile),
            *_declare(verdict.oid, [_OWN_WORK], "no AI took part: a person may declare that", profile=profile),
        ]
    if verdict.level is Level.IDENTIFIED:
        outside = "the evidence is outside git's trailer block"
        if verdict.origin is Origin.HUMAN:
            return _declare(verdict.oid, [_OWN_WORK], outside, profile=profile)
        advice = _declare(verdict.oid, _trailers(verdict, registry, profile), outside, profile=profile)
        if PROFILES[profile] and verdict.agents:
            either = f"{outside}; an older commit of yours: amended where it is not pushed, else by the note"
            range_ = "HEAD" if is_root else f"{verdict.oid[:12]}^..HEAD"
            advice.append(Advice(Level.DECLARED, either, f"ai-provenance check --fix {range_}"))
        return advice
    record = f"git notes --ref=ai show {verdict.oid[:12]}"
    return [
        Advice(
            Level.ATTESTED, "a record bound to the commit, such as a git-ai note; to see whether one is there", record
        )
    ]


def _declare(oid: str, lines: Sequence[str], reason: str, *, profile: str) -> list[Advice]:
    quoted = [shlex.quote(line) for line in lines]
    amend = " ".join(["git commit --amend --no-edit", *(f"--trailer {line}" for line in quoted)])
    note = " ".join(["git notes --ref=ai-provenance append", *(f"-m {line}" for line in quoted), oid[:12]])
    if not PROFILES[profile]:
        return [Advice(Level.DECLARED, f"{reason}; in a note, as this project wants no declaration in messages", note)]
    return [
        Advice(Level.DECLARED, f"{reason}; as long as it is your last commit and not pushed", amend),
        Advice(Level.DECLARED, f"{reason}; once it is pushed", note),
    ]


def _trailers(verdict: Verdict, registry: Registry, profile: str) -> list[str]:
    """The declarations that the verdict's agents call for; nothing is invented where no model was named."""
    return [declaration_line(use, profile, registry) for use in verdict.agents] or [template_line(profile)]
