"""pre-commit, pre-merge-commit and manual runs: refuse what would publish a secret.

Git names no files: the lines of the index are scanned. A hook manager names files, which `--all-files` takes from the
whole tree, or a range of commits: then these are scanned as well, so that a run that is given something never passes it
unread.
"""

from __future__ import annotations

import os
import sys

from ai_provenance.errors import ExitCode, ProvenanceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ai_provenance.model import Finding

_SINCE, _UNTIL = "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"
_REMOTE = "PRE_COMMIT_REMOTE_NAME"


def run(hook: str, arguments: list[str]) -> int:
    """Scan what is staged, and the files of ARGUMENTS that have no staged change; or the range of a manager's run."""
    try:
        return _scan(arguments)
    except ProvenanceError as error:
        hint = error.hint or "git commit --no-verify skips the scan; CI will scan what was committed"
        print(f"ai-provenance: {hook}: could not scan: {error}\nhint: {hint}", file=sys.stderr)
        return ExitCode.INCONCLUSIVE


def _scan(names: Sequence[str]) -> int:
    if os.environ.get("AI_PROVENANCE_SECRETS", "").lower() == "off":
        return ExitCode.OK
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - only where something is scanned

    gate = __import__("ai_provenance.secretscan.gate", fromlist=["gate"])  # loads detectors only when a line needs them

    settings = hook_settings(os.getcwd())["secrets"]
    until = os.environ.get(_UNTIL, "")
    if until:
        findings = _in_range(os.environ.get(_SINCE, ""), until, settings)
    else:
        findings = gate.scan_staged(**settings)
        if names or _is_started_by_hand():
            findings += _in_files(names, settings, anything_found=bool(findings))
    if not findings:
        return ExitCode.OK
    print(gate.refusal(findings), file=sys.stderr)
    return ExitCode.VIOLATION_FOUND


def _is_started_by_hand() -> bool:
    """Whether a hook manager was started by somebody, in CI perhaps, and not by git, which sets GIT_INDEX_FILE."""
    return "PRE_COMMIT" in os.environ and "GIT_INDEX_FILE" not in os.environ


def _in_files(names: Sequence[str], settings: dict[str, Any], *, anything_found: bool) -> list[Finding]:
    """Findings in those of the files NAMES that have no staged change, each read whole.

    Raises ProvenanceError where nothing was staged and no file was named: there was nothing to scan.
    """
    from pathlib import Path  # noqa: PLC0415 - as above

    from ai_provenance.repo.run import WorkingDirectory, run_git  # noqa: PLC0415
    from ai_provenance.secretscan.gate import exemptions  # noqa: PLC0415
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415
    from ai_provenance.secretscan.sources import plain_files  # noqa: PLC0415

    listed = run_git(WorkingDirectory(), "diff", "--cached", "--name-only", "-z", "--no-renames", "--no-relative")
    staged = set(listed.split(b"\0")) - {b""}
    if not (names or staged or anything_found):
        raise ProvenanceError(
            "nothing is staged and no file is named, so nothing was scanned",
            "pre-commit run --all-files, without `pass_filenames: false` in the configuration of this hook",
        )
    # some managers pass names of deleted files, or a placeholder that they did not fill
    whole = [name for name in names if os.fsencode(name) not in staged and os.path.lexists(name)]
    fragments = plain_files(map(Path, whole))
    return list(scan_with(fragments, **exemptions(settings, "HEAD")))


def _in_range(since: str, until: str, settings: dict[str, Any]) -> list[Finding]:
    """Findings in the lines and messages of the commits from SINCE (empty: from the first) to UNTIL.

    Raises ProvenanceError where one of them, or a commit between them, is not here.
    """
    from ai_provenance.errors import IncompleteRangeError  # noqa: PLC0415 - as above
    from ai_provenance.repo import is_complete, open_repository  # noqa: PLC0415
    from ai_provenance.repo.patch_stream import history_lines  # noqa: PLC0415
    from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file  # noqa: PLC0415
    from ai_provenance.secretscan.gate import exemptions  # noqa: PLC0415
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415

    repository = open_repository()
    revisions = [until, *([f"^{since}"] if since.strip("0") else [])]
    if not is_complete(repository, *revisions):
        raise IncompleteRangeError("a shallow clone hides commits of the range", "git fetch --unshallow")
    # a push of a branch that is new there names no beginning
    remote = os.environ.get(_REMOTE)
    known = (f"--remotes={remote}",) if remote and len(revisions) == 1 else ()
    added = history_lines(repository, revisions, candidate_offsets, named=names_credential_file, known=known)
    return list(scan_with(added, **exemptions(settings, since if since.strip("0") else "")))
