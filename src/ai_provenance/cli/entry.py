"""The entry point of `ai-provenance` and `git-provenance`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # what a command makes lives to its end: looking for cycles finds none, and takes a fiftieth of a walk
    from ai_provenance.cli.main import run

    sys.exit(run(sys.argv[1:]))
