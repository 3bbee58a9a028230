"""The normal form of a CI definition: what two files have in common that say the same."""

from __future__ import annotations

import difflib
import json
from typing import Any

from ai_provenance.scorecard.pipelines import PipelineError
from ai_provenance.scorecard.pipelines.yaml_text import mapping

_SETS = frozenset(
    {"branches", "branches-ignore", "except", "include", "needs", "on", "only", "paths", "paths-ignore", "requires"}
    | {"tags", "tags-ignore", "types", "dependsOn", "exclude", "ignore"}
)
"""Keys whose lists are sets. Patterns that take others out again (`!main`) depend on their order."""


def normal_form(value: Any, key: str = "") -> Any:
    """VALUE of a YAML document with its maps sorted, lists without order sorted, and `on` as a table.

    The normal form of a normal form is itself.
    """
    if isinstance(value, dict):
        # YAML 1.1 reads the key `on` as a truth value
        named = {"on" if name is True else str(name): inner for name, inner in value.items()}
        return {name: normal_form(named[name], name) for name in sorted(named)}
    if key == "on" and value is not None:
        events = value if isinstance(value, list) else [value]
        return dict.fromkeys(sorted(map(str, events)))
    if isinstance(value, list):
        inner = [normal_form(one) for one in value]
        is_set = key in _SETS and not any(isinstance(one, str) and one.startswith("!") for one in inner)
        return sorted({_text(one): one for one in inner}.values(), key=_text) if is_set else inner
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def first_difference(got: bytes, wanted: bytes, path: str) -> tuple[int, str, str] | None:
    """Line, text there and text wanted, where a file GOT first differs from WANTED; None where both say the same."""
    if got.replace(b"\r\n", b"\n") == wanted.replace(b"\r\n", b"\n"):
        return None
    if path.endswith((".yml", ".yaml")):
        try:
            if normal_form(mapping(got)) == normal_form(mapping(wanted)):
                return None
        except PipelineError:
            pass  # not YAML: its lines decide
    ours, theirs = (content.decode("utf-8", "replace").splitlines() for content in (got, wanted))
    for _, at, end, other, other_end in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if ours[at:end] != theirs[other:other_end]:
            return at + 1, (ours[at:end] or ["nothing"])[0].strip(), (theirs[other:other_end] or ["nothing"])[0].strip()
    return 1, "other line ends", "the template's"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
