"""Many commits to numbers: what was walked, what is in scope, and the three published ratios.

Names load their module when they are first used: what a commit is classified by needs none of the counts.
"""

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.report.first_ai import Dated as Dated
    from ai_provenance.report.periods import AgentUses as AgentUses
    from ai_provenance.report.periods import Period as Period
    from ai_provenance.report.periods import timeline as timeline
    from ai_provenance.report.periods import utc as utc
    from ai_provenance.report.tally import AgentCount as AgentCount
    from ai_provenance.report.tally import Example as Example
    from ai_provenance.report.tally import Summary as Summary
    from ai_provenance.report.tally import Tally as Tally
    from ai_provenance.report.tally import summarise as summarise
    from ai_provenance.report.totals import NUMBERS as NUMBERS
    from ai_provenance.report.totals import Counts as Counts
    from ai_provenance.report.totals import Scope as Scope

_HOME = {
    "Dated": "first_ai",
    "AgentUses": "periods",
    "Period": "periods",
    "timeline": "periods",
    "utc": "periods",
    "AgentCount": "tally",
    "Example": "tally",
    "Summary": "tally",
    "Tally": "tally",
    "summarise": "tally",
    "NUMBERS": "totals",
    "Counts": "totals",
    "Scope": "totals",
}
__all__ = [  # noqa: PLE0604 - the names of the table above, resolved on first use
    *_HOME
]

__getattr__ = lazy.names(__name__, _HOME)
