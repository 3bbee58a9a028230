"""post-rewrite: carry the notes of other tools from commits that were amended or rebased to the new ones, and record
these where records are on.

A note is copied as it is, in its own ref, where old and new commit have the same change digest: then it is true of the
new one too. git's own `notes.rewriteRef` copies whatever the change became.
"""

from __future__ import annotations

import os
import sys

from ai_provenance.hooks.guard import warn
from ai_provenance.repo.run import git_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ai_provenance.config.records import RecordsConfig
    from ai_provenance.repo import Repository

_AMENDED = b"commit (amend)"
"""How git begins the line of the reflog for an amended commit."""
_SHOWN = 12
"""Digits of an id in a message."""


def run(arguments: list[str]) -> None:
    """ARGUMENTS are git's: `amend` or `rebase`. Git ignores how the hook ends."""
    command = arguments[0] if arguments else os.environ.get("PRE_COMMIT_REWRITE_COMMAND", "")
    pairs = list(_pairs(sys.stdin.buffer.read())) if sys.stdin else []
    if not pairs and command == "amend":
        pairs = list(_amended())
    if not pairs:
        return
    from ai_provenance.project import open_project  # noqa: PLC0415 - only where something was rewritten

    project = open_project()
    carry(project.repository, pairs, project.config.notes_refs)
    if project.config.records.write == "commit":
        _record(project.repository, pairs, project.config.records, amending=command == "amend")


def carry(repository: Repository, pairs: Sequence[tuple[str, str]], read: Sequence[str]) -> None:
    """Copy the notes of the old commit of each of PAIRS to the new one, where both make the same change.

    READ are the refs of the notes that count as evidence: what else people keep in notes is theirs to carry.
    """
    from ai_provenance.repo.notes import is_trace_ref, note_refs  # noqa: PLC0415 - as above

    refs = [ref for ref in note_refs(repository, read) if not is_trace_ref(ref)]
    noted = {ref: found for ref in refs if (found := _noted(repository, ref, pairs))}
    if not noted:
        return
    from ai_provenance.repo.change_digest import change_digests  # noqa: PLC0415 - as above

    concerned = {pair for found in noted.values() for pair in found}
    digests = change_digests(repository, [oid for pair in concerned for oid in pair])
    same = {(old, new) for old, new in concerned if digests.get(old) is not None and digests[old] == digests.get(new)}
    for ref, found in noted.items():
        _copy(repository, ref, {new: blob for (old, new), blob in found.items() if (old, new) in same})
    lost = {old: new for old, new in concerned if (old, new) not in same}
    if lost:
        old = next(iter(lost))
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        kept = next(ref for ref, found in noted.items() if (old, lost[old]) in found)
        warn(
            f"post-rewrite: the note of {old[:_SHOWN]}{more} was not carried, as the change is not the same any more "
            f"(hint: git notes --ref={kept} show {old[:_SHOWN]})"
        )


def _pairs(lines: bytes) -> Iterator[tuple[str, str]]:
    """Old and new id of each line that git writes: `OLD NEW`, and perhaps more."""
    for line in lines.splitlines():
        words = line.decode("ascii", "replace").split()
        if len(words) >= 2 and words[0] != words[1]:
            yield words[0], words[1]


def _amended() -> Iterator[tuple[str, str]]:
    """The commit that was amended and the one that took its place, as the reflog knows them.

    pre-commit and prek read the standard input of the hook themselves and do not pass it on.
    """
    lines = (git_output(["log", "-g", "-2", "--format=%H %gs", "HEAD"]) or b"").splitlines()
    if len(lines) == 2 and lines[0].partition(b" ")[2].startswith(_AMENDED):
        new, old = (line.split()[0].decode("ascii") for line in lines)
        yield old, new


def _noted(repository: Repository, ref: str, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Those of PAIRS whose old commit has a note in REF and whose new one has none, each with the note's blob."""
    from ai_provenance.repo.notes import list_notes  # noqa: PLC0415 - as above

    concerned = {oid for pair in pairs for oid in pair}
    notes = {commit: blob for commit, blob in list_notes(repository, ref) if commit in concerned}
    return {(old, new): notes[old] for old, new in pairs if old in notes and new not in notes}


def _copy(repository: Repository, ref: str, blobs: Mapping[str, str]) -> None:
    """Attach BLOBS to the commits that are their keys."""
    from ai_provenance.repo.note_writing import attach_notes  # noqa: PLC0415 - as above

    attach_notes(repository, ref, blobs, reason="Carry notes to rewritten commits\n")


def _record(
    repository: Repository, pairs: Sequence[tuple[str, str]], settings: RecordsConfig, *, amending: bool
) -> None:
    """Write a record for the new commit of each of PAIRS, which names the agents of the old ones' records too."""
    from ai_provenance.attest.derived import records_at, united  # noqa: PLC0415
    from ai_provenance.attest.envelope import merged  # noqa: PLC0415 - as above
    from ai_provenance.hooks.recording import line_of, signer, stated  # noqa: PLC0415
    from ai_provenance.repo import commits_by_id  # noqa: PLC0415
    from ai_provenance.repo.change_digest import change_digests  # noqa: PLC0415
    from ai_provenance.repo.note_writing import RECORDS, add_lines  # noqa: PLC0415

    sources: dict[str, list[str]] = {}
    for old, new in pairs:
        sources.setdefault(new, []).append(old)
    known = records_at(repository, [old for old, _ in pairs])
    changes = change_digests(repository, list(sources))
    observed = _observed(repository, pairs) if amending else []
    signs = signer(repository, settings._asdict())
    lines = {}
    for commit in commits_by_id(repository, sources):
        record = stated(commit.message, observed)._replace(
            commit=commit.oid, change=changes.get(commit.oid, ""), author_time=commit.author_time, at="rewrite"
        )
        taken = [one for old in sources[commit.oid] for one in known.get(old, ())]
        lines[commit.oid] = [line_of(united(record, taken), (commit.author.name, commit.author.email), signs)]
    add_lines(repository, RECORDS, lines, merge=merged, reason="Record rewritten commits\n")


def _observed(repository: Repository, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str | None]]:
    """The agents that the environment shows, where the amended commit differs in its files from the one before."""
    from ai_provenance.hooks.commit_context import CommitContext  # noqa: PLC0415 - as above
    from ai_provenance.hooks.rewrite import gather_evidence  # noqa: PLC0415
    from ai_provenance.repo import run_git  # noqa: PLC0415

    trees = run_git(repository, "rev-parse", *(f"{oid}^{{tree}}" for oid in pairs[0])).split()
    if trees[0] == trees[1]:
        return []
    evidence = gather_evidence(CommitContext("", "", os.environ))
    return [(agent, model) for agent, _, model, strong, _ in evidence.observations if strong]
