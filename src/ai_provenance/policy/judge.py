"""The judge: which rules a commit breaks under a configuration."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ai_provenance.config.consistency import forms_written
from ai_provenance.model import AgentUse, Commit, Finding, Severity
from ai_provenance.policy.case import Case
from ai_provenance.policy.catalogue import RULES
from ai_provenance.policy.demands import DemandsFor
from ai_provenance.policy.forms import in_form
from ai_provenance.policy.rules import CHECKS
from ai_provenance.policy.waivers import Waivers

if TYPE_CHECKING:
    from ai_provenance.config import Config, Demands, PolicyConfig


class Judge:
    """Applies one configuration to many commits, on one day."""

    def __init__(self, config: Config, *, today: date) -> None:
        self.policy: PolicyConfig = _with_profile(config)
        self.waivers = Waivers(self.policy.waivers, today=today)
        self._demands_for = DemandsFor(self.policy)
        self._written = forms_written(config.profile)
        self._weights = {rule: weight for rule in RULES if (weight := severity_of(rule, self.policy))}

    def findings(self, case: Case) -> Iterator[Finding]:
        """The findings on one commit, in the order of rule ids; waived ones among them, marked."""
        demands = self._demands_for(case.changes, case.branch)
        for rule, check in CHECKS.items():
            if rule in self._weights:
                for message in check(case, demands):
                    yield self._finding(rule, message, case, demands=demands)

    def accepts(self, case: Case) -> bool:
        """Whether nothing that weighs as an error, and is not waived, stands against the commit."""
        return not any(item.severity is Severity.ERROR and not item.waived_by for item in self.findings(case))

    def demands(self, case: Case) -> Demands:
        """The demands that hold for one commit."""
        return self._demands_for(case.changes, case.branch)

    def _finding(self, rule: str, message: str, case: Case, *, demands: Demands) -> Finding:
        oid = case.commit.oid
        return Finding(
            rule=rule,
            severity=self._weights[rule],
            message=message,
            hint=self._mending(rule, case, demands),
            commit=oid or None,
            fingerprint=fingerprint(rule, oid, message),
            waived_by=self.waivers.covering(rule, case),
        )

    def _mending(self, rule: str, case: Case, demands: Demands) -> str:
        """The command that mends a breach of RULE, with the trailer of the agent that helped."""
        use = next(iter(case.verdict.agents), AgentUse("AGENT"))
        modelled = replace(use, model=use.model or "MODEL")
        trailer, longer = (self._trailer(one, case, demands).replace("'", "") for one in (use, modelled))
        return RULES[rule].mending.format(trailer=trailer, modelled=longer, base=_base(case.commit))

    def _trailer(self, use: AgentUse, case: Case, demands: Demands) -> str:
        """The project's own declaration of USE, or one in a form that is required here where that is another."""
        if not demands.require_forms or self._written & set(demands.require_forms):
            return case.declares(use)
        return in_form(demands.require_forms[0], use, case.declares(replace(use, model=None)))


def _base(commit: Commit) -> str:
    """What `git rebase -i` is given to change COMMIT; a message without a commit yet is about to be HEAD."""
    if commit.oid and not commit.parents:
        return "--root"
    return f"{commit.oid[:12] or 'HEAD'}^"


def severity_of(rule: str, policy: PolicyConfig) -> Severity | None:
    """What RULE weighs under POLICY; None when it is switched off."""
    chosen = policy.severity.get(rule)
    if chosen is None:
        return RULES[rule].severity
    return None if chosen == "off" else Severity(chosen)


def fingerprint(*parts: str) -> str:
    """A stable 32-digit id of a finding: the same rule, commit and objection give the same one in every run."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _with_profile(config: Config) -> PolicyConfig:
    """The policy, with what the profile `forbid` implies: no declaration in messages, and none demanded."""
    if config.profile != "forbid":
        return config.policy
    forbidden = ("kernel", "asf", "openinfra", "fedora", "llvm", "co-author")
    ai = "allow" if config.policy.ai == "declare" else config.policy.ai
    return config.policy._replace(forbid_forms=forbidden, ai=ai)
