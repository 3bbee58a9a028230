"""Write everything that is made from the agents' files: `python tools/build_agents.py` (or `make tables`).

From `src/ai_provenance/agents/data/*.toml` it writes

- `agents/_table.py`: what the registry reads. Reading 122 TOML files would take longer than most commands.
- `environment/_table.py`: the few columns that hooks read while a person waits for `git commit`.
- `install/gate_data.py` and `hooks/`: the same again in POSIX sh, which decides whether to start Python at all.
- the list in `docs/agents.md`.

Sources and examples stay in the TOML files: the `agents` command and the tests read them there.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from pprint import pformat
from typing import Any

import jsonschema

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/ai_provenance"
DATA = PACKAGE / "agents/data"
PAGE = ROOT / "docs/agents.md"
LIST_BEGINS, LIST_ENDS = "<!-- written by make tables: begin -->\n", "<!-- written by make tables: end -->\n"

FILE_ONLY = ("rank", "sources", "matches", "does_not_match")
"""Fields that no table holds."""
HOOKS_ONLY = ("model_variables", "sets_markers_of", "editor_process", "hook_footers")
"""Fields that only the table of the hooks holds."""
LAST = 1_000_000
"""The rank of an agent that names none."""
NAMING_VARIABLES = ("AI_AGENT", "AI_PROVENANCE_AGENT")
"""Variables that name an agent in their value."""
SIGNALS = {
    "emails": "address",
    "github": "account",
    "slugs": "account",
    "names": "name",
    "words": "name",
    "common": "name",
    "first_names": "name",
    "name_patterns": "name",
    "suffixes": "name",
    "keys": "trailer key",
    "footers": "footer",
    "message_footers": "footer",
    "subject_prefixes": "subject",
    "subject_marks": "subject",
    "links": "session link",
    "models": "model",
    "environment": "environment",
    "processes": "process",
}
"""Field -> what a person calls the signal."""

Agent = dict[str, Any]
"""An agent's file, with its id first and tuples for lists."""


def read_agents() -> list[Agent]:
    """Every agent's file, by rank.

    Raises:
        SystemExit: a file is not what the JSON Schema asks for.
    """
    schema = json.loads((DATA / "agent.schema.json").read_text("utf-8"))
    judge = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    found = []
    for path in sorted(DATA.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        for error in judge.iter_errors(content):
            raise SystemExit(f"{path.relative_to(ROOT)}: {error.json_path.removeprefix('$.')}: {error.message}")
        found.append({"id": path.stem, **{key: _frozen(key, value) for key, value in content.items()}})
    return sorted(found, key=lambda agent: agent.get("rank", LAST))


def _frozen(key: str, value: Any) -> Any:
    """VALUE with tuples for its lists, and accounts and name patterns as pairs."""
    if key == "github":
        pairs = (account.partition("+") for account in value)
        return tuple((int(number), slug) for number, _, slug in pairs)
    if key == "name_patterns":
        return tuple((pair["literal"], pair["pattern"]) for pair in value)
    return tuple(value) if isinstance(value, list) else value


def generated() -> Iterator[tuple[Path, str]]:
    """Each file to write, with its text.

    Later texts are made by modules of the package that import the earlier files. They are imported where they are
    needed, so that each file can be written before the next text is made.
    """
    agents = read_agents()
    yield PACKAGE / "agents/_table.py", registry_table(agents)
    yield PACKAGE / "environment/_table.py", hooks_table(agents)
    yield PACKAGE / "install/gate_data.py", gate_table()

    from ai_provenance.install import shim

    yield ROOT / "hooks/gate.sh", shim.render_shipped_gate()
    for hook in shim.HOOKS:
        yield ROOT / "hooks" / hook, shim.render_shipped(hook)
    yield PAGE, page(agents)


def registry_table(agents: Iterable[Agent]) -> str:
    """What the registry reads: the agents without what only their files are for, one after the other."""
    left_out = {*FILE_ONLY, *HOOKS_ONLY}
    entries = [{key: value for key, value in agent.items() if key not in left_out} for agent in agents]
    rows = "".join(f"{pformat(entry, width=118, compact=True, sort_dicts=False)},\n" for entry in entries)
    head = _head("The agents, as the registry reads them.")
    types = "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from ai_provenance.agents.schema import AgentData\n"
    doc = '"""Every agent, by rank: of two with the same signal, the later one has it."""\n'
    return f"{head}\n{types}\nAGENTS: tuple[AgentData, ...] = (\n{rows})\n{doc}"


def hooks_table(agents: list[Agent]) -> str:
    """The columns that hooks read."""
    writers = [agent for agent in agents if agent["kind"] == "agent"]
    parts: list[tuple[str, object, str]] = [
        (
            "MARKERS: tuple[tuple[str, str, str, bool], ...]",
            tuple(_markers(writers)),
            "Variable, value (empty: any that is not off; `x*`: a beginning), agent id, whether it is strong.",
        ),
        (
            "TRAILER_NAMES: dict[str, str]",
            {agent["id"]: agent.get("trailer", agent["name"]) for agent in writers},
            "Agent id -> the name in its trailers.",
        ),
        ("ADDRESSES: dict[str, str]", dict(sorted(_addresses(writers))), "Address, lower case -> agent id."),
        ("NAMES: dict[str, str]", dict(sorted(_names(writers, agents))), "Name, lower case -> agent id."),
        (
            "PROCESSES: dict[str, str]",
            dict(sorted(_processes(writers))),
            "Name of a process -> agent id, for the agents whose shells carry no strong marker.",
        ),
        (
            "MODEL_VARIABLES: dict[str, tuple[str, ...]]",
            _column(writers, "model_variables"),
            "Agent id -> its own variables that name the model it was started with.",
        ),
        (
            "SETS_MARKERS_OF: dict[str, tuple[str, ...]]",
            _column(writers, "sets_markers_of"),
            "Agent id -> agents whose markers it sets as well, because it is built on them.",
        ),
        (
            "EDITOR_PROCESSES: dict[str, str]",
            _column(writers, "editor_process"),
            "Agent id -> the name of its process, for agents that start editors with their own markers set.",
        ),
        (
            "FOOTERS: tuple[tuple[bytes, str], ...]",
            tuple((text.encode(), agent["id"]) for agent in writers for text in agent.get("hook_footers", ())),
            "How the footer lines of tools begin, with the agent's id.",
        ),
    ]
    return _module("The columns of the agents' data that hooks read.", parts)


def _markers(agents: Iterable[Agent]) -> Iterator[tuple[str, str, str, bool]]:
    for agent in agents:
        for variable in agent.get("environment", ()):
            yield variable["name"], variable.get("value", ""), agent["id"], variable["strength"] == "strong"


def _column(agents: Iterable[Agent], field: str) -> dict[str, Any]:
    return {agent["id"]: agent[field] for agent in agents if field in agent}


def _addresses(agents: Iterable[Agent]) -> Iterator[tuple[str, str]]:
    for agent in agents:
        reviews = {address.lower() for address in agent.get("review_accounts", ())}
        accounts = [f"{number}+{slug}@users.noreply.github.com" for number, slug in agent.get("github", ())]
        slugs = [slug for _, slug in agent.get("github", ()) if slug.endswith("[bot]")] + list(agent.get("slugs", ()))
        accounts += [f"{slug}@users.noreply.github.com" for slug in slugs]
        for address in [*agent.get("emails", ()), *accounts]:
            if address.lower() not in reviews:
                yield address.lower(), agent["id"]


def _names(writers: Iterable[Agent], agents: Iterable[Agent]) -> Iterator[tuple[str, str]]:
    """Each name with its agent, where the reader of history takes the name alone for that agent.

    Hooks must not recognise more than the reader does: they would write what it then reads as a person.
    """
    from ai_provenance.agents import build_registry
    from ai_provenance.detect.values import read_value
    from ai_provenance.model import Strength

    registry = build_registry(agents)  # type: ignore[arg-type]  # they have the fields of AgentData, and more
    for agent in writers:
        own = [agent["id"], agent["name"], agent.get("trailer", "")]
        for name in [*own, *agent.get("names", ()), *agent.get("words", ())]:
            if not name or name.lower() in agent.get("first_names", ()):
                continue
            reading = read_value(name, registry)
            if reading.strength is Strength.DECLARED and [named.agent for named in reading.named] == [agent["id"]]:
                yield name.lower(), agent["id"]


def _processes(agents: Iterable[Agent]) -> Iterator[tuple[str, str]]:
    for agent in agents:
        if not any(variable["strength"] == "strong" for variable in agent.get("environment", ())):
            for name in agent.get("processes", ()):
                if len(name) > 2:  # `cn` may be anybody's script
                    yield name, agent["id"]


def gate_table() -> str:
    """What the shell gate looks for.

    The gate is the test, in POSIX sh, for whether a tagging hook could have anything to do. It may say yes too often
    (then Python starts and decides) and must never say no where the rule in Python would act: a test compares the two.
    """
    from ai_provenance.environment._table import ADDRESSES, FOOTERS, MARKERS, PROCESSES
    from ai_provenance.environment.declared import DECLARING, TOOLS
    from ai_provenance.hooks import message_file, message_secrets

    variables = dict.fromkeys((*(name for name, _, _, strong in MARKERS if strong), *NAMING_VARIABLES))
    keys = sorted(_shortest(key.decode() for key in DECLARING | TOOLS))
    words = (*keys, *sorted({text.decode() for text, _ in FOOTERS}))
    parts: list[tuple[str, object, str]] = [
        ("VARIABLES: tuple[str, ...]", tuple(variables), "Environment variables that could name an agent."),
        ("PROCESSES: tuple[str, ...]", tuple(sorted(PROCESSES)), "Names of processes above the hook that are agents."),
        ("WORDS: tuple[str, ...]", words, "Words that the rule in Python acts on, matched without regard to case."),
        (
            "ADDRESSES: tuple[str, ...]",
            tuple(sorted(_shortest(map(_searched_part, ADDRESSES)))),
            "Agents' addresses, matched alike.",
        ),
        (
            "SECRETS: tuple[str, ...]",
            tuple(map(bytes.decode, message_secrets._WORDS)),
            "Words beside which a message may hold a secret.",
        ),
        ("WITHHELD", message_file.WITHHELD, "File of the git directory that holds what commit-msg took out."),
    ]
    return _module("What the shell gate looks for.", parts)


def _searched_part(address: str) -> str:
    """The part of ADDRESS to search for: any app's no-reply address may start Python, which keeps the words few."""
    local, _, domain = address.partition("@")
    return f"[bot]@{domain}" if local.endswith("[bot]") else address.rpartition("+")[2]


def _shortest(words: Iterable[str]) -> set[str]:
    """WORDS without those that contain another one: `12+x[bot]@host` is found by `x[bot]@host`."""
    every = set(words)
    return {word for word in every if not any(other in word for other in every - {word})}


def page(agents: Iterable[Agent]) -> str:
    """`docs/agents.md` with its list of the agents written anew."""
    before, _, rest = PAGE.read_text("utf-8").partition(LIST_BEGINS)
    _, _, after = rest.partition(LIST_ENDS)
    rows = "".join(f"{_row(agent)}\n" for agent in agents)
    table = f"| id | name | vendor | kind | recognised by |\n| --- | --- | --- | --- | --- |\n{rows}"
    return f"{before}{LIST_BEGINS}\n{table}\n{LIST_ENDS}{after}"


def _row(agent: Agent) -> str:
    link = f"[`{agent['id']}`](../src/ai_provenance/agents/data/{agent['id']}.toml)"
    signals = dict.fromkeys(word for field, word in SIGNALS.items() if field in agent)
    return f"| {link} | {agent['name']} | {agent['vendor']} | `{agent['kind']}` | {', '.join(signals)} |"


def _module(summary: str, parts: Iterable[tuple[str, object, str]]) -> str:
    body = [
        f'{name} = {pformat(value, width=118, compact=True, sort_dicts=False)}\n"""{doc}"""\n'
        for name, value, doc in parts
    ]
    return "\n".join([_head(summary), *body])


def _head(summary: str) -> str:
    return (
        f'"""{summary} Written by `make tables`; a test compares."""\n\n'
        "# fmt: off\nfrom __future__ import annotations\n"
    )


def main() -> None:
    """Write every file."""
    # The package beside this tool is the one that makes the texts, not one that happens to be installed.
    sys.path.insert(0, str(PACKAGE.parent))
    for path, text in generated():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
