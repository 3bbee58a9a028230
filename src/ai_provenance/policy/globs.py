"""Globs over agents, models, branches and paths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache


def matches_name(name: str, patterns: Iterable[str]) -> bool:
    """Whether NAME is one of PATTERNS, or fits one that is a glob (`copilot*`). Case counts; `*` takes any run."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def matches_path(path: str, patterns: Iterable[str]) -> bool:
    """Whether PATH fits one of PATTERNS, with the meaning that `.gitattributes` gives them.

    `*` and `?` stop at `/`, `**` does not. A pattern without `/` fits a file name in any directory; one that ends in
    `/` fits everything below. See gitattributes(5) and gitignore(5).
    """
    return any(_compiled(pattern).fullmatch(path) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    rooted = "/" in pattern.rstrip("/")
    body = pattern.strip("/") if rooted else f"**/{pattern.strip('/')}"
    expression = "".join(_piece(piece) for piece in re.findall(r"\*\*/|/\*\*$|\*\*|\*|\?|\[[^\]]+\]|[^*?\[]|\[", body))
    return re.compile(expression + ("/.*" if pattern.endswith("/") else ""), re.DOTALL)


def _piece(piece: str) -> str:
    fixed = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece in fixed:
        return fixed[piece]
    if len(piece) > 1:
        inner = piece[1:-1].replace("\\", r"\\").replace("[", r"\[")
        return f"[^{inner[1:]}]" if inner[0] in "!^" and len(inner) > 1 else f"[{inner.replace('^', chr(92) + '^')}]"
    return re.escape(piece)
