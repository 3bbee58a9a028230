"""Tokens made when a test runs: no file of the repository holds one."""

from __future__ import annotations

import random
import re
import string
import zlib

_ALPHABETS = {
    "a": string.ascii_letters + string.digits,
    "b": string.ascii_letters + string.digits + "+/",
    "d": string.digits,
    "h": "0123456789abcdef",
    "l": string.ascii_letters,
    "u": string.ascii_uppercase + "234567",
    "w": string.ascii_letters + string.digits + "_-",
    "z": string.ascii_lowercase + string.digits,
}
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def expand(template: str, seed: int = 1) -> str:
    """TEMPLATE with `{a20}` and its like filled in, the same for the same seed (see `secretscan.rule.Rule`)."""
    draw = random.Random(f"{template} {seed}")
    text = re.sub(r"\{([abdhluwz])(\d+)\}", lambda m: "".join(draw.choices(_ALPHABETS[m[1]], k=int(m[2]))), template)
    while "{crc}" in text:
        place = text.index("{crc}")
        text = text[:place] + _checksum(text[place - 30 : place]) + text[place + 5 :]
    return text


def _checksum(body: str) -> str:
    """GitHub's: CRC32 of the 30 characters before, in base62, six digits."""
    number = zlib.crc32(body.encode())
    digits = ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits


GITHUB = expand("ghp_{a30}{crc}")
"""A token of GitHub's form that never opened anything."""
ANTHROPIC = expand("sk-ant-api03-{w93}AA")
