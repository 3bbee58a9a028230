"""Which commits an AI helped to write, with what tool, and how far that can be traced.

The public library is what this module names; everything else may move between releases. Names load their module when
they are first used, so that a hook which imports the package pays for none of them.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents import Registry as Registry
    from ai_provenance.config import Config as Config
    from ai_provenance.config import load_config as load_config
    from ai_provenance.detect.reading import classify as classify
    from ai_provenance.errors import ProvenanceError as ProvenanceError
    from ai_provenance.model import AgentUse as AgentUse
    from ai_provenance.model import Commit as Commit
    from ai_provenance.model import Evidence as Evidence
    from ai_provenance.model import Finding as Finding
    from ai_provenance.model import Identity as Identity
    from ai_provenance.model import Level as Level
    from ai_provenance.model import Origin as Origin
    from ai_provenance.model import Place as Place
    from ai_provenance.model import Ratio as Ratio
    from ai_provenance.model import Strength as Strength
    from ai_provenance.model import Verdict as Verdict
    from ai_provenance.repo import Repository as Repository
    from ai_provenance.repo import Selection as Selection
    from ai_provenance.repo import commits as commits
    from ai_provenance.repo import open_repository as open_repository
    from ai_provenance.report import Scope as Scope
    from ai_provenance.report import Summary as Summary
    from ai_provenance.report import summarise as summarise

__version__ = "0.1.0"

_HOMES = {
    "agents": ("Registry",),
    "config": ("Config", "load_config"),
    "detect": ("classify",),
    "errors": ("ProvenanceError",),
    "model": (
        "AgentUse",
        "Commit",
        "Evidence",
        "Finding",
        "Identity",
        "Level",
        "Origin",
        "Place",
        "Ratio",
        "Strength",
        "Verdict",
    ),
    "repo": ("Repository", "Selection", "commits", "open_repository"),
    "report": ("Scope", "Summary", "summarise"),
}
_PUBLIC = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_PUBLIC]  # noqa: PLE0604 - the names of the tables above, resolved on first use


def __getattr__(name: str) -> object:
    """Import the home of a public name when it is used (PEP 562)."""
    import ai_provenance.lazy  # noqa: PLC0415 - importing the package loads none of its modules

    return ai_provenance.lazy.names(__name__, _PUBLIC)(name)
