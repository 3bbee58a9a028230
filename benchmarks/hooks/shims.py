"""What natively installed shims cost, as git starts them: the whole process, watchdog included.

A person's commit starts no Python, so the shell's own work counts: 3 ms a stage where a bare Python takes 10.5 ms, that
is 0.29 of it. An agent's may cost 1.6 times a bare Python, with a configuration 2.0 times. Every figure is the median
of paired ratios to a bare `python -c pass` that ran just before. Exits 1 when a budget is broken.
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
from ai_provenance.install.steps import apply

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 60
PERSON, AGENT, CONFIGURED = 3 / 10.5, 1.6, 2.0
"""The budgets, in bare starts."""
MARKERS = {"CLAUDECODE": "1", "CLAUDE_CODE_ENTRYPOINT": "cli"}
MESSAGES = {
    "short": "fix: a thing\n",
    "usual": "fix: a thing\n\nIt was broken, in a way that takes\ntwo lines to tell.\n\nSigned-off-by: A <a@b.c>\n",
    "linked": "fix: move src/package/some/module.py\n\nSee https://example.org/i/12.\n\nSigned-off-by: A <a@b.c>\n",
    "editor": "fix: a thing\n\n# Please enter the commit message for your changes.\n#\n"
    + "".join(f"#\tmodified:   src/package/module_{number}.py\n" for number in range(20)),
}
SETTINGS = 'profile = "kernel"\ndeclare = "ai"\nadopted = "2026-01-01"\n\n[hooks]\ntag = true\n'


def main() -> int:
    """Measure and print; 1 when a budget is broken."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "CLAUDE", "AI_"))}
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        environ |= {"HOME": directory, "GIT_CONFIG_NOSYSTEM": "1", "GIT_EDITOR": ":"}
        subprocess.run(["git", "init", "-q", "."], env=environ, check=True)
        apply(native.plan_install(Path(directory, ".git", "hooks"), DEFAULT_HOOKS, python=interpreter()))
        agent = {**environ, **MARKERS}
        kept = [stage(environ, hook, name, budget=PERSON) for hook in TAGGING for name in MESSAGES]
        kept += [stage(agent, hook, "usual", note=", an agent", budget=AGENT) for hook in TAGGING]
        Path(".ai-provenance.toml").write_text(SETTINGS)
        kept += [stage(environ, hook, "usual", note=", settings", budget=PERSON) for hook in TAGGING]
        kept += [stage(agent, hook, "usual", note=", an agent, settings", budget=CONFIGURED) for hook in TAGGING]
        ratio("sh, exit 0", ["/bin/sh", "-c", "exit 0"], environ)
    print("all within budget" if all(kept) else "over budget")
    return int(not all(kept))


def stage(environ: Mapping[str, str], hook: str, name: str, *, note: str = "", budget: float) -> bool:
    """One hook on one message, as git starts it; whether it keeps to BUDGET."""
    command = [f".git/hooks/{hook}", ".git/COMMIT_EDITMSG", *(["message"] if hook == "prepare-commit-msg" else [])]
    found = ratio(f"{hook}, {name} message{note}", command, environ, message=MESSAGES[name], budget=budget)
    written = "Assisted-by: Claude" in Path(".git/COMMIT_EDITMSG").read_text()
    assert written is ("CLAUDECODE" in environ), "the hook did not do its work"
    return found <= budget


def ratio(
    label: str, command: list[str], environ: Mapping[str, str], *, message: str = "", budget: float | None = None
) -> float:
    """Median of COMMAND's time to that of a bare Python, printed beside its median time."""
    pairs = []
    for _ in range(ROUNDS):
        bare = took([sys.executable, "-c", "pass"], environ)
        Path(".git/COMMIT_EDITMSG").write_text(message)
        pairs.append((bare, took(command, environ)))
    found = statistics.median(own / bare for bare, own in pairs)
    told = f"   (budget {budget:.2f} x)" if budget else ""
    print(f"{label:54} {found:5.2f} x  {statistics.median(own for _, own in pairs) * 1000:6.1f} ms{told}", flush=True)
    return found


def took(command: list[str], environ: Mapping[str, str]) -> float:
    """Seconds that COMMAND takes, without what `subprocess` adds; it must succeed."""
    quiet = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in (0, 1, 2)]
    begun = time.perf_counter()
    _, status = os.waitpid(os.posix_spawn(command[0], command, environ, file_actions=quiet), 0)
    assert status == 0, command
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
