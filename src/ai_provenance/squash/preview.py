"""What the commit of a coming squash merge must carry, and whether a message carries it."""

from __future__ import annotations

from collections.abc import Iterable

from ai_provenance import trailers
from ai_provenance.agents import Registry, registry_of
from ai_provenance.config import Config
from ai_provenance.detect import classify
from ai_provenance.detect.declaring import declaration_line
from ai_provenance.model import AgentUse, Commit, Finding, Identity, Level, Origin
from ai_provenance.policy import RULES
from ai_provenance.policy.judge import fingerprint, severity_of
from ai_provenance.squash.audit import union


def must_carry(commits: Iterable[Commit], registry: Registry | None = None) -> tuple[AgentUse, ...]:
    """The agents and models that the commits of a branch name, each once."""
    verdicts = [classify(commit, registry=registry) for commit in commits]
    return union(use for verdict in verdicts if verdict.origin is Origin.AI for use in verdict.agents)


def with_trailers(message: bytes, uses: Iterable[AgentUse], config: Config) -> bytes:
    """MESSAGE with the declarations of USES in its trailer block; what it declares already stays as it is."""
    known = registry_of(config.agents)
    declared = _declared(message, known)
    for use in uses:
        line = declaration_line(use, config.profile, known)
        if line and use not in declared:
            message = trailers.insert(message, line.encode())
    return message


def losses(commits: Iterable[Commit], config: Config, *, message: bytes | None = None) -> tuple[Finding, ...]:
    """Findings of rule AIP013: what the coming squash would lose.

    MESSAGE is the message that the squash commit will have; None when it is not known yet, and then everything
    that must be carried is named.
    """
    known = registry_of(config.agents)
    declared = _declared(message, known) if message is not None else frozenset()
    absent = [use for use in must_carry(commits, known) if use not in declared and AgentUse(use.id) not in declared]
    lines = [line for use in absent if (line := declaration_line(use, config.profile, known))]
    severity = severity_of("AIP013", config.policy)
    if not lines or severity is None:
        return ()
    rule = RULES["AIP013"]
    verb = "the squash message lacks" if message is not None else "a squash merge must carry"
    text = f"{verb} {'; '.join(lines)}"
    return (Finding(rule.id, severity, text, rule.fix.message, fingerprint=fingerprint(rule.id, *lines)),)


def _declared(message: bytes, registry: Registry | None = None) -> frozenset[AgentUse]:
    """What the trailer block of MESSAGE declares."""
    unknown = Identity("", "")
    verdict = classify(Commit("", (), unknown, unknown, None, None, message), registry=registry)
    return frozenset(verdict.agents) if verdict.level >= Level.DECLARED else frozenset()
