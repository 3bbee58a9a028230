"""A local package index: wheels of what is installed here, so that installing needs no network."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement


def fill(place: Path) -> None:
    """Write to PLACE a wheel of every distribution that building and running the project needs."""
    place.mkdir(parents=True, exist_ok=True)
    for name in sorted({*_closure("git-ai-provenance"), *_closure("hatchling"), "editables", "hatchling"}):
        _repack(importlib.metadata.distribution(name), place)


def _closure(name: str) -> set[str]:
    """The distributions that NAME needs, without extras, those of its requirements included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for line in importlib.metadata.distribution(waiting.pop()).requires or ():
            needed = Requirement(line)
            if needed.marker and not needed.marker.evaluate({"extra": ""}):
                continue
            if needed.name not in found:
                found.add(needed.name)
                waiting.append(needed.name)
    return found


def _repack(distribution: importlib.metadata.Distribution, place: Path) -> None:
    tags = re.findall(r"^Tag: (\S+)$", distribution.read_text("WHEEL") or "", re.MULTILINE)
    name = re.sub(r"[-_.]+", "_", distribution.metadata["Name"])
    path = place / f"{name}-{distribution.version}-{tags[0]}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        record = ""
        for inner, content in _files(distribution):
            wheel.writestr(inner, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            record += f"{inner},sha256={digest},{len(content)}\n"
        folder = next(inner.split("/")[0] for inner in wheel.namelist() if ".dist-info/" in inner)
        wheel.writestr(f"{folder}/RECORD", f"{record}{folder}/RECORD,,\n")


def _files(distribution: importlib.metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    """Path in the wheel -> content. Programs are made anew by whoever installs, and caches are left behind."""
    for file in distribution.files or ():
        inner = file.as_posix()
        if inner.startswith("../") or "__pycache__" in inner or inner.endswith(("/RECORD", "/INSTALLER", "/REQUESTED")):
            continue
        yield inner, Path(str(file.locate())).read_bytes()
