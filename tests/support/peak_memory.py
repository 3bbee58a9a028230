"""Peak memory of a process, told by a small process of its own.

Linux carries the peak of a parent over fork and exec into its child's figure: asked of a test run that has grown, every
child looks as large as the test run.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

_TELLER = (
    "import os, subprocess, sys; process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL);"
    "_, status, usage = os.wait4(process.pid, 0);"
    "print(usage.ru_maxrss); sys.exit(os.waitstatus_to_exitcode(status))"
)


def peak_memory(command: Sequence[str]) -> tuple[int, float]:
    """Exit code of COMMAND, its output thrown away, and its largest resident set in MB."""
    done = subprocess.run([sys.executable, "-c", _TELLER, *command], capture_output=True, text=True, check=False)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return done.returncode, int(done.stdout) / unit
