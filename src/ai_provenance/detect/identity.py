"""The author and committer fields: exact accounts, names that no person bears, the ends that tools add to a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance import lazy
from ai_provenance.agents.models import find_model
from ai_provenance.agents.registry import Account, Registry
from ai_provenance.detect.observations import Named, Observation, Rejected, evidence, one_line
from ai_provenance.detect.values import read_value
from ai_provenance.model import Commit, Identity, Place

APP = lazy.pattern(r"(?:\d+\+)?([\w.-]+)\[bot\]@users\.noreply\.github\.com", re.IGNORECASE)
"""The address of a GitHub App."""
_APP_NAME = lazy.pattern(r"([\w.-]+)\[bot\]", re.IGNORECASE)
"""Its name: no person's ends so, whatever the address."""
UNLISTED_APP = "unlisted-app"
"""The rule for an app that is in no list: what it does is not known, and reports count it apart."""
BOT_NAMES = ("bot", "zuul", "jenkins")
"""What a name holds that automation goes by."""
_BOT_NAME = lazy.pattern(r"(?i:.*\w-bot)|(?P<unsure>(?:.*[\s_.])?(?i:bot)|\S*[a-z0-9]Bot)")
"""`acme-bot`, which is one, and the word `Bot` at the end, which is a family name too."""
_BOT_WORK = lazy.pattern(r"(?<![^\W\d_])(?:releases?|ci|builds?|builder|sync|merge|auto\w*)(?![^\W\d_])", re.IGNORECASE)
"""What a bot's name says that it does."""
_CAMEL = lazy.pattern(r"(?<=[a-z])(?=[A-Z])")
_BOT_ADDRESS = lazy.pattern(r"bot|no-?reply|release|build|(?<![a-z])ci(?![a-z])", re.IGNORECASE)
_PRIVATE = "users.noreply.github.com"
"""The domain of every person at GitHub who does not show an address."""
_GATE = lazy.pattern(r"(?P<name>zuul|jenkins)(?: ci)?", re.IGNORECASE)
"""Systems that merge under their own name. A family is called Jenkins too: the address must be the system's."""
_LONGEST = 500
"""Characters of a name or an address that are read: git sets no limit, and a hostile one is a megabyte long."""
_IN_NAME = lazy.pattern(r"(?:\((?:(?:via|with|by|using) )?(?P<brackets>[^()]+)\)|\s[+&]\s(?P<joined>\S.*))\s*$")
"""What a tool adds to the name of the person it works for: `Ana (claude-sonnet-4)`, `Ana + Claude`."""


def read_identities(commit: Commit, registry: Registry) -> Iterator[Observation]:
    """What author and committer say. A committer that is the author is read once."""
    author, committer = _cut(commit.author), _cut(commit.committer)
    subject = commit.message[:_LONGEST].lstrip().partition(b"\n")[0].decode("utf-8", "replace").strip()
    yield from _read(author, Place.AUTHOR, subject, registry)
    if committer != author:
        yield from _read(committer, Place.COMMITTER, subject, registry)


def depends_on_subject(commit: Commit, registry: Registry) -> bool:
    """Whether author or committer is an agent whose address release automation uses too: the subject decides."""
    people = (commit.author, commit.committer)
    accounts = (registry.account(who.email) or registry.app(who.name) for who in people)
    return any(account is not None and account.agent in registry.releases for account in accounts)


def _cut(who: Identity) -> Identity:
    return Identity(who.name[:_LONGEST], who.email[:_LONGEST])


def _read(who: Identity, place: Place, subject: str, registry: Registry) -> Iterator[Observation]:
    text = f"{who.name} <{who.email}>"
    account = registry.account(who.email) or registry.app(who.name)
    found = _of_account(account, who, subject, registry) if account else _by_name(who, registry)
    app = APP.fullmatch(who.email) or _APP_NAME.fullmatch(who.name.strip())
    if found is None and app:
        found = Named(f"{app[1].lower()}[bot]", kind="bot"), UNLISTED_APP
    if found is None and is_bot(who):
        found = Named(f"{'-'.join(who.name.lower().split())}[bot]", kind="bot"), "bot-name"
    if found is None:
        if registry.mention.search(who.name):
            reason = "a name that people bear too, and an unknown address"
            yield Rejected(place, one_line(text), "agent-like-name", reason)
    elif found[0].kind == "bot" and place is Place.COMMITTER:
        yield Rejected(place, one_line(text), "bot-committer", "a bot committed what somebody else wrote")
    else:
        yield evidence(found[0], place, text, rule=found[1])
        yield from _worker(who, found[0].agent, place, registry)


def is_bot(who: Identity) -> bool:
    """Whether the name is a bot's: `acme-bot`, or the word `Bot` at its end where address or name say automation too.

    Bot is a family name: two words and a personal address are a person's.
    """
    name = who.name.strip()
    gate = _GATE.fullmatch(name)
    if gate:
        return gate["name"].lower() in who.email.lower()
    match = _BOT_NAME.fullmatch(name)
    if match is None or match["unsure"] is None:
        return match is not None
    return name.lower() == "bot" or _BOT_WORK.search(_CAMEL.sub(" ", name)) is not None or _is_bot_address(who)


def _is_bot_address(who: Identity) -> bool:
    """Whether the address is a bot's and not made from the person's own name: `jan.bot@`, `jbot@`."""
    account, _, domain = who.email.lower().partition("@")
    account = account.rpartition("+")[2]
    own = account.removesuffix("bot").rstrip("._-")
    personal = account.endswith("bot") and own != "" and who.name.lower().startswith(own)
    searched = domain if personal else f"{account}@{domain}"
    return _BOT_ADDRESS.search(searched.replace(_PRIVATE, "")) is not None


def _worker(who: Identity, known: str, place: Place, registry: Registry) -> Iterator[Observation]:
    """A worker's name beside the address of the agent that it runs."""
    for literal, pattern, agent in registry.name_patterns:
        if agent != known and literal in who.name.lower() and pattern.fullmatch(who.name):
            yield evidence(Named(agent), place, f"{who.name} <{who.email}>", rule="name-pattern")


def _of_account(account: Account, who: Identity, subject: str, registry: Registry) -> tuple[Named, str]:
    if any(pattern.fullmatch(subject) for pattern in registry.releases.get(account.agent, ())):
        return Named(f"{account.agent}-release[bot]", kind="bot"), "release-automation"
    model, raw, _ = find_model(who.name) or (None, None, "")
    return Named(account.agent, model, raw, role=account.role, kind=account.kind), "account"


def _by_name(who: Identity, registry: Registry) -> tuple[Named, str] | None:
    lower = who.name.lower().rstrip()
    for suffix, agent in registry.suffixes.items():
        if lower.endswith(suffix):
            return Named(agent), "name-suffix"
    for literal, pattern, agent in registry.name_patterns:
        if literal in lower and pattern.fullmatch(who.name):
            return Named(agent), "name-pattern"
    return _tool_in_name(who, registry)


def _tool_in_name(who: Identity, registry: Registry) -> tuple[Named, str] | None:
    name = who.name.strip()
    if registry.tool(name):
        reading = read_value(f"{name} <{who.email}>", registry)
        if reading.named and reading.rule in {"agent-name", "agent-name-no-reply"}:
            return reading.named[0], reading.rule
    added = _IN_NAME.search(name)
    if added is None:
        return None
    inside = (added["brackets"] or added["joined"]).lstrip()
    inner = read_value(inside, registry)
    clear = registry.tool(inside) and inner.rule in {"agent-name", "model-name"} and _is_tool(added, registry)
    return (inner.named[0], "agent-in-name") if clear else None


def _is_tool(added: re.Match[str], registry: Registry) -> bool:
    """Whether the addition is a tool's and no nickname: `(Devin)`, `(Goose)` and `(Amp)` are what friends say."""
    name = (added["brackets"] or added["joined"]).strip().lower()
    return name not in registry.common and name not in registry.first_names
