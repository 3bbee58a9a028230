"""Probes of the policy, the hooks and the configuration of agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ai_provenance.attest.base import SIGNERS
from ai_provenance.model import Origin
from ai_provenance.report import Summary
from ai_provenance.scorecard.facts import Facts, names_our_tool
from ai_provenance.scorecard.probes.answer import Answer, Probe, answer, unseen
from ai_provenance.scorecard.states import Outcome

_TAGGING = {"ai-provenance-prepare", "ai-provenance-commit-msg"}


def policy_as_code(facts: Facts) -> Answer:
    """Is the AI policy written as data?"""
    if facts.policy_demands:
        return answer(True, "policy-configured", [".ai-provenance.toml"], count=facts.policy_demands)
    paths = facts.found["ai-policy-code"]
    configurations = [path for path in (".ai-provenance.toml", "pyproject.toml") if path in facts.unread]
    if not paths and (facts.unlisted or configurations):
        return unseen(configurations)
    return answer(
        bool(paths), "files-found" if paths else "policy-not-configured", paths, kind="ai-policy-code", count=len(paths)
    )


def ai_configuration(facts: Facts) -> Answer:
    """Are instructions and settings of agents versioned?"""
    paths = facts.found["ai-configuration"]
    if len(paths) < 2 and facts.unlisted:
        return unseen(paths)
    outcome = Outcome.TRUE if len(paths) > 1 else Outcome.PARTIAL if paths else Outcome.FALSE
    return answer(
        outcome, "files-found" if paths else "files-missing", paths, kind="ai-configuration", count=len(paths)
    )


def hooks_configured(facts: Facts) -> Answer:
    """Do hooks tag AI commits in every clone? Hooks that do something else count in part."""
    # the same hooks, for machines without network
    ids = {hook.removesuffix("-system") for hook in facts.hook_ids}
    if ids & _TAGGING:
        return answer(True, "hooks-tag", facts.found["pre-commit"])
    # husky, lefthook and others run hooks that are files of the project
    calling = [path for path in facts.found["shared-hooks"] if names_our_tool(facts.contents.get(path, b""))]
    if calling:
        return answer(True, "hooks-tag", calling)
    if facts.lacks("pre-commit", "shared-hooks"):
        return unseen((*facts.found["pre-commit"], *facts.found["shared-hooks"]))
    # what is installed in this clone says nothing about the others
    if facts.hooks_installed:
        return answer(Outcome.PARTIAL, "hooks-here-only")
    shared = (*facts.found["pre-commit"], *facts.found["shared-hooks"])
    if shared:
        return answer(Outcome.PARTIAL, "hooks-do-not-tag", shared)
    return answer(False, "hooks-none")


def hooks_tag(facts: Facts) -> Answer:
    """Do hooks tag AI commits? Hooks that do something else are no audit of AI code."""
    found = hooks_configured(facts)
    return replace(found, outcome=Outcome.FALSE) if found.reason.id == "hooks-do-not-tag" else found


def agent_identities(facts: Facts) -> Answer:
    """Do agents have identities of their own, with keys, and are AI commits signed by them?"""
    if not facts.agent_identities:
        # accounts of agents may well exist outside of the repository
        return answer(Outcome.NOT_AVAILABLE, "identities-not-registered")
    signed, commits = _signed_by_agents(facts.summary)
    outcome = facts.agent_keys == len(facts.agent_identities) and signed == commits
    return answer(
        Outcome.TRUE if outcome else Outcome.PARTIAL,
        "identities-registered",
        [SIGNERS] if facts.agent_keys else [".ai-provenance.toml"],
        count=len(facts.agent_identities),
        keys=facts.agent_keys,
        signed=signed,
        commits=commits,
    )


def _signed_by_agents(summary: Summary | None) -> tuple[int, int]:
    """AI commits whose record a registered identity of an agent signed, and all AI commits."""
    if summary is None:
        return 0, 0
    return dict(summary.flags).get("record-signed-agent", 0), summary.origins.get(Origin.AI, 0)


PROBES: Mapping[str, Probe] = {
    "policy-as-code": policy_as_code,
    "ai-configuration": ai_configuration,
    "agent-identities": agent_identities,
    "hooks-configured": hooks_configured,
    "hooks-tag": hooks_tag,
}
