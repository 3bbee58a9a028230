"""pre-push: check what leaves this machine against the policy, and scan it for secrets.

All refs of a push are checked when git starts the hook itself. Under pre-commit only the first of them is known, and
standard input is empty: the framework has read it, and passes the rest in variables.
"""

from __future__ import annotations

import os
import subprocess
import sys

from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.hooks.guard import complain, conclude
from ai_provenance.repo.run import WorkingDirectory, git_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NESTED = "AI_PROVENANCE_IN_PUSH"
"""Set for the commands that this hook runs: a push of records starts the hook once more."""
_PUSHING = 10.0
"""Seconds that a push of records may take."""
_CARRYING = 30.0
_VARIABLES = ("PRE_COMMIT_LOCAL_BRANCH", "PRE_COMMIT_TO_REF", "PRE_COMMIT_REMOTE_BRANCH", "PRE_COMMIT_FROM_REF")


def run(hook: str, arguments: list[str]) -> int:
    """Check a push. ARGUMENTS are git's: name and address of the remote. The exit code is that of the worse result."""
    remote = os.environ.get("PRE_COMMIT_REMOTE_NAME") or (arguments[0] if arguments else "origin")
    lines = sys.stdin.buffer.read() or line_from_framework(os.environ)
    records = _records(remote, lines)
    policy = _judge_policy(remote, lines)
    if policy not in (ExitCode.OK, ExitCode.VIOLATION_FOUND):
        return policy
    try:
        code = _scan_secrets(remote, lines) or policy
        if code == ExitCode.OK and records:
            # after the judgement: what is refused must not be published by its records either
            _run_ours(["records", "push", "--hook", remote], timeout=_PUSHING)
        return code
    except ProvenanceError as error:
        hint = error.hint or "git push --no-verify skips the scan; CI will scan"
        complain(f"{hook}: could not scan for secrets: {error}", hint)
        return ExitCode.INCONCLUSIVE


def line_from_framework(environ: Mapping[str, str]) -> bytes:
    """The line that git would have given, from pre-commit's variables; empty when there is nothing to check.

    pre-commit sets neither FROM nor TO when the push brings a root commit, as the first one to an empty remote does:
    then the branch is resolved. prek sets TO only (pre-commit.com, "pre-push").
    """
    branch, new, ref, old = (environ.get(name, "") for name in _VARIABLES)
    if branch and not new:
        new = (
            (git_output(["rev-parse", "--verify", "--quiet", "--end-of-options", branch]) or b"")
            .decode("ascii")
            .strip()
        )
    if not new:
        return b""
    target = ref or branch or "refs/heads/HEAD"
    full = target if target.startswith("refs/") else f"refs/heads/{target}"
    return f"{branch or full} {new} {full} {old or '0' * len(new)}\n".encode("utf-8", "surrogateescape")


def _records(remote: str, lines: bytes) -> bool:
    """Carry records to commits that a rebase has rewritten unseen by hooks; whether records are to be pushed, too."""
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - only where something is pushed

    try:
        settings = hook_settings(os.getcwd())["records"]
    except ProvenanceError:
        return False  # the judgement that follows says why
    if settings["write"] != "commit" or os.environ.get(_NESTED):
        return False
    for line in lines.decode("utf-8", "replace").splitlines():
        words = line.split()
        if len(words) == 4 and words[1].strip("0") and words[2].startswith("refs/heads/"):
            known = [words[3]] if words[3].strip("0") else [f"refs/remotes/{remote}/HEAD"]
            _run_ours(["records", "carry", "--quiet", f"{known[0]}..{words[1]}"], timeout=_CARRYING)
    return bool(settings["push"])


def _run_ours(arguments: list[str], *, timeout: float) -> None:
    """Run a command of ours whose failure is a warning: it must not hold up a push."""
    command = [sys.executable, "-I", "-m", "ai_provenance", *arguments]
    try:
        subprocess.run(command, check=False, timeout=timeout, env={**os.environ, _NESTED: "1"})
    except subprocess.TimeoutExpired:
        print(f"ai-provenance: {' '.join(arguments[:2])} took longer than {timeout:g} s", file=sys.stderr)


def _judge_policy(remote: str, lines: bytes) -> int:
    """The exit code of `ai-provenance check`."""
    # In a process of its own, since hooks import nothing above floor 2. Isolated (`-I`), so that no module of the work
    # tree is imported.
    command = [sys.executable, "-I", "-m", "ai_provenance", "check", "--pre-push", remote]
    return subprocess.run(command, input=lines, check=False).returncode


def _scan_secrets(remote: str, lines: bytes) -> int:
    """Scan the lines and messages that the remote does not have yet. The refusal names places, never a value."""
    if os.environ.get("AI_PROVENANCE_SECRETS", "").lower() == "off":
        return ExitCode.OK
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - only where something is scanned
    from ai_provenance.repo import open_repository  # noqa: PLC0415
    from ai_provenance.repo.patch_stream import history_lines  # noqa: PLC0415
    from ai_provenance.repo.refs import tracking_refs  # noqa: PLC0415
    from ai_provenance.repo.updates import present, pushed  # noqa: PLC0415
    from ai_provenance.secretscan.anchors import candidate_offsets  # noqa: PLC0415
    from ai_provenance.secretscan.gate import Outcome, scan_fragments  # noqa: PLC0415

    repository = open_repository()
    updates = [update for update in pushed(lines) if update.is_judged]
    tips = present(repository, [update.new for update in updates])
    if not tips:
        return ExitCode.OK
    settings = hook_settings(os.getcwd())["secrets"]
    old = present(repository, [update.old for update in updates])
    revisions = [*tips, *(f"^{oid}" for oid in old)]
    outcome, known = Outcome(), tracking_refs(repository, remote)
    added = history_lines(WorkingDirectory(), revisions, candidate_offsets, known=known, unread=outcome.unread)
    scan_fragments(outcome, added, settings, old[0] if len(old) == 1 else "")
    return conclude(outcome)
