"""The form that every table of the configuration shares."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

COMMIT = r"^[0-9a-f]{7,64}$"
REF = r"^refs/.+"
PATTERNS = {
    COMMIT: "an object id, or 7 digits and more of one, in lower case, was expected",
    REF: "a full ref name was expected (refs/notes/...)",
}
"""Pattern that a string must match -> how a reader is told."""


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Section(BaseModel):
    """A table of the file: frozen, kebab-case keys, unknown keys refused, no conversion between types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=_kebab, defer_build=True)


def freeze(value: object) -> object:
    """An array as a tuple; anything else as it is, for pydantic to object to."""
    return tuple(value) if isinstance(value, list) else value


Strings = Annotated[tuple[str, ...], BeforeValidator(freeze, json_schema_input_type=list[str])]
"""An array of strings, kept as a tuple."""

CommitPrefix = Annotated[str, StringConstraints(pattern=COMMIT)]
Commits = Annotated[tuple[CommitPrefix, ...], BeforeValidator(freeze, json_schema_input_type=list[CommitPrefix])]
"""An array of object ids or beginnings of them."""

Ref = Annotated[str, StringConstraints(pattern=REF)]
Refs = Annotated[tuple[Ref, ...], BeforeValidator(freeze, json_schema_input_type=list[Ref])]
"""An array of full ref names."""
