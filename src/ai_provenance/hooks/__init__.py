"""The hooks that git calls, one module each, behind one entry point: `main`.

Tagging hooks let the commit through whatever happens to them (`guard`); the hooks that refuse say what to do. A message
hook makes a `CommitContext` (the message, and what git is in the middle of), `rewrite` gathers the evidence and leaves
most commits before the rule is imported; `tagging` is the rule, `carry` finds what folded commits bring along, `stated`
what the message itself says. Only this way may be imported at a commit: `tests/unit/hooks/test_imports.py` lists it.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

TAGGING = {
    "prepare-commit-msg": "prepare_commit_msg",
    "commit-msg": "commit_msg",
    "post-commit": "post_commit",
    "post-merge": "post_commit",
    "post-rewrite": "post_rewrite",
}
"""Hook -> its module. Every failure of these lets the commit through."""
GATING = {"pre-commit": "pre_commit", "pre-merge-commit": "pre_commit", "pre-push": "pre_push"}
"""Hook -> its module. These may refuse."""
SCAN = "scan-message"
"""The second half of commit-msg. A native shim, which limits the time of the first half only, calls it by this name."""
SILENT = frozenset(("post-checkout", "post-applypatch"))
"""Hooks that have nothing to do, named so that one shim can serve every hook."""


def enter() -> NoReturn:
    """Run the hook that the command line names, and end the process."""
    if len(sys.argv) > 1 and sys.argv[1] in TAGGING:
        import gc  # noqa: PLC0415 - built in

        gc.disable()  # a process of milliseconds leaves no garbage worth the time to look for it
    # A tagging hook ends it at once: there is nothing to finalize, and the interpreter's own finalization takes a fifth
    # of the time of such a process.
    code = main()
    if len(sys.argv) < 2 or sys.argv[1] not in TAGGING:
        sys.exit(code)
    import os  # noqa: PLC0415 - imported by now

    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib is not imported here
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass  # closed, or its reader is gone: the commit goes on
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
