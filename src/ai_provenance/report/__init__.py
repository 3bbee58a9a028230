"""Many commits to numbers: what was walked, what is in scope, and the three published ratios."""

from ai_provenance.report.tally import AgentCount, Example, Period, Scope, Summary, Tally, summarise, utc

__all__ = ["AgentCount", "Example", "Period", "Scope", "Summary", "Tally", "summarise", "utc"]
