"""What a project demands of one commit: the rules as data, and the judge that applies them.

A commit comes in as a `Case` (the commit, what the reader made of it, what it changes), findings go out. Nothing here
reads a repository.
"""

from ai_provenance.policy.case import Case
from ai_provenance.policy.catalogue import RULES, Rule
from ai_provenance.policy.judge import Judge

__all__ = ["RULES", "Case", "Judge", "Rule"]
