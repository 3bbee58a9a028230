"""What a threshold says of a run, and which setting would raise a number: in the same words in every format."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.export.wording import percent
from ai_provenance.snapshot import Snapshot
from ai_provenance.snapshot.advice import Advice, advice

MEANING = {
    "trace_ai": "AI commits declared",
    "trace_all": "commits in scope with evidence of their origin",
    "attribution_coverage": "commits with a known origin",
}
"""Number -> what its numerator counts."""


SETTING = 'declare = "all" in .ai-provenance.toml: hooks then mark people\'s commits too, `AI-Assisted: not-observed`'
"""What would raise `trace_all`, for the commits to come."""


def judgement(snapshot: Snapshot) -> Iterator[str]:
    """The judged number with its fraction, the target, and what would raise it where it is below."""
    number, target = snapshot.threshold
    ratio = snapshot.judged_ratio
    since = f" since {snapshot.adoption.since}" if snapshot.adoption else ""
    if not ratio.denominator:
        yield f"{number}: no AI commit{since}, nothing to declare; at least {target:g} % is expected"
        return
    fraction = f"{ratio.numerator:,} of {ratio.denominator:,} {MEANING[number]}"
    passes = ratio.numerator * 100 >= (target or 0) * ratio.denominator
    yield f"{number}: {percent(ratio)} ({fraction}{since}), {'' if passes else 'expected '}at least {target or 0:g} %"
    found = advice(snapshot)
    if not passes and number == "trace_all" and found:
        yield f"hint: {advice_text(found)}"
    elif not passes and number == "trace_ai":
        yield "hint: ai-provenance check names the AI commits that are not declared, and how to declare each"


def advice_text(found: Advice) -> str:
    """The setting that would raise a number, and what it would give, in one line."""
    return f"{SETTING} ({gain_text(found)})"


def gain_text(found: Advice) -> str:
    """What a setting would give."""
    return f"{found.number} of new commits: {percent(found.ratio)} -> {found.gives * 100:g} %"
