"""The entry point of the hooks: scans what is staged, or a message, and words the refusal.

A commit pays for what is imported here, so the detectors are loaded only when there is a candidate.
"""

from __future__ import annotations

from ai_provenance.repo.patch_parser import MESSAGE_PATH, Fragment
from ai_provenance.repo.patch_stream import staged_files, staged_lines
from ai_provenance.repo.run import WorkingDirectory
from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file
from ai_provenance.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai_provenance.model import Finding


def scan_staged(*, whole_files: bool = False, exclude: Sequence[str] = (), baseline: str = "") -> list[Finding]:
    """Findings in the lines that the commit being made adds; with WHOLE_FILES in the whole of each file it touches.

    EXCLUDE holds globs of paths; BASELINE is the path of a file of known findings. Raises GitError when git cannot
    list what is staged, ConfigError when the baseline cannot be read.
    """
    source = staged_files if whole_files else staged_lines
    fragments = list(source(WorkingDirectory(), candidate_offsets, named=names_credential_file))
    if not fragments:
        return []  # the common case: no detector is imported
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - see above

    return list(scan_with(fragments, exclude=exclude, baseline=baseline))


def scan_message(message: bytes) -> list[Finding]:
    """Findings in MESSAGE, a commit message as git will keep it: without comments and what is below the scissors."""
    if not candidate_offsets(message):
        return []
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - likewise

    return list(scan_with([Fragment(MESSAGE_PATH, 1, message)]))


def refusal(findings: Sequence[Finding]) -> str:
    """The text that refuses the commit: place and kind of each secret, never its value, and three ways to go on."""
    count = f"{len(findings)} secrets" if len(findings) > 1 else "a secret"
    lines = [f"ai-provenance: this commit would publish {count}", ""]
    lines += [printable(f"  {finding.path}:{finding.line}: {finding.message} [{finding.rule}]") for finding in findings]
    lines += [f"    {hint}" for hint in sorted({finding.hint for finding in findings if "revoke" in finding.hint})]
    lines += [
        "",
        "Ways out:",
        "  1. take the value out, and read it from the environment or a vault",
        "  2. it is no secret: put `pragma: allowlist secret` in a comment on its line",
        "  3. it is known and accepted: ai-provenance secrets audit",
    ]
    return "\n".join(lines)
