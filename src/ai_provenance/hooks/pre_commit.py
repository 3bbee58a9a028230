"""pre-commit, pre-merge-commit and manual runs: refuse what would publish a secret.

Git names no files: the lines of the index are scanned. A hook manager names files, which `--all-files` takes from the
whole tree, or a range of commits: then these are scanned as well, so that a run that is given something never passes it
unread.
"""

from __future__ import annotations

import os

from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.hooks.guard import complain, conclude

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ai_provenance.secretscan.gate import Outcome

_SINCE, _UNTIL = "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"
_REMOTE = "PRE_COMMIT_REMOTE_NAME"


def run(hook: str, arguments: list[str]) -> int:
    """Scan what is staged, and the files of ARGUMENTS that have no staged change; or the range of a manager's run."""
    try:
        return _scan(arguments)
    except ProvenanceError as error:
        hint = error.hint or "git commit --no-verify skips the scan; CI will scan what was committed"
        complain(f"{hook}: could not scan: {error}", hint)
        return ExitCode.INCONCLUSIVE


def _scan(names: Sequence[str]) -> int:
    if os.environ.get("AI_PROVENANCE_SECRETS", "").lower() == "off":
        return ExitCode.OK
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - only where something is scanned

    gate = __import__("ai_provenance.secretscan.gate", fromlist=["gate"])  # loads detectors only when a line needs them

    settings = hook_settings(os.getcwd())["secrets"]
    until = os.environ.get(_UNTIL, "")
    if until:
        return conclude(_in_range(os.environ.get(_SINCE, ""), until, settings))
    outcome = gate.scan_staged(**settings)
    if names or _is_started_by_hand():
        _scan_files(outcome, names, settings)
    return conclude(outcome)


def _is_started_by_hand() -> bool:
    """Whether a hook manager was started by hand or in CI, and not by git, which sets GIT_INDEX_FILE."""
    return "PRE_COMMIT" in os.environ and "GIT_INDEX_FILE" not in os.environ


def _scan_files(outcome: Outcome, names: Sequence[str], settings: dict[str, Any]) -> None:
    """Scan those of the files NAMES that have no staged change, each whole, and add to OUTCOME.

    Raises ProvenanceError where nothing was staged and no file was named: there was nothing to scan.
    """
    from pathlib import Path  # noqa: PLC0415 - as above

    from ai_provenance.repo.run import WorkingDirectory, run_git  # noqa: PLC0415
    from ai_provenance.secretscan.gate import scan_fragments  # noqa: PLC0415
    from ai_provenance.secretscan.sources import plain_files  # noqa: PLC0415

    listed = run_git(WorkingDirectory(), "diff", "--cached", "--name-only", "-z", "--no-renames", "--no-relative")
    staged = set(listed.split(b"\0")) - {b""}
    if not (names or staged or outcome.findings):
        raise ProvenanceError(
            "nothing is staged and no file is named, so nothing was scanned",
            "pre-commit run --all-files, without `pass_filenames: false` in the configuration of this hook",
        )
    # some managers pass names of deleted files, or a placeholder that they did not fill
    whole = [name for name in names if os.fsencode(name) not in staged and os.path.lexists(name)]
    scan_fragments(outcome, plain_files(map(Path, whole)), settings, "HEAD")


def _in_range(since: str, until: str, settings: dict[str, Any]) -> Outcome:
    """Scan the lines and messages of the commits from SINCE (empty: from the first) to UNTIL.

    Raises ProvenanceError where one of them, or a commit between them, is not here.
    """
    from ai_provenance.errors import IncompleteRangeError  # noqa: PLC0415 - as above
    from ai_provenance.repo import is_complete, open_repository  # noqa: PLC0415
    from ai_provenance.repo.patch_stream import history_lines  # noqa: PLC0415
    from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file  # noqa: PLC0415
    from ai_provenance.secretscan.gate import Outcome, scan_fragments  # noqa: PLC0415

    if since.strip("0"):
        return _since(since, until)
    repository = open_repository()
    if not is_complete(repository, until):
        raise IncompleteRangeError("a shallow clone hides commits of the range", "git fetch --unshallow")
    # a push of a branch that is new there names no beginning
    remote = os.environ.get(_REMOTE)
    outcome, known = Outcome(), (f"--remotes={remote}",) if remote else ()
    added = history_lines(
        repository, [until], candidate_offsets, named=names_credential_file, known=known, unread=outcome.unread
    )
    scan_fragments(outcome, added, settings, "")
    return outcome


def _since(since: str, until: str) -> Outcome:
    """Scan the commits from SINCE to UNTIL, by what SINCE excludes and knows: the commits cannot relax that."""
    from ai_provenance.errors import IncompleteRangeError  # noqa: PLC0415 - as above
    from ai_provenance.project import open_project  # noqa: PLC0415
    from ai_provenance.repo import is_complete  # noqa: PLC0415
    from ai_provenance.repo.patch_stream import history_lines  # noqa: PLC0415
    from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file  # noqa: PLC0415
    from ai_provenance.secretscan.baseline import configured  # noqa: PLC0415
    from ai_provenance.secretscan.budget import Budget  # noqa: PLC0415
    from ai_provenance.secretscan.exemptions import allowance  # noqa: PLC0415
    from ai_provenance.secretscan.gate import Outcome, base_text, leave_out  # noqa: PLC0415
    from ai_provenance.secretscan.scan import DEFAULT_KEY, scan  # noqa: PLC0415

    project = open_project(policy_from=since)
    settings, repository = project.config.secrets, project.repository
    if not is_complete(repository, until, f"^{since}"):
        raise IncompleteRangeError("a shallow clone hides commits of the range", "git fetch --unshallow")
    outcome, known = Outcome(), configured(settings.baseline, project.find_file)
    added = history_lines(
        repository, [until, f"^{since}"], candidate_offsets, named=names_credential_file, unread=outcome.unread
    )
    outcome.findings += scan(
        added,
        key=known.key if known else DEFAULT_KEY,
        allowed=allowance(
            settings.exclude, known, pragmas=settings.pragmas, base=base_text(project.commit or since, repository)
        ),
        budget=Budget(settings.seconds, outcome.unread),
        suppressed=outcome.suppressed,
    )
    leave_out(outcome, settings.exclude)
    return outcome
