"""The record of a token rule: the shape of a credential, where it is documented, and examples for the tests.

A plain class with slots: `dataclasses` would cost more at the start of a hook than the scan itself.
"""

from __future__ import annotations

import re

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Rule:
    """One kind of credential that its own shape gives away.

    Examples are templates, so that no file of this project holds a token: `{a20}` stands for 20 letters or digits,
    `{w}` for `[A-Za-z0-9_-]`, `{h}` lower-case hex, `{d}` digits, `{l}` letters, `{u}` upper-case letters or digits,
    `{z}` lower-case letters or digits, `{b}` base64, `{crc}` the checksum of the 30 characters before it.
    """

    __slots__ = (
        *(
            "anchors",
            "back",
            "back_least",
            "entropy",
            "false",
            "followed_by",
            "id",
            "is_fixed",
            "is_inner",
            "loose",
        ),
        *("pattern", "plugin", "regex"),
        *("source", "true", "type"),
    )

    def __init__(  # noqa: PLR0913 - a row of a table: every cell has its name
        self,
        id: str,  # noqa: A002 - the word of every rule catalogue
        type: str,  # noqa: A002 - likewise
        anchors: Sequence[bytes],
        regex: bytes = b"",
        *,
        source: str,
        true: Sequence[str],
        false: Sequence[str] = (),
        entropy: float = 3.0,
        back: int = 0,
        back_least: int = 0,
        loose: bool = False,
        is_fixed: bool = False,
        is_inner: bool = False,
        plugin: str = "",
        followed_by: bytes = b"",
    ) -> None:
        self.id = id
        """Stable id; never changes its meaning."""
        self.type = type
        """The kind of secret in words for people."""
        self.anchors = anchors
        """Literals, one of which is in every match; the prefilter searches for these alone."""
        self.regex = regex
        """The whole token, or with a group its secret part. Bounded: never slower than linear."""
        self.back = back
        """How far before the anchor a match begins, bytes; at most, where `back_least` is less."""
        self.back_least = back_least or back
        self.entropy = entropy
        """Shannon entropy in bits a character that a token must reach: a random one nearly always does."""
        self.loose = loose
        """True where alphabet and length are so open that a name made of words would match."""
        self.is_fixed = is_fixed
        """True where the shape holds so much constant text that nothing else passes for it."""
        self.is_inner = is_inner
        """True where the token may go on from other text (`hooks.slack.com`)."""
        self.plugin = plugin
        """`module.Class` of the detect-secrets plugin that judges the line, in place of `regex`."""
        self.followed_by = followed_by
        """What comes after the anchor, for an anchor that is too common to be looked at wherever it is."""
        self.source = source
        """Where the shape is documented."""
        self.true = true
        self.false = false
        self.pattern = lazy.pattern((b"" if is_inner else _BEFORE) + regex, re.DOTALL)
        """The regular expression, which also demands that no longer word goes on here."""


# not inside a longer word, but right after an escape of a string literal (`"\nghp_..."`) is fine
_BEFORE = rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf]))"
