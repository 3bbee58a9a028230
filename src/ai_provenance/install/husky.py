"""Installs hooks under husky: a marked block at the top of the files in `.husky`, which the project commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ai_provenance.install import marked_block
from ai_provenance.install.shim import HOOKS, SCANNING
from ai_provenance.install.steps import Remove, Step, Write

DIRECTORY = ".husky"
_READING_HOOK = "pre-push"
"""The hook to whose standard input git writes, which can be read only once."""
_SHEBANG = b"#!/usr/bin/env sh\n"
_BODY = """\
if command -v ai-provenance-hook >/dev/null 2>&1; then
{call}
else
    echo 'ai-provenance: ai-provenance-hook is not on the PATH; {consequence}; hint: ai-provenance doctor' >&2
fi
"""
# `|| exit`: the project's own lines run only where ours let the commit pass
_CALL = '    ai-provenance-hook {hook} "$@" || exit'
_READING_CALL = """\
    ai_provenance_refs=$(cat) # the lines below may want to read them too
    [ -z "$ai_provenance_refs" ] || printf '%s\\n' "$ai_provenance_refs" | ai-provenance-hook {hook} "$@" || exit
    [ -z "$ai_provenance_refs" ] || exec <<AI_PROVENANCE
$ai_provenance_refs
AI_PROVENANCE"""


def body(hook: str) -> str:
    """The lines for `.husky/HOOK`."""
    # every clone gets them, so they name no interpreter of this machine
    consequence = "not scanned for secrets" if hook in SCANNING else "the commit goes on untagged"
    call = _CALL
    if hook == _READING_HOOK:
        consequence, call = "the push is not checked", _READING_CALL
    return _BODY.format(call=call.format(hook=hook), consequence=consequence)


def plan_install(directory: Path, hooks: Iterable[str]) -> Iterator[Step]:
    """The steps that put our block into DIRECTORY/HOOK (`.husky`) for each of HOOKS."""
    for hook in hooks:
        path = directory / hook
        content = path.read_bytes() if path.exists() else None
        # the file is the project's: a block that is in it already is not written again
        if content and marked_block.has_block(content):
            continue
        if content is None:
            yield Write(path, marked_block.new_file(body(hook).encode(), first=_SHEBANG), 0o755)
        else:
            yield Write(path, marked_block.at_top(content, body(hook).encode()))


def plan_uninstall(directory: Path) -> Iterator[Step]:
    """The steps that remove our blocks from DIRECTORY (`.husky`) again."""
    for hook in HOOKS:
        path = directory / hook
        if path.is_file() and marked_block.has_block(content := path.read_bytes()):
            left = marked_block.without(content)
            yield Remove(path) if left is None else Write(path, left)
