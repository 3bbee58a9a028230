"""What a repository is called: one identity for all of its clones, a name for a reader, an address for a browser.

The identity is the address of the remote less everything by which addresses of one repository differ, or, where there
is no remote that other machines could reach, a folder's name with a digest of the root commits. No path of the machine
and no user name or password is part of it. Stores, exports, pages and fleets tell repositories apart by it.
"""

# Paths are text here, and what only a repository without a remote needs is imported there, as every report may pass.
# ruff: noqa: PLC0415, PTH119

from __future__ import annotations

import json
import os

from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.refs import remotes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ai_provenance.repo.cache import CacheDirectory
    from ai_provenance.repo.refs import Remote
    from ai_provenance.repo.repository import Repository

_DEFAULT_PORTS = {"ssh": "22", "http": "80", "https": "443", "git": "9418", "ftp": "21", "ftps": "990"}
_WEB = ("https", "http", "ssh", "git")
_LOCAL = "local"
"""In the place of a host, for a repository without an address."""
_ROOTS = "roots"
"""Name of the cached root commits: to find them costs a walk of the history."""


class RepositoryIdentity(NamedTuple):
    """What a repository is called."""

    identity: str
    """`git.example.org/acme/widgets`, or `local/widgets-0123abcd` where there is no remote."""
    name: str
    """The identity without the host or the digest: `acme/widgets`, `widgets`."""


class _Address(NamedTuple):
    """The address of a remote on another machine."""

    scheme: str
    """In lower case, without a helper or transport around it: `ssh` also for `git+ssh://` and `user@host:path`."""
    host: str
    """In lower case."""
    port: str
    """Empty where it is the scheme's own."""
    path: str
    """Without `/` at its ends and `.git`."""

    @property
    def identity(self) -> str:
        """Host, port and path."""
        place = f"{self.host}:{self.port}" if self.port else self.host
        return f"{place}/{self.path}".rstrip("/")


def identify(
    repository: Repository,
    store: CacheDirectory | None = None,
    *,
    roots: Iterable[str] | None = None,
    known: Sequence[Remote] | None = None,
) -> RepositoryIdentity:
    """The identity of REPOSITORY, by the address of `origin`, or else of the first remote that has one.

    Without one the root commits of HEAD decide: ROOTS, where a walk of the whole history has found them already, else
    those in STORE, to which the roots of new commits are added, else from git. KNOWN are the remotes, where they
    were read before.

    Raises:
        GitError: git fails at the history.
    """
    remote_list = remotes(repository) if known is None else known
    for remote in remote_list:
        address = _parse(remote.url)
        if address is not None:
            return RepositoryIdentity(address.identity, address.path or address.host)
    # a clone of a path is called as what it was cloned from is
    name = (_last(remote_list[0].url) if remote_list else "") or _folder(repository)
    found = _roots(repository, store) if roots is None or repository.shallow else roots
    return RepositoryIdentity(local_identity(name, found), name)


def identity_of_address(url: str) -> str | None:
    """The identity that the address of a remote gives; None for one that no other machine can reach, as a path.

    The host in lower case, a port other than the scheme's own, and the path without `/` at its ends and `.git`. Scheme,
    user and password are dropped: `ssh://git@host:22/o/r.git`, `git@HOST:o/r` and `https://host/o/r/` are one.
    """
    address = _parse(url)
    return None if address is None else address.identity


def web_address(url: str | None) -> str | None:
    """The address of the remote URL for a browser; None for one that has none, as a path on this machine."""
    address = None if url is None else _parse(url)
    if address is None or not address.path or address.scheme not in _WEB:
        return None
    if address.scheme in ("http", "https"):
        return f"{address.scheme}://{address.identity}"
    # a port of SSH or of git's own protocol is none of the web server
    return f"https://{address._replace(port='').identity}"


def _parse(url: str) -> _Address | None:
    """The parts of the address of a remote; None for a path, and for what cannot be read."""
    scheme, mark, rest = url.strip().partition("://")
    if mark:
        # a remote helper (gitremote-helpers(7)) may come before the address: `codecommit::https://host/o/r`
        scheme = scheme.rpartition("::")[2].lower()
        authority, _, path = rest.partition("/")
        path = path.partition("?")[0].partition("#")[0] if "http" in scheme else path
        transports = scheme.split("+")  # git+ssh, ssh+git, git+https
        scheme = next((one for one in ("ssh", "https", "http") if one in transports), scheme)
    else:
        scheme, (authority, path) = "ssh", _scp_like(url.strip())
    host, port = _host_and_port(authority)
    if not host or scheme == "file":
        return None
    return _Address(scheme, host, "" if port == _DEFAULT_PORTS.get(scheme) else port, _trimmed(path))


def local_identity(name: str, roots: Iterable[str]) -> str:
    """The identity of a repository without a remote: NAME with the beginning of a digest of ROOTS, or of NAME."""
    from ai_provenance.sha256 import sha256

    distinct = "\n".join(sorted(roots)) or name
    return f"{_LOCAL}/{name}-{sha256(distinct.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _scp_like(address: str) -> tuple[str, str]:
    """Host and path of `user@host:path`; no host where ADDRESS is a path, by the rule that git has."""
    if address.startswith("["):  # [user@host:port]:path
        inside, _, path = address[1:].partition("]:")
        inside = inside.rpartition("@")[2]
        return f"[{inside}]" if inside.count(":") > 1 else inside, path
    host, colon, path = address.partition(":")
    is_drive = len(host) == 1 and path[:1] in ("/", "\\")
    if not colon or "/" in host or is_drive or path.startswith(":"):
        return "", ""
    # to git the host of `user:password@host:path` is `user`: whoever wrote that must not be quoted
    if "@" in path.partition("/")[0]:
        host, _, path = path.partition("@")[2].partition(":")
    return host, path


def _host_and_port(authority: str) -> tuple[str, str]:
    host = authority.rpartition("@")[2].lower()
    if host.startswith("["):  # an address of IPv6 is written in brackets, and has colons itself
        inside, _, port = host[1:].partition("]")
        return f"[{inside}]", port.removeprefix(":")
    # [host:port]:path leaves one without brackets
    host, _, port = host.partition(":")
    return host.rstrip("."), port


def _trimmed(path: str) -> str:
    """PATH in one spelling: without empty parts, and without the `.git` of a bare repository or of a work tree."""
    parts = [part for part in path.split("/") if part]
    if parts and parts[-1] == ".git":
        parts.pop()
    return "/".join(parts).removesuffix(".git")


def _last(path: str) -> str:
    """The last part of a path, of any system, without `.git`."""
    plain = path.replace("\\", "/").rstrip("/")
    while plain.endswith("/."):  # `git clone .` keeps the dot
        plain = plain[:-2].rstrip("/")
    return _trimmed(plain).rpartition("/")[2]


def _folder(repository: Repository) -> str:
    """The name of the folder that holds the repository, without `.git`; all worktrees have the main one's."""
    above, name = os.path.split(repository.common.rstrip("/\\"))
    name = os.path.basename(above) if name == ".git" else name.removesuffix(".git")
    # bytes that are no UTF-8 come as half surrogate pairs, which no document takes
    return os.fsencode(name).decode("utf-8", "replace") or "repository"


def _roots(repository: Repository, store: CacheDirectory | None) -> frozenset[str]:
    """The commits of HEAD's history that have no parent; none in a shallow clone, where the cut makes others so."""
    if repository.head is None or repository.shallow:
        return frozenset()
    head, known = _saved(store)
    if head == repository.head:
        return known
    new = _new_roots(repository, head) if head else None
    found = _find_roots(repository, repository.head) if new is None else known | new
    if store is not None:
        store.save(_ROOTS, json.dumps({"head": repository.head, "roots": sorted(found)}).encode())
    return found


def _new_roots(repository: Repository, old: str) -> frozenset[str] | None:
    """The roots that HEAD has beside those of OLD; None where OLD is none of its ancestors."""
    from ai_provenance.repo.run import try_git

    if try_git(repository, "merge-base", "--is-ancestor", old, "HEAD").status:
        return None
    return _find_roots(repository, repository.head or "HEAD", f"^{old}")


def _find_roots(repository: Repository, *revisions: str) -> frozenset[str]:
    from ai_provenance.repo.run import run_git

    out = run_git(repository, "rev-list", "--max-parents=0", "--end-of-options", *revisions, "--")
    return frozenset(out.decode("ascii").split())


def _saved(store: CacheDirectory | None) -> tuple[str | None, frozenset[str]]:
    """The head and the roots in STORE; no head where there is nothing usable."""
    payload = store.load(_ROOTS) if store is not None else None
    if payload is None:
        return None, frozenset()
    try:
        saved = json.loads(payload)
        return str(saved["head"]), frozenset(map(str, saved["roots"]))
    except (KeyError, TypeError, ValueError):
        return None, frozenset()
