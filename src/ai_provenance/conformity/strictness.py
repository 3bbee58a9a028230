"""The order of each key of the configuration: which of two values demands more.

A consumer's configuration may be tighter than the organisation's base and never looser. Each key has an order here, and
a test fails for a key that has none, so that a new key is decided on before anyone can loosen it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from ai_provenance.config import AgentConfig, Config, Override, PolicyConfig, keys
from ai_provenance.config.records import document
from ai_provenance.policy import RULES
from ai_provenance.policy.globs import matches_path

Holds = Callable[[Any, Any], bool]
"""Whether a value (the first argument) demands at least as much as that of the base (the second)."""


def ranked(*choices: str | bool) -> Holds:
    """An order of choices, the loosest first."""
    return lambda own, base: choices.index(own) >= choices.index(base)


def equal(own: Any, base: Any) -> bool:
    """No order: neither value is tighter."""
    return bool(own == base)


def free(_own: Any, _base: Any) -> bool:
    """Each repository's own business."""
    return True


def true_is_tighter(own: bool, base: bool) -> bool:
    """`true` demands more."""
    return own or not base


def false_is_tighter(own: bool, base: bool) -> bool:
    """`false` demands more."""
    return base or not own


def at_least(own: float | None, base: float | None) -> bool:
    """The larger number demands more; none demands nothing."""
    return base is None or (own is not None and own >= base)


def at_most(own: float | None, base: float | None) -> bool:
    """The smaller number demands more; none demands nothing."""
    return base is None or (own is not None and own <= base)


def all_of(own: Iterable[str], base: Iterable[str]) -> bool:
    """A list that holds more demands more: denied, forbidden, read for evidence."""
    return all(_is_within(one, own) for one in base)


def none_beside(own: Iterable[str], base: Iterable[str]) -> bool:
    """A list that holds less demands more: excluded from a scan, accepted as a review."""
    return all(_is_within(one, base) for one in own)


def no_paths_beside(own: Iterable[str], base: Iterable[str]) -> bool:
    """As `none_beside`, for globs over paths. A glob of its own is within the base's only where it is one of them."""
    return all(one in base or (not set("*?[") & set(one) and matches_path(one, base)) for one in own)


def only(own: tuple[str, ...], base: tuple[str, ...]) -> bool:
    """A list of what is allowed, where an empty one allows everything."""
    return not base or (bool(own) and none_beside(own, base))


def same_or_empty(own: str, base: str) -> bool:
    """A file of known findings lets them pass: none demands more, another one than the base's is not known."""
    return own in ("", base)


ORDERS: Mapping[str, Holds] = {
    "profile": equal,
    "declare": ranked("ai", "all"),
    # each repository has a history of its own before it adopted the policy
    "adopted": free,
    "notes-refs": all_of,
    "governance.url": free,  # the pin is judged by itself
    "governance.rev": free,
    "governance.digest": free,
    "hooks.tag": true_is_tighter,
    "hooks.quiet": free,
    "hooks.tag-conflict-resolution": ranked("never", "evidence", "always"),
    "hooks.tag-reverts": true_is_tighter,
    "hooks.drop-raw": false_is_tighter,
    "hooks.forbidden": ranked("strip", "refuse"),
    "hooks.timeout": at_least,
    "report.include-merges": equal,
    "report.first-parent": equal,
    "report.fail-under": at_least,
    "report.of": lambda own, base: (own or "trace_ai") == (base or "trace_ai"),
    "secrets.exclude": no_paths_beside,
    "secrets.baseline": same_or_empty,
    "secrets.whole-files": true_is_tighter,
    "secrets.pragmas": ranked("honour", "base-only", "ignore"),
    "secrets.seconds": at_least,
    "records.write": lambda own, base: base in (own, "off"),
    "records.sign": ranked("no", "auto", "sigstore", "ssh"),
    "records.key": free,
    "records.trust": equal,
    "records.revoked": equal,
    "records.push": true_is_tighter,
    "records.people": equal,
    "records.roles": equal,
    # how a repository delivers is its own business: none of these makes a demand looser
    "delivery.source": free,
    "delivery.tag-pattern": free,
    "delivery.environment": free,
    "delivery.deploy-run": free,
    "delivery.clock": free,
    "delivery.include-automation": free,
    "delivery.intervention-days": free,
    "delivery.hotfix-hours": free,
    "delivery.settle-hours": free,
    "delivery.incident-labels": free,
    "delivery.validations": all_of,
    "delivery.least-coverage": at_least,
    "delivery.bands": free,
    "delivery.components.tags": free,
    "delivery.components.paths": free,
    "policy.ai": ranked("allow", "declare", "forbid"),
    "policy.require-human-declaration": ranked(False, True, "person"),
    "policy.require-forms": only,
    "policy.accept-forms": only,
    "policy.forbid-forms": all_of,
    "policy.allow-agents": only,
    "policy.deny-agents": all_of,
    "policy.allow-models": only,
    "policy.deny-models": all_of,
    "policy.require-model": true_is_tighter,
    "policy.require-review": ranked("none", "not-agent", "not-author"),
    "policy.review-trailers": none_beside,
    "policy.agent-sign-off": ranked("allow", "forbid"),
    "policy.require-level": at_least,
    "policy.max-files": at_most,
    "policy.max-lines": at_most,
    "policy.include-merges": true_is_tighter,
    # `bot` and `tool` are no AI: what is counted as theirs needs no declaration
    "agents.name": free,
    "agents.kind": lambda own, base: own == base or own in (None, "agent"),
    "agents.emails": all_of,
    "agents.names": all_of,
    "agents.name-suffixes": all_of,
    "agents.trailer-keys": all_of,
    "agents.footers": all_of,
    "agents.enabled": true_is_tighter,
}
"""Key with its tables -> its order."""
BY_RULE = ("policy.severity", "policy.overrides", "policy.waivers")
"""Keys that are compared by rules of their own."""
_SEVERITY = ranked("off", "note", "warning", "error")


@dataclass(frozen=True, slots=True)
class Difference:
    """A key whose value is not that of the base."""

    key: str
    own: str
    base: str
    loosened: bool
    rule: str = ""
    """The rule of the policy that a waiver sets aside."""


def differences(own: Config, base: Config) -> Iterator[Difference]:
    """Each key in which a consumer's configuration differs from the base, with whether it demands less."""
    yield from _compared("", own, base)
    for key in keys.TOP.keys:
        if isinstance(key.holds, keys.Table) and key.shape == keys.ONE:
            yield from _compared(f"{key.name}.", getattr(own, key.attribute), getattr(base, key.attribute))
    for agent in sorted({*own.agents, *base.agents}):
        entries = own.agents.get(agent, AgentConfig()), base.agents.get(agent, AgentConfig())
        for one in _compared("agents.", *entries):
            yield Difference(one.key.replace("agents.", f"agents.{agent}."), one.own, one.base, one.loosened)
    yield from _severities(own.policy, base.policy)
    yield from _overrides(own.policy, base.policy)
    yield from _waivers(own.policy, base.policy)


def _compared(prefix: str, own: Any, base: Any) -> Iterator[Difference]:
    for field in own._fields:
        key = prefix + field.replace("_", "-")
        ours, theirs = getattr(own, field), getattr(base, field)
        if ORDERS.get(key, free) is not free and ours != theirs:
            yield Difference(key, _shown(ours), _shown(theirs), loosened=not ORDERS[key](ours, theirs))


def _severities(own: PolicyConfig, base: PolicyConfig) -> Iterator[Difference]:
    for rule in sorted({*own.severity, *base.severity}):
        shipped = RULES[rule].severity.value if rule in RULES else "error"
        ours, theirs = own.severity.get(rule, shipped), base.severity.get(rule, shipped)
        if ours != theirs:
            yield Difference(f"policy.severity.{rule}", ours, theirs, loosened=not _SEVERITY(ours, theirs), rule=rule)


def _overrides(own: PolicyConfig, base: PolicyConfig) -> Iterator[Difference]:
    """Overrides of the base must be there, in their order; others must not undo what the base demands anywhere."""
    extra = dict(enumerate(own.overrides))
    last = -1  # of several overrides the later one wins, so their order is a part of what they demand
    for number, wanted in enumerate(base.overrides):
        places = (
            at
            for at, one in extra.items()
            if at > last and (one.paths, one.branches) == (wanted.paths, wanted.branches)
        )
        last = next(places, last)
        found = extra.pop(last, None)
        if found is None or not all(
            _holds(key, found.demands.get(key), value) for key, value in wanted.demands.items()
        ):
            at = f"policy.overrides[{number}]"
            yield Difference(at, _shown(found) if found else "missing", _shown(wanted), loosened=True)
        if found is not None:
            yield from _kept_by(found, wanted, base, number)
    for one in extra.values():
        for key, value in one.demands.items():
            bounds = [getattr(base, key), *(other.demands[key] for other in base.overrides if key in other.demands)]
            loosened = not all(_holds(key, value, bound) for bound in bounds)
            name = f"policy.overrides.{key.replace('_', '-')}"
            yield Difference(name, _shown(value), _shown(bounds[0]), loosened=loosened)


def _kept_by(found: Override, wanted: Override, base: PolicyConfig, number: int) -> Iterator[Difference]:
    """What an override that the base has too adds of its own."""
    for key in found.demands.keys() - wanted.demands.keys():
        value, bound = found.demands[key], getattr(base, key)
        if value != bound:
            name = f"policy.overrides[{number}].{key.replace('_', '-')}"
            yield Difference(name, _shown(value), _shown(bound), loosened=not _holds(key, value, bound))


def _holds(key: str, own: Any, base: Any) -> bool:
    return own is not None and ORDERS[f"policy.{key.replace('_', '-')}"](own, base)


def _waivers(own: PolicyConfig, base: PolicyConfig) -> Iterator[Difference]:
    for waiver in own.waivers:
        if waiver not in base.waivers:
            shown = f"{waiver.rule} until {waiver.expires}"
            yield Difference("policy.waivers", shown, "none", loosened=True, rule=waiver.rule)


def _is_within(pattern: str, others: Iterable[str]) -> bool:
    """Whether what PATTERN matches is matched by one of OTHERS. What is not known is not."""
    # a `*` of the pattern is matched as the text that it is; that is sound where only `*` can have matched it
    return any(pattern == one or (not set("?[") & set(one) and fnmatchcase(pattern, one)) for one in others)


def _shown(value: object) -> str:
    return "none" if value is None else str(value) if isinstance(value, date) else str(document(value))
