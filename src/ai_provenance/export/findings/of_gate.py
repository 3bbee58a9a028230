"""From the gate's judgement to the record that the findings formats write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai_provenance.export.findings.interface import RuleText, Run, WaiverText
from ai_provenance.export.findings.pages import rule_page
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.policy import RULES
from ai_provenance.policy.judge import severity_of

if TYPE_CHECKING:
    from ai_provenance.config import PolicyConfig
    from ai_provenance.gate import Judgement, WaiverUse


class Subject(NamedTuple):
    """What was judged, in words."""

    range: str
    head: str | None = None
    policy_path: str = ".ai-provenance.toml"


def run_of(judgement: Judgement, policy: PolicyConfig, subject: Subject) -> Run:
    """JUDGEMENT under POLICY as a run that every format can write."""
    return Run(
        command="check",
        findings=judgement.findings,
        commits=judgement.commits,
        complete=judgement.complete,
        hidden=judgement.hidden,
        rules=rule_texts(policy),
        waivers=tuple(_waiver(use) for use in judgement.waivers),
        notices=judgement.notices,
        range=subject.range,
        head=subject.head,
        policy_path=subject.policy_path,
    )


def rule_texts(policy: PolicyConfig) -> dict[str, RuleText]:
    """The texts of the rules that POLICY does not switch off."""
    return {
        rule.id: RuleText(rule.id, rule.name, severity, rule.demand, rule.reason, rule_page(rule.id, rule.name))
        for rule in RULES.values()
        if (severity := severity_of(rule.id, policy))
    }


def _waiver(use: WaiverUse) -> WaiverText:
    waiver = use.waiver
    return WaiverText(
        waiver.rule, waiver.reason, waiver.owner, waiver.expires.isoformat(), covered=use.covered, expired=use.expired
    )
