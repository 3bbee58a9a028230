"""Lines that tools put under a message and that are no trailers: `Generated with [Claude Code](...)`, session links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance.detect.registry import Registry
from ai_provenance.detect.seen import Named, Reading, Rejected, Seen, evidence, one_line
from ai_provenance.detect.values import read_value
from ai_provenance.model import Place, Role

_LEAD = re.compile(r"^[^\w\s\[(#<>|*+-]+\s*|^[*_]{1,3}(?=\S)|^<(?:sub|sup|i|em|p|small)>")
_VERB = re.compile(
    r"(?:this (?:commit|change|patch|pr|pull request|code) (?:was|is|has been) )?(?:(?:co-|vibe-|vibe |ai-|auto-)?"
    r"(?:generated|made|created|written|authored|implemented|developed|coded|built|assisted|co-?authored|drafted|"
    r"produced|prepared|pair[- ]programmed|crafted|done|supported))"
    r"(?:\s+(?:entirely|partly|partially|mostly|automatically|in part))?\s+(?:with|by|using|via|through)\s+"
    r"(?:the help of |help from |assistance from |assistance of |the assistance of )?(?P<value>\S.*)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\(\s*<?(?P<url>[^)\s>]*)>?\s*\)")
_URL = re.compile(r"https?://(?P<rest>[^\s)>\]]+)")
_MESSAGE_ONLY = re.compile(
    r"(?:commit )?(?:message|description|title|summary|changelog)s? (?:was |were |is )?(?:auto-?)?"
    r"(?:generated|written|created) (?:by|with|using)",
    re.IGNORECASE,
)
_ONLY_LINK = re.compile(r"(?:\W*[\w -]{0,30}:?\s*)?<?https?://[^\s>]+>?\W*", re.IGNORECASE)


def read_footer(line: str, registry: Registry) -> Iterator[Seen]:
    """What a line at the margin says, if it is a footer."""
    if line[:1].isspace():
        return
    plain = _LEAD.sub("", line.strip()).strip()
    bare = plain.rstrip(" .!*_`")
    own = _own(bare, line, registry)
    if own:
        yield own
    elif message_only := _about_message(plain, line, registry):
        yield message_only
    elif verb := _VERB.match(plain):
        yield from _made_with(verb["value"], line, registry)
    else:
        yield from _session(plain, line, registry)


def _own(bare: str, line: str, registry: Registry) -> Seen | None:
    for pattern, agent in registry.message_footers:
        if pattern.fullmatch(bare):
            return evidence(Named(agent, role=Role.MESSAGE), Place.FOOTER, line, rule="message-footer")
    for pattern, agent in registry.footers:
        if pattern.fullmatch(bare):
            role = Role.REVIEW if registry.kind(agent) == "review" else Role.AUTHOR
            return evidence(Named(agent, role=role), Place.FOOTER, line, rule="footer")
    return None


def _about_message(plain: str, line: str, registry: Registry) -> Seen | None:
    match = _MESSAGE_ONLY.search(plain[:80])
    if match is None:
        return None
    reading = read_value(_unlinked(plain[match.end() :]), registry)
    if not reading.named:
        return None
    return evidence(Named(reading.named[0].agent, role=Role.MESSAGE), Place.FOOTER, line, rule="message-footer")


def _made_with(value: str, line: str, registry: Registry) -> Iterator[Seen]:
    reading = _whole(value, registry)
    for named in reading.named:
        if named.kind != "bot":
            yield evidence(named, Place.FOOTER, line, rule=f"footer:{reading.rule}")
    if not reading.named and registry.mention.search(value):
        yield Rejected(Place.FOOTER, one_line(line), "prose", "more than the name of a tool follows")


def _whole(value: str, registry: Registry) -> Reading:
    link = _LINK.match(value)
    if link:
        return read_value(link["text"], registry)
    plain = re.split(r"\s+(?:\||<br|—|–|-)\s+|[.;](?:\s|$)|\s*\(?https?://", _unlinked(value), maxsplit=1)[0]
    return read_value(plain.strip(" *_`."), registry)


def _unlinked(text: str) -> str:
    return _LINK.sub(lambda match: match["text"], text)


def _session(plain: str, line: str, registry: Registry) -> Iterator[Seen]:
    for url in _URL.finditer(plain):
        for link, agent in registry.links:
            if url["rest"].startswith(link):
                if _ONLY_LINK.fullmatch(_unlinked_url(plain)):
                    yield evidence(Named(agent), Place.FOOTER, line, rule="session-link")
                else:
                    yield Rejected(Place.FOOTER, one_line(line), "prose", "a session is mentioned in a sentence")
                return


def _unlinked_url(text: str) -> str:
    return _LINK.sub(lambda match: match["url"], text)
