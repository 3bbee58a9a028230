"""What the gate judges, as one JSON document for other policy engines (OPA, Conftest).

Commits are written as they come, so that a long range takes no memory. People's names and addresses are left out; the
document says instead whether a review is by a person, and by another one than the author.
"""

from __future__ import annotations

from ai_provenance import __version__
from ai_provenance.export.encoding import json_text
from ai_provenance.model import Evidence
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.policy import Case
from ai_provenance.policy.forms import forms_of
from ai_provenance.policy.reviews import reviews_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TextIO

SCHEMA_VERSION = "1.0"
"""Within 1.x fields are only ever added."""


class Subject(NamedTuple):
    """What the document is about."""

    range: str
    policy: dict[str, Any]
    """The project's own `[policy]`, for rules that read it."""


def write(cases: Iterable[Case], subject: Subject, out: TextIO, *, complete: Callable[[], bool]) -> None:
    """Write the document to OUT, one commit a line. COMPLETE is called at the end, when the range has been read."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "tool": "ai-provenance",
        "tool_version": __version__,
        "range": subject.range,
        "policy": subject.policy,
    }
    out.write(json_text(head).removesuffix("}").rstrip() + ',\n  "commits": [')
    for number, case in enumerate(cases):
        out.write(("," if number else "") + "\n    " + json_text(entry(case), indent=None))
    out.write(f'\n  ],\n  "complete": {json_text(complete())}\n}}\n')


def entry(case: Case) -> dict[str, object]:
    """One commit of the document, as the built-in rules see it."""
    commit, verdict, changes = case.commit, case.verdict, case.changes
    return {
        "oid": commit.oid,
        "subject": commit.text.lstrip().partition("\n")[0][:200],
        "committed_at": commit.commit_time,
        "merge": commit.is_merge,
        "branch": case.branch,
        "origin": verdict.origin.value,
        "level": int(verdict.level),
        "agents": [{"id": use.id, "model": use.model} for use in verdict.agents],
        "evidence": [_evidence(item) for item in verdict.evidence],
        "declarations": [
            {"text": item.text, "agent": item.agent, "model": item.model, "forms": sorted(forms_of(item))}
            for item in case.declarations
        ],
        "reviews": [
            {"trailer": review.trailer, "by_agent": review.by_agent, "by_author": review.by_author}
            for review in reviews_of(case)
        ],
        "flags": list(verdict.flags),
        # null where the policy needs neither paths nor line counts, and git did not list them
        "paths": list(changes.paths) if changes else None,
        "lines": changes.lines if changes else None,
    }


def _evidence(item: Evidence) -> dict[str, object]:
    return {
        "agent": item.agent,
        "model": item.model,
        "place": item.place.value,
        "strength": item.strength.value,
        "role": item.role.value,
        "human": item.human,
        "text": item.text,
    }
