"""The AI agents that are known: data, and the registry that looks signals up in it.

A name loads its module when it is first used: hooks import this package for nothing but its tables.
"""

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents.overrides import registry_of as registry_of
    from ai_provenance.agents.registry import Registry as Registry
    from ai_provenance.agents.registry import build_registry as build_registry
    from ai_provenance.agents.registry import default_registry as default_registry

_HOME = {
    "Registry": "registry",
    "build_registry": "registry",
    "default_registry": "registry",
    "registry_of": "overrides",
}
__all__ = [  # noqa: PLE0604 - the names of the table above, resolved on first use
    *_HOME
]

__getattr__ = lazy.names(__name__, _HOME)
