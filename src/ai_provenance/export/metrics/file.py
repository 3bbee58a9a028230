"""The metrics file: a flat companion of the report that CI reads and several tools share.

Only our own keys are replaced; everything else that the file holds is kept. The update is atomic (a temporary file
beside it, then a rename), and two runs of this program update it in turns.
"""

from __future__ import annotations

import json
import os
import stat
from collections import Counter

from ai_provenance import __version__
from ai_provenance.errors import ProvenanceError
from ai_provenance.export.metrics.lock import Lock, LockHeldError
from ai_provenance.export.metrics.phases import headline, indicator_entry, judged_phases
from ai_provenance.model import Finding, Notice, Origin, Ratio
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.report import Summary
from ai_provenance.snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, NoReturn

    from ai_provenance.scorecard.indicators import Indicator

HISTORY_KEPT = 30
"""Runs that the file remembers."""
LOCK_SECONDS = 10.0
"""How long a run waits for another one that updates the same file. An update takes milliseconds."""

_UNMEASURED = {
    2: ("Strategy and technical governance of AI", ("I2.1", "I2.2", "I2.3", "I2.4", "I2.5")),
    3: ("Technical and platform foundations", ("I3.1", "I3.2", "I3.3", "I3.4", "I3.5")),
}


class PhaseScores(NamedTuple):
    """The phases that a run without a scorecard judged, in the forms of this file."""

    phases: Mapping[str, Any]
    """Number of the phase -> its entry."""
    metrics: Mapping[str, float | None]
    """Their scores among the flat figures."""
    notices: tuple[Notice, ...] = ()
    """What a reader of the scores must know."""


class MetricsFileError(ProvenanceError):
    """The metrics file cannot be read or written, or what is there must not be replaced."""


def update(path: str | os.PathLike[str], snapshot: Snapshot, scores: PhaseScores | None = None) -> None:
    """Put this run into the metrics file at PATH, making it if need be; SCORES where the run judged phases only.

    Raises MetricsFileError when PATH is no regular file with a JSON object in it, when it is a link that leaves its
    directory, when another run does not let go of it, or when it cannot be written.
    """
    _change(path, lambda before: merged(before, snapshot, scores))


def update_figures(path: str | os.PathLike[str], figures: Mapping[str, float | None], generated_at: str) -> None:
    """Put FIGURES alone into the metrics file at PATH, making it if need be. Raises as `update`."""
    _change(
        path,
        lambda before: {
            **before,
            "schema_version": "1.0",
            "tool": {"name": "ai-provenance", "version": __version__},
            "generated_at": generated_at,
            "metrics": {**_mapping(before.get("metrics")), **figures},
            "phases": _mapping(before.get("phases")),
            "history": _entries(before.get("history")),
        },
    )


def _change(path: str | os.PathLike[str], change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    try:
        target = _target(os.path.abspath(path))
        directory, name = os.path.split(target)
        os.makedirs(directory, exist_ok=True)
        # beside the file: everyone who can update it finds the same lock, which a directory for temporary files that
        # all users share does not ensure
        with Lock(os.path.join(directory, f".{name}.lock"), seconds=LOCK_SECONDS):
            _write(target, change(_read(target)))
    except LockHeldError as error:
        raise MetricsFileError(
            f"another run has held {error} for {LOCK_SECONDS:g} seconds",
            hint=f"run again when it has ended, or name another file with --metrics FILE; lsof {error} shows it",
        ) from None
    except OSError as error:
        raise MetricsFileError(
            f"cannot write the metrics file {os.fspath(path)}: {error.strerror}",
            hint="name another place with --metrics FILE",
        ) from error


def merged(before: Mapping[str, Any], snapshot: Snapshot, scores: PhaseScores | None = None) -> dict[str, Any]:
    """BEFORE with this run's figures in our own keys, and the run appended to the history."""
    metrics = {**figures(snapshot), **(scores.metrics if scores else {})}
    entry = {"generated_at": snapshot.generated_at, "head": snapshot.repository.head, **_headline(metrics)}
    return {
        **before,
        "schema_version": "1.0",
        "tool": {"name": "ai-provenance", "version": __version__},
        "generated_at": snapshot.generated_at,
        "metrics": {**_kept(_mapping(before.get("metrics"))), **metrics},
        "phases": _phases(_mapping(before.get("phases")), snapshot, scores),
        "history": [*_entries(before.get("history")), entry][-HISTORY_KEPT:],
    }


def figures(snapshot: Snapshot) -> dict[str, float | int | None]:
    """The flat figures; a ratio without data is null, never 0."""
    judged = snapshot.judged
    summary = snapshot.summary
    return {
        **_ratio("trace_all", judged.trace_all),
        **_ratio("trace_ai", judged.trace_ai),
        **_ratio("attribution_coverage", judged.attribution_coverage),
        **_counts(summary),
        **_found("secrets", snapshot.secrets),
        **(headline(snapshot.card) if snapshot.card else {}),
    }


def _kept(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """METRICS without the kinds of secret that an earlier run found: this one may not find them again."""
    return {name: value for name, value in metrics.items() if not name.startswith("secrets_found_")}


def _found(name: str, findings: tuple[Finding, ...] | None) -> dict[str, float | int | None]:
    """How many, and how many of each kind; null when no scan ran."""
    if findings is None:
        return {f"{name}_found": None}
    kinds = Counter(finding.rule for finding in findings)
    return {
        f"{name}_found": len(findings),
        **{f"{name}_found_{kind}": number for kind, number in sorted(kinds.items())},
    }


def _counts(summary: Summary) -> dict[str, float | int | None]:
    return {
        "commits_walked": summary.walked,
        "commits_in_scope": summary.in_scope,
        **{f"commits_{origin.value}": summary.origins[origin] for origin in Origin},
        "commits_message_only": summary.message_only,
        "commits_untraceable": summary.untraceable,
        "commits_excluded_merges": summary.excluded_merges,
        "commits_excluded_automation": summary.excluded_automation,
    }


def _ratio(name: str, ratio: Ratio) -> dict[str, float | int | None]:
    return {name: ratio.ratio, f"{name}_numerator": ratio.numerator, f"{name}_denominator": ratio.denominator}


def _headline(metrics: Mapping[str, float | int | None]) -> dict[str, float | int | None]:
    names = ("trace_all", "trace_ai", "attribution_coverage", "commits_walked", "overall_score")
    return {name: metrics[name] for name in names if name in metrics}


def _phases(before: Mapping[str, Any], snapshot: Snapshot, scores: PhaseScores | None) -> dict[str, Any]:
    if snapshot.card is None and not (scores and scores.phases):
        return _reported(before, snapshot.indicators)
    judged = judged_phases(snapshot.card, snapshot.generated_at) if snapshot.card else scores.phases if scores else {}
    return {**before, **{number: _over(_mapping(before.get(number)), phase) for number, phase in judged.items()}}


def _over(known: Mapping[str, Any], phase: Mapping[str, Any]) -> dict[str, Any]:
    indicators = {**_mapping(known.get("indicators")), **phase["indicators"]}
    return {**known, **phase, "indicators": indicators}


def _reported(before: Mapping[str, Any], indicators: tuple[Indicator, ...]) -> dict[str, Any]:
    """What a report without scorecard knows of phases 2 and 3; a score of an earlier run stays."""
    measured = {indicator.id: indicator for indicator in indicators}
    phases = dict(before)
    for number, (title, names) in _UNMEASURED.items():
        known = _mapping(phases.get(str(number)))
        own = {name: indicator_entry(measured.get(name)) for name in names}
        kept = {**own, **_mapping(known.get("indicators")), **{n: own[n] for n in names if n in measured}}
        phases[str(number)] = {"title": title, "score": None, **known, "indicators": kept}
    return phases


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _entries(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _target(path: str) -> str:
    """The file that the absolute PATH names, links followed.

    A link may lead to another file of its directory or below; one that leaves it could overwrite any file of the user
    when it comes with a repository from elsewhere.
    """
    directory = os.path.realpath(os.path.dirname(path))
    target = os.path.realpath(path)
    if not target.startswith(os.path.join(directory, "")):
        raise MetricsFileError(
            f"{path} is a link to {target}, which is outside of its directory",
            hint=f"name the file itself: --metrics {target}",
        )
    if os.path.lexists(target) and not stat.S_ISREG(os.stat(target).st_mode):
        # a pipe would be waited for, and a device or directory cannot be replaced
        raise MetricsFileError(f"{target} is not a regular file", hint="name another place with --metrics FILE")
    return target


def _read(target: str) -> Mapping[str, Any]:
    try:
        with open(target, encoding="utf-8") as file:
            content = json.loads(file.read() or "{}", parse_constant=_refuse)
    except FileNotFoundError:
        return {}
    # a RecursionError comes of brackets nested some thousand deep
    except (ValueError, RecursionError) as error:
        raise MetricsFileError(f"{target} is not JSON: {error}", hint=_aside(target)) from error
    if not isinstance(content, dict):
        raise MetricsFileError(f"{target} holds {type(content).__name__}, expected an object", hint=_aside(target))
    return content


def _refuse(constant: str) -> NoReturn:
    """NaN and the infinities, which Python's reader accepts and JSON does not know."""
    raise ValueError(f"{constant} is no JSON number")


def _aside(target: str) -> str:
    import shlex  # only an error pays for it

    return shlex.join(["mv", target, f"{target}.old"])


def _write(target: str, content: Mapping[str, Any]) -> None:
    """Replace the file TARGET in one step, keeping its permissions."""
    try:
        text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    except ValueError as error:  # 1e999, which the parser reads as infinity
        raise MetricsFileError(f"{target} holds a number that is too large", hint=_aside(target)) from error
    directory, name = os.path.split(target)
    temporary = os.path.join(directory, f".{name}.new")
    _remove(temporary)  # of a run that was killed; a living one would hold the lock
    try:
        # half a surrogate pair in what others wrote stays the escape that it was
        with open(temporary, "x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text + "\n")
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o777)
        os.replace(temporary, target)
    except BaseException:
        _remove(temporary)
        raise


def _remove(path: str) -> None:
    try:  # noqa: SIM105 - contextlib costs more to import than the lock and this together
        os.unlink(path)
    except OSError:
        pass
