"""Declarations of the changes that are folded into this commit.

Git drops the messages of fixups, indents those of a squash merge and leaves the trailers of squashed commits in the
middle of the new message. Each is found again here and goes into the last block.
"""

from __future__ import annotations

from ai_provenance import trailers
from ai_provenance.environment.declared import is_provenance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.hooks.commit_context import CommitContext

_INDENT = b"    "


def carried(context: CommitContext, message: bytes, *, amending: bool, by_person: bool) -> list[bytes]:
    """The trailers, as lines, that go with the change into this commit.

    AMENDING: the commit replaces HEAD. BY_PERSON: nothing shows that an agent runs git; only a person may take a
    declaration back.
    """
    sources: list[bytes] = []
    if context.folded is not None:
        sources += [message, *_of_commits([b"HEAD", *_folded_ids(context.folded)])]
    elif context.squashed is not None:
        sources += squashed_messages(context.squashed)
    elif amending:
        taken_back = context.editor and by_person
        sources += [old for old in _of_commits([b"HEAD"]) if not (taken_back and _is_edited(old, message))]
    elif context.prepared is not None and not (context.merging or context.picking or context.rebasing):
        sources += [context.prepared]  # `cherry-pick -n`, committed with a message of its own
    return list(dict.fromkeys(_lines(sources)))


def squashed_messages(text: bytes) -> Iterator[bytes]:
    """The messages in a SQUASH_MSG, their indent taken off."""
    message: list[bytes] = []
    for line in [*text.split(b"\n"), b"commit "]:
        if line.startswith(b"commit ") and message:
            yield b"\n".join(message)
            message = []
        elif line.startswith(_INDENT):
            message.append(line[len(_INDENT) :])
        elif not line:
            message.append(line)


def _is_edited(old: bytes, message: bytes) -> bool:
    """Whether MESSAGE is OLD after an edit: a line of its text is still there, as none is in one written anew."""
    declared = {trailer.raw for trailer in trailers.parse(old) if is_provenance(trailer)}
    kept = {line.rstrip() for line in old.split(b"\n")} - declared - {b""}
    return any(line.rstrip() in kept for line in message.split(b"\n"))


def _of_commits(names: list[bytes]) -> Iterator[bytes]:
    from ai_provenance.repo.batch_process import messages  # noqa: PLC0415 - only these few commits need git

    return messages([name.decode("ascii", "replace") for name in names])


def _folded_ids(current_fixups: bytes) -> Iterator[bytes]:
    """The ids in lines such as `fixup OID`, `squash OID`, `fixup -C OID`."""
    for line in current_fixups.split(b"\n"):
        words = line.split()
        if words and words[-1].isalnum():
            yield words[-1]


def _lines(sources: Iterable[bytes]) -> Iterator[bytes]:
    for source in sources:
        for found in (*trailers.parse(source), *trailers.lookalikes(source)):
            if is_provenance(found):
                yield found.key + b": " + found.value
