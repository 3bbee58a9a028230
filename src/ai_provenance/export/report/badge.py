"""A badge for a README: the endpoint format of https://shields.io/badges/endpoint-badge."""

from __future__ import annotations

import json

from ai_provenance.export.options import Options
from ai_provenance.export.wording import percent
from ai_provenance.model import Ratio
from ai_provenance.snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_COLORS = ((1.0, "brightgreen"), (0.9, "green"), (0.75, "yellowgreen"), (0.5, "yellow"), (0.25, "orange"), (0.0, "red"))
_LABELS = {
    "trace_ai": {"en": "AI commits declared", "es": "commits con IA declarados"},
    "trace_all": {"en": "traceable commits", "es": "commits trazables"},
    "attribution_coverage": {"en": "origin known", "es": "origen conocido"},
}


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the badge of the number that is judged; without data it is grey and reads `no data`."""
    ratio, labels = snapshot.judged_ratio, _LABELS[snapshot.threshold.number]
    badge = {
        "schemaVersion": 1,
        "label": labels.get(options.language, labels["en"]),
        "message": percent(ratio),
        "color": color_of(ratio),
    }
    json.dump(badge, out)
    out.write("\n")


def color_of(ratio: Ratio) -> str:
    """Green only for all; grey for no data."""
    if ratio.ratio is None:
        return "lightgrey"
    return next(color for least, color in _COLORS if (ratio.ratio or 0.0) >= least)
