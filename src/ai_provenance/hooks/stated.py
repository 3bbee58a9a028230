"""What the message in hand states of agents outside the project's own form: stranded trailers, credits, footers."""

from __future__ import annotations

from ai_provenance import trailers
from ai_provenance.environment._table import FOOTERS
from ai_provenance.environment.declared import CREDITING, agent_of, is_provenance, signs_off_agent
from ai_provenance.hooks.forms import accepts
from ai_provenance.hooks.guard import warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ai_provenance.trailers import Trailer


def stranded(message: bytes, *, comment: bytes) -> Iterator[Trailer]:
    """Declarations that git takes for no trailers: in a paragraph of trailers that is not the last, or beside prose.

    A key alone is not enough, for prose quotes trailers too: it must stand among trailers only. A co-author with an
    agent's own address is certain wherever it stands.
    """
    for found in trailers.lookalikes(message, comment=comment):
        if not is_provenance(found):
            continue
        certain = found.key.lower() in CREDITING and b"<" in found.value
        if certain or _among_trailers(message, found):
            yield found


def agents(message: bytes, *, comment: bytes) -> Iterator[tuple[str, str | None]]:
    """Agent id and model of every declaration in MESSAGE, whatever its form; the last block first."""
    for found in _all_trailers(message, comment):
        stated = agent_of(found)
        if stated:
            yield stated
    for found in trailers.parse(message, comment=comment):
        signing = signs_off_agent(found)
        if signing:
            yield signing, None
    for _, _, agent in _footers(message, comment):
        yield agent, None


def gathered(message: bytes, *, comment: bytes) -> bytes:
    """MESSAGE with its stranded lines of tools in the last block too, as they stand."""
    for found in tuple(stranded(message, comment=comment)):
        if agent_of(found) is None:
            message = trailers.insert(message, found.key + b": " + found.value, comment=comment)
    return message


def without_sign_offs(message: bytes, *, comment: bytes) -> bytes:
    """MESSAGE without sign-offs in an agent's name, each with a word of why: an agent cannot certify a contribution."""
    found = [trailer for trailer in trailers.parse(message, comment=comment) if signs_off_agent(trailer)]
    for trailer in found:
        line = trailer.raw.decode("utf-8", "replace")
        warn(f"took out '{line}': an agent cannot certify the origin of a change")
    return trailers.remove(message, found)


def without_raw_forms(message: bytes, profile: str, *, comment: bytes) -> bytes:
    """MESSAGE without the credits and footers that agents write, whose agents PROFILE's own form declares by now."""
    declared = {named[0] for named in map(agent_of, _in_form(message, profile, comment)) if named}
    raw = [found for found in _all_trailers(message, comment) if not accepts(profile, found.key)]
    message = trailers.remove(message, [found for found in raw if (agent_of(found) or ("",))[0] in declared])
    return _without(message, [found for found in _footers(message, comment) if found[2] in declared])


def _in_form(message: bytes, profile: str, comment: bytes) -> list[Trailer]:
    return [found for found in trailers.parse(message, comment=comment) if accepts(profile, found.key)]


def _all_trailers(message: bytes, comment: bytes) -> list[Trailer]:
    return [*trailers.parse(message, comment=comment), *stranded(message, comment=comment)]


def without_declarations(message: bytes, *, comment: bytes) -> bytes:
    """MESSAGE without any line that declares an agent."""
    message = trailers.remove(message, filter(is_provenance, _all_trailers(message, comment)))
    return _without(message, _footers(message, comment))


def _among_trailers(message: bytes, found: Trailer) -> bool:
    """Whether the paragraph around FOUND holds trailers and nothing else."""
    start = message.rfind(b"\n\n", 0, found.start) + 2
    end = message.find(b"\n\n", found.start)
    paragraph = message[start : end if end >= 0 else len(message)]
    return start > 1 and bool(trailers.parse(b"s\n\n" + paragraph))


def _footers(message: bytes, comment: bytes) -> list[tuple[int, int, str]]:
    """Where each footer of a tool begins and ends, and whose it is. Quoted, indented or in a diff it is none."""
    lines = trailers.body_lines(message, comment=comment)
    return [(at, at + len(line), agent) for _, at, line in lines if (agent := _footer_of(line))]


def _without(message: bytes, footers: list[tuple[int, int, str]]) -> bytes:
    for start, end, _ in reversed(footers):
        message = message[:start] + message[end + 1 :]
    return message


def _footer_of(line: bytes) -> str:
    """Id of the agent whose footer the whole LINE is; empty when it is none: prose goes on behind the name."""
    text = _without_emoji(line)
    for beginning, agent in FOOTERS:
        if text.startswith(beginning):
            tail = text[len(beginning) :].rstrip(b" .!*_`")
            return agent if not tail or (b"](" in beginning and b" " not in tail) else ""
    return ""


def _without_emoji(line: bytes) -> bytes:
    """LINE without the emoji before its text; nothing where it is indented."""
    at = 0
    while at < len(line) and (line[at] > 127 or (at and line[at] == 32)):
        at += 1
    return line[at:].rstrip() if at < 12 else b""
