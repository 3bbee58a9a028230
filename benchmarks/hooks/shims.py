"""What natively installed shims cost a person's commit: no Python is started, so the shell's own work counts.

Every figure is the median of paired ratios to a bare `python -c pass` that ran just before. Budget: 3 ms
a stage where a bare Python takes 10.5 ms, that is 0.29 of it. Exits 1 when it is broken.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from ai_provenance.install import native
from ai_provenance.install.shim import DEFAULT_HOOKS, TAGGING, interpreter
from ai_provenance.install.steps import take

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 60
BUDGET = 3 / 10.5
MESSAGES = {
    "short": "fix: a thing\n",
    "usual": "fix: a thing\n\nIt was broken, in a way that takes\ntwo lines to tell.\n\nSigned-off-by: A <a@b.c>\n",
    "editor": "fix: a thing\n\n# Please enter the commit message for your changes.\n#\n"
    + "".join(f"#\tmodified:   src/package/module_{number}.py\n" for number in range(20)),
}
SETTINGS = 'profile = "kernel"\ndeclare = "ai"\nadopted = "2026-01-01"\n\n[hooks]\ntag = true\n'


def main() -> int:
    """Measure and print; 1 when the budget is broken."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "CLAUDE", "AI_"))}
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        environ |= {"HOME": directory, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", "init", "-q", "."], env=environ, check=True)
        take(native.plan_install(Path(directory, ".git", "hooks"), DEFAULT_HOOKS, python=interpreter()))
        worst = max(stage(environ, hook, name) for hook in TAGGING for name in MESSAGES)
        Path(".ai-provenance.toml").write_text(SETTINGS)
        worst = max(worst, *(stage(environ, hook, "usual", note=", with settings") for hook in TAGGING))
        ratio("sh, exit 0", ["sh", "-c", "exit 0"], environ)
        ratio("sh, one grep of one word", ["sh", "-c", "grep -Fiq word -- .git/COMMIT_EDITMSG; exit 0"], environ)
    print("within budget" if worst <= BUDGET else f"over budget: {worst:.2f}, {BUDGET:.2f} allowed")
    return int(worst > BUDGET)


def stage(environ: Mapping[str, str], hook: str, name: str, *, note: str = "") -> float:
    """One hook on one message, as git starts it."""
    Path(".git/COMMIT_EDITMSG").write_text(MESSAGES[name])
    return ratio(f"{hook}, {name} message{note}", [f".git/hooks/{hook}", ".git/COMMIT_EDITMSG"], environ)


def ratio(label: str, command: list[str], environ: Mapping[str, str]) -> float:
    """Median of COMMAND's time to that of a bare Python, printed beside its median time."""
    pairs = [(took([sys.executable, "-c", "pass"], environ), took(command, environ)) for _ in range(ROUNDS)]
    found = statistics.median(own / bare for bare, own in pairs)
    print(f"{label:46} {found:5.2f} x  {statistics.median(own for _, own in pairs) * 1000:6.1f} ms")
    return found


def took(command: list[str], environ: Mapping[str, str]) -> float:
    """Seconds that COMMAND takes; it must succeed."""
    begun = time.perf_counter()
    subprocess.run(command, env=environ, check=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
