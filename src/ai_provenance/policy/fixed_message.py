"""The message that a commit would have if what a program may put right in it were put right."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from ai_provenance import trailers
from ai_provenance.model import AgentUse, Evidence, Place, Strength
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.policy.case import Case
from ai_provenance.policy.forms import forms_of
from ai_provenance.policy.judge import Judge
from ai_provenance.trailers import Trailer

if TYPE_CHECKING:
    from ai_provenance.config import Demands

FIXABLE = frozenset(("AIP001", "AIP004", "AIP005", "AIP006", "AIP011"))
"""The rules whose violations are fixed: a missing declaration, its form, an agent's sign-off. What only a person can
say (AIP002, AIP009, AIP010, AIP015) is never written for them."""


class FixedMessage(NamedTuple):
    """A message without the violations, and what was changed to get there."""

    message: bytes
    added: tuple[str, ...]
    """Trailer lines that it has now."""
    removed: tuple[str, ...]
    """Trailer lines that it had."""
    withheld: tuple[str, ...] = ()
    """Declarations that the project takes in no message: they belong into a note on the commit."""


def fixed_message(case: Case, judge: Judge, broken: Set[str]) -> FixedMessage | None:
    """The message of CASE with the violations of the rules BROKEN (of `FIXABLE`) fixed; None where that cannot be done.

    Trailers that must go are removed, and every agent that the evidence names is declared in the project's form. Not a
    byte beside these lines changes.
    """
    demands = judge.demands(case)
    unwanted = tuple(_unwanted(case, demands, broken))
    message = trailers.remove(case.commit.message, unwanted)
    if unwanted and message.endswith(b"\n\n"):  # nothing is left of the block
        message = message.rstrip(b"\r\n") + b"\n"
    # an agent's sign-off is evidence as well: whom it names has to be declared before it goes
    kept = [item for item in case.declarations if not any(_quotes(item, trailer) for trailer in unwanted)]
    uses = [use for use in case.verdict.agents if not _is_declared(use, kept, demands)]
    wanted = list(dict.fromkeys(judge.trailer(use, case, demands) for use in uses)) if case.is_ai else []
    accepted = [line for line in wanted if not _is_forbidden(line, demands)]
    withheld = tuple(line for line in wanted if line not in accepted)
    for line in accepted:
        try:
            inserted = trailers.insert(message, line.encode())
        except ValueError:  # a NUL, or a name that no trailer can hold
            return None
        if inserted == message:
            return None  # git would not read the line as a trailer
        message = inserted
    if message == case.commit.message or trailers.is_empty(message):
        return None
    return FixedMessage(message, tuple(accepted), tuple(_line(trailer) for trailer in unwanted), withheld)


def _unwanted(case: Case, demands: Demands, broken: Set[str]) -> Iterator[Trailer]:
    """The trailers of the block that have to go."""
    objected = [item for item in case.declarations if _is_unaccepted(item, demands, broken)]
    for trailer in case.block:
        signer = trailer.value.decode("utf-8", "replace") if trailer.key.lower() == b"signed-off-by" else ""
        if ("AIP011" in broken and signer and case.names_agent(signer)) or any(
            _quotes(item, trailer) for item in objected
        ):
            yield trailer


def _is_unaccepted(item: Evidence, demands: Demands, broken: Set[str]) -> bool:
    """Whether rule AIP005 or AIP006 objects to a declaration."""
    forms = forms_of(item)
    forbidden = bool(forms & set(demands.forbid_forms))
    covered = {*demands.accept_forms, *demands.require_forms, *demands.forbid_forms}
    return ("AIP006" in broken and forbidden) or ("AIP005" in broken and not forms & covered)


def _is_declared(use: AgentUse, kept: list[Evidence], demands: Demands) -> bool:
    """Whether one of the declarations that are KEPT declares USE in a form that is required, where any is."""
    required = set(demands.require_forms)
    return any(
        item.agent == use.id and use.model in (None, item.model) and (not required or forms_of(item) & required)
        for item in kept
    )


def _is_forbidden(line: str, demands: Demands) -> bool:
    item = Evidence("", Place.TRAILER, Strength.DECLARED, line, "")
    return bool(forms_of(item) & set(demands.forbid_forms))


def _quotes(item: Evidence, trailer: Trailer) -> bool:
    """Whether ITEM is what TRAILER says; evidence is cut where it is long."""
    line = _line(trailer)
    return line.startswith(item.text[:-1]) if item.text.endswith("…") else line == item.text


def _line(trailer: Trailer) -> str:
    """A trailer as the one line in which evidence quotes it."""
    return " ".join((trailer.key + b": " + trailer.value).decode("utf-8", "replace").split())
