"""The agents that the reader knows: data, each fact with its source, each entry with its own examples."""

from __future__ import annotations

from ai_provenance.agents.bots import BOTS
from ai_provenance.agents.coding import CODING
from ai_provenance.agents.harnesses import HARNESSES
from ai_provenance.agents.hosted import HOSTED
from ai_provenance.agents.reviewers import REVIEWERS
from ai_provenance.agents.terminal import TERMINAL
from ai_provenance.agents.tools import TOOLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents.schema import AgentData

AGENTS: tuple[AgentData, ...] = (*CODING, *TERMINAL, *HOSTED, *HARNESSES, *REVIEWERS, *TOOLS, *BOTS)
"""Every entry, in the order in which they are listed. Ids are unique."""
