"""How right the reader is: precision, recall and F1 of `origin == ai` on commits that people read and labelled.

    python benchmarks/accuracy/run.py --at '/repositories/{owner}/{name}.git' [--peers /venv/bin/python] [--errors]

`labels.csv` says which commits and what a reader of them found; repositories are yours to clone. `--peers` names the
Python of a virtual environment with aiir and commit-check: they answer for the same commits in the same run.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.detect import classify
from ai_provenance.model import Commit, Origin, Verdict
from ai_provenance.repo import commits_by_id, open_repository

HERE = Path(__file__).parent
CANNOT_TELL = "cannot tell"
"""The origin of a commit whose words do not let a careful reader decide: it is in no number."""
CONTROLS = ("pallets/click", "Perl/perl5", "git/git", "curl/curl")
"""Histories of people: no commit labelled otherwise may be called AI-made."""


@dataclass(frozen=True)
class Label:
    """What a person found on reading a commit."""

    repository: str
    commit: str
    origin: str
    agents: frozenset[str]
    place: str
    chosen: str
    note: str

    @property
    def is_ai(self) -> bool:
        return self.origin == Origin.AI


@dataclass(frozen=True)
class Case:
    """A label beside what the tools said."""

    label: Label
    verdict: Verdict
    said: dict[str, bool]


def main() -> None:
    options = _options()
    labels = [label for label in read_labels(options.labels) if label.origin != CANNOT_TELL]
    cases = list(judged(labels, options.at, options.peers))
    if len(cases) < len(labels):
        print(f"warning: {len(labels) - len(cases)} labelled commits are not in the repositories", file=sys.stderr)
    for name in cases[0].said if cases else ():
        print_tables(name, cases)
    print_agents(cases)
    if options.errors:
        print_errors(cases)
    sys.exit(1 if any(_wrong(case, "ai-provenance") for case in cases if options.strict) else 0)


def read_labels(path: Path) -> Iterator[Label]:
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            agents = frozenset(filter(None, row.pop("agents").split(";")))
            yield Label(agents=agents, **row)


def judged(labels: Sequence[Label], at: str, peers: str | None) -> Iterator[Case]:
    by_repository: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_repository[label.repository].append(label)
    for repository, group in by_repository.items():
        owner, _, name = repository.partition("/")
        path = Path(at.format(owner=owner, name=name))
        if not path.exists():
            continue
        found = {commit.oid: commit for commit in commits_by_id(open_repository(path), [x.commit for x in group])}
        present = [label for label in group if label.commit in found]
        commits = [found[label.commit] for label in present]
        others = ask(peers, commits) if peers else [{} for _ in commits]
        for label, commit, said in zip(present, commits, others, strict=True):
            verdict = classify(commit)
            yield Case(label, verdict, {"ai-provenance": verdict.origin is Origin.AI, **said})


def ask(python: str, commits: Iterable[Commit]) -> list[dict[str, bool]]:
    """What the other tools say of COMMITS."""
    lines = "".join(json.dumps(_plain(commit)) + "\n" for commit in commits)
    command = [python, str(HERE / "peers.py")]
    answers = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in answers.splitlines()]


def _plain(commit: Commit) -> dict[str, object]:
    author, committer = commit.author, commit.committer
    return {
        "message": commit.text,
        "author": [author.name, author.email],
        "committer": [committer.name, committer.email],
    }


def print_tables(tool: str, cases: Sequence[Case]) -> None:
    print(f"\n{tool}\n{'':24} {'labels':>6} {'ai':>4} {'precision':>9} {'recall':>7} {'F1':>6}  false/missed")
    print_rows(tool, cases, lambda case: case.label.repository)
    print_rows(tool, [case for case in cases if case.label.is_ai], lambda case: f"place: {case.label.place}")
    print_rows(tool, cases, lambda case: "chosen: random" if case.label.chosen == "random" else "chosen: hard")
    print_rows(tool, [case for case in cases if case.label.repository in CONTROLS], lambda _: "controls")
    print_rows(tool, cases, lambda _: "all")


def print_rows(tool: str, cases: Sequence[Case], key: Callable[[Case], str]) -> None:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    for name in sorted(groups):
        print(_row(name, tool, groups[name]))


def _row(name: str, tool: str, cases: Sequence[Case]) -> str:
    right = sum(case.said[tool] and case.label.is_ai for case in cases)
    false = sum(case.said[tool] and not case.label.is_ai for case in cases)
    missed = sum(not case.said[tool] and case.label.is_ai for case in cases)
    precision, recall = _share(right, right + false), _share(right, right + missed)
    f1 = _share(2 * right, 2 * right + false + missed)
    numbers = f"{precision:>9} {recall:>7} {f1:>6}"
    return f"{name:24} {len(cases):>6} {right + missed:>4} {numbers}  {false}/{missed}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def print_agents(cases: Sequence[Case]) -> None:
    found = [case for case in cases if case.label.is_ai and case.verdict.origin is Origin.AI]
    exact = sum(_agents(case) == case.label.agents for case in found)
    print(f"\nagents named exactly as labelled: {exact} of {len(found)} ({_share(exact, len(found))})")
    same = sum(case.verdict.origin == case.label.origin for case in cases)
    print(f"origin exactly as labelled: {same} of {len(cases)} ({_share(same, len(cases))})")


def _agents(case: Case) -> frozenset[str]:
    return frozenset(use.id for use in case.verdict.agents)


def print_errors(cases: Sequence[Case]) -> None:
    print("\nerrors of ai-provenance")
    for case in cases:
        label = case.label
        where = f"{label.repository}@{label.commit[:12]}"
        if _wrong(case, "ai-provenance"):
            print(f"  {where} labelled {label.origin}, said {case.verdict.origin}: {label.note}")
        elif label.is_ai and _agents(case) != label.agents:
            told = f"labelled {sorted(label.agents)}, said {sorted(_agents(case))}"
            print(f"  {where} agents {told}: {label.note}")


def _wrong(case: Case, tool: str) -> bool:
    return case.said[tool] != case.label.is_ai


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--at", required=True, metavar="TEMPLATE", help="path of a clone, with {owner} and {name}")
    parser.add_argument("--labels", type=Path, default=HERE / "labels.csv")
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter that has aiir and commit-check")
    parser.add_argument("--errors", action="store_true", help="list every commit that was judged wrong")
    parser.add_argument("--strict", action="store_true", help="exit 1 when any commit was judged wrong")
    return parser.parse_args()


if __name__ == "__main__":
    main()
