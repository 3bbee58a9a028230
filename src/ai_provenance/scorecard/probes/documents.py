"""Probes of files. A file shows that something was written, not that it is followed: most give a partial outcome."""

from __future__ import annotations

from collections.abc import Mapping

from ai_provenance.scorecard.probes.answer import Probe, files_of
from ai_provenance.scorecard.states import Outcome

PROBES: Mapping[str, Probe] = {
    "ai-strategy": files_of("ai-strategy", at_most=Outcome.PARTIAL),
    # where the file is itself the deliverable, the outcome is full
    "policy-document": files_of("ai-policy-document"),
    "architecture-document": files_of("architecture-document"),
    "architecture-diagrams": files_of("architecture-diagram"),
    "code-owners": files_of("code-owners"),
    "release-document": files_of("release-document"),
    "sandbox": files_of("sandbox", at_most=Outcome.PARTIAL),
    "ai-gateway": files_of("gateway", at_most=Outcome.PARTIAL),
    "dashboards": files_of("dashboard", at_most=Outcome.PARTIAL),
    "community": files_of("community", at_most=Outcome.PARTIAL),
    "training": files_of("training", at_most=Outcome.PARTIAL),
    "ai-components": files_of("ai-components", at_most=Outcome.PARTIAL),
}
