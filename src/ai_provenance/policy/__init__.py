"""What a project demands of one commit: the rules, and the judge that applies them.

A commit comes in as a `Case` (the commit, its verdict, what it changes), findings go out. `rules` has one module a
rule; `overrides` gives the demands on a commit by its paths and branch, `waivers` sets rules aside until their expiry
date, `globs` matches as `.gitattributes` does, which a differential test holds. Nothing here reads a repository.
"""

from ai_provenance.policy.case import Case
from ai_provenance.policy.judge import Judge
from ai_provenance.policy.rule import Rule
from ai_provenance.policy.rules import RULES

__all__ = ["RULES", "Case", "Judge", "Rule"]
