"""Installs hooks under lefthook: a marked block in its configuration, from which it writes the hook directory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from ai_provenance.errors import ConfigError
from ai_provenance.install import marked_block
from ai_provenance.install.steps import Step, Write

FILES = tuple(
    f"{directory}{dot}lefthook.{ending}"
    for directory in ("", ".config/")
    for dot in ("", ".")
    for ending in ("yml", "yaml", "toml", "json", "jsonc")
)
"""Where lefthook looks for its configuration."""


def entry(hook: str) -> str:
    """The lines for HOOK. lefthook replaces `{0}` by all that git passed."""
    # lefthook passes standard input on only where `use_stdin` says so
    # git writes the refs of a push to standard input, which lefthook gives to no command by default
    reads = "      use_stdin: true\n" if hook == "pre-push" else ""
    return f"{hook}:\n  commands:\n    ai-provenance:\n      run: ai-provenance-hook {hook} {{0}}\n{reads}"


def plan_install(config: Path, hooks: Iterable[str]) -> Iterator[Step]:
    """The step that appends the hooks that the file does not configure yet; `by_hand` has the others."""
    content = config.read_bytes()
    # a second key of the same name would replace the user's: what is configured already cannot be appended
    absent = [hook for hook in hooks if hook not in _hooks(config)]
    if absent and config.suffix in {".yml", ".yaml"} and not marked_block.has_block(content):
        yield Write(config, marked_block.at_end(content, "".join(map(entry, absent)).encode()))


def by_hand(config: Path, hooks: Iterable[str]) -> tuple[str, ...]:
    """The lines for a person to merge: into hooks that the file configures already, or into a file that is not YAML."""
    if config.suffix not in {".yml", ".yaml"}:
        return tuple(map(entry, hooks))
    present = _hooks(config)
    return tuple(entry(hook) for hook in hooks if hook in present and "ai-provenance" not in str(present[hook]))


def plan_uninstall(config: Path) -> Iterator[Step]:
    """The step that removes our block again."""
    content = config.read_bytes()
    if marked_block.has_block(content):
        # lefthook needs the file, so it stays even when nothing else is in it
        yield Write(config, marked_block.without(content) or b"")


def _hooks(config: Path) -> dict[str, object]:
    if config.suffix not in {".yml", ".yaml"}:
        return {}
    try:
        data = yaml.safe_load(config.read_bytes())
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise ConfigError(f"{config} is not YAML: {problem}", hint=f"fix it, then: lefthook dump {config}") from None
    return data if isinstance(data, dict) else {}
