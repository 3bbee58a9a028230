"""Bare copies of remote repositories: what the remote holds, cloning, fetching, and single objects of a partial clone.

Only these commands of the project, `init --from` and the exchange of records reach for a network. They run with the
credentials of their caller, never with a prompt, and obey nothing that a repository configures: no hooks, no `ext::`.

Clones and fetches go through GitPython's `Git` and its parser of git's progress. Its object model is left out: it reads
no SHA-256 repository, and looks the old ids of a forced update up, which a partial clone does not have.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp

from ai_provenance.errors import GitError, NoRepositoryError, ProvenanceError, RepositoryError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.environment import GIT_OPTIONS, LOCAL_VARIABLES, git_environment
from ai_provenance.repo.repository import Repository, open_repository
from ai_provenance.repo.run import TIMED_OUT, run_command

ANSWER = 30.0
"""Seconds that a remote has to list its refs."""
BRANCHES = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
"""What a mirror fetches; `+` because a history that was rewritten is a normal thing."""
_OPTIONS = (
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "protocol.ext.allow=never",
    "-c",
    "http.lowSpeedLimit=1000",  # bytes a second: a remote that is silent is given up
    "-c",
    "http.lowSpeedTime=60",
    "-c",
    "gc.autoDetach=false",  # nothing of ours may run on when we have ended
    "-c",
    "maintenance.autoDetach=false",
    "-c",
    "advice.detachedHead=false",
)
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15"
_GONE = re.compile(r"not found|does not exist|does not appear to be a git repository|no such file or directory", re.I)
_DENIED = re.compile(
    r"authentication|permission denied|access denied|could not read (?:username|password)|\b403\b", re.I
)


class RemoteGoneError(RepositoryError):
    """The remote says that there is no such repository."""


class RemoteRefusedError(RepositoryError):
    """The remote lets no one in with our credentials."""


class RemoteRefs(NamedTuple):
    """What a remote holds."""

    head: str | None
    """Object id of its HEAD; None for a repository without commits."""
    branch: str | None
    """Full name of the branch that its HEAD is on; None where it does not say."""
    notes: Mapping[str, str]
    """Ref -> object id, of the notes."""


def remote_refs(url: str, notes: Sequence[str], *, timeout: float = ANSWER) -> RemoteRefs:
    """HEAD of the repository at URL, and the refs that the patterns NOTES match.

    Raises:
        RemoteGoneError, RemoteRefusedError: the remote says so.
        GitError: it did not answer within TIMEOUT seconds, or git failed otherwise.
    """
    # after `--`, so that an address that begins with a dash is no option
    command = ["git", *_OPTIONS, "ls-remote", "--quiet", "--symref", "--", url, "HEAD", *notes]
    outcome = run_command(command, _environment(), timeout=timeout)
    if outcome.status == TIMED_OUT:
        raise GitError(f"the remote did not answer within {timeout:g} s", hint="ai-provenance fleet errors")
    if outcome.status:
        raise _failure("ls-remote", outcome.stderr)
    branch, found = None, {}
    for line in outcome.stdout.decode("utf-8", "surrogateescape").splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            branch = value.removeprefix("ref: ")
        else:
            found[name] = value
    return RemoteRefs(found.pop("HEAD", None), branch, found)


def open_at(directory: str) -> Repository:
    """Open the repository that DIRECTORY itself is: its git directory, or the top of its work tree.

    Raises:
        NoRepositoryError: it is none. A directory that only lies inside of a repository would be read as that one.
        RepositoryError, GitError: as `open_repository`.
    """
    repository = open_repository(directory)
    place = os.path.realpath(directory)
    if place not in (os.path.realpath(repository.own), os.path.realpath(repository.top or repository.own)):
        raise NoRepositoryError(f"not a git repository: {directory}", hint="ai-provenance fleet sync")
    return repository


def clone_mirror(url: str, mirror: Path, filter_: str, progress: Callable[[str], None]) -> None:
    """Clone the repository at URL as the bare repository MIRROR, leaving out what FILTER_ (`full`: nothing) says.

    The copy is made beside MIRROR and renamed when it is whole: a clone that is killed leaves none. Raises as
    `remote_refs`.
    """
    mirror.parent.mkdir(parents=True, exist_ok=True)
    for left in mirror.parent.glob(f"{mirror.name}.new-*"):  # of clones that were killed; our caller has the lock
        shutil.rmtree(left, ignore_errors=True)
    place = Path(mkdtemp(prefix=f"{mirror.name}.new-", dir=mirror.parent))
    try:
        _transfer(place, ["clone", "--bare", "--progress", *_filter(filter_), "--", url, str(place)], progress)
        place.rename(mirror)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def fetch_refs(mirror: Path, refspecs: Sequence[str], filter_: str, progress: Callable[[str], None]) -> None:
    """Bring the refs of REFSPECS in MIRROR up to date with its remote; those that the remote has no more go."""
    options = ["fetch", "--prune", "--force", "--no-tags", "--progress", *_filter(filter_)]
    _transfer(mirror, [*options, "origin", *refspecs], progress)


def fetch_objects(mirror: Path, oids: Sequence[str]) -> None:
    """Fetch single objects into the partial clone MIRROR: trees with all that is below them, but no contents of files
    beside those named. Raises as `remote_refs`.
    """
    if not oids:
        return
    options = ["fetch", "--no-tags", "--no-write-fetch-head", "--quiet", "--filter=blob:none", "--stdin", "origin"]
    command = ["git", "-C", str(mirror), *_OPTIONS, *options]
    outcome = run_command(command, _environment(), stdin="".join(f"{oid}\n" for oid in oids).encode())
    if outcome.status:
        raise _failure("fetch", outcome.stderr)


def point_head(mirror: Path, branch: str) -> None:
    """Put HEAD of MIRROR on BRANCH, a full name: the default branch of a remote can be another one tomorrow."""
    outcome = run_command(
        ["git", "-C", str(mirror), *GIT_OPTIONS, "symbolic-ref", "HEAD", branch], git_environment(inherit=False)
    )
    if outcome.status:
        raise _failure("symbolic-ref", outcome.stderr)


def _filter(name: str) -> list[str]:
    return ["--no-filter"] if name == "full" else [f"--filter={name}"]


def _environment() -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if name not in LOCAL_VARIABLES}
    environ.setdefault("GIT_SSH_COMMAND", _SSH)
    return environ | {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never", "LC_ALL": "C"}


def _transfer(directory: Path, command: Sequence[str], progress: Callable[[str], None]) -> None:
    """Run a git that moves packs, and give each line of its progress to PROGRESS."""
    from git import Git, RemoteProgress  # noqa: PLC0415 - 7.8 x a bare Python start; only a clone or fetch needs it
    from git.cmd import handle_process_output  # noqa: PLC0415

    class Reader(RemoteProgress):
        """Passes git's progress on, as GitPython reads it."""

        def update(self, *_: object) -> None:
            """Called for each line of progress."""
            progress(self._cur_line or "")

    reader = Reader()
    process = Git(directory).execute(
        ["git", *_OPTIONS, *command], as_process=True, env=_environment(), universal_newlines=True
    )
    handle_process_output(process, None, reader.new_message_handler(), decode_streams=False)
    if process.wait():
        raise _failure(command[0], "\n".join(reader.error_lines))


def _failure(command: str, stderr: str) -> ProvenanceError:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    fatal = [line.removeprefix("fatal: ") for line in lines if line.startswith(("fatal: ", "ERROR: ", "remote: "))]
    said = " ".join((fatal or lines)[-2:])
    if _DENIED.search(stderr):
        return RemoteRefusedError(
            f"the remote refused: {said}", hint="git ls-remote with the same address, as the same user"
        )
    if _GONE.search(stderr):
        return RemoteGoneError("the remote has no such repository", hint="take it out of fleet.toml, or add an alias")
    return GitError(f"git {command} failed: {said or 'it gave no reason'}", hint="git ls-remote shows the same")
