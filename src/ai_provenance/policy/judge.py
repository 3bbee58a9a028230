"""Which rules a commit breaks under a configuration."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ai_provenance.config.consistency import forms_written
from ai_provenance.model import AgentUse, Finding, Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.forms import in_form
from ai_provenance.policy.overrides import EffectiveDemands
from ai_provenance.policy.rules import RULES
from ai_provenance.policy.waivers import Waivers

if TYPE_CHECKING:
    from ai_provenance.config import Config, Demands, PolicyConfig


class Judge:
    """Applies one configuration to many commits, on one day."""

    def __init__(self, config: Config, *, today: date) -> None:
        self.policy: PolicyConfig = _with_profile(config)
        self.waivers = Waivers(self.policy.waivers, today=today)
        self._demands_for = EffectiveDemands(self.policy)
        self._written_forms = forms_written(config.profile)
        self._severities = {rule: severity for rule in RULES if (severity := severity_of(rule, self.policy))}

    def findings(self, case: Case) -> Iterator[Finding]:
        """The findings on one commit, in the order of rule ids; waived ones among them, marked.

        Where the notes on it settle nothing, those that it has without them, and what the notes add.
        """
        if case.without_notes is None:
            yield from self._findings(case)
            return
        found = list(self._findings(replace(case, verdict=case.without_notes, without_notes=None)))
        known = frozenset(one.fingerprint for one in found)
        # One of a rule is enough, unless a waiver covers it: what notes add may be what the waiver is not about.
        settled = {one.rule for one in found if not one.waived_by}
        found += [one for one in self._findings(case, known=known) if one.rule not in settled]
        yield from sorted(found, key=lambda one: one.rule)

    def _findings(self, case: Case, *, known: frozenset[str] = frozenset()) -> Iterator[Finding]:
        """The findings by the verdict of CASE, without those whose fingerprint is KNOWN."""
        demands = self.demands(case)
        for rule, severity in self._severities.items():
            check = RULES[rule].check
            if not check:
                continue
            for message in check(case, demands):
                mark = fingerprint(rule, case.commit.oid, message)
                if mark not in known:
                    yield Finding(
                        rule=rule,
                        severity=severity,
                        message=message,
                        hint=self._fix(rule, case, demands),
                        commit=case.commit.oid or None,
                        fingerprint=mark,
                        waived_by=self.waivers.covering(rule, case),
                    )

    def accepts(self, case: Case) -> bool:
        """Whether the commit has no finding of severity error, waived ones aside."""
        return not any(item.severity is Severity.ERROR and not item.waived_by for item in self.findings(case))

    def demands(self, case: Case) -> Demands:
        """The demands that hold for one commit."""
        return self._demands_for(case.changes, case.branch)

    def _fix(self, rule: str, case: Case, demands: Demands) -> str:
        """How a violation of RULE is fixed where the commit is, with the trailer of the agent that helped."""
        use = next(iter(case.verdict.agents), AgentUse("AGENT"))
        with_model = use._replace(model=use.model or "MODEL")
        # The command is pasted into a shell, and the trailer is inside single quotes there.
        trailer, modelled = (self.trailer(one, case, demands).replace("'", "") for one in (use, with_model))
        commit = case.commit
        fix = RULES[rule].fix.at(case.standing_of(commit.oid))
        return fix.format(
            trailer=trailer,
            modelled=modelled,
            oid=commit.oid[:12],
            base=f"{commit.oid[:12]}^" if commit.parents else "--root",
            range=f"{commit.oid[:12]}^..HEAD" if commit.parents else "HEAD",
        )

    def trailer(self, use: AgentUse, case: Case, demands: Demands) -> str:
        """The project's own declaration of USE, or one in a form that is required here where that is another."""
        if not demands.require_forms or self._written_forms & set(demands.require_forms):
            return case.declares(use)
        return in_form(demands.require_forms[0], use, case.declares(use._replace(model=None)))


def severity_of(rule: str, policy: PolicyConfig) -> Severity | None:
    """The severity of RULE under POLICY; None when it is switched off."""
    chosen = policy.severity.get(rule)
    if chosen is None:
        return RULES[rule].severity
    return None if chosen == "off" else Severity(chosen)


def fingerprint(*parts: str) -> str:
    """A stable 32-digit id of a finding: the same rule, commit and message give the same one in every run."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _with_profile(config: Config) -> PolicyConfig:
    """The policy, with what the profile `forbid` implies: no declaration in messages, and none demanded."""
    if config.profile != "forbid":
        return config.policy
    forbidden = ("kernel", "asf", "openinfra", "fedora", "llvm", "co-author")
    ai = "allow" if config.policy.ai == "declare" else config.policy.ai
    return config.policy._replace(forbid_forms=forbidden, ai=ai)
