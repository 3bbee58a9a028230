"""The history of metrics: a SQLite file in the git directory or elsewhere, or a PostgreSQL database.

`interface` has the records and what every store can do, `opening` finds the store that an address names. `tables` has
the SQL; `sqlite` and `postgresql` open a database for it; `migrations` holds the schema as numbered scripts that are
only ever added to. `recording` is what commands leave in a store and take from it; `indicators` are the figures that
only records can answer.
"""

from ai_provenance.store.interface import (
    Event,
    EventKind,
    FleetRun,
    FleetStore,
    MetricsStore,
    Observation,
    Pooled,
    RepositoryState,
    StoreError,
    Value,
)
from ai_provenance.store.opening import StoreAddressError, default_address, exists, open_fleet, open_store

__all__ = [
    "Event",
    "EventKind",
    "FleetRun",
    "FleetStore",
    "MetricsStore",
    "Observation",
    "Pooled",
    "RepositoryState",
    "StoreAddressError",
    "StoreError",
    "Value",
    "default_address",
    "exists",
    "open_fleet",
    "open_store",
]
