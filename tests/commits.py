"""Commits for tests that need no repository."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.detect.prefilter import Sieve, as_read, default_sieve
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


def suspects(batch: Sequence[Commit], sieve: Sieve | None = None) -> list[Commit]:
    """Those of BATCH that the sieve does not dismiss."""
    return [made for made in batch if _passes(made, sieve or default_sieve())]


def _passes(made: Commit, sieve: Sieve) -> bool:
    people = [made.author.name, made.author.email, made.committer.name, made.committer.email]
    told = sieve.telling(["\n".join(people).encode("utf-8", "surrogatepass")])
    return bool(told or sieve.positions(as_read(b"\0\n" + made.message)))
