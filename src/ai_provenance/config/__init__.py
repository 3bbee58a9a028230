"""What a project configures: one truth, two readers.

`load_config` reads everything through pydantic and refuses what it does not know. `config.lean` reads the few keys
that hooks need at a price they can afford. Importing this package loads neither.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.config.load import load_config, parse_config
    from ai_provenance.config.model import Config
    from ai_provenance.config.policy import PolicyConfig

__all__ = ["Config", "PolicyConfig", "load_config", "parse_config"]

_HOMES = {"Config": "model", "PolicyConfig": "policy", "load_config": "load", "parse_config": "load"}


def __getattr__(name: str) -> object:
    """Import the full reader only when one of its names is asked for (PEP 562): pydantic costs 11 bare starts."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - hooks import this package and never come here

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
