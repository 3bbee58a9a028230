"""What tagging a commit costs beside a bare `python -c pass`, and beside the message hooks of others.

Every figure is the median of paired ratios: each run of a command is divided by the bare start that ran just before it,
so that a busy machine disturbs both alike. Others are measured when they are installed in the same environment:
`pip install conventional-pre-commit gitlint commitizen commit-check`. Exits 1 when a budget is broken.
"""

from __future__ import annotations

import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import ai_provenance

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 40
AGENT = {"CLAUDECODE": "1", "CLAUDE_CODE_ENTRYPOINT": "cli"}
LAUNCHER = "import sys\nsys.path.append(sys.argv.pop(1))\nfrom ai_provenance.hooks import enter\nenter()"
MESSAGE = b"feat: add a benchmark\n\nIt says what a hook costs.\n"
CREDITED = MESSAGE + b"\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n"
SHIM = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(Path(ai_provenance.__file__).parents[1])]
CONFIGURATION = 'profile = "kernel"\n\n[hooks]\ntag-reverts = false\n'
Case = tuple[str, list[str], Mapping[str, str], float | None]


def main() -> int:
    """Measure and print; 1 when a budget is broken."""
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "CLAUDE", "AI_"))}
        environ |= {"HOME": directory, "GIT_EDITOR": ":", "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", "init", "-q", "."], env=environ, check=True)
        broken = [name for case in plain() for name in measure(case, environ)]
        broken += [name for case in credited() for name in measure(case, environ, CREDITED)]
        Path(".ai-provenance.toml").write_text(CONFIGURATION)
        broken += [name for case in configured() for name in measure(case, environ)]
        Path(".ai-provenance.toml").unlink()
        broken += [name for case in others() for name in measure(case, environ)]
        commits(environ)
    print(f"over budget: {', '.join(broken)}" if broken else "all within budget")
    return 1 if broken else 0


def plain() -> list[Case]:
    """Our hooks in a project without configuration, as a native shim starts them, and the console script."""
    script = str(Path(sys.executable).with_name("ai-provenance-hook"))
    return [
        ("bare start, isolated", [sys.executable, "-I", "-S", "-c", "pass"], {}, None),
        ("prepare-commit-msg, a person", [*SHIM, "prepare-commit-msg", ".git/COMMIT_EDITMSG", "message"], {}, 1.6),
        ("prepare-commit-msg, an agent", [*SHIM, "prepare-commit-msg", ".git/COMMIT_EDITMSG", "message"], AGENT, 1.6),
        ("commit-msg, a person", [*SHIM, "commit-msg", ".git/COMMIT_EDITMSG"], {}, 1.6),
        ("commit-msg, an agent", [*SHIM, "commit-msg", ".git/COMMIT_EDITMSG"], AGENT, 1.6),
        ("commit-msg by console script", [script, "commit-msg", ".git/COMMIT_EDITMSG"], AGENT, None),
    ]


def configured() -> list[Case]:
    """The same with a configuration."""
    shim = [*SHIM, "commit-msg", ".git/COMMIT_EDITMSG"]
    return [("configured, a person", shim, {}, 2.0), ("configured, an agent", shim, AGENT, 2.0)]


def credited() -> list[Case]:
    """An agent whose message credits it already, in its own form."""
    return [("commit-msg, an agent's own credit", [*SHIM, "commit-msg", ".git/COMMIT_EDITMSG"], AGENT, 1.6)]


def others() -> list[Case]:
    """The message hooks of others that are installed here, and git's own way to add a trailer."""
    file = ".git/COMMIT_EDITMSG"
    known = [
        ("git interpret-trailers", ["git", "interpret-trailers", "--in-place", "--trailer", "A: b", file]),
        ("conventional-pre-commit", ["conventional-pre-commit", file]),
        ("gitlint", ["gitlint", "--msg-filename", file]),
        ("commitizen", ["cz", "check", "--commit-msg-file", file]),
        ("commit-check", ["commit-check", "--message", file]),
        ("pre-commit, no hook configured", ["pre-commit", "run", "--hook-stage", "manual"]),
    ]
    Path(".pre-commit-config.yaml").write_text("repos: []\n")
    return [(name, [_found(command[0]), *command[1:]], {}, None) for name, command in known if _found(command[0])]


def _found(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name) or ""


def measure(case: Case, environ: Mapping[str, str], message: bytes = MESSAGE) -> list[str]:
    """Print the median ratio of CASE; its name when that is over its budget."""
    name, command, more, budget = case
    ratios = []
    for _ in range(ROUNDS):
        bare = timed([sys.executable, "-c", "pass"], environ)
        Path(".git/COMMIT_EDITMSG").write_bytes(message)
        ratios.append(timed(command, {**environ, **more}) / bare)
    median = statistics.median(ratios)
    print(f"{name:34} {median:6.2f} x{f'   (budget {budget})' if budget else ''}", flush=True)
    return [name] if budget and median > budget else []


def timed(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Seconds that COMMAND takes, without what `subprocess` adds."""
    began = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in (0, 1, 2)]
    os.waitpid(os.posix_spawn(shutil.which(command[0]) or command[0], list(command), environ, file_actions=quiet), 0)
    return time.perf_counter() - began


def commits(environ: Mapping[str, str]) -> None:
    """Print what a whole `git commit` takes with our two hooks, beside one without any."""
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    command = ["git", "commit", "-q", "--allow-empty", "-m", "Add x"]
    for more, name in (({}, "a person"), (AGENT, "an agent")):
        ratios = []
        for _ in range(ROUNDS // 2):
            without = timed(["git", "-c", "core.hooksPath=/dev/null", *command[1:]], {**environ, **who})
            ratios.append(
                timed(["git", "-c", f"core.hooksPath={hooks()}", *command[1:]], {**environ, **who, **more}) / without
            )
        print(f"{'git commit by ' + name:34} {statistics.median(ratios):6.2f} x one without hooks", flush=True)


def hooks() -> Path:
    """A directory with both hooks, without a shell gate."""
    directory = Path("hooks").resolve()
    directory.mkdir(exist_ok=True)
    for name in ("prepare-commit-msg", "commit-msg"):
        (directory / name).write_text(f'#!/bin/sh\nexec {shlex.join(SHIM)} {name} "$@"\n')
        (directory / name).chmod(0o755)
    return directory


if __name__ == "__main__":
    sys.exit(main())
