"""Notes between repositories: fetched into a ref of their own and merged, pushed without force.

Never by a refspec that replaces `refs/notes/*`: that destroys notes which have not been published.
"""

from __future__ import annotations

import random
import time
from urllib.parse import urlsplit

from ai_provenance.errors import GitError
from ai_provenance.repo.as_user import TextOutcome, try_as_user
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions

TRIES = 10
"""Pushes that are tried at least: another clone may push between our fetch and our push.

Of four clones that published without a pause, each twentieth push gave up with five tries, with whatever pauses.
"""
_PATIENCE = 20.0
"""Seconds in which more are tried: on a busy machine each takes longer, and so does what comes between."""
_PAUSE = 0.1
"""Seconds at most before the second push; twice as many before each further one, up to `_LONGEST`."""
_LONGEST = 1.0
_STRATEGY = "cat_sort_uniq"
"""A note is a set of lines, and this makes the union of two."""
_MOVED = ("non-fast-forward", "fetch first", "cannot lock ref", "failed to update ref", "stale info")


class RefusedError(GitError):
    """The other side takes no notes from us: no right to write, a fork's token."""


def incoming_ref(remote: str, ref: str) -> str:
    """Where the notes of REF at REMOTE are kept."""
    return f"refs/notes-incoming/{_name(remote)}/{ref.removeprefix('refs/notes/')}"


def fetch_notes(repository: Repository, remote: str, ref: str, *, merge: bool = True) -> bool:
    """Fetch REF of REMOTE, a name or an address, and merge it into ours; False where there is none there.

    Without MERGE it is left in `incoming_ref`.

    Raises GitError where the remote cannot be reached, or the notes cannot be merged.
    """
    check_revisions([remote])
    incoming = incoming_ref(remote, ref)
    listed = _git(repository, "ls-remote", remote, ref)
    if listed.status:
        raise GitError(f"cannot read {remote}: {_last(listed)}", hint=f"git ls-remote {remote}")
    if not listed.out.strip():
        return False
    # a partial clone would leave the notes' content at the remote, where nothing that reads them looks
    options = ["--quiet", "--no-tags", "--no-filter", "--no-write-fetch-head", "--no-auto-gc"]
    fetched = _git(repository, "fetch", *options, remote, f"+{ref}:{incoming}")
    if fetched.status:
        raise GitError(f"cannot fetch {ref} from {remote}: {_last(fetched)}", hint=f"git fetch {remote} {ref}")
    if merge:
        merge_notes(repository, incoming, ref)
    return True


def merge_notes(repository: Repository, incoming: str, ref: str) -> None:
    """Merge the notes of the ref INCOMING into REF. Raises GitError where git cannot."""
    # one process for both, as here another clone may push
    listed = _git(repository, "for-each-ref", "--format=%(refname) %(objectname)", ref, incoming).out
    tips = dict(line.split(" ") for line in listed.splitlines())
    if ref not in tips:
        made = _git(repository, "update-ref", ref, incoming, "")
        if not made.status:
            return
    # `git notes` takes a ref below refs/notes only, so the other side is given by its id
    tip = tips.get(incoming, "")
    if tip == tips.get(ref):
        return
    merged = _git(repository, "notes", f"--ref={ref}", "merge", "--quiet", "-s", _STRATEGY, tip)
    if merged.status:
        raise GitError(f"cannot merge {incoming} into {ref}: {_last(merged)}", hint="git notes merge --abort")


def push_notes(repository: Repository, remote: str, ref: str) -> bool:
    """Publish REF at REMOTE, merged with what is there; False where there is nothing to publish.

    Raises:
        RefusedError: the remote takes no notes from us.
        GitError: it cannot be reached, or others push all the time.
    """
    attempt, end = 0, time.monotonic() + _PATIENCE
    while attempt < TRIES or time.monotonic() < end:
        if attempt:  # clones that push at once would meet again, and one of them lose each time
            time.sleep(random.uniform(0, min(_LONGEST, _PAUSE * 2**attempt)))  # noqa: S311 - no secret
        attempt += 1
        if not fetch_notes(repository, remote, ref) and _git(repository, "rev-parse", "--verify", "-q", ref).status:
            return False
        pushed = _git(repository, "push", "--quiet", "--no-verify", remote, f"{ref}:{ref}")
        if not pushed.status:
            return True
        if not any(words in pushed.err for words in _MOVED):
            raise RefusedError(f"{remote} takes no notes: {_last(pushed)}", hint=f"git push {remote} {ref}")
    raise GitError(f"{ref} of {remote} moved at each of {attempt} pushes", hint="ai-provenance records push")


def _git(repository: Repository, *args: str) -> TextOutcome:
    # as the user: credentials, proxies and rewritten addresses are theirs
    return try_as_user(repository.directory, *args, extra={"GIT_TERMINAL_PROMPT": "0"})


def _name(remote: str) -> str:
    """REMOTE as one part of a ref's name."""
    parts = urlsplit(remote)
    plain = f"{parts.hostname or ''}{parts.path}" if parts.scheme else remote
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in plain).strip("-") or "remote"


def _last(outcome: TextOutcome) -> str:
    lines = [line.strip() for line in outcome.err.splitlines() if line.strip()]
    return lines[-1] if lines else f"git ended with {outcome.status}"
