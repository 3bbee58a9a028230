"""Writes a new governance repository from the files in `scaffold/`, and fills the variables of a template's files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from ai_provenance.errors import ConfigError

CI_FILES = {"github": (".github/workflows/provenance.yml",), "gitlab": (".gitlab/ci/provenance.yml",)}
"""System -> the files that the shipped template owns in it."""
VARIABLES = ("organisation", "team", "repository", "branch", "package")
"""What a template's file may have filled in, as `@@NAME@@`; there are no expressions."""
_VARIABLE = re.compile(rb"@@([A-Za-z_]{1,40})@@")
# what is filled in becomes a part of YAML: no value may hold a character that ends a text or begins another one there
_HARMLESS = re.compile(r"[\w./@:+ -]*")
_TEMPLATE = "templates/provenance-check"


def scaffold(organisation: str, ci: str) -> dict[str, bytes]:
    """Path -> content of a new governance repository whose template is for the system CI (`none`: no template)."""
    files = dict(_files(resources.files("ai_provenance.conformity") / "scaffold", ""))
    if ci == "none":
        files = {path: content for path, content in files.items() if not path.startswith("templates/")}
        files = {path: content.replace(b', "template:provenance-check"', b"") for path, content in files.items()}
    for system, owned in CI_FILES.items():
        for path in owned:
            if ci != system:
                files.pop(f"{_TEMPLATE}/files/{path}", None)
            else:
                files[f"{_TEMPLATE}/template.toml"] += (
                    f'\n[[own]]\npath = "{path}"\nproviders = ["{system}"]\n'.encode()
                )
    inside = {path: content for path, content in files.items() if not path.startswith("templates/")}
    return files | {path: substituted(content, {"organisation": organisation}) for path, content in inside.items()}


def variables_in(content: bytes) -> frozenset[str]:
    """The names between `@@` in CONTENT."""
    return frozenset(name.decode() for name in _VARIABLE.findall(content))


def substituted(content: bytes, values: Mapping[str, str]) -> bytes:
    """CONTENT with the variables for which VALUES has a text filled in.

    Raises:
        ConfigError: a text holds characters that could change the file's meaning.
    """
    for name in sorted(variables_in(content) & values.keys()):
        if not _HARMLESS.fullmatch(values[name]):
            raise ConfigError(
                f"the {name} is {values[name]!r}, expected letters, digits, spaces and ./@:+-",
                "rename it, or leave it out",
            )
    return _VARIABLE.sub(lambda found: values.get(found[1].decode(), found[0].decode()).encode(), content)


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()
