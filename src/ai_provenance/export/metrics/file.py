"""The metrics file: a flat companion of the report that CI reads and several tools share.

Only our own keys are replaced; whatever else the file holds is kept. The update is atomic (a temporary file beside
it, then a rename), and two of our runs take turns.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from ai_provenance import __version__
from ai_provenance.errors import ProvenanceError
from ai_provenance.export.metrics.phases import headline, indicator_entry, judged_phases
from ai_provenance.model import Finding, Origin, Ratio
from ai_provenance.report import Summary
from ai_provenance.scorecard.indicators import Indicator
from ai_provenance.snapshot import Snapshot

HISTORY_KEPT = 30
"""Runs that the file remembers."""

_UNMEASURED = {
    2: ("Strategy and technical governance of AI", ("I2.1", "I2.2", "I2.3", "I2.4", "I2.5")),
    3: ("Technical and platform foundations", ("I3.1", "I3.2", "I3.3", "I3.4", "I3.5")),
}


class MetricsFileError(ProvenanceError):
    """The metrics file is there and is not ours to overwrite: no JSON object."""


def update(path: Path, snapshot: Snapshot) -> None:
    """Put this run into the metrics file at PATH, making it if need be.

    Raises MetricsFileError when the file holds something else than a JSON object, or cannot be written.
    """
    try:
        with FileLock(_lock_path(path)):
            _replace(path, merged(_read(path), snapshot))
    except OSError as error:
        raise MetricsFileError(
            f"cannot write the metrics file {path}: {error.strerror}", hint="name another place with --metrics FILE"
        ) from error


def merged(before: Mapping[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """BEFORE with this run's figures in our own keys, and the run appended to the history."""
    metrics = figures(snapshot)
    entry = {"generated_at": snapshot.generated_at, "head": snapshot.repository.head, **_headline(metrics)}
    return {
        **before,
        "schema_version": "1.0",
        "tool": {"name": "ai-provenance", "version": __version__},
        "generated_at": snapshot.generated_at,
        "metrics": {**_kept(_mapping(before.get("metrics"))), **metrics},
        "phases": _phases(_mapping(before.get("phases")), snapshot),
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
    """How many, and how many of each kind; null when nobody looked."""
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


def _phases(before: Mapping[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    if snapshot.card is None:
        return _reported(before, snapshot.indicators)
    judged = judged_phases(snapshot.card, snapshot.generated_at)
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


def _read(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8") or "{}")
    except (ValueError, UnicodeDecodeError) as error:
        raise MetricsFileError(f"{path} is not JSON: {error}", hint=f"mv {path} {path}.old") from error
    if not isinstance(content, dict):
        raise MetricsFileError(
            f"{path} holds {type(content).__name__}, expected an object", hint=f"mv {path} {path}.old"
        )
    return content


def _replace(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve()  # a link stays a link: its target is replaced
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, ensure_ascii=False, allow_nan=False)
            file.write("\n")
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _lock_path(path: Path) -> Path:
    """A lock outside the user's tree, so that no lock file is ever committed."""
    digest = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"ai-provenance-metrics-{digest}.lock"
