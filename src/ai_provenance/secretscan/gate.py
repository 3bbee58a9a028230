"""The entry point of the hooks: scans what is staged, or a message, and words the refusal.

A commit pays for what is imported here, so the detectors are loaded only when there is a candidate.
"""

from __future__ import annotations

import os

from ai_provenance.errors import ProvenanceError
from ai_provenance.repo.patch_parser import MESSAGE_PATH, Fragment
from ai_provenance.repo.patch_stream import staged_files, staged_lines
from ai_provenance.repo.run import WorkingDirectory
from ai_provenance.secretscan.anchors import candidate_offsets, names_credential_file
from ai_provenance.text import log_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from ai_provenance.model import Finding
    from ai_provenance.repo.patch_parser import Unread
    from ai_provenance.repo.run import Where
    from ai_provenance.secretscan.exemptions import BaseText


def scan_staged(
    *,
    whole_files: bool = False,
    exclude: Sequence[str] = (),
    baseline: str = "",
    pragmas: str = "honour",
    seconds: float = 30,
) -> list[Finding]:
    """Findings in the lines that the commit being made adds; with WHOLE_FILES in the whole of each file it touches.

    EXCLUDE holds globs of paths; BASELINE is the path of a file of known findings; PRAGMAS says which comments count;
    SECONDS is for each file.

    Raises:
        GitError: git cannot list what is staged.
        ConfigError: the baseline cannot be read.
        ProvenanceError: nothing was found, but a file that is not excluded could not be read to its end.
    """
    source = staged_files if whole_files else staged_lines
    unread: list[Unread] = []
    fragments = list(source(WorkingDirectory(), candidate_offsets, named=names_credential_file, unread=unread))
    if not fragments and not unread:
        return []  # the common case: no detector is imported
    from ai_provenance.secretscan.budget import Budget  # noqa: PLC0415 - see above
    from ai_provenance.secretscan.exemptions import path_filter  # noqa: PLC0415 - see above
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - see above

    is_excluded = path_filter(exclude)
    # before the scan, so that an excluded file costs no time
    wanted = [fragment for fragment in fragments if not is_excluded(fragment.path)]
    budget = Budget(seconds, unread)
    settings = {"exclude": exclude, "baseline": baseline, "pragmas": pragmas}
    findings = list(scan_with(wanted, **exemptions(settings, "HEAD"), budget=budget))
    missing = [file for file in unread if not is_excluded(file.path)]
    if missing and not findings:
        raise ProvenanceError(unread_text(missing), UNREAD_HINT)
    return findings


def exemptions(settings: Mapping[str, Any], base: str) -> dict[str, Any]:
    """Arguments of `scan_with` for what SETTINGS, the hooks' `[secrets]`, let pass; BASE is a revision or empty."""
    return {
        **{name: settings[name] for name in ("exclude", "baseline", "pragmas")},
        "top": os.getcwd(),  # noqa: PTH109 - pathlib doubles a hook's start
        "base": base_text(base) if base else None,
    }


def base_text(revision: str, where: Where | None = None) -> BaseText:
    """The function that gives what REVISION has under a path, in WHERE (default: our working directory)."""

    def text(path: str) -> bytes:
        from ai_provenance.repo.objects import file_at  # noqa: PLC0415 - only where a pragma counts by the base

        return file_at(where or WorkingDirectory(), revision, path)

    return text


UNREAD_HINT = "exclude generated files, or where time ran out allow more `seconds`, in [secrets] of .ai-provenance.toml"
_MOST_NAMED = 10


def unread_text(files: Sequence[Unread]) -> str:
    """FILES, each with the reason why it was not read to its end, as one sentence."""
    named = [
        f"{file.path or 'the commit'}{f' of {file.commit[:12]}' if file.commit else ''}: {file.reason}"
        for file in files[:_MOST_NAMED]
    ]
    more = len(files) - len(named)
    return log_line("not read whole: " + "; ".join(named) + (f"; and {more} more" if more else ""))


def scan_message(message: bytes, *, pragmas: str = "honour") -> list[Finding]:
    """Findings in MESSAGE, a commit message as git will keep it: without comments and what is below the scissors."""
    if not candidate_offsets(message):
        return []
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - likewise

    return list(scan_with([Fragment(MESSAGE_PATH, 1, message)], pragmas=pragmas))


_IN_FILES = (
    "  1. take the value out, and read it from the environment or a vault",
    "  2. it is no secret: put `pragma: allowlist secret` in a comment on its line",
    "  3. it is known and accepted: ai-provenance secrets audit",
)
_IN_MESSAGE = (
    "  1. take the value out; git has kept the text:",
    '     git commit -e -F "$(git rev-parse --git-path COMMIT_EDITMSG)"',
    "  2. it is no secret: end its line with `pragma: allowlist secret`, which stays in the message",
    "  3. skip the check of this one message: git commit --no-verify",
)
_IN_COMMITS = (
    "  1. take the value out of the commit that adds it: git rebase -i COMMIT^, mark it `edit`",
    "  2. it is no secret: put `pragma: allowlist secret` in a comment on its line, in the same commit",
    "  3. it is known and accepted: ai-provenance secrets audit",
)


def refusal(findings: Sequence[Finding]) -> str:
    """The text that refuses a commit or push: place and kind of each secret, never its value, and ways to go on."""
    count = f"{len(findings)} secrets" if len(findings) > 1 else "a secret"
    is_push = any(finding.commit for finding in findings)
    ways: Sequence[str] = _IN_COMMITS if is_push else _IN_FILES
    if all(finding.path == MESSAGE_PATH for finding in findings) and not is_push:
        ways = _IN_MESSAGE
    lines = [f"ai-provenance: this {'push' if is_push else 'commit'} would publish {count}", ""]
    lines += [log_line(f"  {line}") for line in described(findings)]
    return "\n".join([*lines, "", "Ways out:", *ways])


def described(findings: Sequence[Finding]) -> Iterator[str]:
    """Place and kind of each secret; below it, or below several of one provider, where it is revoked."""
    following = [*findings[1:], None]
    for finding, next_one in zip(findings, following, strict=False):
        commit = f"{finding.commit[:12]} " if finding.commit else ""
        yield f"{commit}{finding.path}:{finding.line}: {finding.message} [{finding.rule}]"
        if "revoke" in finding.hint and (next_one is None or next_one.hint != finding.hint):
            yield f"  {finding.hint}"
