"""`ai-provenance rule ID`: what a rule of the policy demands, why, and how a breach of it is fixed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from ai_provenance.cli.output import print_lines
from ai_provenance.cli.suggestions import nearest
from ai_provenance.errors import ProvenanceError
from ai_provenance.export.findings.pages import rule_page
from ai_provenance.policy import RULES, Rule
from ai_provenance.policy.case import Standing
from ai_provenance.policy.rule import Example

_WHERE = {
    Standing.MESSAGE: "not made yet",
    Standing.LAST: "your last commit, not pushed",
    Standing.OLDER: "older, not pushed",
    Standing.PUBLISHED: "pushed or tagged",
    Standing.REQUESTED: "pushed, in a change that is judged",
}
_FILLED = {
    "trailer": "Assisted-by: AGENT:MODEL",
    "modelled": "Assisted-by: AGENT:MODEL",
    "oid": "COMMIT",
    "base": "COMMIT^",
    "range": "COMMIT^..HEAD",
}
"""What a fix has in the place of the commit that it is about."""


@click.command(short_help="What a rule of the policy demands, why, and how a breach is fixed")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(*, ids: tuple[str, ...], format_: str) -> None:
    """What the rule ID (`AIP001`, or its name `undeclared-ai`) demands, why, and how a breach is fixed.

    Without an ID: all rules, a line each.
    """
    rules = [_found(wanted) for wanted in ids] or list(RULES.values())
    if format_ == "json":
        print_lines([json.dumps([_document(rule) for rule in rules], indent=2, ensure_ascii=False)], verbatim=True)
    elif ids:
        print_lines(line for rule in rules for line in _details(rule))
    else:
        print_lines(f"{rule.id}  {rule.name:<18}  {rule.severity:<7}  {rule.demand}" for rule in rules)


def _found(wanted: str) -> Rule:
    names = {rule.name: rule for rule in RULES.values()} | {rule.id.lower(): rule for rule in RULES.values()}
    number = wanted.lower().removeprefix("aip")
    found = names.get(f"aip{int(number):03}" if number.isascii() and number.isdigit() else wanted.lower())
    if found is None:
        near = nearest(wanted, names)
        hint = f"did you mean '{names[near].id}' ({names[near].name})?" if near else "ai-provenance rule"
        raise ProvenanceError(f"no rule has the id or the name '{wanted}'", hint)
    return found


def _ways(rule: Rule) -> dict[str, str]:
    """How a breach is fixed, by where its commit is; one entry where that does not matter."""
    standings = [one for one in Standing if one is not Standing.REQUESTED or rule.fix.requested]
    ways = {_WHERE[standing]: rule.fix.at(standing).format(**_FILLED) for standing in standings}
    return ways if len(set(ways.values())) > 1 else {"anywhere": next(iter(ways.values()))}


def _details(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {rule.name}: {rule.severity}"
    yield f"  demands  {rule.demand}"
    yield f"  why      {rule.reason}"
    yield f'  setting  {rule.setting}; severity: [policy.severity] {rule.id} = "off" | "note" | "warning" | "error"'
    yield f"  page     {rule_page(rule.id, rule.name)}"
    yield "  to fix it, by where the commit is:"
    yield from (f"    {where}: {fix}" for where, fix in _ways(rule).items())
    for word, example in (("breaks it", rule.breaks), ("keeps it", rule.keeps)):
        if example:
            yield f"  {word}{_setting(example)}:"
            yield from (f"    | {line}" for line in example.message.rstrip("\n").split("\n"))
    yield ""


def _setting(example: Example) -> str:
    setting = " ".join(line for line in example.config.splitlines() if line and not line.startswith("["))
    return f", under {setting}" if setting else ""


def _document(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": rule.name,
        "severity": rule.severity.value,
        "demand": rule.demand,
        "reason": rule.reason,
        "setting": rule.setting,
        "fix": _ways(rule),
        "url": rule_page(rule.id, rule.name),
    }
