"""Many commits to numbers: what was walked, what is in scope, and the three published ratios."""

from ai_provenance.report.first_ai import Dated
from ai_provenance.report.periods import AgentUses, Period, timeline, utc
from ai_provenance.report.tally import AgentCount, Example, Summary, Tally, summarise
from ai_provenance.report.totals import NUMBERS, Counts, Scope

__all__ = [
    "NUMBERS",
    "AgentCount",
    "AgentUses",
    "Counts",
    "Dated",
    "Example",
    "Period",
    "Scope",
    "Summary",
    "Tally",
    "summarise",
    "timeline",
    "utc",
]
