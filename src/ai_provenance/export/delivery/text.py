"""The assessment for a person: as text, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.delivery.metrics import Quantity, date_of
from ai_provenance.delivery.records import CONFIDENCE
from ai_provenance.export.delivery.shown import NOTHING, Shown
from ai_provenance.export.wording import count
from ai_provenance.repo.identity import RepositoryIdentity
from ai_provenance.repo.run import REFETCH
from ai_provenance.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.delivery.assess import Assessment
    from ai_provenance.delivery.bands import Placed, QuickCheck
    from ai_provenance.delivery.code_rework import CodeRework

# what only some wish to see is imported where it is shown: with nothing new most of the time goes into imports
REASONS = {
    "no-source": "no deployment is known from any source",
    "no-deployment": "no deployment in this window",
    "no-signal": "no revert, hotfix or incident was ever seen, so that failures cannot be told from their absence",
    "no-predecessor": "what the first deployment brought cannot be known",
    "no-failure": "no failed deployment to recover from",
    "shallow": "a shallow clone cuts the history off",
    "insufficient": "too few recoveries",
    "suppressed": "too few people",
}
"""Why a number or an interval is unknown."""


def write(assessment: Assessment, called: RepositoryIdentity, out: TextIO, shown: Shown = NOTHING) -> None:
    """Write the five metrics with what they were computed from."""
    for line in _lines(assessment, called):
        out.write(printable(line) + "\n")
    out.writelines(printable(line) + "\n" for line in _beside(assessment, shown))
    if shown.with_list:
        out.writelines(printable(line) + "\n" for line in _listed(assessment))


def write_markdown(assessment: Assessment, called: RepositoryIdentity, out: TextIO, shown: Shown = NOTHING) -> None:
    """Write the five metrics as a table."""
    window = assessment.measured.window
    out.write(f"## Delivery of {escaped(called.name)}\n\n")
    out.write(f"{_source(assessment)}; {date_of(window.since)[:10]} to {date_of(window.until)[:10]}, UTC.\n\n")
    out.write("| metric | value | 95 % interval | from |\n| --- | --- | --- | --- |\n")
    for name, value, interval, computed in _rows(assessment):
        out.write(f"| {name} | {value} | {interval} | {computed} |\n")
    if shown.bands:
        from ai_provenance.delivery.bands import place

        placed = place(assessment.measured, shown.bands)
        out.write(f"\n{'; '.join(map(_placed, placed.rows))}. Bands: {placed.source}.\n")
    if shown.by:
        out.write(f"\n| {shown.by} | changes | deployments | lead time, median | taken back |\n")
        out.write("| --- | ---: | ---: | ---: | ---: |\n")
        for cells in _slice_cells(assessment, shown.by):
            out.write(f"| {' | '.join(map(escaped, cells))} |\n")


def _lines(assessment: Assessment, called: RepositoryIdentity) -> Iterator[str]:
    window = assessment.measured.window
    yield f"Delivery of {called.name}, {date_of(window.since)[:10]} to {date_of(window.until)[:10]} (UTC)"
    yield f"  source              {_source(assessment)}"
    for name, value, interval, computed in _rows(assessment):
        shown = f"{value}  [{interval}]" if interval != "-" else value
        yield f"  {name:<20}{shown}"
        yield f"  {'':<20}{computed}"


def _beside(assessment: Assessment, shown: Shown) -> Iterator[str]:
    """The size of deployments, and the bands and slices that are wanted."""
    sizes = assessment.measured.batch
    if sizes["p50"] is not None:
        yield f"  {'batch size':<20}{sizes['p50']:g} changes a deployment (75 % up to {sizes['p75']:g})"
    for name, size in zip(("lines", "files"), shown.sizes or (), strict=False):
        yield f"  {f'{name} a change':<20}{size.p50:g} (75 % up to {size.p75:g}, 90 % up to {size.p90:g})"
    if shown.code_rework is not None:
        yield from _code_rework(shown.code_rework)
    if shown.stages is not None:
        for name in ("coding", "review", "waiting"):
            stage = getattr(shown.stages, name)
            if stage is not None:
                within = f"median of {stage.n:,} requests; 90 % within {duration(stage.p90)}"
                yield f"  {name:<20}{duration(stage.p50)} ({within})"
    if shown.bands:
        from ai_provenance.delivery.bands import place, quick_check

        placed = place(assessment.measured, shown.bands)
        yield f"  {f'bands of {shown.bands}':<20}{'; '.join(map(_placed, placed.rows))}"
        yield f"  {'':<20}{placed.source}"
        yield f"  {'quick check':<20}{_scored(quick_check(assessment.measured))}"
    if shown.by:
        yield ""
        yield f"{shown.by:<22}{'changes':>8}{'deployments':>13}{'lead time':>11}{'taken back':>12}"
        for key, *cells in _slice_cells(assessment, shown.by):
            yield f"{key:<22}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, (8, 13, 11, 12), strict=True))


def _scored(one: QuickCheck) -> str:
    if one.overall is None:
        return "unknown"
    names = ("lead time", "frequency", "recovery", "fail rate", "rework")
    scores = ("unknown" if score is None else f"{score:.1f}" for score in one[:5])
    parts = ", ".join(f"{name} {score}" for name, score in zip(names, scores, strict=True))
    return f"{'at best ' * one.is_at_best}{one.overall:.1f} of 10 ({parts})"


def _placed(one: Placed) -> str:
    name = one.metric.replace("_", " ")
    if one.band is None:
        return f"{name} unknown"
    ends = ""
    if one.interval and one.interval[0] != one.interval[1]:
        ends = f" (interval {one.interval[1]} to {one.interval[0]})"
    return f"{name} {'at best ' * one.is_at_best}{one.band}{ends}"


def _code_rework(found: CodeRework) -> Iterator[str]:
    ratio, interval = found.lines.ratio, found.interval
    value = "unknown" if ratio is None else f"{ratio:.1%}"
    yield f"  {'code rework':<20}{value}" + (f"  [{interval[0]:.1%} to {interval[1]:.1%}]" if interval else "")
    reasons = {
        "partial": f"this clone lacks contents to compare: {REFETCH}",
        "pending": f"no change is older than {found.days} days at the end of the window",
        "no-change": "no change of this window added a line",
    }
    if found.reason:
        yield f"  {'':<20}{reasons[found.reason]}"
        return
    young = f"; {count(found.pending, 'change')} too young" if found.pending else ""
    lines = f"{found.lines.numerator:,} of {count(found.lines.denominator, 'line')}"
    yield f"  {'':<20}{lines} of {count(found.changes, 'change')} replaced within {found.days} days{young}"
    if found.lost:
        yield f"  {'':<20}at least: {count(found.lost, 'content')} of files could not be followed"
    for origin, one in found.by_origin.items():
        if one is not None and (share := one[1].ratio) is not None:
            yield f"  {'':<20}{origin}: {share:.1%} ({one[1].numerator:,} of {one[1].denominator:,} lines)"


def _slice_cells(assessment: Assessment, dimension: str) -> Iterator[tuple[str, ...]]:
    from ai_provenance.delivery.slices import slices

    for one in slices(assessment, dimension):
        lead = "-" if one.lead_p50 is None else duration(one.lead_p50)
        if one.reason:
            yield one.key, "-", "-", "-", "suppressed"
        else:
            yield one.key, f"{one.changes:,}", f"{one.deployments:,}", lead, f"{one.reverted:,}"


def _source(assessment: Assessment) -> str:
    kind = assessment.found.kind
    if kind is None:
        return "no deployment known"
    return f"{count(len(assessment.measured.outcomes), 'deployment')} by {kind.value} (confidence {CONFIDENCE[kind]})"


def _named(assessment: Assessment) -> tuple[tuple[str, Quantity], ...]:
    measured = assessment.measured
    return (
        ("deployments a week", measured.frequency),
        ("change lead time", measured.lead_time),
        ("change fail rate", measured.fail_rate),
        ("recovery time", measured.recovery),
        ("rework rate", measured.rework),
    )


def _rows(assessment: Assessment) -> Iterator[tuple[str, str, str, str]]:
    """Name, value, interval and basis of each metric."""
    for name, one in _named(assessment):
        unit = str(one.more.get("unit", "per_week"))
        value = "unknown" if one.value is None else _shown(one.value, unit)
        if one.value is not None and one.bound == "lower":
            value = f"at least {value}"
        interval = "-" if one.interval is None else " to ".join(_shown(end, unit) for end in one.interval)
        yield name, value, interval, REASONS[one.reason] if one.reason else _basis(one)


def _basis(one: Quantity) -> str:
    more = one.more
    if "by_signal" in more:
        signals = more["by_signal"]
        said = (
            ", ".join(count(number, signal) for signal, number in sorted(signals.items()))
            if isinstance(signals, dict)
            else ""
        )
        return f"{one.numerator:,.0f} of {one.denominator:,.0f} judged deployments failed" + (
            f" ({said})" if said else ""
        )
    if "closed" in more:
        noun = "recovery" if more["closed"] == 1 else "recoveries"
        return f"median of {more['closed']} {noun}, {more['open']} still open"
    if "deployments" in more:
        p75, p90 = more["p75"], more["p90"]
        assert isinstance(p75, float | int)  # noqa: S101 - as every lead time with a value has them
        assert isinstance(p90, float | int)  # noqa: S101
        return f"median of {more['n']} changes; 75 % within {duration(p75)}, 90 % within {duration(p90)}"
    if one.bound is not None:
        return f"{one.numerator:,.0f} of {one.denominator:,.0f} deployments only fix what was deployed before"
    return f"{one.numerator:,.0f} in {one.denominator:,.1f} weeks"


def _shown(value: float, unit: str) -> str:
    if unit == "seconds":
        return duration(value)
    return f"{value:.1%}" if unit == "ratio" else f"{value:.2f}"


def duration(seconds: float) -> str:
    """A span of time in the unit that suits its size."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def _listed(assessment: Assessment) -> Iterator[str]:
    yield ""
    yield f"{'deployed':<22}{'commit':<12}{'changes':>8}  outcome"
    for one in assessment.measured.outcomes:
        deployment = assessment.ledger.deployments[one.position]
        said = ", ".join(one.signals) or ("pending" if not one.is_judged else "-")
        because = " by " + " ".join(commit[:10] for commit in one.commits) if one.commits else ""
        ended = f", over {date_of(one.ended)}" if one.ended is not None else ""
        rework = "; rework" if one.is_rework else ""
        changes = assessment.ledger.brought[one.position].changes
        name = f"{date_of(deployment.time):<22}{deployment.commit[:10]:<12}{changes:>8}"
        yield f"{name}  {said}{because}{ended}{rework}  {deployment.id}"


def escaped(text: str) -> str:
    """TEXT for a cell of a Markdown table."""
    return printable(text).replace("|", "\\|").replace("<", "&lt;")
