"""What the numbers of a row mean, as a short text: numbers of two definitions are never pooled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ai_provenance.detect.digest import rules_digest
from ai_provenance.export.report.json import SCHEMA_VERSION

_FORMAT = 1
"""Raised when what a row holds changes its meaning."""


def definition(options: Sequence[str]) -> str:
    """The definition of what a job with OPTIONS counts: a digest for each family, joined by `+`.

    The first is that of the provenance (rules, agents, schema); with a score a second follows, of the methodology. A
    repository's own configuration is no part of it: it is a part of the repository, as its commits are.
    """
    families = [_digest("provenance", SCHEMA_VERSION, rules_digest())]
    if any(option.startswith("score=") for option in options):
        from ai_provenance.scorecard.criteria import shipped  # noqa: PLC0415 - loads pydantic; only scores need it

        families.append(_digest("score", SCHEMA_VERSION, shipped().digest))
    return "+".join(families)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps([_FORMAT, *parts]).encode()).hexdigest()[:16]
