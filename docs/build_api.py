"""Writes docs/api.md from the public names of `ai_provenance`: signature, docstring, fields."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from enum import Enum
from pathlib import Path

import ai_provenance

PAGE = Path(__file__).parent / "api.md"

_HEAD = """\
# The library

Written from the program by `make docs`. These names of `ai_provenance` are the public library; everything else may move
between releases. A name loads its module when it is first used.

```python
from pathlib import Path

from ai_provenance import Selection, classify, commits, open_repository

repository = open_repository(Path("."))
for commit in commits(repository, Selection(("HEAD",))):
    verdict = classify(commit)
    print(verdict.oid, verdict.origin, verdict.level, [use.id for use in verdict.agents])
```
"""


def page() -> str:
    """The text of the page."""
    names = [name for name in ai_provenance.__all__ if not name.startswith("__")]
    functions = [name for name in names if not inspect.isclass(getattr(ai_provenance, name))]
    classes = [name for name in names if name not in functions]
    parts = [_HEAD, "## Functions\n", *map(_function, functions), "## Records and choices\n", *map(_class, classes)]
    return "\n".join(parts)


def _function(name: str) -> str:
    value = getattr(ai_provenance, name)
    # annotations are strings here, as `from __future__ import annotations` leaves them
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(value)))
    return f"### {name}\n\n```python\n{name}{signature}\n```\n\n{_documented(value)}\n"


def _class(name: str) -> str:
    value = getattr(ai_provenance, name)
    members = _choices(value) if issubclass(value, Enum) else [*_fields(value), *_methods(value)]
    rows = "\n".join(f"- {member}" for member in members)
    return f"### {name}\n\n{_documented(value)}\n" + (f"\n{rows}\n" if rows else "")


def _documented(value: object) -> str:
    text = inspect.getdoc(value) or ""
    summary, _, raises = text.partition("Raises:\n")
    lines = [f"- raises {line.strip()}" for line in raises.splitlines() if line.strip()]
    return summary.strip() + ("\n\n" + "\n".join(lines) if lines else "")


def _choices(value: type[Enum]) -> list[str]:
    return [f"`{member.name}`: {member.value!r}" for member in value]


def _fields(value: type) -> list[str]:
    """The fields of a record with the docstrings below them, as the source has them."""
    (definition,) = ast.parse(inspect.getsource(value)).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - it is the source of a class
    found = []
    for node, after in zip(definition.body, [*definition.body[1:], None], strict=True):
        if (
            not isinstance(node, ast.AnnAssign)
            or not isinstance(node.target, ast.Name)
            or node.target.id.startswith("_")
        ):
            continue
        text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
        default = f" = {ast.unparse(node.value)}" if node.value else ""
        line = f"`{node.target.id}: {ast.unparse(node.annotation)}{default}`"
        found.append(f"{line}: {' '.join(str(text).split())}" if text else line)
    return found


def _methods(value: type) -> list[str]:
    found = []
    for name, member in vars(value).items():
        text = inspect.getdoc(member) if callable(member) or isinstance(member, property) else None
        if text and not name.startswith("_") and name not in getattr(value, "_fields", ()) and not hasattr(tuple, name):
            call = "" if isinstance(member, property) else "()"
            found.append(f"`{name}{call}`: {' '.join(text.split(chr(10) * 2)[0].split())}")
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
