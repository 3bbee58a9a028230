"""The history of metrics: a SQLite file in the git directory, or wherever it is named."""

from ai_provenance.store.database import MetricsDatabase, default_path, open_store
from ai_provenance.store.interface import Event, EventKind, MetricsStore, StoreError, Value

__all__ = [
    "Event",
    "EventKind",
    "MetricsDatabase",
    "MetricsStore",
    "StoreError",
    "Value",
    "default_path",
    "open_store",
]
