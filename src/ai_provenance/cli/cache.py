"""`ai-provenance cache`: what reports keep between runs, and how to remove it."""

from __future__ import annotations

import click

from ai_provenance.cli.options import repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.repo import open_repository
from ai_provenance.repo.cache import CacheDirectory


@click.group(cls=SuggestingGroup, short_help="Show or clear what reports keep in the git directory.")
def command() -> None:
    """Show or clear what reports keep in the git directory.

    A report keeps its count under `ai-provenance/` in the git directory, so that the next one only walks what is new.
    Nothing is lost by clearing it but time. `report --no-cache` neither reads nor writes it.
    """


@command.command(short_help="Where the cache is, and what it holds.")
@repo_option
def info(directory: str) -> None:
    """Where the cache is, and what it holds: one line a file, size in bytes first."""
    cache = _cache(directory)
    files = cache.files()
    print_lines([f"{cache.directory}: {len(files)} files, {sum(size for _, size in files)} bytes"])
    print_lines(f"{size:>10}  {name}" for name, size in files)


@command.command(short_help="Remove it.")
@repo_option
def clear(directory: str) -> None:
    """Remove it; files that are not of the cache are left alone."""
    cache = _cache(directory)
    print_lines([f"{cache.clear()} files removed from {cache.directory}"])


def _cache(directory: str) -> CacheDirectory:
    return CacheDirectory(open_repository(directory).common)
