"""A repository and the configuration that holds in it, found once: every command begins here.

A work tree obeys the file at its top. A bare repository has no files: it obeys what HEAD holds, which a push cannot
change before it is judged. A command can name another file or revision in their place.
"""

# Every report loads this module, so what only some of them need is imported where it is needed, and paths are text.
# ruff: noqa: PLC0415, PTH118, PTH123, SIM105

from __future__ import annotations

import os

from ai_provenance.config import FILE, PYPROJECT, Config, config_in_directory, defaults, load_config, parse_config
from ai_provenance.errors import (
    ConfigError,
    IncompleteRangeError,
    NoRepositoryError,
    ProvenanceError,
    RevisionError,
)
from ai_provenance.model import Notice
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, open_repository
from ai_provenance.repo.revisions import peel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from ai_provenance.repo.files import TreeFile

UNSEEN = "configuration-unseen"
"""Code of the notice that the configuration is not in this partial clone, so that the defaults hold."""
_LARGEST = 1 << 24
"""Bytes of a configuration that is read at all."""
_FETCH = "git fetch --refetch --no-filter"


class PolicyFile(NamedTuple):
    """A configuration that was named on the command line and replaces the project's own."""

    name: str
    content: bytes


class AdoptionPoint(NamedTuple):
    """The point from which the policy holds and the numbers are judged: the configuration's `adopted`, resolved."""

    written: str
    """As the configuration has it."""
    exclusions: tuple[str, ...] = ()
    """Revisions (`^OID`) to add to a range: the adopting commit and its ancestors. Empty where a day is written."""
    since: int | None = None
    """Seconds since the epoch: the beginning (UTC) of the day of adoption. None where a commit is written."""

    def holds_at(self, time: bytes) -> bool:
        """Whether a commit with this committer time (as git prints it) is judged. One without a time is."""
        return self.since is None or not time.isdigit() or int(time) >= self.since


class Project:
    """An opened repository and its configuration."""

    __slots__ = ("_adoption", "config", "notices", "path", "repository")

    def __init__(
        self, repository: Repository, config: Config, *, path: str = FILE, notices: tuple[Notice, ...] = ()
    ) -> None:
        self.repository = repository
        self.config = config
        self.path = path
        """Name of the file that configures it; where none does, the file that would."""
        self.notices = notices
        """What a reader of the results must know about the configuration."""
        self._adoption: AdoptionPoint | None = None

    @property
    def is_unseen(self) -> bool:
        """Whether the configuration is not in this partial clone. Nothing may be passed on the defaults alone."""
        return any(notice.code == UNSEEN for notice in self.notices)

    def read_file(self, name: str, *, hint: str) -> bytes:
        """The content of a file that the configuration names, below the top of the work tree (bare: in HEAD's tree).

        Raises ConfigError with HINT where it is not there.
        """
        top, head = self.repository.top, self.repository.head
        try:
            if top is not None:
                with open(os.path.join(top, name), "rb") as file:
                    return file.read()
        except OSError as error:
            raise ConfigError(f"cannot read {name}: {error.strerror}", hint) from error
        from ai_provenance.repo.files import top_files

        found = [file for file in top_files(self.repository, head, [name]) if file.regular] if head else []
        if not found:
            raise ConfigError(f"cannot read {name}: HEAD holds no such file", hint)
        return _content(self.repository, found[0], head or "")

    @property
    def adoption(self) -> AdoptionPoint | None:
        """The point of adoption; None where the configuration names none.

        Raises:
            ConfigError: it is neither a date nor a commit.
            IncompleteRangeError: it is not here, and the clone is shallow.
        """
        if self._adoption is None and self.config.adopted is not None:
            self._adoption = adoption_point(self.repository, self.config.adopted)
        return self._adoption


def open_project(
    directory: str | os.PathLike[str] = ".", *, policy_file: PolicyFile | None = None, policy_from: str | None = None
) -> Project:
    """Open the repository that DIRECTORY is in, with the configuration that holds in it.

    POLICY_FILE, or the configuration of the commit POLICY_FROM, takes the place of the project's own.

    Raises:
        RepositoryError, GitError: as `open_repository`.
        ConfigError: the configuration cannot be read, there are two in one directory, or `adopted` means nothing here.
        RevisionError: POLICY_FROM names no commit.
    """
    return project_of(open_repository(directory), policy_file=policy_file, policy_from=policy_from)


def project_of(
    repository: Repository, *, policy_file: PolicyFile | None = None, policy_from: str | None = None
) -> Project:
    """As `open_project`, for a repository that is open already."""
    project = _configured(repository, policy_file, policy_from)
    try:
        _ = project.adoption
    except IncompleteRangeError:
        pass  # beyond the cut of a shallow clone: an error for those that count from there
    return project


def config_in(directory: str | os.PathLike[str]) -> Config:
    """The configuration that holds in DIRECTORY, which may be outside of any repository."""
    try:
        return open_project(directory).config
    except NoRepositoryError:
        from pathlib import Path

        return load_config(Path(directory))


def adoption_point(repository: Repository, adopted: str) -> AdoptionPoint:
    """Read `adopted`: `YYYY-MM-DD` is a day (UTC, by committer date), everything else a revision.

    The adopting commit and its ancestors are neither judged nor counted. A day is the weaker form: the date of a commit
    is what its maker wrote.

    Raises:
        ConfigError: it is neither a date nor a commit of this repository.
        IncompleteRangeError: it is not here, and the clone is shallow.
    """
    day = _day(adopted)
    if day:
        from datetime import UTC, datetime

        return AdoptionPoint(adopted, since=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
    try:
        return AdoptionPoint(adopted, exclusions=(f"^{peel(repository, adopted)}",))
    except IncompleteRangeError as error:
        raise IncompleteRangeError(f"'adopted' names {adopted!r}, which is not here", error.hint) from error
    except RevisionError as error:
        raise ConfigError(
            f"'adopted' is {adopted!r}, a commit or a date (YYYY-MM-DD) was expected", error.hint
        ) from error


def _day(text: str) -> date | None:
    # no other form of ISO 8601 is a day: eight digits may begin the id of a commit
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return None
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _configured(repository: Repository, policy_file: PolicyFile | None, policy_from: str | None) -> Project:
    if policy_file is not None:
        return Project(repository, parse_config(policy_file.content, source=policy_file.name), path=policy_file.name)
    if policy_from is not None:
        return _at_commit(repository, peel(repository, policy_from))
    if repository.top is not None:
        found = config_in_directory(repository.top)
        return Project(repository, found[1], path=found[0]) if found else _default(repository)
    if repository.head is None:
        return _default(repository)
    try:
        return _at_commit(repository, repository.head)
    except _NotHereError as error:
        # numbers can be given under the defaults, with a warning; whoever judges by them has to refuse
        return _default(repository, Notice(UNSEEN, f"{error}: the defaults hold", error.hint or ""))


class _NotHereError(ConfigError):
    """The configuration of a commit is not in this partial clone."""


def _default(repository: Repository, *notices: Notice) -> Project:
    return Project(repository, defaults(), notices=notices)


def _at_commit(repository: Repository, commit: str) -> Project:
    """The project as COMMIT configures it. What cannot be read is refused: milder rules would hold without a word."""
    contents = {file.path: _content(repository, file, commit) for file in _candidates(repository, commit)}
    if PYPROJECT in contents and not _has_our_table(contents[PYPROJECT]):
        del contents[PYPROJECT]
    if len(contents) > 1:
        raise ConfigError(
            f"{FILE} and [tool.ai-provenance] of {PYPROJECT} both configure {commit[:12]}", "keep one of the two"
        )
    for name, data in contents.items():
        return Project(repository, parse_config(data, source=name), path=name)
    return _default(repository)


def _candidates(repository: Repository, commit: str) -> list[TreeFile]:
    """The files at the top of COMMIT that may configure it."""
    from ai_provenance.repo.files import top_files

    try:
        found = top_files(repository, commit, (FILE, PYPROJECT))
    except ProvenanceError as error:
        raise _missing(repository, f"the tree of {commit[:12]}, which holds the configuration, is not here") from error
    if any(file.path == FILE and not file.regular for file in found):
        raise ConfigError(f"{FILE} of {commit[:12]} is no regular file", "commit it as one")
    return [file for file in found if file.regular]


def _content(repository: Repository, file: TreeFile, commit: str) -> bytes:
    from ai_provenance.repo.files import read_files

    ((_, data),) = read_files(repository, [file], limit=_LARGEST)
    if data is None:
        raise _missing(repository, f"{file.path} of {commit[:12]} is not here, or no file of ordinary size")
    return data


def _missing(repository: Repository, message: str) -> ConfigError:
    return (_NotHereError if repository.partial else ConfigError)(message, _FETCH)


def _has_our_table(data: bytes) -> bool:
    if b"ai-provenance" not in data:
        return False
    import tomllib

    parse_config(data, source=PYPROJECT)  # raises the error for a file that is no TOML
    return "ai-provenance" in tomllib.loads(data.decode()).get("tool", {})
