"""The hooks that git calls, one module each, behind one lean door.

Tagging hooks let the commit through whatever happens to them; the hooks that refuse (secrets) say what to do.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

TAGGING = {"prepare-commit-msg": "prepare_commit_msg", "commit-msg": "commit_msg", "post-commit": "post_commit"}
"""Hook -> its module. They only ever add to a message: every failure lets the commit through."""
GATING = {"pre-commit": "pre_commit", "pre-merge-commit": "pre_commit", "pre-push": "pre_push"}
"""Hook -> its module. They may refuse."""
SCAN = "scan-message"
"""The second half of commit-msg: a native shim calls it when the first half, whose time is limited, asks for it."""
SILENT = frozenset(("post-checkout", "post-merge", "post-rewrite", "post-applypatch"))
"""Hooks that have nothing to do yet; named so that one shim can serve every hook."""


def enter() -> NoReturn:
    """Run the hook that the command line names, and end the process.

    What tags ends it at once: there is nothing to tidy up, and the interpreter's own tidying takes a fifth of its life.
    """
    code = main()
    if len(sys.argv) < 2 or sys.argv[1] not in TAGGING:
        sys.exit(code)
    import os  # noqa: PLC0415 - by now it is there

    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib is not there yet
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass  # closed, or nobody listens: the commit goes on
    os._exit(code)


def main(arguments: list[str] | None = None) -> int:
    """Run one hook: `NAME ARGS...` as git gave them to it. Returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in ("-h", "--help"):
        known = ", ".join((*TAGGING, *GATING, *sorted(SILENT)))
        print(f"usage: ai-provenance-hook NAME ARGS...\nNAME is one of: {known}", file=sys.stderr)
        return 0 if given else 2
    name, rest = given[0], given[1:]
    if name in TAGGING:
        return _tag(name, rest)
    if name == SCAN:
        return _scan(rest)
    if name in GATING:
        module = __import__(f"ai_provenance.hooks.{GATING[name]}", fromlist=["run"])
        return int(module.run(name, rest))
    if name in SILENT:
        return 0
    print(f"ai-provenance: unknown hook '{name}', nothing done", file=sys.stderr)
    return 2


def _tag(name: str, arguments: list[str]) -> int:
    from ai_provenance.hooks.guard import let_through  # noqa: PLC0415 - only what this hook needs

    code = let_through(name, TAGGING[name], arguments)
    return code or (_scan(arguments, may_wait=True) if name == "commit-msg" else 0)


def _scan(arguments: list[str], *, may_wait: bool = False) -> int:
    from ai_provenance.hooks import message_secrets  # noqa: PLC0415 - only what this hook needs

    return message_secrets.run(arguments, may_wait=may_wait)
