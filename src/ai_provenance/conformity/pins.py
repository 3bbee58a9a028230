"""The pin of a consumer: which release of the governance repository it keeps to, and how far that is behind."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.documents import version_of
from ai_provenance.conformity.governance import Release, Source, Tree
from ai_provenance.errors import ConfigError

_TABLE = re.compile(r"^[ \t]*\[(?P<name>[^\[\]\n]+)\][ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*(url|rev|digest)[ \t]*=[^\n]*\n?", re.MULTILINE)
_SAFE = re.compile(r"[^\x00-\x1f\x7f\"\\]{1,1000}")


def with_pin(text: str, pin: GovernanceConfig, *, table: str = "governance") -> str:
    """TEXT of a TOML file with the keys of PIN in the table [TABLE], and everything else as it was.

    Raises:
        ConfigError: a value cannot be written as a TOML text.
    """
    values = {"url": pin.url, "rev": pin.rev, "digest": pin.digest}
    for name, value in values.items():
        if value is not None and not _SAFE.fullmatch(value):
            raise ConfigError(f"the {name} is {value!r}, expected a text without quotes and line ends")
    lines = "".join(f'{name} = "{value}"\n' for name, value in values.items() if value)
    tables = list(_TABLE.finditer(text))
    for number, found in enumerate(tables):
        if found["name"].strip() == table:
            end = tables[number + 1].start() if number + 1 < len(tables) else len(text)
            body = _KEY.sub("", text[found.end() : end].removeprefix("\n"))
            return f"{text[: found.end()]}\n{lines}{body}{text[end:]}"
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[{table}]\n{lines}"


@dataclass(frozen=True, slots=True)
class PinState:
    """A pin held against the governance repository."""

    code: str
    """`pinned`, `pin-missing`, `pin-moved`, `pin-unknown`, `behind`."""
    message: str = ""
    days: int = 0
    """Days since the first release that is newer than the pin."""
    newest: str = ""


def pin_state(pin: GovernanceConfig, source: Source, tree: Tree | None, *, at: dt.date) -> PinState:
    """How PIN relates to SOURCE on the day AT. TREE is what the pin names; None where that is not here."""
    if pin.rev is None or pin.digest is None:
        return PinState("pin-missing", "no [governance] with rev and digest, expected a pin", newest=_newest(source))
    if tree is None:
        return PinState("pin-unknown", f"{pin.rev} is not in {source.place}: the pin cannot be judged")
    if tree.digest != pin.digest:
        if source.repository is None:
            return PinState("pin-unknown", f"{source.place} is a folder without releases, and is not what is pinned")
        return PinState(
            "pin-moved", f"{pin.rev} is {tree.digest[:19]}... now, expected {pin.digest[:19]}...: the tag was moved"
        )
    newer = _newer_than(pin.rev, source.releases, at)
    if not newer:
        return PinState("pinned", newest=_newest(source))
    first = min(newer, key=lambda one: one.day)
    message = f"{newer[-1].name} is out, {pin.rev} is pinned; {first.name} came out on {first.day}"
    return PinState("behind", message, days=(at - first.day).days, newest=newer[-1].name)


def _newer_than(rev: str, releases: tuple[Release, ...], at: dt.date) -> list[Release]:
    pinned = version_of(rev)
    return [one for one in releases if one.day <= at and pinned and (version_of(one.name) or ()) > pinned]


def _newest(source: Source) -> str:
    return source.releases[-1].name if source.releases else ""
