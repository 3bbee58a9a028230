"""The record that detectors yield: where a value is, what kind of secret it is, and by which rule."""

from __future__ import annotations


class Match:
    """A span of a buffer that one rule takes for a secret.

    It has offsets and not the value, so that nothing that prints or logs a match can publish the secret.
    """

    __slots__ = ("end", "rule", "start", "type")

    def __init__(self, rule: str, type: str, start: int, end: int) -> None:  # noqa: A002 - the word of the catalogues
        self.rule = rule
        """Id of the rule."""
        self.type = type
        """The kind of secret, for people."""
        self.start = start
        """Offset of the value in the buffer, bytes."""
        self.end = end
        """Offset after its last byte."""

    def __repr__(self) -> str:
        return f"Match({self.rule}, {self.start}, {self.end})"
