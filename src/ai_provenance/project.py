"""A repository and the configuration that holds in it, found once: every command begins here.

A work tree obeys the file at its top. A bare repository has no files: it obeys what HEAD holds, which a push cannot
change before it is judged. A range is judged by the configuration of its base (`base_of`), so that a change cannot
relax its own judgement. A command can name another file or revision in their place.
"""

# Every report loads this module, so what only some of them need is imported where it is needed, and paths are text.
# ruff: noqa: PLC0415, PTH118, SIM105

from __future__ import annotations

import os

from ai_provenance.config import FILE, PYPROJECT, Config, config_in_directory, defaults, load_config, parse_config
from ai_provenance.config.read import LARGEST, read_regular
from ai_provenance.errors import (
    ConfigError,
    IncompleteRangeError,
    NoRepositoryError,
    ProvenanceError,
    RevisionError,
)
from ai_provenance.model import Notice
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, open_repository, resolve
from ai_provenance.repo.revisions import merge_base, peel
from ai_provenance.repo.run import REFETCH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from ai_provenance.repo.files import TreeFile

JUDGED_BY_ITSELF = "judged-by-itself"
"""Code of the notice that nothing but what is judged says how it is judged."""
CHANGED = "configuration-changed"
"""Code of the notice that a change also changes the configuration, which is not applied to it."""
UNSEEN = "configuration-unseen"
"""Code of the notice that the configuration is not in this partial clone, so that the defaults hold."""


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

    __slots__ = ("_adoption", "commit", "config", "is_judged_by_itself", "notices", "path", "repository")

    def __init__(
        self,
        repository: Repository,
        config: Config,
        *,
        path: str = FILE,
        notices: tuple[Notice, ...] = (),
        commit: str | None = None,
    ) -> None:
        self.repository = repository
        self.config = config
        self.path = path
        """Name of the file that configures it; where none does, the file that would."""
        self.notices = notices
        """What a reader of the results must know about the configuration."""
        self.commit = commit
        """The commit whose configuration this is; None where it is the work tree's, or that of a file."""
        self.is_judged_by_itself = False
        """Whether the configuration can come with the commits that it judges."""
        self._adoption: AdoptionPoint | None = None

    @property
    def is_unseen(self) -> bool:
        """Whether the configuration is not in this partial clone. Nothing may be passed on the defaults alone."""
        return any(notice.code == UNSEEN for notice in self.notices)

    def criteria(self, name: str) -> bytes | None:
        """The file NAME of the commit that configures; empty where it has none, None where the work tree configures."""
        if self.commit is None:
            return None
        return _file_of(self.repository, self.commit, name) or b""

    def find_file(self, name: str) -> bytes | None:
        """The content of a file that the configuration names, below the top of the work tree (bare: in HEAD's tree).

        A base that configures has its own. None where it is not there.
        """
        top, commit = self.repository.top, self.commit or self.repository.head
        if top is not None and self.commit is None:
            return read_regular(os.path.join(top, name), top=str(top))
        return _file_of(self.repository, commit, name) if commit else None

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
    directory: str | os.PathLike[str] = ".",
    *,
    policy_file: PolicyFile | None = None,
    policy_from: str | None = None,
    judged: Sequence[str] = (),
    require_base: bool = False,
) -> Project:
    """Open the repository that DIRECTORY is in, with the configuration that holds in it.

    POLICY_FILE, or the configuration of the commit POLICY_FROM, takes the place of the project's own. Without them the
    base of JUDGED, the revisions that a command judges, has the configuration (`base_of`).

    Raises:
        RepositoryError, GitError: as `open_repository`.
        ConfigError: the configuration cannot be read, there are two in one directory, or `adopted` means nothing here;
            with REQUIRE_BASE, what is judged would be judged by itself.
        RevisionError, IncompleteRangeError: POLICY_FROM or JUDGED name no commit.
    """
    repository = open_repository(directory)
    project = project_of(repository, policy_file=policy_file, policy_from=policy_from, judged=judged)
    if require_base and project.is_judged_by_itself:
        raise ConfigError(
            "what is judged brings its own configuration, expected a base to judge it by (--require-base)",
            "ai-provenance check origin/main..HEAD, or name a commit with --policy-from",
        )
    return project


def project_of(
    repository: Repository,
    *,
    policy_file: PolicyFile | None = None,
    policy_from: str | None = None,
    judged: Sequence[str] = (),
) -> Project:
    """As `open_project`, for a repository that is open already."""
    is_named = policy_file is not None or policy_from is not None
    base = base_of(repository, judged, os.environ) if judged and not is_named else None
    project = _configured(repository, policy_file, policy_from or base)
    if base:
        project.notices = (*project.notices, *_changes(repository, project, judged[-1]))
    project.is_judged_by_itself = bool(judged) and not is_named and base is None
    try:
        _ = project.adoption
    except IncompleteRangeError:
        pass  # beyond the cut of a shallow clone: an error for those that count from there
    return project


def base_of(repository: Repository, judged: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """The commit that has the say over JUDGED: what was agreed before the change. None where nothing names one.

    The left end of `A..B`, the merge base of `A...B`; in CI the merge base with the branch that a request is for, as
    GitHub Actions (GITHUB_BASE_REF) and GitLab CI (CI_MERGE_REQUEST_DIFF_BASE_SHA) name it.

    Raises:
        RevisionError, IncompleteRangeError: as `resolve`.
    """
    named = [revision for revision in judged if not revision.startswith("-")]  # `--all` has no base
    if any(".." in revision or revision.startswith("^") for revision in named):
        negatives = sorted(set(resolve(repository, *named).negatives))
        if negatives:
            return negatives[0] if len(negatives) == 1 else merge_base(repository, *negatives)
    for name in _target_of_request(environ):
        try:
            return merge_base(repository, peel(repository, name), peel(repository, "HEAD"))
        except (RevisionError, IncompleteRangeError):
            continue
    return None


def _target_of_request(environ: Mapping[str, str]) -> Iterator[str]:
    """Revisions that may name the branch that a request in CI is for, or the point where the request left it."""
    if environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        yield environ["CI_MERGE_REQUEST_DIFF_BASE_SHA"]
    branch = environ.get("GITHUB_BASE_REF")
    if branch:
        yield from (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}")


def target_branch(environ: Mapping[str, str]) -> str | None:
    """The branch that a request in CI is for; None outside of one. The request's own branch is named by its author."""
    return environ.get("GITHUB_BASE_REF") or environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME") or None


def self_judged_notice(project: Project) -> tuple[Notice, ...]:
    """The notice that PROJECT judges its commits by what they may have brought; nothing where a base has the say."""
    if not project.is_judged_by_itself:
        return ()
    message = "judged by the configuration that is judged too: no base was named"
    return (Notice(JUDGED_BY_ITSELF, message, "give a range (origin/main..HEAD), or name a commit with --policy-from"),)


def _changes(repository: Repository, project: Project, tip: str) -> tuple[Notice, ...]:
    """What the judged commits change in the configuration of PROJECT, which is that of their base."""
    base = project.commit or ""
    tips = resolve(repository, tip).tips
    if not tips or not base:
        return ()
    try:
        own = _at_commit(repository, tips[0])
    except ConfigError as error:
        return (Notice(CHANGED, f"the configuration of {tips[0][:12]} cannot be read: {error}", error.hint or ""),)
    from ai_provenance.config.records import document

    keys = [*_differing(document(project.config), document(own.config))]
    if _baseline(repository, project, base) != _baseline(repository, project, tips[0]):
        keys.append("the file that secrets.baseline names")
    if not keys:
        return ()
    message = f"these commits change {', '.join(keys)}: not applied to them, judged by {base[:12]}"
    return (Notice(CHANGED, message, "land the change of the configuration in a request of its own"),)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The keys that differ, those of a table by their full name."""
    for key in before.keys() | after.keys():
        one, other = before.get(key), after.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from (f"{key}.{name}" for name in sorted(_differing(one, other)))
        elif one != other:
            yield key


def _baseline(repository: Repository, project: Project, commit: str) -> str | None:
    """The object id of the list of known secrets in COMMIT, by the name that PROJECT configures."""
    from ai_provenance.repo.files import top_files

    name = project.config.secrets.baseline
    found = top_files(repository, commit, [name]) if name else ()
    return found[0].oid if found else None


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
    from ai_provenance.repo.local_objects import LocalObjects

    with LocalObjects(repository):
        contents = _contents(repository, _candidates(repository, commit), commit)
    if PYPROJECT in contents and not _has_our_table(contents[PYPROJECT]):
        del contents[PYPROJECT]
    if len(contents) > 1:
        raise ConfigError(
            f"{FILE} and [tool.ai-provenance] of {PYPROJECT} both configure {commit[:12]}", "keep one of the two"
        )
    for name, data in contents.items():
        return Project(repository, parse_config(data, source=name), path=name, commit=commit)
    return Project(repository, defaults(), commit=commit)


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


def _file_of(repository: Repository, commit: str, name: str) -> bytes | None:
    """The content of the file NAME of COMMIT; None where it has no such regular file."""
    from ai_provenance.repo.files import top_files

    found = [file for file in top_files(repository, commit, [name]) if file.regular]
    return _contents(repository, found, commit)[found[0].path] if found else None


def _contents(repository: Repository, files: Sequence[TreeFile], commit: str) -> dict[str, bytes]:
    from ai_provenance.repo.files import read_files

    found = {}
    for file, data in read_files(repository, files, limit=LARGEST):
        if data is None:
            raise _missing(repository, f"{file.path} of {commit[:12]} is not here, or no file of ordinary size")
        found[file.path] = data
    return found


def _missing(repository: Repository, message: str) -> ConfigError:
    return (_NotHereError if repository.partial else ConfigError)(message, REFETCH)


def _has_our_table(data: bytes) -> bool:
    if b"ai-provenance" not in data:
        return False
    import tomllib

    parse_config(data, source=PYPROJECT)  # raises the error for a file that is no TOML
    return "ai-provenance" in tomllib.loads(data.decode()).get("tool", {})
