"""What an experiment costs at commit time: processor time of the native hooks with a plan, joined and not joined.

    python benchmarks/hooks/experiments.py [ROUNDS]

Every figure is the median of ratios to the same hook in the same repository without a plan, which ran just before. For
who did not join a message must be the same to the byte. Exits 1 where it is not, or where a plan alone costs more than
a twentieth.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from ai_provenance.environment.experiment import DIRECTORY, PLANS
from ai_provenance.install import native
from ai_provenance.install.shim import DEFAULT_HOOKS, interpreter
from ai_provenance.install.steps import apply
from ai_provenance.sha256 import sha256

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
QUIET = 1.05
"""The most that a plan may cost who did not join it; measured twice without a plan, it is the noise of the machine."""
MARKERS = {"CLAUDECODE": "1", "CLAUDE_CODE_ENTRYPOINT": "cli"}
MESSAGE = b"fix: a thing\n\nIt was broken, in a way that takes\ntwo lines to say.\n"
FILE = Path(".git/COMMIT_EDITMSG")
SALT = bytes(range(32))
PLAN = (
    f'unit = "branch"\nsalt-sha256 = "{sha256(SALT).hexdigest()}"\nends = "2999-01-01"\n'
    '[[arms]]\nname = "control"\n[[arms]]\nname = "small"\n'
)


def no_plan() -> None:
    """Take the plan, the salt and the joining away."""
    shutil.rmtree(".ai-provenance", ignore_errors=True)
    shutil.rmtree(f".git/{DIRECTORY}", ignore_errors=True)
    Path(".git/config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")


def not_joined() -> None:
    """A plan of the repository that its user has not joined."""
    no_plan()
    Path(PLANS).mkdir(parents=True)
    Path(PLANS, "speed.toml").write_text(PLAN)


def joined() -> None:
    """One that was joined."""
    not_joined()
    Path(f".git/{DIRECTORY}").mkdir()
    Path(f".git/{DIRECTORY}/speed").write_text(SALT.hex())
    with Path(".git/config").open("a") as file:
        file.write('[ai-provenance "speed"]\n\texperiment = join\n')


def cpu(environ: Mapping[str, str]) -> tuple[float, bytes]:
    """Seconds of processor that the hook takes, and the message that it leaves."""
    FILE.write_bytes(MESSAGE)
    command = [".git/hooks/prepare-commit-msg", str(FILE), "message"]
    quiet = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in (0, 1, 2)]
    child = os.posix_spawn(command[0], command, environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{command[0]} ended with {status}")
    return usage.ru_utime + usage.ru_stime, FILE.read_bytes()


def ratio(state: Callable[[], None], environ: Mapping[str, str]) -> tuple[float, bool]:
    """Median ratio of the hook in STATE to the one without a plan, and whether the message is the same."""
    ratios, same = [], True
    for _ in range(ROUNDS):
        no_plan()
        without, before = cpu(environ)
        state()
        took, after = cpu(environ)
        ratios.append(took / without)
        same = same and before == after
    return statistics.median(ratios), same


def main() -> int:
    """Measure and print; 1 where who did not join pays, or gets another message."""
    broken = False
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "CLAUDE", "AI_"))}
        environ |= {"HOME": directory, "GIT_CONFIG_NOSYSTEM": "1", "GIT_EDITOR": ":"}
        subprocess.run(["git", "init", "-q", "."], env=environ, check=True)
        apply(native.plan_install(Path(directory, ".git", "hooks"), DEFAULT_HOOKS, python=interpreter()))
        for who, more in (("a person", {}), ("an agent", MARKERS)):
            for state in (no_plan, not_joined, joined):
                found, same = ratio(state, {**environ, **more})
                quiet = state is not joined
                broken = broken or (quiet and not same) or (state is not_joined and found > QUIET)
                text = "the same bytes" if same else "another message"
                print(f"{who}, {state.__name__.replace('_', ' '):12} {found:5.2f} x, {text}", flush=True)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
