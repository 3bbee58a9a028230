"""The configuration of a project: its keys, the reader, and the records that the program receives.

`keys` is the table that everything else follows: `read` finds a file and checks it, `records` are what commands
receive, `consistency` finds demands that exclude each other, `schema` publishes the JSON Schema. Importing this
package loads none of them.
"""

from __future__ import annotations

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.config.read import (
        FILE,
        PYPROJECT,
        config_in_directory,
        defaults,
        find_config,
        load_config,
        parse_config,
    )
    from ai_provenance.config.records import (
        AgentConfig,
        Config,
        DeliveryConfig,
        Demands,
        Override,
        PolicyConfig,
        ReportConfig,
        SecretsConfig,
        Waiver,
    )

_READ = ("FILE", "PYPROJECT", "config_in_directory", "defaults", "find_config", "load_config", "parse_config")
_RECORDS = (
    "AgentConfig",
    "Config",
    "DeliveryConfig",
    "Demands",
    "Override",
    "PolicyConfig",
    "ReportConfig",
    "SecretsConfig",
    "Waiver",
)

__all__ = [
    "FILE",
    "PYPROJECT",
    "AgentConfig",
    "Config",
    "DeliveryConfig",
    "Demands",
    "Override",
    "PolicyConfig",
    "ReportConfig",
    "SecretsConfig",
    "Waiver",
    "config_in_directory",
    "defaults",
    "find_config",
    "load_config",
    "parse_config",
]

__getattr__ = lazy.names(__name__, {**dict.fromkeys(_READ, "read"), **dict.fromkeys(_RECORDS, "records")})
