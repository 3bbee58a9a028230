"""The history of metrics: a SQLite file beside the repository's objects, or wherever it is named."""

from ai_provenance.store.database import Store, StoreError, default_path, open_store
from ai_provenance.store.events import Event, EventKind, events, record_event
from ai_provenance.store.values import Value, record_values, values

__all__ = [
    "Event",
    "EventKind",
    "Store",
    "StoreError",
    "Value",
    "default_path",
    "events",
    "open_store",
    "record_event",
    "record_values",
    "values",
]
