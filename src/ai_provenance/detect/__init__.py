"""From one commit to its verdict: the rules, the evidence that they find, and what evidence comes to.

Names load their module when they are first used: hooks import the lean half of this package and never the rules.
"""

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.detect.explanation import explain as explain
    from ai_provenance.detect.reading import classify as classify

_HOME = {
    "classify": "reading",
    "explain": "explanation",
}
__all__ = [  # noqa: PLE0604 - the names of the table above, resolved on first use
    *_HOME
]

__getattr__ = lazy.names(__name__, _HOME)
