"""`python -m ai_provenance.hooks NAME ARGS...`: the same as `ai-provenance-hook NAME ARGS...`."""

import sys

from ai_provenance.hooks import main

sys.exit(main())
