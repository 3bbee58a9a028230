"""The pre-push hook: what leaves this machine, before the policy.

All refs of a push are judged when git starts the hook itself. Under pre-commit only the first of them is known, and
standard input is empty: the framework has read it and tells the rest in variables.
"""

from __future__ import annotations

import os
import subprocess
import sys

from ai_provenance.repo.lean import ask_git

_TOLD = ("PRE_COMMIT_LOCAL_BRANCH", "PRE_COMMIT_TO_REF", "PRE_COMMIT_REMOTE_BRANCH", "PRE_COMMIT_FROM_REF")


def run(hook: str, arguments: list[str]) -> int:
    """Judge a push. ARGUMENTS are git's: name and address of the remote. The exit code of `ai-provenance check`.

    The gate runs in a process of its own, isolated (`-I`) so that no module of the work tree is imported: hooks carry
    none of what it needs.
    """
    del hook
    remote = os.environ.get("PRE_COMMIT_REMOTE_NAME") or (arguments[0] if arguments else "origin")
    lines = sys.stdin.buffer.read() or told_by_the_framework(os.environ)
    command = [sys.executable, "-I", "-m", "ai_provenance", "check", "--pre-push", remote]
    return subprocess.run(command, input=lines, check=False).returncode


def told_by_the_framework(environ: os._Environ[str] | dict[str, str]) -> bytes:
    """The line that git would have given, from pre-commit's variables; empty when there is nothing to judge.

    pre-commit sets neither FROM nor TO when the push brings a root commit, as the first one to an empty remote does:
    then the branch tells. prek sets TO only (pre-commit.com, "pre-push").
    """
    branch, new, ref, old = (environ.get(name, "") for name in _TOLD)
    if branch and not new:
        new = (ask_git(["rev-parse", "--verify", "--quiet", "--end-of-options", branch]) or b"").decode("ascii").strip()
    if not new:
        return b""
    target = ref or branch or "refs/heads/HEAD"
    full = target if target.startswith("refs/") else f"refs/heads/{target}"
    return f"{branch or full} {new} {full} {old or '0' * len(new)}\n".encode("utf-8", "surrogateescape")
