"""Play random histories by an agent and a human and judge every commit: `make soak`.

`soak.py [COUNT] [STEPS] [FIRST]` plays COUNT sequences of STEPS steps, seeded FIRST and on. Odd seeds go through the
native shims with their shell gate, even ones through the lean entry. Each violation is printed with the commands that
led to it; the exit code is 1 if there is any. TEST_GIT names another git.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from soak import Pair, Soak, violations

HOME = "[user]\n\tname = Soak\n\temail = soak@example.org\n[init]\n\tdefaultBranch = main\n"


def play(seed: int, steps: int) -> tuple[int, list[str], list[str], dict[str, int]]:
    """Seed, what is wrong, the commands, and how many commits and tags came of it."""
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory) / "config"
        config.write_text(HOME)
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH")}
        os.environ.clear()
        os.environ.update(
            kept, HOME=directory, GIT_CONFIG_GLOBAL=str(config), GIT_CONFIG_NOSYSTEM="1", LC_ALL="C.UTF-8"
        )
        pair = Pair.make(Path(directory) / "soak", native=seed % 2 == 1)
        Soak(pair, seed).play(steps)
        names = pair.hooked.git("rev-list", "--branches").split()
        counts = {"commits": len(names), "tagged": sum(bool(pair.hooked.tags(name)) for name in names)}
        return seed, violations(pair), pair.log, counts


def main(count: int = 1000, steps: int = 10, first: int = 0) -> int:
    """Play COUNT sequences of STEPS steps each."""
    if chosen := os.environ.get("TEST_GIT"):
        os.environ["PATH"] = f"{Path(chosen).parent}{os.pathsep}{os.environ['PATH']}"
    began = time.monotonic()
    total: Counter[str] = Counter()
    wrong = 0
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for seed, problems, log, counts in pool.map(play, range(first, first + count), [steps] * count):
            total.update(counts)
            total["commands"] += len(log)
            if problems:
                wrong += 1
                print(f"seed {seed}:", *problems, "  after:", *log, sep="\n  ", flush=True)
    seconds = time.monotonic() - began
    made = f"{total['commands']} git commands in each of two repositories, {total['commits']} commits"
    print(f"{count} sequences, {made}, {total['tagged']} of them tagged")
    version = subprocess.check_output(["git", "version"], text=True).strip()
    print(f"{wrong} sequences with a violation; {version}, {seconds:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
