"""The pre-push hook: what leaves this machine, before the policy and the secret scan.

All refs of a push are judged when git starts the hook itself. Under pre-commit only the first of them is known, and
standard input is empty: the framework has read it and tells the rest in variables.
"""

from __future__ import annotations

import os
import subprocess
import sys

from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.repo.lean import ask_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOLD = ("PRE_COMMIT_LOCAL_BRANCH", "PRE_COMMIT_TO_REF", "PRE_COMMIT_REMOTE_BRANCH", "PRE_COMMIT_FROM_REF")


def run(hook: str, arguments: list[str]) -> int:
    """Judge a push. ARGUMENTS are git's: name and address of the remote. 0, or what the worse of the two scans says."""
    remote = os.environ.get("PRE_COMMIT_REMOTE_NAME") or (arguments[0] if arguments else "origin")
    lines = sys.stdin.buffer.read() or told_by_the_framework(os.environ)
    policy = _judge_policy(remote, lines)
    if policy not in (ExitCode.OK, ExitCode.VIOLATION_FOUND):
        return policy
    try:
        return _scan_secrets(remote, lines) or policy
    except ProvenanceError as error:
        print(f"ai-provenance: {hook}: could not scan for secrets: {error}", file=sys.stderr)
        print(f"hint: {error.hint or 'git push --no-verify skips the scan; CI will scan'}", file=sys.stderr)
        return ExitCode.INCONCLUSIVE


def told_by_the_framework(environ: Mapping[str, str]) -> bytes:
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


def _judge_policy(remote: str, lines: bytes) -> int:
    """The exit code of `ai-provenance check`, in a process of its own: hooks carry none of what it needs.

    Isolated (`-I`), so that no module of the work tree is imported.
    """
    command = [sys.executable, "-I", "-m", "ai_provenance", "check", "--pre-push", remote]
    return subprocess.run(command, input=lines, check=False).returncode


def _scan_secrets(remote: str, lines: bytes) -> int:
    """Scan the lines and messages that the remote does not have yet; it says where, never what."""
    if os.environ.get("AI_PROVENANCE_SECRETS", "").lower() == "off":
        return ExitCode.OK
    from ai_provenance.config.lean import read  # noqa: PLC0415 - only where something is scanned
    from ai_provenance.repo.patches import history  # noqa: PLC0415
    from ai_provenance.secretscan.gate import refusal  # noqa: PLC0415
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415
    from ai_provenance.secretscan.sieve import suspects  # noqa: PLC0415

    revisions = list(_new_revisions(remote, lines))
    if not revisions:
        return ExitCode.OK
    settings = read(os.getcwd())["secrets"]
    assert isinstance(settings, dict)  # noqa: S101 - the table's shape
    exclude, baseline = settings["exclude"], settings["baseline"]
    assert isinstance(exclude, list)  # noqa: S101
    findings = list(scan_with(history(revisions, suspects), exclude=exclude, baseline=str(baseline)))
    if not findings:
        return ExitCode.OK
    print(refusal(findings).replace("this commit would", "this push would"), file=sys.stderr)
    return ExitCode.VIOLATION_FOUND


def _new_revisions(remote: str, lines: bytes) -> Iterator[str]:
    """The tips of a push, and as `^OID` what the remote has, as far as it is known here."""
    from ai_provenance.repo import open_repository, run_git  # noqa: PLC0415
    from ai_provenance.repo.updates import present, pushed  # noqa: PLC0415

    repository = open_repository()
    updates = [update for update in pushed(lines) if update.is_judged]
    tips = present(repository, [update.new for update in updates])
    if not tips:
        return
    known = run_git(repository, "for-each-ref", "--format=%(objectname)", f"refs/remotes/{remote}/").decode().split()
    yield from tips
    yield from (f"^{oid}" for oid in present(repository, [*known, *(update.old for update in updates)]))
