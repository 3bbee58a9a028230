"""Keeps our lines in a file of another tool as a marked block: inserts it, finds it, removes it byte for byte."""

from __future__ import annotations

# the first line says what else we changed, so that removing the block can undo that too
_BEGIN = b"# >>> ai-provenance >>>\n"
_BEGIN_GLUED = b"# >>> ai-provenance (the line end before this one is ours) >>>\n"
_BEGIN_MADE = b"# >>> ai-provenance (this file is ours) >>>\n"
_END = b"# <<< ai-provenance <<<\n"
_BEGINNINGS = (_BEGIN, _BEGIN_GLUED, _BEGIN_MADE)


def new_file(body: bytes, *, first: bytes = b"") -> bytes:
    """The content of a file that has the line FIRST (a shebang) and our block only."""
    return first + _BEGIN_MADE + body + _END


def at_top(content: bytes, body: bytes) -> bytes:
    """CONTENT with our block at its top, after a shebang line if there is one."""
    line, end, rest = content.partition(b"\n")
    if line.startswith(b"#!") and end:
        return line + end + _BEGIN + body + _END + rest
    return _BEGIN + body + _END + content


def at_end(content: bytes, body: bytes) -> bytes:
    """CONTENT with our block at its end."""
    if not content or content.endswith(b"\n"):
        return content + _BEGIN + body + _END
    return content + b"\n" + _BEGIN_GLUED + body + _END


def has_block(content: bytes) -> bool:
    """Whether our block is in CONTENT."""
    return any(beginning in content for beginning in _BEGINNINGS)


def without(content: bytes) -> bytes | None:
    """CONTENT as it was before our block; None where the whole file is ours."""
    beginning = next(beginning for beginning in _BEGINNINGS if beginning in content)
    before, _, rest = content.partition(beginning)
    _, _, after = rest.partition(_END)
    if beginning == _BEGIN_GLUED:
        before = before.removesuffix(b"\n")
    left = before + after
    # a file of ours to which the user has added lines is theirs now, and stays
    made_and_untouched = beginning == _BEGIN_MADE and all(line.startswith(b"#!") for line in left.splitlines())
    return None if made_and_untouched else left
