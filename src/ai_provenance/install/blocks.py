"""A marked block in a file that belongs to somebody else: put in, found again, taken out byte for byte."""

from __future__ import annotations

_BEGIN = b"# >>> ai-provenance >>>\n"
_BEGIN_GLUED = b"# >>> ai-provenance (the line end before this one is ours) >>>\n"
_BEGIN_MADE = b"# >>> ai-provenance (this file is ours) >>>\n"
_END = b"# <<< ai-provenance <<<\n"
_BEGINNINGS = (_BEGIN, _BEGIN_GLUED, _BEGIN_MADE)


def new_file(body: bytes, *, first: bytes = b"") -> bytes:
    """A file that holds the line FIRST (a shebang) and our block only."""
    return first + _BEGIN_MADE + body + _END


def at_top(content: bytes, body: bytes) -> bytes:
    """CONTENT with our block before everything but a shebang line."""
    line, end, rest = content.partition(b"\n")
    if line.startswith(b"#!") and end:
        return line + end + _BEGIN + body + _END + rest
    return _BEGIN + body + _END + content


def at_end(content: bytes, body: bytes) -> bytes:
    """CONTENT with our block after it."""
    if not content or content.endswith(b"\n"):
        return content + _BEGIN + body + _END
    return content + b"\n" + _BEGIN_GLUED + body + _END


def has_block(content: bytes) -> bool:
    """Whether our block is in CONTENT."""
    return any(beginning in content for beginning in _BEGINNINGS)


def without(content: bytes) -> bytes | None:
    """CONTENT as it was before our block; None where the whole file was ours."""
    beginning = next(beginning for beginning in _BEGINNINGS if beginning in content)
    before, _, rest = content.partition(beginning)
    _, _, after = rest.partition(_END)
    if beginning == _BEGIN_GLUED:
        before = before.removesuffix(b"\n")
    left = before + after
    made_and_untouched = beginning == _BEGIN_MADE and all(line.startswith(b"#!") for line in left.splitlines())
    return None if made_and_untouched else left
