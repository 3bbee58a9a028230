"""Scorecards for the tests of exporters, judged from attestations over an empty tree."""

from __future__ import annotations

from ai_provenance.scorecard.facts import Facts, find_evidence
from ai_provenance.scorecard.scoring import score
from ai_provenance.snapshot import Snapshot
from snapshots import HOSTILE_SUBJECT, MIXED
from source_evidence import SIGNED, STATES, TODAY, files


def source_snapshot(states: dict[str, str], *, reason: str = "desktop client") -> Snapshot:
    """A run over a tree that holds attestations of STATES and nothing else; nothing there overrules them."""
    signed = [
        (path, text.replace(b"desktop client, no gateway", reason.encode())) for path, text in files(states, SIGNED)
    ]
    facts = Facts(find_evidence([]), contents=dict(signed), summary=MIXED.summary)
    # T2.4 and T3.3 are judged by the repository where there is one to look at; here there is none
    overlay = b'[tasks."T2.4"]\nrepository_decides = false\n[tasks."T3.3"]\nrepository_decides = false\n'
    card = score(facts, profile="declared", today=TODAY, criteria=overlay)
    return MIXED._replace(card=card)


SOURCE = source_snapshot(STATES)
HOSTILE = source_snapshot(STATES, reason=HOSTILE_SUBJECT.replace("\x1b", "\\u001B"))
