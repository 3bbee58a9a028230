"""The reviews of a commit, from its trailers: by a person, by an agent, by the author."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ai_provenance.model import Identity
from ai_provenance.policy.case import Case

_REVIEWS = frozenset({"reviewed-by", "signed-off-by", "acked-by", "approved-by", "tested-by"})
# fmt: off
_TEMPLATES = frozenset((
    *("tbd", "tba", "tbc", "todo", "fixme", "placeholder", "name", "your name", "my name", "full name"),
    *("first last", "firstname lastname", "first name last name", "name surname", "name here", "your name here"),
    *("insert name", "insert name here", "reviewer", "reviewers", "a reviewer", "the reviewer", "reviewer name"),
    *("reviewers name", "name of reviewer", "the author", "your full name", "username", "user name", "your username"),
))
"""What is written where a name is still to come, in the form of `_plain`."""
_NO_ONE = frozenset((
    *("wip", "pending", "example", "test", "none", "null", "nil", "na", "not applicable", "not available", "nobody"),
    *("no one", "noone", "unknown", "anonymous", "undefined", "me", "myself", "self", "author", "same", "you", "us"),
    *("someone", "somebody", "anyone", "human", "user", "maintainer", "maintainers", "person", "a person", "team"),
    *("code review", "yes", "no", "ok", "done", "lgtm", "approved", "reviewed"),
))
"""The same where no address follows: some are names of people too."""
# fmt: on
_NO_ADDRESS = frozenset(("", "email", "mail", "address", "email address", "your email", "your email address", "user"))
_TEMPLATE = re.compile(r"\{\{?\s*\w[\w .-]*\}|\$\{|\$[A-Z_]{3,}|%[sn]\b|\[(?:your|reviewer|name|full)\b[^\]]*\]", re.I)
_PERSON = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>")
_BARE_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+")
_NO_REPLY = re.compile(r"(?:\d+\+)?(?P<login>[^@]+)@users\.noreply\.(?:github|gitlab)\.com", re.IGNORECASE)
_AUTOMATIC = re.compile(
    r"\b(?:ai|a\.i\.|llm|bot|robot|automated|automatic|automation|ci|github actions?|auto)\b(?: \w+)?", re.IGNORECASE
)  # `AI reviewer`, `CI`: the whole of a name without an address


@dataclass(frozen=True, slots=True)
class Review:
    """One trailer by which someone answers for the commit, without their name."""

    trailer: str
    """Its key, lower case."""
    by_agent: bool
    by_author: bool


def reviews_of(case: Case, trailers: frozenset[str] = _REVIEWS) -> Iterator[Review]:
    """The reviews in the block of a commit; TRAILERS are the keys that count, lower case.

    What names no one, as a template's `NAME <ADDRESS>` and `TBD`, is no review.
    """
    for item in case.block:
        key = item.key.decode("utf-8", "replace").lower()
        if key not in trailers:
            continue
        value = item.value.decode("utf-8", "replace")
        who = _identity(value)
        if not _is_placeholder(value, who):
            is_automatic = not who.email and _AUTOMATIC.fullmatch(who.name) is not None
            yield Review(key, is_automatic or case.names_agent(value), _is_author(case, who))


def _identity(value: str) -> Identity:
    """Name and address in VALUE; a handle (`@ana`) and a bare name have no address, a bare address has no name."""
    person = _PERSON.match(value)
    if person:
        return Identity(person["name"], person["address"].strip())
    bare = value.strip()
    return Identity("", bare) if _BARE_ADDRESS.fullmatch(bare) else Identity(bare, "")


def _is_placeholder(value: str, who: Identity) -> bool:
    name, has_address = _plain(who.name), "@" in who.email
    if _TEMPLATE.search(value) or name in _TEMPLATES:
        return True
    if has_address:
        return False
    # `???`, `-`, `xxx`: no letters, or one letter over and over
    is_blank = len(set(name.replace(" ", ""))) <= 1
    return is_blank or name in _NO_ONE or ("<" in value and _plain(who.email) in _NO_ADDRESS)


def _is_author(case: Case, who: Identity) -> bool:
    own = case.commit.author
    ours, theirs = (own, case.proper(own)), (who, case.proper(who))
    return any(_is_same(one, other) for one in ours for other in theirs)


def _is_same(author: Identity, who: Identity) -> bool:
    """Whether WHO is AUTHOR under another spelling of the name or the address."""
    if who.email and _mailbox(who.email) == _mailbox(author.email):
        return True
    name, own = _plain(who.name), _plain(author.name)
    if name and sorted(name.split()) == sorted(own.split()):
        return True
    if not who.email and _is_handle(who.name, author):
        return True
    return bool(name) and _is_shortened(name.split(), own.split(), is_alone=not who.email)


def _is_shortened(name: list[str], own: list[str], *, is_alone: bool) -> bool:
    """Whether one is the other with an initial (`B. Author`), without a middle name, or, ALONE, the first name only."""
    if len(name) == 1:
        return is_alone and name[0] == own[0] if own else False
    first, last = (name[0], own[0]) if own else ("", " "), (name[-1], own[-1] if own else "")
    same_first = first[0] == first[1] or (1 in map(len, first) and first[0][:1] == first[1][:1])
    return same_first and last[0] == last[1]


def _is_handle(name: str, author: Identity) -> bool:
    """Whether NAME is `@login`, or a login, of AUTHOR: by a private address, the mailbox, or the name in one word."""
    login = name.strip().removeprefix("@").lower()
    private = _NO_REPLY.fullmatch(author.email)
    known = {private["login"].lower() if private else "", author.email.partition("@")[0].lower()}
    return bool(login) and (login in known or _plain(login).replace(" ", "") == _plain(author.name).replace(" ", ""))


def _mailbox(address: str) -> str:
    """ADDRESS in one spelling: lower case, without `+tag`; GitHub's private address by its login."""
    private = _NO_REPLY.fullmatch(address.strip())
    if private:
        return f"@{private['login'].lower()}"
    local, _, domain = address.strip().lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _plain(name: str) -> str:
    """NAME in lower case, without accents, marks and signs, its words apart by one space."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    bare = (char for char in letters if not unicodedata.combining(char) and char not in _JOINED)
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


_JOINED = "'\N{RIGHT SINGLE QUOTATION MARK}.-/"
"""Signs inside a word."""
