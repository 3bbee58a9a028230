"""A fleet's numbers as Markdown, for an issue or a wiki."""

from __future__ import annotations

from typing import TextIO

from ai_provenance.export.fleet.text import counts, unpublished, without
from ai_provenance.export.wording import NUMBER_NAMES, fraction, one_line
from ai_provenance.report import NUMBERS
from ai_provenance.snapshot.fleet import FleetSnapshot


def write(snapshot: FleetSnapshot, out: TextIO) -> None:
    """Write a heading, the pooled numbers and a table of the groups."""
    total = snapshot.total
    lines = [f"## {_cell(snapshot.organisation)}, {snapshot.day}", "", *unpublished(snapshot), f"{counts(total)}.", ""]
    lines += [f"- {NUMBER_NAMES[name]}: **{fraction(total.number(name))}**{without(total, name)}" for name in NUMBERS]
    if snapshot.groups:
        head = [snapshot.grouped_by, "repositories", *(NUMBER_NAMES[name] for name in NUMBERS)]
        lines += ["", f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
        for group in snapshot.groups:
            numbers = [fraction(group.number(name)) for name in NUMBERS]
            cells = [_cell(group.name), f"{group.counted:,} of {group.repositories:,}", *numbers]
            lines.append(f"| {' | '.join(cells)} |")
    out.writelines(f"{line}\n" for line in lines)


def _cell(text: str) -> str:
    """TEXT that is neither a column, nor a mark-up, nor a mention of anyone: every sign as its number."""
    return "".join(sign if sign.isalnum() or sign in " .,/-=:" else f"&#{ord(sign)};" for sign in one_line(text))
