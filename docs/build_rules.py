"""Write docs/rules.md from the rules of the policy and docs/configuration.md from the configuration's schema.

`make docs` runs it; a test compares the pages with the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ai_provenance.config.schema import config_schema
from ai_provenance.policy import RULES, Rule
from ai_provenance.policy.rule import Example

HERE = Path(__file__).parent

_RULES_HEAD = """\
# Rules

Written from the program by `make docs`. Ids never change their meaning and are never used again. The severity of a
rule is changed, or the rule switched off, under `[policy.severity]`; exceptions are waivers. See [policy](policy.md).

| id | name | severity | what must hold | setting |
| --- | --- | --- | --- | --- |
"""

_CONFIGURATION_HEAD = """\
# Configuration

Written from the program by `make docs`. `.ai-provenance.toml` at the top of the work tree, or the table
`[tool.ai-provenance]` of `pyproject.toml` with the same keys below it. A bare repository obeys the file of its HEAD.
Two configurations in one directory are an error for every command and hook. Every key has a default, an empty file is
valid, an unknown key is an error that names the nearest known one.

```toml
profile = "kernel"
adopted = "2026-01-01"

[policy]
require-model = true
require-review = "not-author"
max-lines = 1000

[policy.severity]
AIP012 = "warning"

[[policy.overrides]]
paths = ["src/crypto/**"]
ai = "forbid"

[[policy.waivers]]
rule = "AIP001"
reason = "imported with its history"
owner = "ana@example.org"
expires = 2026-12-31
paths = ["vendor/**"]
```

`ai-provenance config show` prints what holds here, defaults filled in. `ai-provenance config schema` prints the JSON
Schema, for editors and other programs; with Taplo or Even Better TOML: `#:schema ./ai-provenance.schema.json` on the
first line. Hooks read `profile`, `declare`, `[hooks]` and `[secrets]` only: an error in another section stops `check`,
not a commit.

A bare repository has no work tree: there `check` reads the configuration of HEAD. `check --policy FILE` and
`--policy-from REV` read it from elsewhere; a range is judged by the configuration of its base.
"""


_WAYS = "| where the commit is | to fix it |\n| --- | --- |\n"
_WHERE = {
    "message": "not made yet",
    "last": "your last, not pushed",
    "older": "older, not pushed",
    "published": "pushed or tagged",
}
"""How the page names what a fix depends on."""


def rules_page() -> str:
    """docs/rules.md."""
    rows = [
        f"| [{rule.id}](#{rule.id.lower()}-{rule.name}) | {rule.name} | {rule.severity} | {rule.demand} "
        f"| `{rule.setting}` |"
        for rule in RULES.values()
    ]
    return _RULES_HEAD + "\n".join(rows) + "\n" + "".join(_rule(rule) for rule in RULES.values())


def _rule(rule: Rule) -> str:
    examples = "".join(
        f"\n{word}{_config(example)}:\n\n```text\n{example.message}```\n"
        for word, example in (("Breaks it", rule.breaks), ("Keeps it", rule.keeps))
        if example
    )
    trailer = "Assisted-by: Claude:claude-opus-4-6"
    filled = {"trailer": trailer, "modelled": trailer, "oid": "COMMIT", "base": "COMMIT^", "range": "COMMIT^..HEAD"}
    ways = {where: getattr(rule.fix, where).format(**filled) for where in _WHERE}
    fix = _WAYS + "".join(f"| {_WHERE[at]} | {ways[at]} |\n" for at in ways)
    if len(set(ways.values())) == 1:
        fix = f"To fix it: {ways['last']}.\n"
    return f"\n## {rule.id} {rule.name}\n\n{rule.demand} {rule.reason}\n\n{fix}{examples}"


def _config(example: Example) -> str:
    setting = " ".join(line for line in example.config.splitlines() if not line.startswith("["))
    return f", under `{setting}`" if setting else ""


def configuration_page() -> str:
    """docs/configuration.md."""
    schema = config_schema()
    return _CONFIGURATION_HEAD + "".join(_tables(schema, schema, "", "At the top"))


def _tables(schema: dict[str, Any], node: dict[str, Any], path: str, title: str) -> Iterator[str]:
    plain = {key: told for key, told in node["properties"].items() if not _section(schema, told)}
    if path == "policy.overrides.":
        plain = {key: told for key, told in plain.items() if key not in _demands(schema)}
        title += "\n\nEvery key of `[policy]` down to `max-lines`; what is not written stays as it is above. And:"
    yield f"\n## {title}\n\n| key | takes | default | meaning |\n| --- | --- | --- | --- |\n"
    for key, told in plain.items():
        yield f"| `{key}` | {_takes(schema, told)} | {_default(told)} | {told.get('description', '')} |\n"
    for key, told in node["properties"].items():
        inner = _section(schema, told)
        if inner:
            name = f"{path}{key}"
            brackets = f"[[{name}]]" if told.get("type") == "array" else f"[{name}{'.ID' if key == 'agents' else ''}]"
            yield from _tables(schema, inner, f"{name}.", f"`{brackets}`")


def _demands(schema: dict[str, Any]) -> set[str]:
    """The keys that `[policy]` and its overrides share."""
    tables = schema["$defs"]
    return set(tables["PolicyConfig"]["properties"]) & set(tables["Override"]["properties"])


def _section(schema: dict[str, Any], told: dict[str, Any]) -> dict[str, Any] | None:
    """The table that a key holds, however it holds it; None for a value."""
    for holder in (told, told.get("items", {}), told.get("additionalProperties", {})):
        if isinstance(holder, dict) and "$ref" in holder:
            found: dict[str, Any] = schema["$defs"][holder["$ref"].rpartition("/")[2]]
            return found
    return None


def _takes(schema: dict[str, Any], told: dict[str, Any]) -> str:
    if told.get("enum") == list(RULES):
        return "a [rule](rules.md)"
    if "enum" in told:
        return ", ".join(f"`{choice}`" for choice in told["enum"])
    if "anyOf" in told:
        return " or ".join(_takes(schema, option) for option in told["anyOf"] if option.get("type") != "null")
    if told.get("type") == "array":
        return f"array of {_takes(schema, told['items'])}"
    if told.get("type") == "object":
        values = told.get("additionalProperties") or next(iter(told["patternProperties"].values()))
        return f"table of {_takes(schema, values)}"
    return {"integer": "whole number", "number": "number"}.get(told.get("type", ""), _text(told))


def _text(told: dict[str, Any]) -> str:
    return "date" if told.get("format") == "date" else str(told.get("type", ""))


def _default(told: dict[str, Any]) -> str:
    if "default" not in told:
        return "must be given"
    value = told["default"]
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return "" if value in (None, "", [], {}) else f"`{value}`".replace("'", '"')


if __name__ == "__main__":
    (HERE / "rules.md").write_text(rules_page(), encoding="utf-8")
    (HERE / "configuration.md").write_text(configuration_page(), encoding="utf-8")
