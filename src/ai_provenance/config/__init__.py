"""What a project configures: one truth, two readers.

`load_config` reads everything through pydantic and refuses what it does not know. `config.lean` reads the few keys
that hooks need at a price they can afford. Importing this package loads neither.
"""

from __future__ import annotations

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.config.load import defaults, find_config, load_config, parse_config
    from ai_provenance.config.model import Config
    from ai_provenance.config.policy import PolicyConfig

__all__ = ["Config", "PolicyConfig", "defaults", "find_config", "load_config", "parse_config"]

_HOMES = {
    "Config": "model",
    "PolicyConfig": "policy",
    "defaults": "load",
    "find_config": "load",
    "load_config": "load",
    "parse_config": "load",
}

__getattr__ = lazy.names(__name__, _HOMES)
