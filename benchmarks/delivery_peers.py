"""DORA's metrics of public repositories by this program and by two others, and a second reading of it by plain git.

    python benchmarks/delivery_peers.py --git-metrics DIR --agent-swarm DIR REPOSITORY=RELEASES=PATCHES ...

DIR: checkouts of github.com/Praqma/git-metrics, and of templates/community/dora-metrics of
github.com/desplega-ai/agent-swarm, which needs node. RELEASES and PATCHES are the patterns of git for the tags that are
releases, and for those of them that only fix; they are given to the others, which have no rule of their own. This
program gets none. The window is the 180 days before `--until`, which is set as the present moment of all three.

Prints the table of docs/delivery.md, and for ten deployments of two years of each repository, evenly chosen, what a
second reading by `git for-each-ref`, `git rev-list` and `git log` makes of them: when they were, what they brought, the
median lead time of changes that had not been deployed before as a copy, and whether a revert of them followed within 30
days. Exits 1 where that is something else.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

DAYS, READ_DAYS = 180, 720
NONE = "-"
PRE_RELEASE = re.compile(r"(?i)(?:\d|\b)[-._]?(?:a|b|rc|alpha|beta|pre|preview|next|nightly|dev)[-._]?\d*(?:-\w+)?$")
BOT = re.compile(r"^(?:dependabot|renovate|github-actions|pre-commit-ci|web-flow)\b|^houston\[bot\]", re.IGNORECASE)
CALCULATE = """
import sys, json
sys.path.insert(0, sys.argv[1])
import calculate_four_metrics as it
path, releases, patches, since, until = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
print(json.dumps([
    it.calculate_deploy_interval(path, releases, since, until),
    it.calculate_lead_time(path, releases, since),
    it.calculate_change_fail_rate(path, releases, patches, since),
    it.calculate_MTTR(path, releases, patches, since),
]))
"""


def git(repository: str, *args: str, stdin: str | None = None) -> str:
    """What `git ARGS` prints."""
    done = subprocess.run(
        ["git", "-C", repository, *args], input=stdin, capture_output=True, text=True, errors="replace", check=True
    )
    return done.stdout


def ours(repository: str, since: datetime, until: datetime) -> dict[str, Any]:
    """The document of this program."""
    window = ["--since", since.strftime("%Y-%m-%d"), "--until", until.strftime("%Y-%m-%d")]
    command = [sys.executable, "-m", "ai_provenance", "delivery", "--repo", repository, "--no-cache", "-q", *window]
    done = subprocess.run([*command, "--format", "json", "--list"], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def row_of_ours(document: dict[str, Any]) -> list[str]:
    metrics = document["metrics"]
    lead, fail, recovery, rework = (
        metrics[name] for name in ("change_lead_time", "change_fail_rate", "recovery_time", "rework_rate")
    )
    return [
        f"{metrics['deployment_frequency']['value']:.2f}",
        f"{span(lead['value'])} (mean {span(lead.get('mean'))})",
        f"{fail['numerator']} of {fail['denominator']}" if fail["value"] is not None else fail["reason"],
        span(recovery["value"]),
        f"{rework['numerator']} of {rework['denominator']}" if rework["value"] is not None else rework["reason"],
    ]


def row_of_git_metrics(given: argparse.Namespace, repository: str, patterns: tuple[str, str]) -> list[str]:
    """By its own functions, which take the present moment as a value."""
    times = [str(int(time.timestamp())) for time in (given.since, given.until)]
    command = [given.python, "-c", CALCULATE, given.git_metrics, repository, *patterns, *times]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tempfile.gettempdir())
    interval, lead, fail, recovery = json.loads(done.stdout)
    return [
        NONE if interval == "N/A" else f"{604_800 / interval:.2f}",
        NONE if lead == "N/A" else f"mean {span(lead)}",
        NONE if fail == "N/A" else f"{fail:.0f} %",
        NONE if recovery == "N/A" else f"mean {span(recovery)}",
        NONE,
    ]


def row_of_agent_swarm(given: argparse.Namespace, repository: str, releases: str) -> list[str]:
    """By its report.mjs, from the four listings that its run.sh makes before."""
    branch = git(repository, "symbolic-ref", "--short", "HEAD").strip()
    tagged = "%(refname:short)%09%(objectname)%09%(creatordate:iso-strict)%09%(creatordate:unix)"
    logged = ["log", branch, f"--since={given.since.isoformat()}", "--format=%H%x09%ct%x09%an%x09%s"]
    words = [f"--grep={word}" for word in ("revert", "rollback", "hotfix", "fix-forward")]
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory)
        refs = git(repository, "for-each-ref", f"refs/tags/{releases}", "--sort=creatordate", f"--format={tagged}")
        (out / "tags.tsv").write_text(refs)
        (out / "remediation-commits.tsv").write_text(git(repository, *logged, *words, "--regexp-ignore-case"))
        (out / "prs.json").write_text("[]\n")
        day = (given.until - timedelta(days=1)).strftime("%Y-%m-%d")
        command = ["node", str(Path(given.agent_swarm) / "report.mjs"), directory, repository, "it", day, branch]
        subprocess.run([*command, str(DAYS), "24", releases], check=True, stdout=subprocess.DEVNULL)
        metrics = json.loads((out / "summary.json").read_text())["metrics"]
    fail, recovery = metrics["changeFailureRate"], metrics["failedDeploymentRecoveryTime"]["valueHours"]
    lead = metrics["leadTimeForChanges"]["valueHours"]
    return [
        f"{metrics['deploymentFrequency']['value'] * 7:.2f}",
        NONE if lead is None else span(lead * 3600),
        " of ".join(re.findall(r"\d+", fail["detail"])[:2]),
        NONE if recovery is None else span(recovery * 3600),
        NONE,
    ]


def span(seconds: float | None) -> str:
    if seconds is None:
        return "unknown"
    return f"{seconds / 86_400:.1f} d" if seconds >= 172_800 else f"{seconds / 3_600:.1f} h"


# ---------------------------------------------------------------- the second reading


def deployments(repository: str, releases: str) -> list[tuple[int, str, str]]:
    """Time, commit and name of each released commit, in order: what RELEASES fits, less pre-releases."""
    fields = (
        "refname:short",
        "objectname",
        "*objectname",
        "taggerdate:unix",
        "committerdate:unix",
        "*committerdate:unix",
    )
    shown = "%09".join(f"%({field})" for field in fields)
    found: dict[str, tuple[int, str, str]] = {}
    for line in git(repository, "for-each-ref", f"--format={shown}", f"refs/tags/{releases}").splitlines():
        name, direct, peeled, tagger, lightweight, annotated = line.split("\t")
        if PRE_RELEASE.search(name):
            continue
        commit, committed = (peeled, annotated) if peeled else (direct, lightweight)
        if committed:
            one = (max(int(tagger or 0), int(committed)), commit, name)
            found[commit] = min(found.get(commit, one), one)
    return sorted(found.values())


def brought(repository: str, commit: str, earlier: list[str]) -> dict[str, Change]:
    """Id -> change, of those that COMMIT brought beside what EARLIER have."""
    named = "\n".join([commit, *(f"^{one}" for one in earlier), ""])
    return {one.oid: one for one in read(repository, "--stdin", stdin=named)}


class Change(NamedTuple):
    """A commit that is no merge and by no bot."""

    oid: str
    authored: int
    author: str
    subject: str
    picked: str
    """The commit that it says to be a copy of; empty where it says none."""


def read(repository: str, *selection: str, stdin: str | None = None) -> list[Change]:
    shown = ["log", "--no-merges", "-z", "--format=%H%x09%at%x09%an%x09%ae%x09%s%x09%b", *selection]
    found = []
    for row in git(repository, *shown, stdin=stdin).split("\0"):
        if row:
            oid, time, name, mail, rest = row.split("\t", 4)
            subject, _, body = rest.partition("\t")
            picks = re.findall(r"cherry picked from commit ([0-9a-f]{40})", body)
            if not BOT.search(name):
                found.append(Change(oid, int(time), f"{name} {mail}", subject, picks[-1] if picks else ""))
    return found


class Copies:
    """Which changes of a history are copies of each other."""

    def __init__(self, repository: str) -> None:
        self.alike: dict[object, set[str]] = {}
        self.picked: dict[str, str] = {}
        for one in read(repository, "HEAD", "--tags"):
            self.alike.setdefault((one.authored, one.author, one.subject), set()).add(one.oid)
            if one.picked:
                self.picked[one.oid] = one.picked
        for oid in self.picked:
            self.alike.setdefault(self.root(oid), {self.root(oid)}).add(oid)

    def root(self, oid: str) -> str:
        while oid in self.picked:
            oid = self.picked[oid]
        return oid

    def of(self, one: Change) -> set[str]:
        alike = self.alike.get((one.authored, one.author, one.subject), set())
        return (alike | self.alike.get(self.root(one.oid), set())) - {one.oid}


def is_taken_back(repository: str, time: int, changes: dict[str, Change]) -> bool:
    """Whether a commit of the 30 days after TIME says that it reverts one of CHANGES and came in none of them."""
    shown = ["log", "HEAD", "--tags", "-z", f"--since={time}", f"--until={time + 30 * 86_400}", "--grep=evert"]
    subjects = {plain(one.subject) for one in changes.values()}
    for text in git(repository, *shown, "--format=%H%n%B").split("\0"):
        oid, _, message = text.partition("\n")
        said = re.findall(r"(?i)reverts commit ([0-9a-f]{7,40})", message)
        quoted = re.match(r'Revert:?\s+"(.+)"', message)
        if oid in changes or message.lower().startswith('revert "revert'):  # what takes a revert back is none
            continue
        if any(change.startswith(tuple(said)) for change in changes):
            return True
        if not said and quoted and plain(quoted[1]) in subjects:
            return True
    return False


def plain(subject: str) -> str:
    return re.sub(r"\s*\(#\d+\)\s*$", "", subject).strip()


def second_reading(repository: str, releases: str, document: dict[str, Any], until: datetime) -> list[str]:
    """What differs at ten deployments of DOCUMENT; the first line says how many deployments there are."""
    every = [one for one in deployments(repository, releases) if one[0] < until.timestamp()]
    listed, copies = {one["commit"]: one for one in document["list"]}, Copies(repository)
    inside = [at for at, one in enumerate(every) if one[0] >= until.timestamp() - READ_DAYS * 86_400]
    said = [f"{'equal' if len(listed) == len(inside) else 'DIFFERS'}: {len(listed)} deployments, {len(inside)}"]
    inside = [at for at in inside if at]  # the first one has none before it that would say what is new
    for at in (inside[part * len(inside) // 10] for part in range(10)):
        time, commit, name = every[at]
        one = listed.get(commit)
        if one is None:
            said.append(f"DIFFERS: {name} is not listed")
            continue
        before = [earlier for _, earlier, _ in every[:at]]
        changes = brought(repository, commit, before)
        deployed = set(git(repository, "rev-list", "--stdin", stdin="\n".join([*before, ""])).split())
        alone = {oid: change for oid, change in changes.items() if not copies.of(change) & deployed}
        kept = [one for oid, one in alone.items() if not any(other < oid for other in copies.of(one) & set(alone))]
        leads = [time - change.authored for change in kept if change.authored <= time]
        failed = is_taken_back(repository, time, changes)
        stamp = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        first = (one["time"], one["changes"], _middle(one["lead_times"]), "revert" in one["signals"])
        second = (stamp, len(changes), _middle(leads), failed)
        said.append(f"equal: {name} {first}" if first == second else f"DIFFERS: {name} {first}, by git {second}")
    return said


def _middle(values: list[int]) -> float | None:
    return median(values) if values else None


def main() -> int:
    """Print the table and the second readings; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--git-metrics", required=True)
    parser.add_argument("--agent-swarm", required=True)
    parser.add_argument("--python", default=sys.executable, help="one that has docopt and matplotlib, for git-metrics")
    parser.add_argument("--until", default="2026-08-23")
    parser.add_argument("repositories", nargs="+", metavar="REPOSITORY=RELEASES=PATCHES")
    given = parser.parse_args()
    given.until = datetime.fromisoformat(given.until).replace(tzinfo=UTC)
    given.since = given.until - timedelta(days=DAYS)
    os.environ["GIT_TEST_DATE_NOW"] = str(int(given.until.timestamp()))
    different = 0
    for one in given.repositories:
        repository, releases, patches = one.split("=")
        document = ours(repository, given.since, given.until)
        for tool, row in (
            ("ai-provenance", row_of_ours(document)),
            ("git-metrics", row_of_git_metrics(given, repository, (releases, patches))),
            ("agent-swarm", row_of_agent_swarm(given, repository, releases)),
        ):
            print(f"| {Path(repository).name} | {tool} | {' | '.join(row)} |")
        wide = ours(repository, given.until - timedelta(days=READ_DAYS), given.until)
        said = second_reading(repository, releases, wide, given.until)
        different += sum("DIFFERS" in line for line in said)
        print("\n".join(f"    {line}" for line in said), flush=True)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
