"""The report for a person at a terminal: the three numbers first, each with what it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ai_provenance.export.judgement import SETTING, gain_text
from ai_provenance.export.options import Options
from ai_provenance.export.wording import (
    NUMBER_NAMES,
    count,
    day,
    differs_since_first_ai,
    fraction,
    one_line,
    percent,
    points,
)
from ai_provenance.model import Finding, Level, Origin
from ai_provenance.report import AgentCount, Counts, Example, Summary
from ai_provenance.report.tally import records_of
from ai_provenance.snapshot import Adoption, Comparison, Snapshot, Threshold
from ai_provenance.snapshot.advice import advice
from ai_provenance.text import BAD, BOLD, GOOD, log_line, paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.report.line_totals import LineTotals

_LEVELS = {
    Level.UNKNOWN: "unknown",
    Level.IDENTIFIED: "identified",
    Level.DECLARED: "declared",
    Level.ATTESTED: "attested",
    Level.VERIFIED: "verified",
}
_HEADINGS = (
    "AI provenance of",
    "Traceable commits",
    "Since",
    "Compared with",
    "Agents",
    "AI commits to declare",
    "Untraceable",
    "Secrets",
)
_SUMMED_UP = ("record-carried", "record-signed-", "record-unsigned")
"""Begins flags that the line about records sums up."""
_NUMBER = slice(21, 30)
"""Where a line of the three numbers has the percentage."""
_EXAMPLES_SHOWN = 5
_AGENTS_SHOWN = 15


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the report as plain lines; where OPTIONS allow colour, bold headings and the judged number in its own."""
    for line in lines(snapshot):
        safe = log_line(line)
        out.write((_styled(safe, snapshot.threshold) if options.color else safe) + "\n")


def lines(snapshot: Snapshot) -> Iterator[str]:
    """The report, line by line; headings end in no mark and start at column 0."""
    summary = snapshot.summary
    yield _title(snapshot)
    if not summary.walked:
        yield ""
        yield "No commits in this range: there is no percentage to state."
        return
    yield ""
    yield from _numbers(summary)
    yield ""
    yield from _scope(summary)
    if snapshot.adoption:
        yield from _since(snapshot.adoption)
    elif differs_since_first_ai(summary):
        yield from _since_first_ai(summary)
    if snapshot.comparison:
        yield from _comparison(snapshot.comparison)
    yield from _breakdown(snapshot)
    yield from _secrets(snapshot.secrets, snapshot.suppressed)
    yield from _undeclared(summary)
    yield from _untraceable(summary, snapshot)


def _title(snapshot: Snapshot) -> str:
    facts = snapshot.repository
    where = facts.branch or "detached HEAD"
    head = facts.head[:10] if facts.head else "no commit yet"
    return one_line(f"AI provenance of {snapshot.range.revisions} ({where}, {head})")


def _numbers(summary: Summary | Counts) -> Iterator[str]:
    rows = (
        ("Traceable commits", summary.trace_all, "in-scope commits with evidence of their origin"),
        ("AI commits declared", summary.trace_ai, "AI commits named in a valid trailer"),
        ("Origin known", summary.attribution_coverage, "commits walked"),
    )
    for name, ratio, meaning in rows:
        yield f"{name:<21}{percent(ratio):>9}   {ratio.numerator:,} of {ratio.denominator:,} {meaning}"


def _scope(summary: Summary) -> Iterator[str]:
    left_out = []
    if not summary.scope.include_merges:
        left_out.append(count(summary.excluded_merges, "merge"))
    if not summary.scope.include_automation:
        left_out.append(f"{summary.excluded_automation:,} by automation")
    text = f"In scope: {summary.in_scope:,} of {count(summary.walked, 'commit')} walked"
    yield f"{text}; left out: {', '.join(left_out)}" if left_out else text
    if summary.review_only:
        yield f"AI commits declared leaves out {count(summary.review_only, 'commit')} that an AI only reviewed"


def _since(adoption: Adoption) -> Iterator[str]:
    yield ""
    yield f"Since adoption ({one_line(adoption.since)}), which is what thresholds judge"
    yield from _numbers(adoption.summary)


def _since_first_ai(summary: Summary) -> Iterator[str]:
    first, since = summary.first_ai, summary.since_first_ai
    if first is None or since is None:
        return
    yield ""
    yield f"Since the first AI commit ({first.oid[:10]} of {day(first.commit_time)})"
    yield from _numbers(since)


def _comparison(comparison: Comparison) -> Iterator[str]:
    """The three numbers of the request, before and after, and the difference in points."""
    yield ""
    yield f"Compared with {one_line(comparison.base)}"
    parts = (comparison.request, comparison.before, comparison.after)
    yield f"{'':<21}{'this request':>24}{'before':>24}{'after':>24}{'difference':>14}"
    for number, name in NUMBER_NAMES.items():
        ratios = [getattr(part.counts, number) for part in parts]
        cells = "".join(f"{fraction(ratio):>24}" for ratio in ratios)
        yield f"{name:<21}{cells}{points(ratios[1], ratios[2]):>14}"


def _breakdown(snapshot: Snapshot) -> Iterator[str]:
    summary = snapshot.summary
    yield ""
    yield _row("Origins", [(origin.value, summary.origins[origin]) for origin in Origin])
    yield _row("Levels", [(f"{level.value} {_LEVELS[level]}", summary.levels[level]) for level in Level])
    if snapshot.lines:
        yield from _lines(snapshot.lines)
    if summary.places:
        yield _row("Evidence", list(summary.places))
    flags = [(name, number) for name, number in summary.flags if not (name == "record" or name.startswith(_SUMMED_UP))]
    if flags:
        yield _row("Flags", flags)
    if summary.recorded:
        yield _records(summary)
    if summary.agents:
        yield ""
        yield "Agents"
        for agent in summary.agents[:_AGENTS_SHOWN]:
            yield _agent(agent, snapshot.agent_names.get(agent.id, agent.id))
        if len(summary.agents) > _AGENTS_SHOWN:
            yield f"  and {len(summary.agents) - _AGENTS_SHOWN} more (--format json names all)"


def _records(summary: Summary) -> str:
    """The commits with provenance records, and what these are worth: unsigned, a record is no one's word."""
    records = records_of(summary)
    unsigned = records.bound + records.carried - records.signed
    parts = [("bound", records.bound), ("carried", records.carried), ("signed", records.signed)]
    return _row("Records", [*parts, ("unsigned", unsigned), ("of commits not walked", records.unreachable)])


def _lines(totals: LineTotals) -> Iterator[str]:
    named = [(origin, lines) for origin, lines in totals.origins.items() if lines.added or lines.removed]
    counted = " · ".join(f"{origin.value} +{lines.added:,} -{lines.removed:,}" for origin, lines in named) or "none"
    left_out = f" ({count(totals.left_out, 'commit')} at the shallow cut left out)" if totals.left_out else ""
    yield f"Lines     {counted}{left_out}"


def _secrets(findings: tuple[Finding, ...] | None, suppressed: tuple[Finding, ...]) -> Iterator[str]:
    if findings is None:
        return
    yield ""
    if findings:
        kinds = Counter(finding.rule for finding in findings)
        yield f"Secrets: {count(len(findings), 'finding')} (ai-provenance secrets scan --range names the places)"
        yield _row("", kinds.most_common())
    else:
        yield "Secrets: none found in the lines and messages of this range."
    if suppressed:
        from ai_provenance.secretscan.gate import passed, passed_lines  # only runs that look for secrets pay for it

        yield f"         {passed(suppressed)}"
        yield from (f"         {one_line(line)}" for line in passed_lines(suppressed, most=_MOST_PASSED))


_MOST_PASSED = 10


def _agent(agent: AgentCount, name: str) -> str:
    models = ", ".join(f"{model} {commits:,}" for model, commits in agent.models[:3])
    more = f", {len(agent.models) - 3} more" if len(agent.models) > 3 else ""
    return f"  {one_line(name):<28}{agent.commits:>8,}   {one_line(models)}{more}".rstrip()


def _row(name: str, pairs: list[tuple[str, int]]) -> str:
    return f"{name:<10}" + " · ".join(f"{label} {number:,}" for label, number in pairs if number)


def _undeclared(summary: Summary) -> Iterator[str]:
    number = summary.trace_ai.denominator - summary.trace_ai.numerator
    if not number:
        return
    shown = summary.undeclared[:_EXAMPLES_SHOWN]
    yield ""
    yield f"AI commits to declare: {number:,}, the newest {len(shown)}"
    for example in shown:
        yield _example(example)
    if shown:
        yield f"  how: ai-provenance explain {shown[0].oid[:10]}"


def _example(example: Example) -> str:
    return f"  {example.oid[:10]}  {day(example.commit_time)}  {one_line(example.subject)[:70]}".rstrip()


def _untraceable(summary: Summary, snapshot: Snapshot) -> Iterator[str]:
    yield ""
    if not snapshot.range.complete:
        yield "No percentage is stated: a shallow clone cuts the range off (git fetch --unshallow)."
    if not summary.untraceable:
        if snapshot.range.complete:
            yield "Every commit in scope can be traced."
        return
    shown = summary.examples[:_EXAMPLES_SHOWN]
    yield f"Untraceable: {count(summary.untraceable, 'commit')}, the newest {len(shown)}"
    for example in shown:
        yield _example(example)
    yield f"  why: ai-provenance explain {shown[0].oid[:10]}"
    found = advice(snapshot)
    if found:
        yield f"  to raise it: {SETTING}"
        yield f"    {gain_text(found)}"


def _styled(line: str, threshold: Threshold) -> str:
    """LINE as a terminal shows it: the number that is judged is good from the target on (without one: at all of it)."""
    cell = line[_NUMBER.start : _NUMBER.stop]
    if line.startswith(NUMBER_NAMES[threshold.number]) and cell.endswith(" %"):
        reached = float(cell.strip("< %")) >= (100 if threshold.target is None else threshold.target)
        return line[: _NUMBER.start] + paint(cell, GOOD if reached else BAD) + line[_NUMBER.stop :]
    return paint(line, BOLD) if line.startswith(_HEADINGS) else line
