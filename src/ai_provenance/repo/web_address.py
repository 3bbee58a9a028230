"""What a remote's address says of the repository: a name for a reader, and where a browser finds it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.repo.repository import Repository

_WEB = ("https", "http", "ssh", "git", "git+ssh", "git+https", "ssh+git")
_LOCAL = ("", "file")


def name_of(repository: Repository, url: str | None) -> str:
    """The path of the remote URL (`acme/widgets`); without a remote the last part of the directory, without `.git`."""
    if url is not None:
        _, host, path = _parts(url)
        named = path if host else _last(path)
        if named:
            return named
    return _last(repository.top or repository.common.removesuffix("/.git")) or "repository"


def web_address(url: str | None) -> str | None:
    """The address of the remote URL for a browser; None for one that has none, as a path on this machine."""
    if url is None:
        return None
    scheme, host, path = _parts(url)
    if not host or not path or scheme not in _WEB:
        return None
    # a port of SSH or of git's own protocol is none of the web server
    name = host if scheme in {"http", "https"} else host.partition(":")[0]
    return f"{'http' if scheme == 'http' else 'https'}://{name}/{path}"


def _parts(url: str) -> tuple[str, str, str]:
    """Scheme, host with port, and path without `.git` of the address of a remote; no host for a path."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        # `user@host:path`, where no `/` comes before the colon; one letter before it is a drive of Windows
        host, colon, path = url.partition(":")
        if not colon or "/" in host or len(host) < 2:
            return "", "", _trimmed(url)
        return "ssh", host.rpartition("@")[2].lower(), _trimmed(path)
    host, _, path = rest.partition("/")
    if scheme.lower() in _LOCAL:
        return "file", "", _trimmed(rest)
    return scheme.lower(), host.rpartition("@")[2].lower(), _trimmed(path.partition("?")[0].partition("#")[0])


def _trimmed(path: str) -> str:
    return path.strip("/").removesuffix(".git").strip("/")


def _last(path: str) -> str:
    return _trimmed(path.replace("\\", "/")).rpartition("/")[2]
