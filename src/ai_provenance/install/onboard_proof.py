"""The proofs that end an onboarding: hooks fire, a declared commit passes the policy, and a run in CI was green."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ai_provenance.gate import CheckRequest, check_batches
from ai_provenance.install.diagnosis import State, examine
from ai_provenance.model import Level
from ai_provenance.project import Project
from ai_provenance.repo import Selection, run_git
from ai_provenance.repo.history import batches
from ai_provenance.report.classify import classify_ids
from ai_provenance.report.settings import ClassifierSettings


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that an onboarding must show."""

    subject: str
    holds: bool
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What is known of a run in CI: an export of it, or its address and the team that attests it."""

    export: bytes | None = None
    url: str | None = None
    team: str | None = None


def proofs(project: Project, run: Run, *, kickoff: int) -> Iterator[Proof]:
    """Each proof for PROJECT, whose onboarding began at KICKOFF (seconds since the epoch)."""
    off = [found for found in examine(project.repository) if found.state is State.OFF]
    yield Proof(
        "hooks", not off, "they fire" if not off else f"{off[0].subject}: {off[0].detail}", "ai-provenance doctor"
    )
    commits = _since(project, kickoff)
    judged = classify_ids(project.repository, commits, ClassifierSettings(project.config))
    declared = [commit.oid for commit, one in judged if one.level >= Level.DECLARED or "examined" in one.flags]
    hint = "make a commit with an agent, or declare one: git commit --trailer 'Assisted-by: NAME'"
    yield Proof("commit", bool(declared), f"{len(declared)} of {len(commits)} since then are declared", hint)
    if declared:
        selection = Selection(revisions=("HEAD",), since=f"@{kickoff} +0000")
        config = project.config
        request = CheckRequest(project.repository, config, adoption=project.adoption, branch=project.repository.branch)
        judgement = check_batches(request, batches(project.repository, selection))
        green = judgement.complete and not judgement.has_errors
        yield Proof("check", green, "the policy is kept" if green else "it is broken", "ai-provenance check")
    yield _run_proof(commits, run)


def _since(project: Project, kickoff: int) -> list[str]:
    """Ids of the commits of HEAD that were made after KICKOFF, newest first."""
    out = run_git(project.repository, "rev-list", f"--since=@{kickoff} +0000", "--end-of-options", "HEAD", "--")
    return out.decode("ascii").split()


def _run_proof(commits: list[str], run: Run) -> Proof:
    fix = (
        "gh run view ID --json conclusion,headSha > run.json, then --run run.json; or --run-url URL --attested-by TEAM"
    )
    if run.export is None:
        # what a team says of itself is graded as attested, and said so
        attested = bool(run.url and run.team)
        return Proof("run", attested, f"attested by {run.team}: {run.url}" if attested else "no run is named", fix)
    try:
        document: Any = json.loads(run.export)
        fields = dict(document[0] if isinstance(document, list) else document)
    except (ValueError, TypeError, IndexError, KeyError):
        return Proof("run", False, "the export is not JSON of a run", fix)
    result = str(fields.get("conclusion") or fields.get("status") or "")
    head = str(fields.get("headSha") or fields.get("head_sha") or fields.get("sha") or "")
    if head not in commits:
        return Proof("run", False, f"the run is about {head[:12] or 'no commit'}, expected one since the kick-off", fix)
    return Proof("run", result == "success", f"{result or 'no result'} on {head[:12]}", fix)
