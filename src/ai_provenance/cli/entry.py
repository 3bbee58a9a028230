"""The entry point of `ai-provenance` and `git-provenance`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # what a command makes lives to its end: looking for cycles finds none, and takes a fiftieth of a walk
    from ai_provenance.cli.main import run

    code = run(sys.argv[1:])
    # The interpreter looks for cycles once more at its end, disabled or not, through all that was ever imported: three
    # quarters of a bare start of Python. What is frozen it passes over; buffers are flushed and exit handlers run.
    gc.freeze()
    sys.exit(code)
