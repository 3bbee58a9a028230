"""What the `secrets` commands take from the configuration, without the models that a scan would wait for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai_provenance.config.lean import read


@dataclass(frozen=True, slots=True)
class Settings:
    """`[secrets]` of the configuration."""

    top: Path
    """Top of the work tree, or the directory itself where there is none."""
    exclude: tuple[str, ...]
    baseline: str
    """Path of the file, empty when there is none."""
    whole_files: bool


def settings_of(directory: Path) -> Settings:
    """The part of the configuration that a scan needs, by the lean reader. Raises ConfigError as that does."""
    top = top_of(directory)
    section = read(str(top))["secrets"]
    assert isinstance(section, dict)  # noqa: S101 - the table's shape
    baseline = str(section["baseline"])
    exclude = section["exclude"]
    assert isinstance(exclude, list)  # noqa: S101 - likewise
    return Settings(top, tuple(exclude), str(top / baseline) if baseline else "", bool(section["whole_files"]))


def top_of(directory: Path) -> Path:
    """The nearest directory upwards that holds `.git`; DIRECTORY itself where none does."""
    places = (directory, *directory.absolute().parents)
    return next((place for place in places if (place / ".git").exists()), directory)
