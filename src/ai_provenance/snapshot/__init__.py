"""The frozen record of one run: how it is taken, and what exporters and the store receive."""

from ai_provenance.snapshot.records import (
    Adoption,
    Comparison,
    Part,
    RangeFacts,
    RepositoryFacts,
    Setup,
    Snapshot,
    Threshold,
)

__all__ = [
    "Adoption",
    "Comparison",
    "Part",
    "RangeFacts",
    "RepositoryFacts",
    "Setup",
    "Snapshot",
    "Threshold",
]
