"""What templates say of the CI definitions of real repositories: how much is unknown, and what changes are noticed.

    python benchmarks/definitions.py REPOSITORY ...

For each repository, the definitions at HEAD that are read, and the requirements (six kinds of work, on requests and on
the default branch) that are met, drift and are unknown. Then each definition by itself: what it meets
must be met in another spelling, and must drift once it is disarmed. Exits 1 where one does not, or more than a tenth of
the requirements is unknown.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from ai_provenance.conformity.documents import Template, read_document
from ai_provenance.conformity.normal_form import first_difference
from ai_provenance.conformity.requirements import Ground, State, judge_template
from ai_provenance.repo import open_repository
from ai_provenance.scorecard.facts import Facts, collect, facts_of_files

KINDS = ("build", "test", "static-analysis", "policy", "secret-scan", "sign")
EVENTS = ("pull_request", "push:default")
MOST_UNKNOWN = 0.1
TEMPLATE = read_document(
    Template,
    b'id = "t"\nversion = "1.0.0"\n'
    + b"".join(
        f'[[require]]\nid = "{kind}-{event[:4]}"\nkind = "{kind}"\non = ["{event}"]\n'.encode()
        for kind in KINDS
        for event in EVENTS
    ),
    "template.toml",
)
Document = dict[Any, Any]
# the C code is in most builds of PyYAML, and many times faster
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def states(facts: Facts) -> dict[str, State]:
    """Requirement -> how FACTS stand to it."""
    return {one.requirement: one.state for one in judge_template(TEMPLATE, Ground(facts), {})}


def alone(path: str, text: str) -> dict[str, State]:
    """The same for one definition."""
    return states(facts_of_files({path: text.encode()}, default_branch="main"))


def shuffled(value: Any, chance: random.Random) -> Any:
    """VALUE with its maps in another order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name], chance) for name in chance.sample([*value], len(value))}
    return [shuffled(one, chance) for one in value] if isinstance(value, list) else value


def respelled(document: Document, chance: random.Random) -> Iterator[str]:
    """DOCUMENT in other spellings."""
    for flow, indent, width in ((None, 2, 80), (False, 4, 1000), (True, 2, 120)):
        yield yaml.dump(
            shuffled(document, chance),
            Dumper=DUMPER,
            sort_keys=False,
            default_flow_style=flow,
            indent=indent,
            width=width,
        )


def jobs_of(document: Document) -> list[Document]:
    """The jobs of a workflow."""
    return [job for job in (document.get("jobs") or {}).values() if isinstance(job, dict)]


def each_job(**values: Any) -> Callable[[Document], None]:
    """A change that sets VALUES in every job."""

    def change(document: Document) -> None:
        for job in jobs_of(document):
            job.update(values)

    return change


def each_step(document: Document) -> None:
    """Let every step pass whatever it does: by the shell where it is a script, else by its own key."""
    for job in jobs_of(document):
        for step in job.get("steps") or ():
            if isinstance(step.get("run"), str) and step.get("shell") != "python":
                step["run"] = f"({step['run']}\n) || true"
            else:
                step["continue-on-error"] = True
        # what a job calls has no steps here
        if "steps" not in job:
            job["if"] = False


def started_by(events: Any) -> Callable[[Document], None]:
    """A change of what starts a workflow."""
    return lambda document: document.update({"on": events})


DISARMING = {
    "if: false": each_job(**{"if": False}),
    "continue-on-error": each_job(**{"continue-on-error": True}),
    "|| true": each_step,
    "by hand only": started_by("workflow_dispatch"),
    "other branches": started_by({"push": {"branches": ["never/*"]}, "pull_request": {"branches": ["never"]}}),
    "depends on a variable": each_job(**{"if": "vars.GATE == 'on'"}),
}
"""What switches a workflow off, or lets it pass."""


def of_repository(path: str, count: Counter[str]) -> str:
    """A row of the table for the repository at PATH; what was noticed is added to COUNT."""
    facts = collect(open_repository(path), sizes=False)
    found = Counter(states(facts).values())
    for pipeline in facts.pipelines:
        if pipeline.provider == "github":
            of_definition(pipeline.path, facts.contents[pipeline.path].decode("utf-8", "replace"), count)
    count.update(read=len(facts.pipelines), unread=len(facts.problems))
    count.update({state.value: number for state, number in found.items()})
    counts = " | ".join(str(found[state]) for state in (State.MET, State.DRIFTS, State.UNKNOWN))
    return f"| {Path(path).name} | {len(facts.pipelines)} | {len(facts.problems)} | {counts} |"


def of_definition(path: str, text: str, count: Counter[str]) -> None:
    """What a workflow meets, in other spellings and disarmed."""
    before = alone(path, text)
    met = [name for name, state in before.items() if state is State.MET]
    loaded = yaml.load(text, LOADER)
    document = {"on" if name is True else name: value for name, value in loaded.items()}
    count["definitions"] += bool(met)
    for other in respelled(document, random.Random(7)):
        count["respelled"] += 1
        if alone(path, other) != before or first_difference(text.encode(), other.encode(), path):
            count["wrong"] += 1
            print(f"false drift: {path}")
    for name, change in DISARMING.items():
        changed = deepcopy(document)
        change(changed)
        after = alone(path, yaml.dump(changed, Dumper=DUMPER))
        for requirement in met:
            count["disarmed"] += 1
            if after[requirement] is not State.DRIFTS:
                count["wrong"] += 1
                print(f"not noticed, {name}: {path} {requirement} {after[requirement].value}")


def main() -> int:
    """Print the table and the counts; 1 where something was not noticed, or too much is unknown."""
    count: Counter[str] = Counter()
    print("| repository | definitions | unread | met | drift | unknown |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for path in sys.argv[1:]:
        print(of_repository(path, count), flush=True)
    total = sum(count[state] for state in ("met", "drifts", "unknown"))
    unknown = count["unknown"] / max(1, total)
    print(f"\n{count['read']} definitions read, {count['unread']} not; {unknown:.1%} of {total} requirements unknown")
    print(f"{count['respelled']} other spellings and {count['disarmed']} disarmed requirements: {count['wrong']} wrong")
    return int(unknown > MOST_UNKNOWN or count["wrong"] > 0)


if __name__ == "__main__":
    sys.exit(main())
