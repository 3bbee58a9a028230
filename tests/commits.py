"""Commits for tests that need no repository."""

from __future__ import annotations

from ai_provenance.model import Commit, Identity

ANA = Identity("Ana Test", "ana@example.org")


def identity(text: str) -> Identity:
    """`Name <address>` as a record."""
    name, _, rest = text.rpartition(" <")
    return Identity(name, rest.removesuffix(">"))


def commit(message: str | bytes, *, author: str | None = None, committer: str | None = None) -> Commit:
    """A commit by Ana, or by whom is said; a committer that is not said is the author."""
    raw = message if isinstance(message, bytes) else message.encode("utf-8", "surrogatepass")
    who = identity(author) if author else ANA
    by = identity(committer) if committer else who
    return Commit("0" * 40, (), who, by, 1767322800, 1767322800, raw)


def record(made: Commit) -> bytes:
    """A commit as the bulk walk's `git log -z` prints it, without the closing NUL."""
    who = [made.author.name, made.author.email, str(made.author_time)]
    by = [made.committer.name, made.committer.email, str(made.commit_time)]
    head = "\n".join([made.oid, " ".join(made.parents), *who, *by]).encode("utf-8", "surrogatepass")
    return head + b"\n" + made.message.replace(b"\0", b"")
