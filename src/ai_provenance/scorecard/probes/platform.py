"""Probes of the platform's files: catalogue, observability, infrastructure, containers, onboarding."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ai_provenance import lazy
from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.pipelines import PipelineError
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, table
from ai_provenance.scorecard.probes.answer import Answer, Probe, answer, unseen
from ai_provenance.scorecard.states import Outcome

_OBSERVABILITY = ("collector", "dashboard", "alert-rules")
_FROM = lazy.pattern(rb"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?", re.IGNORECASE | re.MULTILINE)


def data_catalog(facts: Facts) -> Answer:
    """Is there a catalogue, and does every entry name an owner and a classification?"""
    paths = facts.found["data-catalog"]
    if facts.lacks("data-catalog"):
        return unseen(paths)
    if not paths:
        return answer(False, "files-missing", kind="data-catalog")
    whole = all(_is_complete_catalog(facts.contents.get(path, b"")) for path in paths)
    return answer(Outcome.TRUE if whole else Outcome.PARTIAL, "catalog-whole" if whole else "catalog-part", paths)


def observability(facts: Facts) -> Answer:
    """Which of collector, dashboards and alert rules are kept as files?"""
    present = [kind for kind in _OBSERVABILITY if facts.found[kind]]
    paths = [facts.found[kind][0] for kind in present]
    missing = ", ".join(kind for kind in _OBSERVABILITY if kind not in present)
    if not missing:
        return answer(True, "observability-whole", paths)
    if facts.unlisted:
        return unseen(paths)
    return answer(Outcome.PARTIAL if present else Outcome.FALSE, "observability", paths, missing=missing)


def infrastructure(facts: Facts) -> Answer:
    """Is infrastructure kept as code? Development environments alone count in part."""
    if facts.found["iac"]:
        return answer(True, "files-found", facts.found["iac"], kind="iac", count=len(facts.found["iac"]))
    if facts.unlisted:
        return unseen()
    paths = facts.found["iac-development"]
    if paths:
        return answer(Outcome.PARTIAL, "files-found", paths, kind="iac-development", count=len(paths))
    return answer(False, "files-missing", kind="iac")


def images_pinned(facts: Facts) -> Answer:
    """Is every base image pinned by digest?"""
    if facts.lacks("container"):
        return unseen(facts.found["container"])
    bases = [base for path in facts.found["container"] for base in _bases(facts.contents.get(path, b""))]
    if not bases:
        return answer(Outcome.NOT_APPLICABLE if facts.found["container"] else False, "no-containers")
    pinned = sum("@sha256:" in base for base in bases)
    outcome = Outcome.TRUE if pinned == len(bases) else Outcome.PARTIAL
    return answer(outcome, "images-pinned", facts.found["container"], pinned=pinned, count=len(bases))


def onboarding(facts: Facts) -> Answer:
    """Does the repository set up a newcomer: hooks and policy by one command, or at least by a page?"""
    # with these, one command sets up hooks and policy in a new clone
    if any(hook.startswith("ai-provenance") for hook in facts.hook_ids) and ".ai-provenance.toml" in facts.contents:
        return answer(True, "onboarding-automatic", facts.found["pre-commit"])
    if facts.lacks("pre-commit") or ".ai-provenance.toml" in facts.unread:
        return unseen(facts.found["pre-commit"])
    paths = facts.found["onboarding"]
    if paths:
        return answer(Outcome.PARTIAL, "files-found", paths, kind="onboarding", count=len(paths))
    return answer(False, "files-missing", kind="onboarding")


def _is_complete_catalog(content: bytes) -> bool:
    """Whether CONTENT is a catalogue whose entries all name an owner and a classification."""
    try:
        document = mapping(content)
    except PipelineError:
        return False
    listed = [items(document.get(key)) for key in ("sources", "datasets", "entries")]
    entries = [table(one) for rows in listed for one in rows]
    return bool(entries) and all(one.get("owner") and one.get("classification") for one in entries)


def _bases(content: bytes) -> list[str]:
    """The base images that CONTENT names, without stages of the same file and the empty image."""
    found = [
        (image.decode("utf-8", "replace"), name.decode("utf-8", "replace")) for image, name in _FROM.findall(content)
    ]
    # `FROM build` of a multi-stage file names a stage and not an image
    stages = {name.lower() for _, name in found if name}
    return [image for image, _ in found if image.lower() not in stages and image != "scratch"]


PROBES: Mapping[str, Probe] = {
    "data-catalog": data_catalog,
    "observability": observability,
    "infrastructure-as-code": infrastructure,
    "images-pinned": images_pinned,
    "onboarding": onboarding,
}
