"""Probes of the parsed CI definitions."""

from __future__ import annotations

from collections.abc import Mapping

from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.pipelines import Pipeline
from ai_provenance.scorecard.probes.answer import Answer, Probe, answer, unseen
from ai_provenance.scorecard.states import Outcome

# the first three decide, the others are only named when they are missing
_READY = ("build", "test", "deploy", "rollback", "observability")
_PROPOSALS = frozenset({"pull_request", "pull_request_target", "merge_group"})


def ci_defined(facts: Facts) -> Answer:
    """Is there a CI definition that can be parsed?"""
    if facts.pipelines:
        return answer(True, "ci-found", _paths(facts.pipelines), count=len(facts.pipelines))
    if facts.problems:
        return _unparsed(facts)
    return unseen() if facts.ci_unseen else answer(False, "ci-none")


def ci_readiness(facts: Facts) -> Answer:
    """Do jobs build, test and deploy? Rollback and observability are named when missing."""
    if not facts.pipelines:
        return ci_defined(facts)
    found = {kind for pipeline in facts.pipelines for job in pipeline.jobs for kind in facts.kinds(job)}
    missing = [kind for kind in _READY if kind not in found]
    ready = found.issuperset(_READY[:3])
    outcome = Outcome.TRUE if ready else Outcome.PARTIAL if found.intersection(_READY) else Outcome.FALSE
    if not ready and facts.ci_unseen:
        return _unparsed(facts)
    reason = ("ci-ready" if missing else "ci-ready-all") if ready else "ci-not-ready"
    return answer(outcome, reason, _paths(facts.pipelines), missing=", ".join(missing))


def least_permissions(facts: Facts) -> Answer:
    """Do workflows say what they may do?"""
    # only some systems can narrow what a job may do
    judged = [one for one in facts.pipelines if one.least_permissions is not None]
    if facts.ci_unseen:
        return _unparsed(facts)
    if not judged:
        return answer(Outcome.NOT_AVAILABLE, "permissions-unseen")
    wide = [one for one in judged if not one.least_permissions]
    outcome = Outcome.FALSE if len(wide) == len(judged) else Outcome.PARTIAL if wide else Outcome.TRUE
    return answer(outcome, "permissions", _paths(wide or judged), narrow=len(judged) - len(wide), count=len(judged))


def audit_in_ci(facts: Facts) -> Answer:
    """Does a pipeline run our check or report?"""
    return _any_pipeline(facts, "audit", "audit-in-ci", "audit-not-in-ci")


def policy_validated(facts: Facts) -> Answer:
    """Do pipelines run a policy validator?"""
    runs = facts.pipelines_that("policy")
    if not facts.pipelines or facts.ci_unseen:
        return ci_defined(facts) if not facts.ci_unseen else _unparsed(facts)
    outcome = Outcome.TRUE if len(runs) == len(facts.pipelines) else Outcome.PARTIAL if runs else Outcome.FALSE
    idle = facts.idle("policy")
    if outcome is Outcome.TRUE or not idle:
        return answer(outcome, "policy-in-ci", _paths(runs), runs=len(runs), count=len(facts.pipelines))
    # a validator behind a path filter judges some of the changes
    if not runs and "idle-paths" in idle.values():
        outcome = Outcome.PARTIAL
    why = _reasons(idle)
    return answer(outcome, "policy-idle", _paths([*idle, *runs]), runs=len(runs), count=len(facts.pipelines), idle=why)


def iac_validated(facts: Facts) -> Answer:
    """Does CI check the infrastructure code?"""
    if not facts.found["iac"]:
        return unseen() if facts.unlisted else answer(Outcome.NOT_APPLICABLE, "iac-nothing-to-check")
    return _any_pipeline(facts, "iac", "iac-in-ci", "iac-not-in-ci")


def images_signed(facts: Facts) -> Answer:
    """Does CI sign or attest what it publishes?"""
    # a repository that builds no image has nothing to sign
    if not facts.found["container"]:
        return unseen() if facts.unlisted else answer(Outcome.NOT_APPLICABLE, "no-containers")
    return _any_pipeline(facts, "sign", "signing-in-ci", "signing-not-in-ci")


def ai_tests(facts: Facts) -> Answer:
    """Does CI test the output of AI integrations? Other tests count in part."""
    runs = facts.pipelines_that("ai-tests")
    if runs:
        return answer(True, "ai-tests-in-ci", _paths(runs))
    # tests of AI output are hard to tell from others by their commands
    tests = facts.pipelines_that("test")
    if facts.ci_unseen:
        return _unparsed(facts)
    idle = {**facts.idle("ai-tests"), **({} if tests else facts.idle("test"))}
    if idle:
        return answer(Outcome.PARTIAL if tests else False, "ci-idle", _paths([*idle, *tests]), idle=_reasons(idle))
    return answer(Outcome.PARTIAL if tests else Outcome.FALSE, "tests-only" if tests else "no-tests", _paths(tests))


def batches_validated(facts: Facts) -> Answer:
    """Are proposed changes tested and analysed before they are merged?"""
    # Jenkins and the generic systems configure on the server which of their definitions run for a request
    proposed = [one for one in facts.pipelines if one.triggers & _PROPOSALS or one.provider in ("jenkins", "other")]
    missing = [
        kind
        for kind in ("test", "static-analysis")
        if not any(
            facts.enforces(one, kind, _PROPOSALS if one.triggers & _PROPOSALS else one.triggers) for one in proposed
        )
    ]
    if missing and facts.ci_unseen:
        return _unparsed(facts)
    outcome = (Outcome.TRUE, Outcome.PARTIAL, Outcome.FALSE)[len(missing)]
    return answer(
        outcome, "batches-missing" if missing else "batches-validated", _paths(proposed), missing=", ".join(missing)
    )


def audit_scheduled(facts: Facts) -> Answer:
    """Does an audit run on a schedule?"""
    # an audit at each push shows the gate; one on a schedule also finds what was pushed past it
    runs = [one for one in facts.pipelines if facts.enforces(one, "audit", frozenset({"schedule"}))]
    if not runs and facts.ci_unseen:
        return _unparsed(facts)
    return answer(bool(runs), "audit-scheduled" if runs else "audit-not-scheduled", _paths(runs))


def ci_templates(facts: Facts) -> Answer:
    """Are there reusable workflows or templates?"""
    shared = [one.path for one in facts.pipelines if "workflow_call" in one.triggers]
    paths = (*facts.found["ci-templates"], *shared)
    if not paths and facts.ci_unseen:
        return _unparsed(facts)
    return answer(
        bool(paths), "files-found" if paths else "files-missing", paths, kind="ci-templates", count=len(paths)
    )


def _any_pipeline(facts: Facts, kind: str, yes: str, no: str) -> Answer:
    runs = facts.pipelines_that(kind)
    if runs:
        return answer(True, yes, _paths(runs))
    if facts.ci_unseen:
        return _unparsed(facts)
    idle = facts.idle(kind)
    if idle:
        return answer(
            Outcome.PARTIAL if "idle-paths" in idle.values() else False, "ci-idle", _paths([*idle]), idle=_reasons(idle)
        )
    # the job may be in a definition that could not be parsed or that is included from elsewhere
    incomplete = bool(facts.problems) or any(one.included for one in facts.pipelines)
    return answer(Outcome.NOT_AVAILABLE, "ci-elsewhere") if incomplete else answer(False, no, _paths(facts.pipelines))


def _deploys(facts: Facts) -> Answer:
    return _any_pipeline(facts, "deploy", "deploy-in-ci", "deploy-not-in-ci")


def rolls_back(facts: Facts) -> Answer:
    """Does a CI job roll back?"""
    return _any_pipeline(facts, "rollback", "rollback-in-ci", "rollback-not-in-ci")


def _writes_metrics(facts: Facts) -> Answer:
    return _any_pipeline(facts, "metrics", "metrics-in-ci", "metrics-not-in-ci")


def _unparsed(facts: Facts) -> Answer:
    """The answer where CI definitions could not be parsed, were not read, or are not in this clone."""
    if facts.ci_unseen:
        return unseen(path for one in facts.problems for path in one.looked_at)
    return answer(Outcome.NOT_AVAILABLE, "ci-unparsed", count=len(facts.problems))


def _reasons(idle: Mapping[Pipeline, str]) -> str:
    """Why checks that are written can stop nothing, each reason once."""
    return ", ".join(dict.fromkeys(idle.values()))


def _paths(pipelines: tuple[Pipeline, ...] | list[Pipeline]) -> list[str]:
    return [one.path for one in pipelines]


PROBES: Mapping[str, Probe] = {
    "ci-defined": ci_defined,
    "ci-readiness": ci_readiness,
    "least-permissions": least_permissions,
    "audit-in-ci": audit_in_ci,
    "policy-validated-in-ci": policy_validated,
    "iac-validated-in-ci": iac_validated,
    "images-signed": images_signed,
    "ai-tests-in-ci": ai_tests,
    "batches-validated": batches_validated,
    "audit-scheduled": audit_scheduled,
    "ci-templates": ci_templates,
    "deploy-in-ci": _deploys,
    "metrics-in-ci": _writes_metrics,
}
