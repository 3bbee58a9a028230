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
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from ai_provenance.model import Finding
    from ai_provenance.repo.patch_parser import Unread
    from ai_provenance.repo.run import Where
    from ai_provenance.secretscan.exemptions import BaseText


class Outcome:
    """What the scans of a hook found, what they let pass, and the files that they could not read to their end."""

    __slots__ = ("findings", "suppressed", "unread")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.suppressed: list[Finding] = []
        """Each with what lets it pass (`exclude`, `pragma`, `baseline`) as `waived_by`."""
        self.unread: list[Unread] = []


def scan_staged(
    *,
    whole_files: bool = False,
    exclude: Sequence[str] = (),
    baseline: str = "",
    pragmas: str = "honour",
    seconds: float = 30,
) -> Outcome:
    """Scan the lines that the commit being made adds; with WHOLE_FILES the whole of each file that it touches.

    EXCLUDE holds globs of paths; BASELINE is the path of a file of known findings; PRAGMAS says which comments count;
    SECONDS is for each file.

    Raises:
        GitError: git cannot list what is staged.
        ConfigError: the baseline cannot be read.
    """
    outcome = Outcome()
    source = staged_files if whole_files else staged_lines
    fragments = list(source(WorkingDirectory(), candidate_offsets, named=names_credential_file, unread=outcome.unread))
    if not fragments and not outcome.unread:
        return outcome  # the common case: no detector is imported
    from ai_provenance.secretscan.exemptions import path_filter  # noqa: PLC0415 - see above

    is_excluded = path_filter(exclude)
    settings = {"exclude": exclude, "baseline": baseline, "pragmas": pragmas, "seconds": seconds}
    scan_fragments(outcome, (one for one in fragments if not is_excluded(one.path)), settings, "HEAD")
    # what is excluded is looked at so that it can be listed, but it must not cost what it was excluded for
    settings["seconds"] = min(seconds, _FOR_EXCLUDED)
    scan_fragments(outcome, (one for one in fragments if is_excluded(one.path)), settings, "HEAD")
    return outcome


_FOR_EXCLUDED = 0.2
"""Seconds for each excluded file."""


def scan_fragments(outcome: Outcome, fragments: Iterable[Fragment], settings: Mapping[str, Any], base: str) -> None:
    """Scan FRAGMENTS by SETTINGS, the hooks' `[secrets]`, and add to OUTCOME; BASE is a revision or empty."""
    from ai_provenance.secretscan.budget import Budget  # noqa: PLC0415 - only where something is scanned
    from ai_provenance.secretscan.scan import scan_with  # noqa: PLC0415 - likewise

    budget = Budget(settings["seconds"], outcome.unread)
    exempt = _exemptions(settings, base)
    outcome.findings += scan_with(fragments, **exempt, budget=budget, suppressed=outcome.suppressed)
    leave_out(outcome, settings["exclude"])


def leave_out(outcome: Outcome, exclude: Sequence[str]) -> None:
    """Drop the files that globs of EXCLUDE match from those that were not read to their end."""
    from ai_provenance.secretscan.exemptions import path_filter  # noqa: PLC0415 - likewise

    is_excluded = path_filter(exclude)
    outcome.unread[:] = [file for file in outcome.unread if not is_excluded(file.path)]


def _exemptions(settings: Mapping[str, Any], base: str) -> dict[str, Any]:
    """Arguments of `scan_with` for what SETTINGS let pass."""
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


def scan_message(message: bytes, settings: Mapping[str, Any]) -> Outcome:
    """Scan MESSAGE, a commit message as git will keep it: without comments and what is below the scissors."""
    outcome = Outcome()
    if candidate_offsets(message):
        # no glob and no list of known findings is about messages
        settings = {"exclude": (), "baseline": "", "pragmas": settings["pragmas"], "seconds": settings["seconds"]}
        scan_fragments(outcome, [Fragment(MESSAGE_PATH, 1, message)], settings, "")
    return outcome


def text_of(outcome: Outcome) -> str:
    """What a hook says about OUTCOME: the refusal, and what was let pass; empty where there is nothing to say.

    Raises ProvenanceError where nothing was found, but a file could not be read to its end.
    """
    if outcome.unread and not outcome.findings:
        raise ProvenanceError(unread_text(outcome.unread), UNREAD_HINT)
    parts = [refusal(outcome.findings)] if outcome.findings else []
    if outcome.unread:
        parts.append(f"ai-provenance: {unread_text(outcome.unread)}")
    if outcome.suppressed:
        lines = [*passed_lines(outcome.suppressed, most=_MOST_NAMED), f"ai-provenance: {passed(outcome.suppressed)}"]
        parts.append("\n".join(map(log_line, lines)))
    return "\n\n".join(parts)


def passed_lines(suppressed: Sequence[Finding], *, most: int | None = None) -> Iterator[str]:
    """A line for each finding that was let pass, the first MOST of them."""
    for finding in suppressed[:most]:
        yield f"let pass by {finding.waived_by}: {place_of(finding)}: {finding.message} [{finding.rule}]"
    if most is not None and len(suppressed) > most:
        yield f"and {len(suppressed) - most:,} more: ai-provenance secrets scan lists all"


def passed(suppressed: Sequence[Finding]) -> str:
    """How many findings were let pass, by reason."""
    reasons = [finding.waived_by or "" for finding in suppressed]
    by = ", ".join(f"{reasons.count(reason):,} by {reason}" for reason in sorted(set(reasons)))
    return f"{len(reasons):,} let pass: {by}"


def place_of(finding: Finding) -> str:
    """Commit, path and line of FINDING."""
    return f"{finding.commit[:12] + ' ' if finding.commit else ''}{finding.path}:{finding.line}"


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
        yield f"{place_of(finding)}: {finding.message} [{finding.rule}]"
        if "revoke" in finding.hint and (next_one is None or next_one.hint != finding.hint):
            yield f"  {finding.hint}"
