"""From a configuration to the reader it asks for. Apart from `judge`, which does without pydantic."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from ai_provenance.agents import registry_of
from ai_provenance.config import Config, PolicyConfig
from ai_provenance.detect.declaring import names_agent
from ai_provenance.policy import Case, Judge
from ai_provenance.report.judge import Reader


def reader_for(config: Config, *, today: date | None = None) -> Reader:
    """The eyes that CONFIG asks for: its notes, and its policy where it makes demands. TODAY ages the waivers."""
    plain = Reader(registry_of(config.agents), tuple(config.notes_refs))
    if config.policy == PolicyConfig() and config.profile != "forbid":
        return plain
    day = today or datetime.now(UTC).date()
    policy = Judge(config, today=day)
    digest = sha256(f"{day}{config.profile}{config.policy}".encode()).hexdigest()
    return replace(
        plain,
        accepts=lambda commit, verdict: policy.accepts(
            Case(commit, verdict, names_agent=lambda value: names_agent(value, plain.registry))
        ),
        policy=digest,
    )
