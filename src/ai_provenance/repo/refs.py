"""Remotes, tags and what was published, each from one plain git, which reads every kind of repository."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from ai_provenance.lazy import pattern
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions, resolve
from ai_provenance.repo.run import run_git, stream_git
from ai_provenance.sha256 import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.repo.cache import CacheDirectory

_SCP_LIKE = pattern(r"[^/:]+:(?!//)")
"""`user@host:path`; a path with a colon has a slash before it."""


_PUBLISHED = (
    "refs/remotes",
    "refs/tags",
    "refs/pull",  # requests, as forges and their CI jobs name them
    "refs/merge-requests",
    "refs/pipelines",
    "refs/changes",
)
"""The refs whose commits others have."""


_TAG = b" refs/tags/"
"""Between object id and name in a line of `packed-refs`."""
_TAGS = "tags"
"""Name of the cached digest of all tags."""
_MOST_LOOSE = 400
"""Names and contents of loose refs: more are not read, one by one, in place of git."""
_LOOSE_BYTES = 4096


class Remote(NamedTuple):
    """A remote, without the credentials that its address may hold."""

    name: str
    url: str


class Tag(NamedTuple):
    """A tag and the commit that it comes down to."""

    name: str
    commit: str


def remotes(repository: Repository) -> tuple[Remote, ...]:
    """The remotes, by name, `origin` first."""
    out = run_git(repository, "config", "-z", "--get-regexp", r"^remote\..*\.url$", check=False)
    urls: dict[str, str] = {}
    for entry in out.decode("utf-8", "replace").split("\0"):
        key, _, url = entry.partition("\n")
        name = key.removeprefix("remote.").removesuffix(".url")
        if name:
            urls.setdefault(name, url)  # of several addresses of one remote git fetches from the first
    found = (Remote(name, without_credentials(url)) for name, url in urls.items())
    return tuple(sorted(found, key=lambda remote: (remote.name != "origin", remote.name)))


def published(repository: Repository, oids: Sequence[str], revisions: Sequence[str]) -> frozenset[str]:
    """Those of OIDS that a remote-tracking branch or a tag has. All of them are commits of REVISIONS.

    What a bare repository holds is what others fetch: all of it is published.

    Raises:
        RevisionError, GitError: as `git rev-list` fails at REVISIONS.
    """
    wanted = frozenset(oids)
    if repository.bare or not wanted:
        return wanted
    if not run_git(repository, "for-each-ref", "--count=1", "refs/remotes", "refs/tags"):
        return frozenset()
    check_revisions(revisions)
    # A repository may have thousands of tags, and most commits are on a branch of the remote: these come first.
    local = wanted & _lacking(repository, *revisions, "--not", "--remotes")
    return wanted - (local and local & _lacking(repository, *sorted(local), "--not", "--remotes", "--tags"))


def _lacking(repository: Repository, *arguments: str) -> frozenset[str]:
    return frozenset(run_git(repository, "rev-list", *arguments, "--").decode("ascii").split())


def tracking_refs(repository: Repository, remote: str) -> tuple[str, ...]:
    """Options of git for the refs that track REMOTE: a name, or an address that may be a named remote's own."""
    listed = run_git(
        repository, "config", "-z", "--name-only", "--get-regexp", r"^remote\..*\.(push)?url$", check=False
    )
    keys = listed.decode("utf-8", "surrogateescape").split("\0")
    names = dict.fromkeys(key.removeprefix("remote.").rpartition(".")[0] for key in keys if key)
    if remote not in names:
        # git gives the hook the address alone, as typed, where a push named no remote
        places = {_place(repository, url) for url in (remote, _resolved(repository, "ls-remote", "--get-url", remote))}
        names = {name: None for name in names if places & set(_places(repository, name))}
    return tuple(f"--remotes={name}" for name in ([remote] if remote in names else names))


def _places(repository: Repository, name: str) -> Iterator[str]:
    """Where the remote NAME is fetched from and pushed to, as configured and as `url.*.insteadOf` rewrites it."""
    raw = run_git(repository, "config", "-z", "--get-all", f"remote.{name}.url", check=False)
    urls = raw.decode("utf-8", "surrogateescape").split("\0")
    for options in ((), ("--push",)):
        urls += _resolved(repository, "remote", "get-url", "--all", *options, name).split("\n")
    return (_place(repository, url) for url in urls if url)


def _resolved(repository: Repository, *command: str) -> str:
    return run_git(repository, *command, check=False).decode("utf-8", "surrogateescape").rstrip("\n")


def _place(repository: Repository, url: str) -> str:
    """URL in the one spelling by which addresses are compared: no credentials, no `.git`, real paths."""
    scheme, mark, rest = url.partition("://")
    if not mark and _SCP_LIKE.match(url):
        scheme, rest = "ssh", url.replace(":", "/", 1)
    if (mark or scheme == "ssh") and scheme != "file":
        host, slash, path = rest.partition("/")
        if scheme != "ssh":
            host = host.rpartition("@")[2]
        return f"{scheme.lower()}://{host.lower()}{slash}{path.strip('/').removesuffix('.git')}"
    path = str((repository.work_tree or repository.git_dir) / (rest if mark else url))
    beginning = path.rstrip("/")
    candidates = (beginning + end for end in ("/.git", "", ".git/.git", ".git"))  # in the order in which git tries them
    return os.path.realpath(next(filter(os.path.exists, candidates), path))


def tags(repository: Repository) -> tuple[Tag, ...]:
    """The tags that name commits, by name."""
    return tuple(sorted((Tag(name, commit) for name, commit in _tags(repository)), key=lambda tag: tag.name))


def _tags(repository: Repository) -> Iterator[tuple[str, str]]:
    # for-each-ref peels all tags at once; GitPython raises on one that names a tree or a blob, and peels one at a time
    layout = "--format=%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
    listed = run_git(repository, "for-each-ref", layout, "refs/tags").decode("utf-8", "surrogateescape")
    for line in listed.splitlines():
        name, kind, oid, peeled_kind, peeled = line.split("\0")
        if "commit" in {kind, peeled_kind}:
            yield name, oid if kind == "commit" else peeled


def tag_digest(repository: Repository, store: CacheDirectory | None = None) -> str:
    """A digest of the object ids and names of all tags; no object is read.

    STORE keeps it for as long as the files that hold the tags are the same, as git takes longer to list 20,000 than all
    the rest of a run with nothing new.
    """
    before = _tag_files(repository) if store is not None else None
    if store is not None and before is not None:
        files, _, known = (store.load(_TAGS) or b"").decode("ascii", "replace").partition(" ")
        if files == before:
            return known
    # in half the time of show-ref, which looks for each object, and a third of that of for-each-ref
    found = sha256(run_git(repository, "rev-parse", "--tags", "--symbolic", "--tags")).hexdigest()
    # git may have read another state than that of the files
    if store is not None and before is not None and _tag_files(repository) == before:
        store.save(_TAGS, f"{before} {found}".encode("ascii"))
    return found


def _tag_files(repository: Repository) -> str | None:
    """A digest of what the files hold in which git keeps tags; None where they do not say all, and where they are many.

    The loose ones are read first: git packs them before it removes them.
    """
    if os.path.exists(os.path.join(repository.common, "reftable")):  # noqa: PTH110, PTH118 - paths are text, as in `repository`
        return None
    loose: list[bytes] = []
    waiting = [os.path.join(repository.common, "refs", "tags")]  # noqa: PTH118 - as above
    try:
        for directory in waiting:  # which grows
            for entry in os.scandir(directory):
                if entry.is_dir():
                    waiting.append(entry.path)
                    continue
                with open(entry.path, "rb") as file:  # noqa: PTH123 - as above
                    content = file.read(_LOOSE_BYTES)
                if content.startswith(b"ref:") or len(loose) >= _MOST_LOOSE:
                    return None  # a symbolic ref says nothing of what it leads to
                loose += [os.fsencode(entry.path), content]
        packed = _packed_tags(repository)
    except OSError:
        return None
    digest = sha256(b"\0".join([*loose, b""]))
    digest.update(packed)
    return digest.hexdigest()


def _packed_tags(repository: Repository) -> memoryview:
    """The lines of `packed-refs` from the first tag to the last one."""
    try:
        with open(os.path.join(repository.common, "packed-refs"), "rb") as file:  # noqa: PTH118, PTH123 - as above
            content = file.read()
    except FileNotFoundError:
        content = b""
    begin, end = content.find(_TAG), content.rfind(_TAG)
    view = memoryview(content)  # not copied: it is a megabyte where there are many
    return view[content.rfind(b"\n", 0, begin) + 1 : content.find(b"\n", end)] if begin >= 0 else view[:0]


def tag_times(repository: Repository) -> tuple[tuple[str, str, int], ...]:
    """Name, commit and time (seconds since the epoch) of each tag; an annotated one has a time of its own."""
    layout = "--format=%(refname:strip=2)%00%(creatordate:unix)"
    listed = run_git(repository, "for-each-ref", layout, "refs/tags").decode("utf-8", "surrogateescape")
    times = dict(line.split("\0") for line in listed.splitlines())
    return tuple((name, commit, int(times.get(name) or 0)) for name, commit in tags(repository))


class DatedTag(NamedTuple):
    """A tag that names a commit, with the times that git keeps of it, in seconds since the epoch."""

    name: str
    commit: str
    committed: int
    """Committer date of the commit."""
    tagged: int | None
    """Tagger date; None for a lightweight tag, and for one that has none."""


def dated_tags(repository: Repository) -> tuple[DatedTag, ...]:
    """The tags that name commits with their times, by name, from one git. A tag of a tag is left out."""
    fields = ("refname:strip=2", "objecttype", "objectname", "committerdate:unix", "taggerdate:unix")
    peeled = ("*objecttype", "*objectname", "*committerdate:unix")
    layout = "--format=" + "%00".join(f"%({name})" for name in (*fields, *peeled))
    listed = run_git(repository, "for-each-ref", layout, "refs/tags").decode("utf-8", "surrogateescape")
    found = []
    for line in listed.splitlines():
        name, kind, oid, committed, tagged, of_kind, of_oid, of_committed = line.split("\0")
        if kind == "commit":
            found.append(DatedTag(name, oid, _seconds(committed) or 0, None))
        elif of_kind == "commit":
            found.append(DatedTag(name, of_oid, _seconds(of_committed) or 0, _seconds(tagged)))
    return tuple(sorted(found))


def _seconds(text: str) -> int | None:
    return int(text) if text.isdigit() else None


class CommitIds:
    """A set of object ids that takes their own bytes and no more: a range has any number of commits.

    They are kept by their first byte; in a set of texts each would take some hundred and twenty bytes.
    """

    __slots__ = ("_by_first",)

    def __init__(self, oids: Iterable[str]) -> None:
        self._by_first: dict[int, bytearray] = {}
        for oid in oids:
            packed = bytes.fromhex(oid)
            self._by_first.setdefault(packed[0], bytearray()).extend(packed)

    def __contains__(self, oid: str) -> bool:
        wanted = bytes.fromhex(oid)
        kept = self._by_first.get(wanted[0], b"")
        at = kept.find(wanted)
        while at >= 0 and at % len(wanted):  # the end of one id and the beginning of the next
            at = kept.find(wanted, at + 1)
        return at >= 0


def unpublished(repository: Repository, revisions: Sequence[str], *, parents_first: bool = False) -> Iterator[str]:
    """The commits of a range that no one else can have fetched; in order, at a price in git's memory, PARENTS_FIRST.

    Published is what a remote-tracking ref, a tag or the ref of a request reaches; in a bare repository, which others
    fetch from, what any ref reaches.

    Raises:
        RevisionError, GitError: git failed.
    """
    check_revisions(revisions)
    if _all_are_tips(repository, revisions):
        return
    published = ("--all",) if repository.bare else tuple(f"--glob={namespace}" for namespace in _PUBLISHED)
    # the second `--not` ends the first: what follows is walked again
    left_out = ("--not", *published, "--not")
    order = ("--topo-order", "--reverse") if parents_first else ()
    yield from _walked(repository, *order, *left_out, "--end-of-options", *revisions, "--")


def _all_are_tips(repository: Repository, revisions: Sequence[str]) -> bool:
    """Whether a published ref is at each commit that a range ends at, as after a push: its commits are published too.

    That is found without a commit being read. Walking from 50,000 refs takes git ten times as long as listing them.
    """
    namespaces = () if repository.bare else _PUBLISHED
    listed = run_git(repository, "for-each-ref", "--format=%(objectname)", *namespaces).decode("ascii")
    return all(oid in listed for oid in resolve(repository, *revisions).tips)


def beyond(repository: Repository, base: str, revisions: Sequence[str]) -> Iterator[str]:
    """The commits of a range that the commit BASE does not reach.

    Raises:
        RevisionError, GitError: git failed.
    """
    check_revisions(revisions)
    yield from _walked(repository, "--end-of-options", *revisions, f"^{base}", "--")


def _walked(repository: Repository, *arguments: str) -> Iterator[str]:
    walk = ("rev-list", *arguments)
    with stream_git(repository, *walk) as pipe:
        for line in pipe:
            yield line.decode("ascii").rstrip("\n")


def without_credentials(url: str) -> str:
    """The address of a remote less user name and password: tokens are kept there, and reports are published."""
    # by hand: urllib.parse takes a third of a bare start of Python to load, and refuses some addresses of git
    scheme, mark, rest = url.partition("://")
    if not mark or scheme == "ssh":  # `git@host:path` and ssh://git@host name an account, and hold no password
        return url
    end = next((at for at, char in enumerate(rest) if char in "/?#"), len(rest))
    return f"{scheme}://{rest[:end].rpartition('@')[2]}{rest[end:]}"


def reachable_commits(repository: Repository) -> frozenset[str]:
    """The ids of the commits that a branch, tag or remote branch has. Raises GitError."""
    with stream_git(repository, "rev-list", "--branches", "--tags", "--remotes", "HEAD", "--") as pipe:
        return frozenset(line.decode("ascii").strip() for line in pipe)
