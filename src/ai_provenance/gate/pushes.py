"""What a push brings, before the policy: on the server (`pre-receive`) and before it leaves (`pre-push`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ai_provenance.gate.cases import Labelled, Question
from ai_provenance.gate.ledger import Judgement
from ai_provenance.gate.ranges import check_batches, check_labelled
from ai_provenance.gate.whole import cut_off
from ai_provenance.repo import Repository
from ai_provenance.repo.updates import Update, ends_at_cut, new_batches, present


@dataclass(frozen=True, slots=True)
class Push:
    """The ref updates of one push."""

    updates: tuple[Update, ...]
    remote: str | None = None
    """Name or address of the receiving side; None on the receiving side itself."""

    @property
    def known(self) -> str:
        """The refs whose commits the receiving side has."""
        return "--all" if self.remote is None else f"--remotes={self.remote}"


def check_push(question: Question, push: Push) -> Judgement:
    """Judge the commits that the receiving side does not have yet, each once, in one stream.

    Where the policy tells branches apart, everything new to a branch is judged for it, whatever other branch has it
    already: otherwise a push to one branch would smuggle commits into another.
    """
    updates = [update for update in push.updates if update.is_judged]
    tips = [update.new for update in updates]
    exclusions = [*question.exclusions, *_received_before(question.repository, push)]
    cut = ends_at_cut(question.repository, tips, known=push.known, exclusions=exclusions)
    unseen = cut_off() if cut else None
    by_branch = any(override.branches for override in question.config.policy.overrides)
    if by_branch:
        return check_labelled(question, _labelled(question, push, updates), unseen=unseen)
    stream = new_batches(question.repository, tips, known=push.known, exclusions=exclusions)
    return check_batches(replace(question, branch=None), stream, unseen=unseen)


def _labelled(question: Question, push: Push, updates: Sequence[Update]) -> Iterator[Labelled]:
    """What each update brings to its branch: beyond where the branch stood, or for a new one beyond HEAD."""
    for update in updates:
        stood = present(question.repository, [update.old])
        known = None if stood or push.remote is None else push.known
        before = stood or [question.repository.head or ""]
        left_out = [*question.exclusions, *(f"^{oid}" for oid in before if oid and known is None)]
        for batch in new_batches(question.repository, [update.new], known=known, exclusions=left_out):
            yield batch, update.branch


def _received_before(repository: Repository, push: Push) -> list[str]:
    """What the receiving side had, as far as it is here: a push to an address has no remote-tracking refs."""
    if push.remote is None:
        return []
    return [f"^{oid}" for oid in present(repository, [update.old for update in push.updates])]
