"""What the `secrets` commands take from the configuration: what the secret scan hook takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai_provenance.config.read import hook_settings


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
    """The part of the configuration that a scan needs, as hooks read it. Raises ConfigError when it cannot be read."""
    top = top_of(directory)
    section = hook_settings(str(top))["secrets"]
    baseline = str(top / section["baseline"]) if section["baseline"] else ""
    return Settings(top, section["exclude"], baseline, section["whole_files"])


def top_of(directory: Path) -> Path:
    """The nearest directory upwards that holds `.git`; DIRECTORY itself where none does."""
    places = (directory, *directory.absolute().parents)
    return next((place for place in places if (place / ".git").exists()), directory)
