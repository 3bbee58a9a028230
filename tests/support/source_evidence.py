"""The evidence that the methodology's source document states of itself (its state sections, 2025-11-06).

Read as attestations approved by someone other than the owner, dated and unexpired. T3.5 is not applicable for the
same cause as T2.6; T5.6 is ticked, and counted so although its text says partial.
"""

from __future__ import annotations

from datetime import date

from ai_provenance.scorecard.attestations import Attestations, read_attestations

TODAY = date(2025, 11, 7)
STATES = {
    "T1.1": "done", "T1.2": "started", "T1.3": "done", "T1.4": "done", "T1.5": "done",
    "T2.1": "done", "T2.2": "started", "T2.3": "done", "T2.4": "done", "T2.5": "partial", "T2.6": "not_applicable",
    "T3.1": "done", "T3.2": "partial", "T3.3": "done", "T3.4": "partial", "T3.5": "not_applicable",
    "T3.6": "partial", "T3.7": "done",
    "T4.1": "done", "T4.2": "done", "T4.3": "started", "T4.4": "done", "T4.5": "partial", "T4.6": "partial",
    "T5.1": "blocked", "T5.2": "absent", "T5.3": "partial", "T5.4": "absent", "T5.5": "started", "T5.6": "done",
    "T6.1": "partial", "T6.2": "started", "T6.3": "partial", "T6.4": "absent", "T6.5": "started",
    "T6.6": "partial", "T6.7": "partial",
}  # fmt: skip
SIGNED = 'owner = "architect"\napprover = "security"\ndate = 2025-11-06\nexpires = 2026-05-06\n'
BARE = ""


def files(states: dict[str, str], signatures: str = SIGNED) -> list[tuple[str, bytes]]:
    """One attestation file a task."""
    text = '{signatures}task = "{task}"\nstate = "{state}"\nreason = "desktop client, no gateway"\n'
    filled = {task: text.format(signatures=signatures, task=task, state=state) for task, state in states.items()}
    return [(f".ai-provenance/attestations/{task}.toml", content.encode()) for task, content in filled.items()]


def attestations(states: dict[str, str] | None = None, signatures: str = SIGNED) -> Attestations:
    return read_attestations(files(STATES if states is None else states, signatures), TODAY)
