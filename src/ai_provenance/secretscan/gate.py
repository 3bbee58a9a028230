"""What the hooks call: what is staged, or a message, to findings, and findings to the words of a refusal."""

from __future__ import annotations

from ai_provenance.repo.patches import MESSAGE_PATH, Fragment, staged, staged_files
from ai_provenance.secretscan.sieve import is_telling, suspects
from ai_provenance.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai_provenance.model import Finding


def scan_staged(
    *, directory: str = "", whole_files: bool = False, exclude: Sequence[str] = (), baseline: str = ""
) -> list[Finding]:
    """Findings in the lines that the commit being made adds; with WHOLE_FILES in the whole of each file it touches.

    EXCLUDE holds globs of paths; BASELINE is the path of a file of known findings. Raises GitError when git cannot
    tell what is staged, ConfigError when the baseline cannot be read.
    """
    source = staged_files if whole_files else staged
    fragments = list(source(suspects, named=is_telling, directory=directory))
    if not fragments:
        return []  # the common case: no detector is imported
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - see above

    return list(scan_with(fragments, exclude=exclude, baseline=baseline))


def scan_message(message: bytes) -> list[Finding]:
    """Findings in a commit message; MESSAGE is what git will keep of it, without comments and scissors."""
    if not suspects(message):
        return []
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - most messages hold nothing

    return list(scan_with([Fragment(MESSAGE_PATH, 1, message)]))


def refusal(findings: Sequence[Finding]) -> str:
    """What to tell whoever commits: each place and kind, never the value, and three ways out."""
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
