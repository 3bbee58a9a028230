"""Checks the commits of a push against the policy, on the server (`pre-receive`) or before it (`pre-push`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ai_provenance.gate.cases import CheckRequest, Labelled
from ai_provenance.gate.completeness import shallow_notice
from ai_provenance.gate.ledger import Judgement
from ai_provenance.gate.ranges import check_batches, check_labelled
from ai_provenance.repo import Repository
from ai_provenance.repo.refs import tracking_refs
from ai_provenance.repo.updates import Update, ends_at_cut, new_batches, present


@dataclass(frozen=True, slots=True)
class Push:
    """The ref updates of one push."""

    updates: tuple[Update, ...]
    remote: str | None = None
    """Name or address of the receiving side; None on the receiving side itself."""

    def known(self, repository: Repository) -> tuple[str, ...]:
        """Options of git that name the refs whose commits the receiving side has."""
        return ("--all",) if self.remote is None else tracking_refs(repository, self.remote)


def check_push(request: CheckRequest, push: Push) -> Judgement:
    """Judge the commits that the receiving side does not have yet, each once, in one stream.

    Where an override names branches, everything new to a branch is judged for it, even what another branch has already.
    """
    updates = [update for update in push.updates if update.is_judged]
    tips = [update.new for update in updates]
    here = tuple(present(request.repository, tips))
    request = replace(request, revisions=here, tips=here, is_push=True)
    exclusions = [*request.exclusions, *_received_before(request.repository, push)]
    known = push.known(request.repository)
    cut = ends_at_cut(request.repository, tips, known=known, exclusions=exclusions)
    incomplete = shallow_notice() if cut else None
    if any(override.branches for override in request.config.policy.overrides):
        # Otherwise a push to a lenient branch, and then to a strict one, would smuggle commits past the override.
        return check_labelled(request, _labelled(request, push, updates, known=known), incomplete=incomplete)
    stream = new_batches(request.repository, tips, known=known, exclusions=exclusions)
    return check_batches(replace(request, branch=None), stream, incomplete=incomplete)


def _labelled(
    request: CheckRequest, push: Push, updates: Sequence[Update], *, known: Sequence[str]
) -> Iterator[Labelled]:
    """What each update brings to its branch: all since its old tip, or for a new branch since HEAD."""
    for update in updates:
        old_tip = present(request.repository, [update.old])
        is_new_there = push.remote is not None and not old_tip
        before = [] if is_new_there else old_tip or [request.repository.head or ""]
        exclusions = [*request.exclusions, *(f"^{oid}" for oid in before if oid)]
        left_out = known if is_new_there else ()
        for batch in new_batches(request.repository, [update.new], known=left_out, exclusions=exclusions):
            yield batch, update.branch


def _received_before(repository: Repository, push: Push) -> list[str]:
    """The old tips of the updated refs, as exclusions, as far as they are here."""
    # A push to an address that is no remote's has no remote-tracking refs to exclude.
    if push.remote is None:
        return []
    return [f"^{oid}" for oid in present(repository, [update.old for update in push.updates])]
