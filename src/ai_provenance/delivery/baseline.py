"""The frozen baseline: the window that later deployments are held against, in a file that is committed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.metrics import Window, date_of
from ai_provenance.errors import ConfigError
from ai_provenance.repo import Repository
from ai_provenance.repo.objects import file_at

PATH = ".ai-provenance/delivery-baseline.toml"
WEEKS = 12
_HINT = "ai-provenance delivery baseline freeze"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was frozen. The numbers of its window are computed again from the history: none is taken on trust."""

    window: Window
    head: str | None
    method: str
    """Digest of what decides the numbers; another one cannot be compared."""


def lines(assessment: Assessment) -> Iterator[str]:
    """The file that freezes the window of ASSESSMENT. The values are there to be read."""
    window, measured = assessment.measured.window, assessment.measured
    yield f"# Written by `{_HINT}`: what `delivery regress` and `watch` hold new deployments against."
    yield f"since = {date_of(window.since)}"
    yield f"until = {date_of(window.until)}"
    yield f'head = "{assessment.tip or ""}"'
    yield f'method = "{assessment.method}"'
    for name, one in (
        ("deployment_frequency", measured.frequency),
        ("change_lead_time", measured.lead_time),
        ("change_fail_rate", measured.fail_rate),
        ("recovery_time", measured.recovery),
        ("rework_rate", measured.rework),
    ):
        yield f"\n[values.{name}]"
        yield f'reason = "{one.reason}"' if one.value is None else f"value = {one.value!r}"
        if one.interval is not None:
            yield f"interval = [{float(one.interval[0])!r}, {float(one.interval[1])!r}]"


def read(repository: Repository, revision: str | None) -> Baseline | None:
    """The baseline that REVISION holds, or else, not committed yet, the work tree; None where neither has one.

    Raises ConfigError where it is no such file.
    """
    content = file_at(repository, revision, PATH) if revision else b""
    if not content and repository.work_tree is not None:
        try:
            content = (repository.work_tree / PATH).read_bytes()
        except OSError:
            content = b""
    return _parsed(content) if content else None


def check_method(baseline: Baseline, assessment: Assessment) -> None:
    """Raises ConfigError where ASSESSMENT was not measured as BASELINE was."""
    if baseline.method != assessment.method:
        raise ConfigError(
            f"the baseline was measured by {baseline.method}, expected {assessment.method}: options, configuration or "
            "the source of deployments are not the same",
            _HINT,
        )


def _parsed(content: bytes) -> Baseline:
    try:
        document = tomllib.loads(content.decode("utf-8"))
        times = document["since"], document["until"]
        if not all(isinstance(one, datetime) and one.tzinfo is not None for one in times):
            raise ValueError("since and until need a date with a time and an offset")
        window = Window(*(int(one.timestamp()) for one in times))
        head, method = document["head"], document["method"]
        if not isinstance(head, str) or not isinstance(method, str) or window.since >= window.until:
            raise ValueError("head and method are text, and since is before until")
    except KeyError as error:
        raise ConfigError(f"{PATH} has no {error.args[0]}", _HINT) from None
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # TOML's own error is a ValueError
        raise ConfigError(f"{PATH} is no baseline: {error}", _HINT) from None
    return Baseline(window, head or None, method)
