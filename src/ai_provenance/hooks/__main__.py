"""`python -m ai_provenance.hooks NAME ARGS...`: the same as `ai-provenance-hook NAME ARGS...`."""

from ai_provenance.hooks import enter

enter()
