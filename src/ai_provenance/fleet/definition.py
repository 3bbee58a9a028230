"""`fleet.toml`: which repositories belong to an organisation, and where their mirrors and numbers are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ai_provenance.config.toml_text import load_toml
from ai_provenance.errors import ConfigError, ExitCode, ProvenanceError
from ai_provenance.fleet.importers import importer, recognise
from ai_provenance.fleet.importers.interface import Listed
from ai_provenance.fleet.survey import PATIENCE, Place, survey
from ai_provenance.repo.identity import identity_of_address

FILE = "fleet.toml"
UNASSIGNED = "unassigned"
"""The team of a repository that no one claims."""
_LARGEST_LISTING = 256 << 20
_PASSWORD = re.compile(r"^(?:https?://[^/]*@|[a-z+]+://[^/@]*:[^/@]*@|[^/@:]+:[^/@]+@)", re.IGNORECASE)
"""An address with a password, or with anything before `@` in one for HTTP: tokens are written there."""

Globs = list[Annotated[str, Field(min_length=1)]]
Text = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    # an unknown key is an error: a misspelled one would leave repositories out without a word
    model_config = ConfigDict(extra="forbid", frozen=True)


class Defaults(_Table):
    """What holds for every repository."""

    filter: Literal["full", "blob:none", "tree:0"] = Field(
        "tree:0", description="What a mirror holds beside the commits: everything, trees, or neither."
    )
    timeout: float = Field(300.0, gt=0, le=86_400, description="Seconds for one repository, all of its processes.")
    skip_archived: bool = Field(True, description="Whether archived repositories of a listing are left out.")
    skip_forks: bool = Field(True, description="Whether forks of a listing are left out.")


class Host(_Table):
    """How many requests one host may get."""

    concurrency: int = Field(4, ge=1, le=64, description="Connections at once.")
    stop_after_failures: int = Field(20, ge=1, description="Failures in a row after which it gets no more requests.")


class Source(_Table):
    """Repositories that a listing or a folder names."""

    listing: Text | None = Field(None, description="A file that gh, glab, a Backstage catalog or a table exported.")
    folder: Text | None = Field(None, description="A glob of git directories on this machine, read where they are.")
    include: Globs = Field(default=[], description="Globs over HOST/PATH of what is taken. Default: all.")
    exclude: Globs = Field(default=[], description="Globs over HOST/PATH of what is left out; wins over `include`.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Source:
        if (self.listing is None) == (self.folder is None):
            raise ValueError("expected either `listing` or `folder`")
        return self


class RepositoryTable(_Table):
    """One repository, by name; wins over every source."""

    url: Text = Field(description="Its address, without a user name and password for HTTP.")
    team: Text | None = Field(None, description="Default: its catalog-info.yaml, then the team that CODEOWNERS names.")
    labels: dict[str, str] = Field(default={}, description="Words to group by.")


class FleetFile(_Table):
    """A whole `fleet.toml`."""

    organisation: Text = Field(description="Whose repositories these are: a label of every number.")
    mirrors: Text = Field("mirrors", description="Directory of the mirrors.")
    store: Text | None = Field(None, description="Metrics store: a file, sqlite:FILE or postgresql://HOST/DATABASE.")
    stale_after: int = Field(14, ge=1, description="Days after which a number is old and no longer pooled.")
    defaults: Defaults = Field(default_factory=lambda: Defaults.model_validate({}))
    hosts: dict[str, Host] = Field(default={}, description="Host name -> its limits.")
    source: list[Source] = Field(default=[], description="Where to find repositories.")
    repository: list[RepositoryTable] = Field(default=[], description="Repositories by name.")
    aliases: dict[str, str] = Field(default={}, description="Old identity -> new one, after a move.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One repository of the definition."""

    identity: str
    url: str
    """Where it is fetched from; empty where it is read in place."""
    mirror: str
    """Directory to read: of the mirror, or of the repository itself."""
    team: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    pushed_at: str | None = None
    left_out: str = ""
    """Why it is not counted (`archived`, `fork`, `excluded`); empty where it is."""

    @property
    def host(self) -> str:
        """The host of its address, `local` where it has none."""
        return self.identity.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Fleet:
    """A definition that was read."""

    file: FleetFile
    folder: Path
    """Where the file is: what it names is relative to it."""

    @property
    def mirrors(self) -> Path:
        """The directory of the mirrors."""
        return self.folder / self.file.mirrors

    def entries(self) -> list[Entry]:
        """Every repository once, sorted by identity; one that is counted wins over one that is left out.

        Raises ConfigError where an address holds a password, ListingError where a listing cannot be read.
        """
        found: dict[str, Entry] = {}
        # one at a time: of a hundred thousand, each would else be in memory several times over
        for entry in chain(self._identified(self._named()), self._identified(self._sourced())):
            known = found.get(entry.identity)
            if known is None or (known.left_out and not entry.left_out):
                found[entry.identity] = entry
            elif not entry.left_out and known.pushed_at is None and entry.pushed_at is not None:
                # named in the file and listed too: the listing knows when it was pushed to
                found[entry.identity] = replace(known, pushed_at=entry.pushed_at)
        return [found[identity] for identity in sorted(found)]

    def _named(self) -> Iterator[tuple[Listed, Source | None]]:
        for number, table in enumerate(self.file.repository, 1):
            _check(table.url, f"[[repository]] number {number}")
            yield Listed(table.url, team=table.team, labels=table.labels), None

    def _sourced(self) -> Iterator[tuple[Listed, Source | None]]:
        for source in self.file.source:
            if source.folder is not None:
                top = Path("/") if Path(source.folder).is_absolute() else self.folder
                yield from ((Listed(str(path)), source) for path in sorted(top.glob(source.folder.lstrip("/"))))
            elif source.listing is not None:
                content = _read(self.folder / source.listing)
                for number, listed in enumerate(importer(recognise(content))(content), 1):
                    _check(listed.url, f"entry {number} of {source.listing}")
                    yield listed, source

    def _identified(self, found: Iterable[tuple[Listed, Source | None]]) -> Iterator[Entry]:
        """Each of FOUND as an entry; those without an address are looked at, because their roots name them."""
        local: list[tuple[Entry, Listed, Source | None]] = []
        for listed, source in found:
            draft = self._draft(listed, source)
            if draft.identity:
                yield self._entry(draft, listed, source)
            else:
                local.append((draft, listed, source))
        places = [Place(_path(draft.url or draft.mirror), draft.mirror, identify=True) for draft, _, _ in local]
        seen = survey(places, patience=min(PATIENCE, self.file.defaults.timeout))
        for (draft, listed, source), one in zip(local, seen, strict=True):
            yield self._entry(replace(draft, identity=one.identity), listed, source)

    def _entry(self, draft: Entry, listed: Listed, source: Source | None) -> Entry:
        """DRAFT under the identity that it has today, and whether it is counted."""
        entry = replace(draft, identity=self.file.aliases.get(draft.identity, draft.identity))
        return replace(entry, left_out=_left_out(entry, listed, source, self.file.defaults)) if source else entry

    def _draft(self, listed: Listed, source: Source | None) -> Entry:
        """LISTED as an entry, without identity where its address is a path."""
        identity, url = identity_of_address(listed.url) or "", listed.url
        if not identity and not url.startswith("file://"):
            url = str(self.folder / url)
        mirror = str(self.mirrors / _mirror_name(identity or url))
        if source is not None and source.folder is not None:
            url, mirror = "", url
        return Entry(identity, url, mirror, listed.team, listed.labels, listed.pushed_at)


def read_fleet(path: str) -> Fleet:
    """The definition in the file at PATH.

    Raises ConfigError where it cannot be read, is no TOML, or has a key or value that it must not have.
    """
    place = Path(path)
    try:
        content = load_toml(place.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", "ai-provenance fleet import gh repos.json") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is no TOML: {error}", "ai-provenance config schema --fleet") from None
    try:
        read = FleetFile.model_validate(content)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_problem(error)}", "ai-provenance config schema --fleet") from None
    if read.store and _PASSWORD.match(read.store):
        raise ConfigError(
            f"the address `store` of {path} holds a password", "keep it in the file that PGPASSFILE names"
        )
    return Fleet(read, place.resolve().parent)


def fleet_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `fleet.toml`."""
    schema = FleetFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FILE}


def counted(entries: Iterable[Entry]) -> list[Entry]:
    """Those of ENTRIES that are not left out."""
    return [entry for entry in entries if not entry.left_out]


class UsageError(ProvenanceError):
    """An option cannot be used as it was given."""

    exit_code = ExitCode.USAGE


def _left_out(entry: Entry, listed: Listed, source: Source, defaults: Defaults) -> str:
    if any(fnmatchcase(entry.identity, glob) or _below_host(entry, glob) for glob in source.exclude):
        return "excluded"
    if source.include and not any(
        fnmatchcase(entry.identity, one) or _below_host(entry, one) for one in source.include
    ):
        return "not included"
    if listed.archived and defaults.skip_archived:
        return "archived"
    return "fork" if listed.fork and defaults.skip_forks else ""


def _check(url: str, name: str) -> None:
    """Refuse an address that holds a password or is none. NAME is how the error calls it: the address is not shown."""
    if _PASSWORD.match(url):
        raise ConfigError(
            f"the address of {name} holds a user name or password, expected none",
            "git config --global credential.helper store: git keeps credentials, fleet.toml must not",
        )
    if url.startswith("-") or "::" in url:
        raise ConfigError(f"the address of {name} is no address", "write https://HOST/PATH, or ssh://HOST/PATH")


def _path(url: str) -> str:
    return url.removeprefix("file://")


def _below_host(entry: Entry, glob: str) -> bool:
    """Whether GLOB matches the identity without its host: people write `example/*`."""
    return fnmatchcase(entry.identity.partition("/")[2], glob)


def _mirror_name(identity: str) -> str:
    # a digest: an identity may hold anything, and be longer than the name of a file may be
    digest = sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:40]
    return f"{digest[:2]}/{digest[2:]}.git"


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_LISTING)
    except OSError as error:
        raise ConfigError(f"cannot read the listing {path.name}: {error.strerror}", f"ls {path.parent}") from None


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg'].lower()}" if place else first["msg"].lower()
