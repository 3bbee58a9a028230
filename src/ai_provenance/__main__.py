"""`python -m ai_provenance` is the `ai-provenance` command."""

from ai_provenance.cli.entry import main

main()
