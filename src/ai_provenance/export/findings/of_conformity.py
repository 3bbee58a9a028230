"""From the judgement of one repository's conformity to the record that the findings formats write."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from ai_provenance import __version__
from ai_provenance.conformity.conform import Conformity, Standing
from ai_provenance.conformity.requirements import Result, State
from ai_provenance.export.findings.interface import RuleText, Run
from ai_provenance.model import Finding, Severity

_WORDS = {
    Standing.CONFORMS: "conforms",
    Standing.DRIFTS: "drifts",
    Standing.EXCEPTED: "conforms with exceptions",
    Standing.UNKNOWN: "could not be judged",
    Standing.NOT_APPLICABLE: "has no template that is for it",
    Standing.ARCHIVED: "is archived, and not judged",
}


def run_of_conformity(found: Conformity) -> Run:
    """FOUND as a run that every format can write; what is unknown is skipped, what is excepted waived."""
    results = [one for one in found.results if one.state not in (State.MET, State.UNKNOWN)]
    return Run(
        "conform",
        tuple(sorted(map(_finding, results), key=lambda one: (one.severity is not Severity.ERROR, one.rule))),
        rules={one.id: _rule(one) for one in found.results},
        skipped={one.id: one.got for one in found.results if one.state is State.UNKNOWN},
        notices=found.notices,
        head=found.head,
        verdict=verdict(found),
        document=document(found),
    )


def verdict(found: Conformity) -> str:
    """FOUND in one sentence."""
    counts = Counter(one.state.value for one in found.results)
    parts = ", ".join(f"{counts[state.value]} {state.value}" for state in State if counts[state.value])
    return f"{found.subject.identity} {_WORDS[found.standing]} by {found.rev or 'the newest state'}: {parts}"


def document(found: Conformity) -> dict[str, Any]:
    """FOUND as the published document (`schemas/conform-1.0.json`)."""
    return {
        "schema_version": "1.0",
        "tool": {"name": "ai-provenance", "version": __version__},
        "repository": {"identity": found.subject.identity, "team": found.subject.team, "head": found.head},
        "at": found.at.isoformat(),
        "governance": {
            "place": _without_folders(found.place),
            "rev": found.rev,
            "digest": found.digest,
            "newest": found.newest,
        },
        "standing": found.standing.value,
        "templates": dict(found.templates),
        "results": [_result(one) for one in found.results],
        "tightened": [{"key": one.key, "own": one.own, "base": one.base} for one in found.tightened],
        "notices": [{"code": one.code, "message": one.message, "hint": one.hint} for one in found.notices],
    }


def _without_folders(place: str) -> str:
    """PLACE, or of a folder of this machine its name alone: the folders above it may hold the name of a person."""
    return os.path.basename(os.path.normpath(place)) if os.path.isabs(os.path.expanduser(place)) else place


def _result(one: Result) -> dict[str, Any]:
    return {
        "template": one.template,
        "requirement": one.requirement,
        "state": one.state.value,
        "path": one.path,
        "line": one.line or None,
        "got": one.got,
        "expected": one.expected,
        "remedy": one.remedy,
        "until": one.until.isoformat() if one.until else None,
    }


def _finding(one: Result) -> Finding:
    return Finding(
        one.id,
        Severity.NOTE if one.state is State.BEHIND else Severity.ERROR,
        f"{one.got}; expected {one.expected}",
        hint=one.remedy,
        path=one.path or None,
        line=one.line or None,
        fingerprint=f"{one.template}:{one.requirement}:{one.path}",
        waived_by=f"an exception until {one.until}" if one.until else None,
    )


def _rule(one: Result) -> RuleText:
    return RuleText(one.id, one.requirement, Severity.ERROR, f"{one.template}: {one.expected}")
