"""`explain --format json`: why a commit got its verdict, and what would raise its level."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.agents.registry import Registry
from ai_provenance.attest.judgement import Judged, State
from ai_provenance.detect.explanation import Explanation
from ai_provenance.export.judgement import SETTING
from ai_provenance.export.report.json import Part, tool_part
from ai_provenance.export.wording import one_line
from ai_provenance.model import Commit, Evidence
from ai_provenance.named_tuple import NamedTuple

SCHEMA_VERSION = "1.0"
"""Within 1.x fields are only ever added."""
_DECLARE_ALL = {"number": "trace_all", "setting": "declare", "value": "all", "gives": 1.0, "message": SETTING}


def document(
    commit: Commit,
    explanation: Explanation,
    *,
    registry: Registry,
    declare: str,
    signed: Signed,
) -> Part:
    """Return EXPLANATION of COMMIT as the document that `schemas/explain-1.0.json` describes.

    `sha`, `origin`, `level`, `agents`, `evidence` and `flags` are those of `classify`, with more about each. DECLARE is
    the setting of that name.
    """
    verdict = explanation.verdict
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": tool_part(),
        "sha": commit.oid,
        "subject": one_line(commit.text.strip().partition("\n")[0]),
        "origin": verdict.origin.value,
        "level": int(verdict.level),
        "agents": [{"id": use.id, "name": registry.name(use.id), "model": use.model} for use in verdict.agents],
        "flags": list(verdict.flags),
        "evidence": [
            *(_evidence(item, counts=True) for item in explanation.counted),
            *(_evidence(item, counts=False) for item in explanation.hints),
        ],
        "rejected": [
            {"place": item.place.value, "text": item.text, "rule": item.rule, "reason": item.reason}
            for item in explanation.rejected
        ],
        "advice": [
            {"level": int(item.level), "reason": item.reason, "command": item.command} for item in explanation.advice
        ],
        "settings": [_DECLARE_ALL] if needs_setting(explanation, declare) else [],
        "records": [_record(item) for item in signed.records],
        "commit_signature": _commit_signature(signed.commit),
    }


class AboutCommit(NamedTuple):
    """One line of the notes of provenance records, as it is judged for one commit."""

    judged: Judged
    is_carried: bool = False
    """Whether it was written for the same change in another commit."""


class Signed(NamedTuple):
    """What may be signed about a commit."""

    records: Sequence[AboutCommit] = ()
    """The provenance records about it."""
    commit: Judged | None = None
    """The commit itself; None where its signature was not looked at."""


def missing(judged: Judged) -> str:
    """What a record, or the signature of a commit, lacks for level 4; empty where it lacks nothing."""
    if judged.is_verified:
        return ""
    return {
        State.UNSIGNED: "level 4 needs a signature by an allowed signer",
        State.UNKNOWN: "level 4 needs the key among the allowed signers of the base",
        State.UNCHECKED: "the key is not trusted, or needs pip install cryptography",
        State.GOOD: "level 4 needs a signer of role person or ci",
    }.get(judged.state, "it counts as unsigned")


def _record(item: AboutCommit) -> Part:
    judged, record = item.judged, item.judged.record
    bound = "carried" if item.is_carried else "written"
    return {
        "bound": bound if record else "no",
        "reason": judged.reason,
        "commit": record.commit if record else "",
        "origin": record.origin if record else None,
        "agents": [{"id": one.id, "model": one.model, "role": one.role} for one in record.agents] if record else [],
        "at": record.at if record else "",
        "created": record.created if record else "",
        "signature": judged.state.value,
        "signer": judged.signer,
        "role": judged.role,
        "lacks": missing(judged) if record else "",
    }


def _commit_signature(judged: Judged | None) -> Part:
    return {
        "looked_at": judged is not None,
        "signature": judged.state.value if judged else None,
        "signer": judged.signer if judged else "",
        "role": judged.role if judged else "",
    }


def needs_setting(explanation: Explanation, declare: str) -> bool:
    """Whether another value of the setting `declare` would have the next commit like this one say something."""
    return not explanation.verdict.level and declare != "all"


def _evidence(item: Evidence, *, counts: bool) -> Part:
    return {
        "agent": item.agent,
        "model": item.model,
        "place": item.place.value,
        "role": item.role.value,
        "strength": item.strength.value,
        "human": item.human,
        "rule": item.rule,
        "text": item.text,
        "counts": counts,
    }
