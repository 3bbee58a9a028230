"""From observations to the verdict on one commit."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.agents.registry import Registry
from ai_provenance.detect.disclosure import EXAMINED
from ai_provenance.detect.identity import UNLISTED_APP
from ai_provenance.detect.message import REVERT
from ai_provenance.detect.observations import RECORD_UNBOUND, RECORD_UNCHECKED
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import (
    AgentUse,
    Commit,
    Evidence,
    Level,
    Origin,
    Place,
    RecordClaim,
    Role,
    Strength,
    Verdict,
)

_DECLARING = (Place.TRAILER, Place.NOTE)
RECORD_RULE = "record:"
"""Rules of records bound to the commit (notes): what they say is attested."""


def verdict_of(commit: Commit, evidence: Sequence[Evidence], registry: Registry) -> Verdict:
    """What EVIDENCE, observed on COMMIT, comes to. Several agents are all named; a bot with an AI's amendment is AI."""
    evidence = tuple(dict.fromkeys(evidence))
    declared = [item for item in evidence if item.strength is Strength.DECLARED]
    by_ai = [item for item in declared if _is_ai(item, registry)]
    human = [item for item in declared if item.human]
    bots = [item for item in declared if _kind(item, registry) == "bot" and item.place is Place.AUTHOR]
    ranked = ((Origin.AI, by_ai), (Origin.HUMAN, human), (Origin.AUTOMATION, bots))
    origin, support = next(((name, items) for name, items in ranked if items), (Origin.UNKNOWN, []))
    if origin is Origin.UNKNOWN:
        # what a hook observed is no person's word: it makes the commit traceable and gives it no origin
        support = [item for item in declared if item.rule == EXAMINED]
    flags = _flags(declared, by_ai, human) | ({"revert"} if REVERT.match(commit.message) else set())
    flags |= {name for name, holds in _states(origin, support).items() if holds}
    flags |= {name for item in evidence if (name := item.rule.partition(":")[0]) in (RECORD_UNBOUND, RECORD_UNCHECKED)}
    uses = _uses(by_ai, registry)
    return Verdict(commit.oid, origin, _level(support, origin), uses, evidence, tuple(sorted(flags)))


def _states(origin: Origin, support: Sequence[Evidence]) -> dict[str, bool]:
    """Flags that say why the origin is what it is."""
    return {
        EXAMINED: origin is Origin.UNKNOWN and bool(support),
        "unlisted": origin is Origin.AUTOMATION and all(item.rule == UNLISTED_APP for item in support),
    }


def _kind(item: Evidence, registry: Registry) -> str:
    return "bot" if item.agent.endswith("[bot]") else registry.kind(item.agent)


def _is_ai(item: Evidence, registry: Registry) -> bool:
    said = not item.human and item.rule != EXAMINED
    return said and item.role is not Role.MESSAGE and _kind(item, registry) != "bot"


def _level(support: Sequence[Evidence], origin: Origin) -> Level:
    if not support:
        return Level.UNKNOWN
    if any(item.rule.startswith(RECORD_RULE) for item in support):
        return Level.ATTESTED
    if origin in (Origin.AI, Origin.HUMAN) and any(item.place in _DECLARING for item in support):
        return Level.DECLARED
    return Level.IDENTIFIED


def _flags(declared: Sequence[Evidence], by_ai: Sequence[Evidence], human: Sequence[Evidence]) -> set[str]:
    tests = {
        "ai-signoff": any(item.rule.startswith("signoff:") for item in by_ai),
        "message-only": not by_ai and any(item.role is Role.MESSAGE for item in declared),
        "review": bool(by_ai) and all(item.role is Role.REVIEW and item.place is not Place.TRAILER for item in by_ai),
        "conflict": bool(by_ai and human),
    }
    return {name for name, holds in tests.items() if holds}


def _uses(by_ai: Sequence[Evidence], registry: Registry) -> tuple[AgentUse, ...]:
    """Each agent once with each model named, in the order of the evidence.

    Without a model only where none was named; a recording tool or an unnamed AI only where no agent is named.
    """
    # whose remark was taken over is named where no one is who wrote
    wrote = [item for item in by_ai if item.role is not Role.REVIEW or item.place is Place.TRAILER]
    pairs = dict.fromkeys((item.agent, item.model) for item in wrote or by_ai)
    with_model = {agent for agent, model in pairs if model}
    kept = [AgentUse(agent, model) for agent, model in pairs if model or agent not in with_model]
    for kinds in ({"agent", "review"}, {"agent", "review", "tool"}):
        named = [use for use in kept if use.id != UNSPECIFIED and registry.kind(use.id) in kinds]
        if named:
            return tuple(named)
    return tuple(kept)


RECORD_CONFLICT = "record-conflict"
"""Flag of a commit whose record says otherwise than its message: the message counts."""


def with_claims(verdict: Verdict, claims: Sequence[RecordClaim]) -> Verdict:
    """VERDICT, which message, identities and notes give, with what provenance records claim.

    A record raises the level of the origin that is there. It makes an origin only where it may decide, and never one
    against a person's declaration. Where it names no agent, no agent was observed when the commit was made.
    """
    for claim in sorted(claims, key=lambda one: one.level):
        flags = {*verdict.flags, *_claim_flags(claim)}
        origin = _origin_with(verdict.origin, claim) if claim.is_bound else None
        if origin is None:
            contradicts = claim.is_bound and _contradicts(verdict.origin, claim.origin)
            flags |= {RECORD_CONFLICT} if contradicts else set()
            verdict = verdict._replace(flags=tuple(sorted(flags)))
            continue
        named = claim.agents if origin is Origin.AI else ()
        verdict = verdict._replace(
            origin=origin,
            level=max(verdict.level, claim.level),
            agents=tuple(dict.fromkeys((*verdict.agents, *(use for use in named if not _names(verdict, use))))),
            evidence=(*verdict.evidence, *_claim_evidence(claim, origin)),
            flags=tuple(sorted(flags | ({EXAMINED} if origin is Origin.UNKNOWN else set()))),
        )
    return verdict


def _names(verdict: Verdict, use: AgentUse) -> bool:
    return any(known.id == use.id and (use.model is None or known.model == use.model) for known in verdict.agents)


def _origin_with(origin: Origin, claim: RecordClaim) -> Origin | None:
    """The origin that CLAIM supports or makes, beside ORIGIN of the message; None where it does neither."""
    if claim.origin is origin:
        return origin
    if origin is Origin.UNKNOWN:
        # unsigned, no person answers for it: a statement that nothing else supports says no more than examined
        decides = claim.decides if claim.origin is Origin.AI else claim.level is Level.VERIFIED
        return claim.origin if decides else (Origin.UNKNOWN if claim.origin is not Origin.AI else None)
    if claim.origin is Origin.AI and origin is Origin.AUTOMATION and claim.decides:
        return Origin.AI
    return origin if claim.origin is Origin.UNKNOWN and origin is Origin.AUTOMATION else None


def _contradicts(origin: Origin, claimed: Origin) -> bool:
    return {origin, claimed} == {Origin.AI, Origin.HUMAN}


def _claim_flags(claim: RecordClaim) -> set[str]:
    if not claim.is_bound:
        return {RECORD_UNBOUND}
    bound = "record-carried" if claim.is_carried else "record"
    return {bound, *claim.flags, *([f"record-signed-{claim.role}"] if claim.role else [])}


def _claim_evidence(claim: RecordClaim, origin: Origin) -> list[Evidence]:
    rule = f"{RECORD_RULE}{'carried' if claim.is_carried else 'bound'}"
    text = f"provenance record{f', signed ({claim.role})' if claim.role else ', unsigned'}"
    if origin is not Origin.AI:
        human = origin is Origin.HUMAN
        found = Evidence("", Place.NOTE, Strength.DECLARED, text, rule if human else EXAMINED, human=human)
        return [found] if origin is not Origin.AUTOMATION else []
    return [Evidence(use.id, Place.NOTE, Strength.DECLARED, text, rule, model=use.model) for use in claim.agents]
