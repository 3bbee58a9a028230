"""What it costs to hold repositories against an organisation's rules, and to audit them.

    python benchmarks/governance.py [REPOSITORIES]

One repository first: `conform` beside `score`, in pairs, both without a cache. Then REPOSITORIES generated mirrors
(default 1,000): `fleet conform`, `audit take` and `audit verify`, in processor time a repository, and the size of the
index. Exits 1 where a budget is broken.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ai_provenance.conformity.scaffold import scaffold
from ai_provenance.fleet.definition import read_fleet
from measuring import Run, paired, ratio, run

PROGRAM = str(Path(sys.executable).with_name("ai-provenance"))
ROUNDS = 7
DAY = "2026-04-02"


def git(place: Path, *words: str) -> None:
    """Run git in PLACE."""
    subprocess.run(["git", "-C", str(place), *words], check=True, stdout=subprocess.DEVNULL)


def governance(place: Path, signer: str) -> Path:
    """A governance repository with one release, and an allowed signer."""
    for name, content in {**scaffold("example", "github"), "allowed-signers": signer.encode()}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    committed(place)
    git(place, "tag", "v1.0.0")
    return place


def committed(place: Path) -> None:
    """Make a repository of all that is in PLACE."""
    git(place, "init", "-q", "-b", "main")
    git(place, "add", "--all")
    git(place, "commit", "-q", "-m", "Begin\n\nAssisted-by: Claude")


def consumer(place: Path, rules: Path) -> Path:
    """A repository of a few hundred files that the rules were written into."""
    for number in range(300):
        file = place / f"src/pkg{number % 7}/file_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"VALUE = {number}\n" * 40)
    committed(place)
    subprocess.run(
        [PROGRAM, "onboard", "--repo", str(place), "--governance", str(rules)], check=True, capture_output=True
    )
    git(place, "add", "--all")
    git(place, "commit", "-q", "-m", "Join\n\nAssisted-by: Claude")
    return place


def fleet(base: Path, state: Path, count: int) -> Path:
    """A fleet.toml of COUNT repositories, each with a mirror that shares the objects of STATE."""
    text = 'organisation = "example"\n' + "".join(
        f'[[repository]]\nurl = "https://git.example.org/example/r{number}"\nteam = "t{number % 20}"\n'
        for number in range(count)
    )
    (base / "fleet.toml").write_text(text)
    for entry in read_fleet(str(base / "fleet.toml")).entries():
        mirror = Path(entry.mirror)
        mirror.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "-q", "--bare", "--shared", str(state), str(mirror)], check=True)
        git(mirror, "remote", "set-url", "origin", f"https://{entry.identity}")
    return base / "fleet.toml"


def measured(command: Sequence[str]) -> Run:
    """One run of COMMAND in the environment of the benchmark."""
    return run(command, **os.environ)


def show(name: str, value: float, unit: str, budget: float | None = None) -> bool:
    """Print a figure with its budget; whether that is broken."""
    print(f"{name:36} {value:8.3f} {unit}{f' (budget {budget:g})' if budget else ''}", flush=True)
    return budget is not None and value > budget


def one(place: Path, rules: Path) -> bool:
    """`conform` beside `score`, of one repository; whether it costs too much."""
    bare = place.with_name("one.git")
    subprocess.run(["git", "clone", "-q", "--bare", str(place), str(bare)], check=True)
    found = paired(
        {
            "score": [PROGRAM, "score", "--no-cache", "--repo", str(bare)],
            "conform": [PROGRAM, "conform", "--repo", str(bare), "--governance", str(rules), "--at", DAY],
        },
        ROUNDS,
        **os.environ,
    )
    return show("conform, bare, nothing cached", ratio(found["conform"], found["score"], "cpu"), "x score, cpu", 2)


def onboarding(place: Path, rules: Path) -> bool:
    """From a repository without anything to the end of its onboarding; whether that takes too long."""
    place.mkdir()
    (place / "a.py").write_text("pass\n")
    committed(place)
    export = place.with_name("run.json")
    made = "import json, subprocess; head = subprocess.check_output(['git', 'rev-parse', 'HEAD'], text=True).strip()\n"
    made += f"open({str(export)!r}, 'w').write(json.dumps({{'conclusion': 'success', 'headSha': head}}))"
    commands = [
        [PROGRAM, "onboard", "--governance", str(rules)],
        ["git", "add", "--all"],
        ["git", "commit", "-q", "-m", "Join the organisation's rules"],
        [PROGRAM, "check", "HEAD", "--policy-from", "HEAD"],  # what the job of the template runs
        [sys.executable, "-c", made],  # in place of the export of a forge
        [PROGRAM, "onboard", "--finish", "--run", str(export)],
    ]
    here = Path.cwd()
    os.chdir(place)
    cpu = sum(run(command, **{**os.environ, "CLAUDECODE": "1"}).cpu for command in commands)
    done = subprocess.run(commands[-1], check=False, stdout=subprocess.DEVNULL).returncode
    os.chdir(here)
    if done:
        raise RuntimeError("the onboarding is not finished")
    return show(f"onboarding, {len(commands)} commands", cpu, "s, cpu", 60)


def many(base: Path, place: Path, rules: Path, count: int) -> bool:
    """The organisation; whether anything costs too much."""
    config = fleet(base, place, count)
    evidence = base / "evidence"
    evidence.mkdir()
    git(evidence, "init", "-q", "-b", "main")
    git(evidence, "config", "user.signingKey", str(base / "key"))
    shared = ["--governance", str(rules), "--config", str(config), "--at", DAY]
    conform = measured([PROGRAM, "fleet", "conform", *shared])
    words = ["--quarter", "2026Q1", "-o", str(evidence)]
    scanned = measured([PROGRAM, "audit", "take", "--sign", "none", *words, *shared])
    (evidence / "2026Q1").rename(base / "unsigned")
    taken = measured([PROGRAM, "audit", "take", *words, *shared])
    verified = measured([PROGRAM, "audit", "verify", "audit/2026Q1/1", "--governance", str(rules), "-o", str(evidence)])
    index = (evidence / "2026Q1/1/index.json").stat().st_size / 1e6
    return any(
        [
            show(f"fleet conform, {count:,} repositories", conform.cpu / count, "s each, cpu", 0.3),
            show("audit take, the scan included", taken.cpu / count, "s each, cpu"),
            show("audit verify", verified.cpu, "s, cpu"),
            show("signing, the tag and verify", max(0.0, taken.cpu - scanned.cpu) + verified.cpu, "s, cpu", 60),
            show("index", index, "MB", 2),
        ]
    )


def environment(base: Path) -> dict[str, str]:
    """A home without configuration, and someone who commits."""
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in WHO.items()}
    return {**who, "HOME": str(base), "GIT_CONFIG_NOSYSTEM": "1", "XDG_CACHE_HOME": str(base / "cache")}


WHO = {"NAME": "Bench", "EMAIL": "bench@example.org"}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 where a budget is broken."""
    count = int(arguments[0]) if arguments else 1_000
    with tempfile.TemporaryDirectory() as directory:
        base = Path(directory)
        os.environ.update(environment(base))
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(base / "key")], check=True)
        for name in ("gov", "state"):
            (base / name).mkdir()
        rules = governance(base / "gov", f"bench@example.org {(base / 'key.pub').read_text()}")
        place = consumer(base / "state", rules)
        broken = [one(place, rules), onboarding(base / "new", rules), many(base, place, rules, count)]
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
