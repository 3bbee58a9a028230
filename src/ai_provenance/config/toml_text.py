"""Reads TOML that may be hostile, for everything that a repository writes in it.

The standard library follows a key of n parts in n * n steps: a line of 100 kB would hold up a command for hours.
"""

from __future__ import annotations

import re
import tomllib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST_PARTS = 100
# possessive, and only from the beginning of a part, so that a text is searched once however long its words are
_LONG_KEY = re.compile(
    r"(?<![\w\-])(?:(?:[\w\-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}" % _MOST_PARTS,  # noqa: UP031 - braces
)


def load_toml(text: str) -> dict[str, Any]:
    """The document TEXT.

    Raises:
        ValueError: it is not TOML, or a key has more than 100 parts.
        RecursionError: its arrays or tables are nested too deep.
    """
    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {_MOST_PARTS} parts")
    return tomllib.loads(text)
