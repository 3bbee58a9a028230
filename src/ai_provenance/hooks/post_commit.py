"""post-commit: record the commit, where records are on, and note the declarations that a project forbids in messages.

Also post-merge: git runs no post-commit for a merge that it makes by itself. What free text says is left to readers.
For a commit in which no agent was observed the record says so: it is traceable without a word in its message.
"""

from __future__ import annotations

import os

from ai_provenance.errors import GitError
from ai_provenance.hooks import message_file
from ai_provenance.hooks.commit_context import CommitContext, git_directory
from ai_provenance.hooks.settings import is_configured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

REF = "refs/notes/ai-provenance"
"""The configuration's `notes-refs` reads it by default; `squash repair` writes there too."""
_LAYOUT = "%H%x00%at%x00%an%x00%ae%x00%cn <%ce> %ct +0000%x00%B%x00"
_FEW = 64
"""Changed paths up to which their contents are read at once."""


class _Head:
    """The commit that HEAD names, and what it changed."""

    __slots__ = ("author", "author_time", "committer", "entries", "message", "oid")

    def __init__(self, fields: Sequence[bytes]) -> None:
        self.oid, time, *author = [field.decode("utf-8", "replace") for field in fields[:4]]
        self.author_time = int(time) if time.isdigit() else None
        self.author = (author[0], author[1])
        self.committer = fields[4]
        self.message = fields[5]
        self.entries = list(fields[7:-1])
        """Of `git log --raw -z`: what changed of a path, and the path, by turns."""


def run(arguments: list[str]) -> None:
    """Git gives post-commit no arguments, post-merge whether it was a squash merge. It ignores how the hook ends."""
    git_dir = git_directory("", os.environ)
    path = f"{git_dir}/{message_file.WITHHELD}"
    withheld = _read(path)
    if withheld:
        from ai_provenance.repo.run import git_output  # noqa: PLC0415 - only where something was withheld

        git_output(["notes", f"--ref={REF}", "append", "-F", path, "HEAD"], hardened=False)
        os.unlink(path)
    if is_configured():
        from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - a project without one does not pay for it

        settings = hook_settings(os.getcwd())["records"]
        if settings["write"] == "commit" and (not arguments or _is_merged_here(arguments[0])):
            _record(git_dir, settings, withheld)


def _is_merged_here(squash: str) -> bool:
    """Whether a merge has just made HEAD, rather than moved to a commit that was there, or prepared a squash."""
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - only where git merged

    return squash == "0" and b": Merge made by" in (git_output(["log", "-g", "-1", "--format=%gs", "HEAD"]) or b"")


def _record(git_dir: str, settings: dict[str, Any], withheld: bytes) -> None:
    """Write the record of HEAD. In a rebase, and for an amended commit, post-rewrite does: it knows what was there."""
    from ai_provenance.hooks.rewrite import gather_evidence  # noqa: PLC0415 - only where commits are recorded

    context = CommitContext("", "", os.environ)
    evidence = gather_evidence(context)
    sources = [oid.decode("ascii", "replace") for oid in _read(f"{git_dir}/{message_file.SOURCES}").split()]
    message_file.keep(git_dir, message_file.SOURCES, b"")
    head = None if evidence.amending or context.rebasing else _head()
    if head is None:
        return
    from ai_provenance.hooks.recording import line_of, signer, stated  # noqa: PLC0415 - as above
    from ai_provenance.repo.note_writing import RECORDS, Tip, write_notes  # noqa: PLC0415
    from ai_provenance.repo.run import WorkingDirectory  # noqa: PLC0415

    mechanical = bool(sources) or context.is_mechanical(head.message)
    observed = [(agent, model) for agent, _, model, strong, _ in evidence.observations if strong and not mechanical]
    change, tip = _change_and_tip(head, RECORDS)
    record = stated(head.message + b"\n\n" + withheld if withheld else head.message, observed)._replace(
        commit=head.oid, change=change, author_time=head.author_time, at="squash" if sources else "post-commit"
    )
    picked = [oid.decode("ascii", "replace") for oid in _read(f"{git_dir}/CHERRY_PICK_HEAD").split()]
    if sources or picked:
        from ai_provenance.attest.derived import records_at, united  # noqa: PLC0415 - few commits have any
        from ai_provenance.repo import open_repository  # noqa: PLC0415

        known = records_at(open_repository(), [*sources, *picked])
        record = united(record, [one for found in known.values() for one in found])
    where = WorkingDirectory()
    line = line_of(record, head.author, signer(where, settings))
    try:
        write_notes(where, Tip(RECORDS, tip, head.committer), {head.oid: line + b"\n"}, reason="Record a commit\n")
    except GitError:  # another work tree has recorded a commit meanwhile
        write_notes(where, RECORDS, {head.oid: line + b"\n"}, reason="Record a commit\n")


def _head() -> _Head | None:
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - as above

    log = ["-c", "log.showRoot=true", "log", "-1", "-z", "--raw", "-r", "--no-abbrev", "--no-renames", "--no-notes"]
    out = git_output([*log, "--encoding=UTF-8", "--no-ext-diff", f"--format={_LAYOUT}", "HEAD", "--"])
    fields = (out or b"").split(b"\0")
    return _Head(fields) if len(fields) >= 7 else None


def _change_and_tip(head: _Head, ref: str) -> tuple[str, str]:
    """The change digest of HEAD, empty where it has none, and the tip of REF, empty where there is none."""
    from ai_provenance.repo import change_digest  # noqa: PLC0415 - as above
    from ai_provenance.repo.batch_process import read_few  # noqa: PLC0415
    from ai_provenance.repo.run import WorkingDirectory  # noqa: PLC0415

    entries = change_digest.parsed_entries(head.entries)
    if len(entries) > _FEW:  # not all at once in memory
        from ai_provenance.repo import open_repository  # noqa: PLC0415 - few commits change so many
        from ai_provenance.repo.note_writing import tip  # noqa: PLC0415

        repository = open_repository()
        digests = change_digest.change_digests(repository, [head.oid])
        return digests.get(head.oid, ""), tip(repository, ref).oid
    found = read_few(WorkingDirectory(), [*change_digest.contents_needed(entries), f"{ref}^0"])
    there = found[f"{ref}^0"]
    digest = change_digest.digest_of(entries, lambda names: [(name, found[name]) for name in names])
    return digest or "", there.oid if there else ""


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
