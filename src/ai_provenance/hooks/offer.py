"""The line that an editor offers to a person: commented out, for them to declare that no AI helped.

Only under `declare = "all"`, where such a commit otherwise says what the hook observed, and only where git takes
comments out of the message: anywhere else the line would be committed, as a declaration that no one made.
"""

from __future__ import annotations

from ai_provenance import trailers
from ai_provenance.environment.declared import HUMAN, is_answer, is_provenance
from ai_provenance.environment.message_cleanup import message_cleanup, running_command
from ai_provenance.hooks import message_file, settings
from ai_provenance.hooks.rewrite import gather_evidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.hooks.commit_context import CommitContext

_TEXT = b"To declare in your own word that no AI helped, uncomment the next line:"


def offer(context: CommitContext) -> None:
    """Add the commented line to the message that an editor is about to open, where one belongs into it."""
    found = settings.load()
    if found is None or not (found.tag and found.declares_all) or found.profile == "forbid":
        return
    evidence = gather_evidence(context)
    if context.merging or context.is_mechanical(context.message) or evidence.observations:
        return
    comment = message_cleanup(context.message, command=running_command(evidence.above)).comment
    written = offered(context.message, comment) if comment else context.message
    if written != context.message:
        message_file.replace(context.path, written)


def offered(message: bytes, comment: bytes) -> bytes:
    """MESSAGE with the commented line above git's own comments; as it is where the question is answered."""
    found = (*trailers.parse(message, comment=comment), *trailers.lookalikes(message, comment=comment))
    if any(is_answer(trailer) or is_provenance(trailer) for trailer in found):
        return message
    at = _comments_at(message, comment)
    if at is None or comment + b" " + HUMAN in message:
        return message
    text = message[:at]
    # an empty line above, so that the line is a trailer of its own below whatever is typed first
    while not text.endswith(b"\n\n"):
        text += b"\n"
    return text + b"".join(comment + line + b"\n" for line in (b" " + _TEXT, b" " + HUMAN, b"")) + message[at:]


def _comments_at(message: bytes, comment: bytes) -> int | None:
    """Where git's own comments begin, at the end of MESSAGE or above its diff; None where there are none."""
    cut = message.find(comment + b" " + trailers.CUT_LINE)
    lines = message[: cut if cut >= 0 else len(message)].split(b"\n")
    first = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].startswith(comment):
            first = number
        elif lines[number].strip():
            break
    return None if first == len(lines) else sum(len(line) + 1 for line in lines[:first])
