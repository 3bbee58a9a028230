"""What a detector hands on: where the value stands, what it is, and which rule says so."""

from __future__ import annotations


class Match:
    """A value in a buffer that one rule takes for a secret. Never printed: it holds the value."""

    __slots__ = ("end", "rule", "start", "type")

    def __init__(self, rule: str, type: str, start: int, end: int) -> None:  # noqa: A002 - the word of the catalogues
        self.rule = rule
        """Id of the rule."""
        self.type = type
        """The kind of secret, for people."""
        self.start = start
        """Offset of the value in the buffer, bytes."""
        self.end = end
        """Offset behind its last byte."""

    def __repr__(self) -> str:
        return f"Match({self.rule}, {self.start}, {self.end})"
