"""The frozen record of one run: how it is taken, and what exporters and the store receive."""

from ai_provenance.snapshot.records import Adoption, RangeFacts, RepositoryFacts, Snapshot

__all__ = ["Adoption", "RangeFacts", "RepositoryFacts", "Snapshot"]
